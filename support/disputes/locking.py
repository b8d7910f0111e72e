"""Rows as they are now, kept from other writers until the verb is over."""

from sqlalchemy import select

from support.billing.credit import gross_of, hold
from support.billing.holding import most_held
from support.billing.models import Invoice, InvoiceLine
from support.disputes.models import Dispute, Remedy
from support.extensions import db
from support.kernel.errors import JustChanged, NotFound
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import memo


def locked(dispute: Dispute, version: int | None = None) -> Dispute:
    """The dispute under its lock. Raises `JustChanged` when it is no longer the `version` that was shown.

    Its invoice is locked first: whoever opens a line on it again, credits it or holds it back waits for the others,
    and everybody asks for the two locks in this order.
    """
    held: dict[int, Dispute] = memo().setdefault("locked disputes", {})
    row = held.get(dispute.id)
    if row is None:
        row = held[dispute.id] = _under_lock(dispute)
    if version is not None and row.version != version:
        raise JustChanged
    return row


def _under_lock(dispute: Dispute) -> Dispute:
    """As it is now; nobody else changes it before the transaction ends, so that one look is enough."""
    lock_invoices(dispute)
    wanted = select(Dispute).where(Dispute.id == dispute.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


def lock_invoices(*disputes: Dispute) -> None:
    """Lock what the disputes are about, several invoices in one order."""
    if db.engine.dialect.name == "sqlite":
        return  # one writer at a time: `transaction()` has made us that one
    about = select(Dispute.invoice_id).where(Dispute.id.in_([row.id for row in disputes]))
    db.session.execute(select(Invoice.id).where(Invoice.id.in_(about)).order_by(Invoice.id).with_for_update())


def lock_invoice(invoice: Invoice) -> None:
    """Lock it before any dispute of it."""
    db.session.execute(select(Invoice.id).where(Invoice.id == invoice.id).with_for_update())


def going_on(dispute: Dispute) -> Dispute:
    """The dispute, or the one that it ended in however often it was merged, under its lock."""
    row = locked(dispute)
    while row.merged_into is not None:
        row = locked(row.merged_into)
    return row


def locked_remedy(remedy: Remedy, version: int | None = None) -> Remedy:
    """The remedy, under the lock of its dispute."""
    locked(remedy.dispute, version)
    wanted = select(Remedy).where(Remedy.id == remedy.id).with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound(N_("That remedy is no longer there."))
    return row


def to_hold(invoice: Invoice, parts: list[tuple[InvoiceLine, Money]]) -> Money:
    """What these net amounts keep out of what is due: with their tax, and never more than the invoice comes to."""
    return min(gross_of(parts), most_held(invoice))


def place_hold(dispute: Dispute) -> None:
    """Keep what is in dispute, and not credited yet, out of what is due (with its tax)."""
    parts = [(row.line, dispute.money(row.disputed_minor - (row.approved_minor or 0))) for row in dispute.lines]
    if parts:
        hold(dispute.invoice, to_hold(dispute.invoice, parts), dispute.reference)
