"""Money paid back outside: owed when the credit is posted, paid when somebody says with which reference."""

from datetime import date

from sqlalchemy import func, select

from support.billing.balance import invoice_balance
from support.billing.holding import locked
from support.billing.models import Invoice
from support.billing.settlement import Refund
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction


def refundable(invoice: Invoice) -> Money:
    """What was paid on the invoice, tax included, and is neither paid back nor promised to be."""
    wanted = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(Refund.invoice_id == invoice.id)
    return invoice_balance(invoice).paid - invoice.money(int(db.session.scalar(wanted) or 0))


def check_refundable(invoice: Invoice, gross: Money) -> None:
    """Raises `RuleBroken` for more than was paid less what was refunded."""
    left = refundable(invoice)
    if gross > left:
        raise RuleBroken(
            N_(
                "Of what was paid on invoice %(number)s only %(left)s can be paid back, not %(gross)s. Credit it to the balance instead.",
                number=invoice.number,
                left=left,
                gross=gross,
            )
        )


def owe_refund(note: Invoice, invoice: Invoice) -> Refund | None:
    """Keep what the credit note has left for paying out, so that it settles nothing else; None when it has nothing.

    Raises `RuleBroken` for more than was paid on `invoice` less what was refunded.
    """
    with transaction():
        billed = locked(invoice)
        left = invoice_balance(note).credit
        if not left:
            return None
        check_refundable(billed, left)
        row = Refund(
            credit_note_id=note.id,
            invoice_id=billed.id,
            organisation_id=billed.organisation_id,
            amount_minor=left.minor,
            promised_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
    return row


def cancel_refund(note: Invoice) -> None:
    """It is not paid back after all: what was kept for that is credit again. Raises `RuleBroken` once it has been paid."""
    with transaction():
        row = db.session.scalar(select(Refund).where(Refund.credit_note_id == note.id).with_for_update())
        if row is None:
            return
        if row.reference is not None:
            raise RuleBroken(
                N_(
                    "It was paid back on %(paid_on)s, with the reference %(reference)s.",
                    paid_on=row.paid_on,
                    reference=row.reference,
                )
            )
        db.session.delete(row)
        db.session.flush()


def refund_of(note: Invoice) -> Refund | None:
    return db.session.scalar(select(Refund).where(Refund.credit_note_id == note.id))


def pay_refund(note: Invoice, *, reference: str, paid_on: date) -> Refund:
    """It has been paid outside, as `reference` of the bank or card company says.

    Raises `BadInput` for a day to come and a reference that is known already, `RuleBroken` where nothing is to be paid.
    """
    with transaction():
        row = db.session.scalar(select(Refund).where(Refund.credit_note_id == note.id).with_for_update())
        if row is None:
            raise RuleBroken(N_("Nothing is to be paid back: the credit has settled what was open."))
        if row.reference is not None:
            raise RuleBroken(
                N_(
                    "It was paid on %(paid_on)s, with the reference %(reference)s.",
                    paid_on=row.paid_on,
                    reference=row.reference,
                )
            )
        if paid_on > clock.today():
            raise BadInput(N_("Record a refund when it has been paid, not before."), field="paid_on")
        known = select(Refund.id).where(Refund.organisation_id == row.organisation_id, Refund.reference == reference)
        if db.session.scalar(known) is not None:
            raise BadInput(
                N_("Another refund has the reference %(reference)s already.", reference=reference), field="reference"
            )
        row.reference, row.paid_on = reference, paid_on
    return row
