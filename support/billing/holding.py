"""Holds: the disputed part of an invoice, kept out of what is due until the dispute is decided."""

from datetime import date

from sqlalchemy import select

from support.billing.models import Invoice
from support.billing.settlement import Hold
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction


def locked(invoice: Invoice) -> Invoice:
    """The invoice as it is now, kept from other writers until the end of the transaction.

    PostgreSQL locks the row; SQLite lets one writer in at a time, and `transaction()` has made us that one.
    """
    row = select(Invoice).where(Invoice.id == invoice.id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(row).one()


def most_held(invoice: Invoice) -> Money:
    """What the invoice comes to: a line may bear more, where a discount on the whole takes from it."""
    return invoice.money(max(invoice.gross_minor, invoice.payable_minor, 0))


def hold(invoice: Invoice, amount_gross: Money, dispute_ref: str) -> Hold:
    """Hold `amount_gross` back for a dispute; the same dispute's hold is renewed with the new amount.

    Raises `RuleBroken` for less than nothing and for more than the invoice comes to.
    """
    with transaction():
        billed = locked(invoice)
        ceiling = most_held(billed)
        if amount_gross.minor < 0 or amount_gross > ceiling:
            raise RuleBroken(
                N_(
                    "Between nothing and %(ceiling)s can be held back on invoice %(number)s.",
                    ceiling=ceiling,
                    number=billed.number,
                )
            )
        row = hold_of(dispute_ref)
        if row is None:
            row = Hold(dispute_ref=dispute_ref)
            db.session.add(row)
        row.invoice_id, row.amount_minor = billed.id, amount_gross.minor
        row.placed_at, row.released_at, row.new_due_on = clock.now(), None, None
    return row


def release_hold(dispute_ref: str, new_due_on: date | None = None) -> Hold | None:
    """End a dispute's hold, with a new due date for what becomes due again. A second release changes nothing.

    Returns None where the dispute never held anything back.
    """
    with transaction():
        row = hold_of(dispute_ref)
        if row is not None and row.released_at is None:
            row.released_at, row.new_due_on = clock.now(), new_due_on
    return row


def hold_of(dispute_ref: str) -> Hold | None:
    return db.session.scalar(select(Hold).where(Hold.dispute_ref == dispute_ref).with_for_update())


def is_holding(dispute_ref: str) -> bool:
    """Whether anything is held back for the dispute now: nothing is where all of it was paid, or has been credited."""
    found = hold_of(dispute_ref)
    return found is not None and found.released_at is None and found.amount_minor > 0
