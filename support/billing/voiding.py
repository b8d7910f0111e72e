"""Undoing a credit that nobody has used: its mirror image is posted, and the two settle each other."""

import hashlib
from decimal import Decimal

from support.billing.balance import invoice_balance
from support.billing.credit import heading
from support.billing.holding import locked
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine, TaxSubtotal
from support.billing.replacing import replacement_of
from support.billing.settlement import CreditApplication
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import transaction


def void_note(note: Invoice, *, reason: str) -> Invoice:
    """Post a credit note over less than nothing that takes `note` back line by line; what was billed is open to credit again.

    Raises `RuleBroken` when any of the credit has settled an invoice, is to be paid back, or was taken back before.
    """
    with transaction():
        if note.kind is not DocumentKind.CREDIT_NOTE or note.corrects_id is None:
            raise RuleBroken(N_("%(number)s is no credit that was posted here.", number=note.number))
        invoice = locked(db.session.get_one(Invoice, note.corrects_id))
        _check_unused(locked(note), invoice)
        mirror = _mirror(note, invoice, reason)
        db.session.add(mirror)
        db.session.flush()
        used = {"amount_minor": note.payable_minor, "applied_at": clock.now()}
        db.session.add(CreditApplication(credit_note_id=note.id, invoice_id=mirror.id, **used))
        db.session.flush()
    return mirror


def _check_unused(note: Invoice, invoice: Invoice) -> None:
    numbers = {"invoice": invoice.number, "number": note.number, "payable": note.payable}
    if later := replacement_of(invoice):
        more = N_(
            "Invoice %(invoice)s was billed once more as %(later)s, which counts on this credit.",
            later=later.number,
            **numbers,
        )
        raise RuleBroken(more)
    left = invoice_balance(note).credit
    if left != note.payable or left.minor <= 0:
        used = N_(
            "Only %(left)s of %(payable)s of credit note %(number)s is left: it has been used.", left=left, **numbers
        )
        raise RuleBroken(used)


def _mirror(note: Invoice, invoice: Invoice, reason: str) -> Invoice:
    key = f"void:{note.number}:{note.id}"
    return Invoice(
        **heading(invoice, reason),
        line_total_minor=-note.line_total_minor,
        net_minor=-note.net_minor,
        tax_minor=-note.tax_minor,
        gross_minor=-note.gross_minor,
        payable_minor=-note.payable_minor,
        posting_key=key,
        voids_id=note.id,
        source_digest=hashlib.sha256(key.encode()).hexdigest(),
        lines=[_line(line, note) for line in note.lines],
        taxes=[_tax(row) for row in note.taxes],
    )


def _line(line: InvoiceLine, note: Invoice) -> InvoiceLine:
    kept = ("position", "line_id", "name", "sku", "tax_category", "tax_rate", "period_start", "period_end")
    links = ("record_ref", "subject", "corrects_line_id")
    return InvoiceLine(
        **{name: getattr(line, name) for name in (*kept, *links)},
        description=f"Takes back line {line.line_id} of {note.number}",
        quantity=Decimal(1),
        base_quantity=Decimal(1),
        unit_price=-line.unit_price,
        net_minor=-line.net_minor,
    )


def _tax(row: TaxSubtotal) -> TaxSubtotal:
    return TaxSubtotal(
        category=row.category,
        rate=row.rate,
        taxable_minor=-row.taxable_minor,
        tax_minor=-row.tax_minor,
        exemption_reason=row.exemption_reason,
    )
