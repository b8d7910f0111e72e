"""Which credit settles which invoice: never more than the note has left, never more than the invoice has open."""

from sqlalchemy import select

from support.accounts.models import Organisation
from support.billing.balance import invoice_balance, invoice_balances
from support.billing.holding import locked
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.settlement import CreditApplication
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.transaction import transaction


def settle(note: Invoice, invoice: Invoice) -> CreditApplication | None:
    """Apply what `note` has left to what `invoice` has open; None when either has nothing. Both belong to one client."""
    with transaction():
        owed = invoice_balance(locked(invoice)).open
        return _apply(note, invoice, min(owed, invoice_balance(locked(note)).credit))


def apply_credit(organisation: Organisation) -> list[CreditApplication]:
    """Apply the client's credit to their open invoices, oldest first; what a dispute holds back stays as it is."""
    with transaction():
        own = select(Invoice).where(Invoice.organisation_id == organisation.id)
        # In one order for everybody, or two of these could wait for each other for ever.
        rows = list(db.session.scalars(own.order_by(Invoice.id).with_for_update()))
        balances = invoice_balances(rows)
        notes = [(row, balances[row.id].credit) for row in rows if balances[row.id].credit]
        applied = []
        for invoice in sorted(rows, key=lambda row: (row.issued_on, row.id)):
            applied += _settle_from(notes, invoice, balances[invoice.id].due)
    return applied


def _settle_from(notes: list[tuple[Invoice, Money]], invoice: Invoice, due: Money) -> list[CreditApplication]:
    """Draws on `notes` in order and lowers what they have left."""
    applied = []
    for place, (note, left) in enumerate(notes):
        # What it corrects was settled from it when it was posted; what is left goes to other invoices.
        if note.currency != invoice.currency or note.corrects_id == invoice.id:
            continue
        row = _apply(note, invoice, min(due, left))
        if row is not None:
            applied.append(row)
            notes[place] = note, left - note.money(row.amount_minor)
            due -= note.money(row.amount_minor)
    return applied


def _apply(note: Invoice, invoice: Invoice, amount: Money) -> CreditApplication | None:
    if amount.minor <= 0 or invoice.kind is DocumentKind.CREDIT_NOTE:
        return None
    row = CreditApplication(
        credit_note_id=note.id, invoice_id=invoice.id, amount_minor=amount.minor, applied_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    return row
