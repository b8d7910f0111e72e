"""Keeping what was decided or agreed: refunds paid, and told."""

from datetime import date

from support.accounts.models import Person
from support.billing.refunding import pay_refund, refund_of
from support.disputes.events import RefundPaid
from support.disputes.locking import locked_remedy
from support.disputes.models import Remedy
from support.disputes.permissions import require
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.rules import needed
from support.disputes.states import Action, after
from support.kernel.errors import RuleBroken
from support.kernel.transaction import record, transaction


def record_refund(remedy: Remedy, *, reference: str, paid_on: date, by: Person, version: int | None = None) -> Remedy:
    """The money was paid back outside, on `paid_on`; the client hears the reference. The same again changes nothing.

    Raises `RuleBroken` for what is no posted refund, `BadInput` for a reference that is missing or known already.
    """
    named = needed(reference, "reference", "The reference of the payment")
    with transaction():
        remedy = locked_remedy(remedy, version)
        after(remedy.dispute.status, Action.RECORD_REFUND)
        require(by, Action.RECORD_REFUND, remedy)
        note = remedy.credit_note
        if remedy.kind is not RemedyKind.REFUND or remedy.status is not RemedyStatus.POSTED or note is None:
            raise RuleBroken("Only a refund that has been posted is paid back.")
        before = refund_of(note)
        if before is not None and (before.reference, before.paid_on) == (named, paid_on):
            return remedy
        paid = pay_refund(note, reference=named, paid_on=paid_on)
        facts = {"remedy": remedy.public_id, "amount": remedy.dispute.money(paid.amount_minor).decimal}
        remedy.dispute.apply(Action.RECORD_REFUND, by=by, facts=facts | {"reference": named, "paid_on": paid_on})
        record(RefundPaid(remedy.dispute_id, remedy.id))
    return remedy
