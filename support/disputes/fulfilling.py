"""Keeping what was decided or agreed: refunds, instalments, services."""

from datetime import date, timedelta

from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.billing.plans import due_instalments, pay_instalment, plan_with
from support.billing.refunding import pay_refund, refund_of
from support.billing.settlement import Instalment
from support.disputes.events import InstalmentDue, RefundPaid, ServiceDelivered
from support.disputes.locking import locked, locked_remedy
from support.disputes.models import Remedy
from support.disputes.permissions import require
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.rules import needed
from support.disputes.states import TRANSITIONS, Action, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def record_refund(remedy: Remedy, *, reference: str, paid_on: date, by: Person, version: int | None = None) -> Remedy:
    """The money was paid back outside, on `paid_on`; the client hears the reference. The same again changes nothing.

    Raises `RuleBroken` for what is no posted refund, `BadInput` for a reference that is missing or known already.
    """
    named = needed(reference, "reference", N_("The reference of the payment"))
    with transaction():
        remedy = locked_remedy(remedy, version)
        after(remedy.dispute.status, Action.RECORD_REFUND)
        require(by, Action.RECORD_REFUND, remedy)
        note = remedy.credit_note
        if remedy.kind is not RemedyKind.REFUND or remedy.status is not RemedyStatus.POSTED or note is None:
            raise RuleBroken(N_("Only a refund that has been posted is paid back."))
        before = refund_of(note)
        if before is not None and (before.reference, before.paid_on) == (named, paid_on):
            return remedy
        paid = pay_refund(note, reference=named, paid_on=paid_on)
        facts = {"remedy": remedy.public_id, "amount": remedy.dispute.money(paid.amount_minor).decimal}
        remedy.dispute.apply(Action.RECORD_REFUND, by=by, facts=facts | {"reference": named, "paid_on": paid_on})
        record(RefundPaid(remedy.dispute_id, remedy.id))
    return remedy


def record_instalment(remedy: Remedy, *, position: int, reference: str, paid_on: date, by: Person) -> Instalment:
    """An instalment of an agreed plan came in as the payment `reference`; the ledger has it from then on.

    Raises `RuleBroken` for one that is paid already, `BadInput` for what the plan does not have.
    """
    named = needed(reference, "reference", N_("The reference of the payment"))
    with transaction():
        remedy = locked_remedy(remedy)
        after(remedy.dispute.status, Action.RECORD_INSTALMENT)
        require(by, Action.RECORD_INSTALMENT, remedy)
        plan = plan_with(remedy.public_id)
        if plan is None or plan.agreed_at is None:
            raise RuleBroken(N_("Only a payment plan that has been agreed is paid in instalments."))
        row = next((row for row in plan.instalments if row.position == position), None)
        if row is None:
            raise BadInput(N_("The plan has %(count)s instalments.", count=len(plan.instalments)), field="position")
        pay_instalment(row, reference=named, paid_on=paid_on)
        amount = remedy.dispute.money(row.amount_minor).decimal
        facts = {"remedy": remedy.public_id, "instalment": position, "amount": amount, "reference": named}
        remedy.dispute.apply(Action.RECORD_INSTALMENT, by=by, facts=facts | {"paid_on": paid_on})
    return row


def remind_of_instalments() -> int:
    """Write to the clients whose instalments are due soon, once for each; returns how many."""
    within = timedelta(days=policies.desk().instalment_reminder_days)
    return sum(_remind(row) for row in due_instalments(within))


def _remind(instalment: Instalment) -> bool:
    with transaction():
        remedy = db.session.scalars(select(Remedy).where(Remedy.public_id == instalment.plan.key)).one()
        dispute = locked(remedy.dispute)
        db.session.refresh(instalment)
        if instalment.reminded_at is not None or instalment.paid_on is not None:
            return False
        if (dispute.status, Action.REMIND_INSTALMENT) not in TRANSITIONS:
            return False
        instalment.reminded_at = clock.now()
        facts = {"remedy": remedy.public_id, "instalment": instalment.position, "due_on": instalment.due_on}
        dispute.apply(Action.REMIND_INSTALMENT, by=None, facts=facts)
        record(InstalmentDue(dispute.id, instalment.id))
    return True


def record_delivery(remedy: Remedy, *, delivered_on: date, words: str = "", by: Person) -> Remedy:
    """The client has the additional service that was agreed; they hear it, with `words`. A second time changes nothing.

    Raises `RuleBroken` for what is no agreed service, `BadInput` for a day to come.
    """
    said = readable(words, "words")
    with transaction():
        remedy = locked_remedy(remedy)
        after(remedy.dispute.status, Action.RECORD_DELIVERY)
        require(by, Action.RECORD_DELIVERY, remedy)
        if remedy.kind is not RemedyKind.ADDITIONAL_SERVICE or remedy.status is not RemedyStatus.POSTED:
            raise RuleBroken(N_("Only an additional service that has been agreed is delivered."))
        if remedy.delivered_on is not None:
            return remedy
        if delivered_on > clock.today():
            raise BadInput(N_("Record a service when the client has it, not before."), field="delivered_on")
        remedy.delivered_on = delivered_on
        facts = {"remedy": remedy.public_id, "delivered_on": delivered_on, "words": said}
        remedy.dispute.apply(Action.RECORD_DELIVERY, by=by, facts=facts)
        record(ServiceDelivered(remedy.dispute_id, remedy.id, said))
    return remedy
