"""The corrected invoice, when the client asks for one: what was decided, said in one document instead of two."""

from sqlalchemy import select

from support.accounts.models import Person
from support.billing.models import Invoice
from support.billing.rebilling import rebill
from support.disputes.events import InvoiceRestated
from support.disputes.locking import lock_invoice, locked
from support.disputes.models import Dispute
from support.disputes.permissions import require
from support.disputes.rules import needed
from support.disputes.states import OPEN, Action, after
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def write_corrected(dispute: Dispute, *, why: str, by: Person, version: int | None = None) -> Invoice:
    """Bill what is left of the dispute's invoice once more as a corrected invoice; nothing more is given by it.

    A second time finds the first. Raises `RuleBroken` while a dispute of the invoice is open, and where there is nothing that could be billed once more.
    """
    reason = needed(why, "why", N_("What is corrected"))
    with transaction():
        lock_invoice(dispute.invoice)
        dispute = locked(dispute, version)
        after(dispute.status, Action.WRITE_CORRECTED)
        require(by, Action.WRITE_CORRECTED, dispute)
        key = f"restated:{dispute.invoice_id}"
        before = db.session.scalar(select(Invoice).where(Invoice.posting_key == key))
        if before is not None:
            return before
        _nothing_open(dispute)
        corrected = rebill(dispute.invoice, reason=reason, key=key)
        facts = {"number": corrected.number, "amount": corrected.payable.decimal, "why": reason}
        dispute.apply(Action.WRITE_CORRECTED, by=by, facts=facts)
        record(InvoiceRestated(dispute.id, corrected.id, reason))
    return corrected


def _nothing_open(dispute: Dispute) -> None:
    wanted = select(Dispute.reference).where(Dispute.invoice_id == dispute.invoice_id, Dispute.status.in_(OPEN))
    other = db.session.scalars(wanted.order_by(Dispute.id)).first()
    if other is not None:
        raise RuleBroken(
            N_(
                "%(other)s is open about this invoice: decide it first, so that one correction says it all.",
                other=other,
            )
        )
