"""Corrected invoices of our own (384): the whole invoice once more, with what was wrong put right."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from support.accounts.services import next_number
from support.billing.holding import locked
from support.billing.importing.clients import Clients
from support.billing.importing.documents import (
    AllowanceCharge,
    DocumentLine,
    PrecedingInvoice,
    ReadDocument,
    TaxSubtotal,
    Totals,
)
from support.billing.importing.ledger_documents import incoming, keep_documents
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.queries import credit_notes_of
from support.billing.replacing import replacement_of
from support.billing.writing.stored import document_of
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction


@dataclass(frozen=True, slots=True)
class Right:
    """What a line should have said; None: as it says. A quantity of 0 leaves the line out."""

    quantity: Decimal | None = None
    unit_price: Decimal | None = None


def correct_invoice(invoice: Invoice, lines: Mapping[str, Right], *, reason: str, key: str) -> Invoice:
    """Post a corrected invoice in the place of `invoice`, with `lines` (by the document's own line ids) put right.

    Posting again with the same `key` returns the first one. Raises `RuleBroken` where the invoice was replaced or
    credited already, or less than nothing would be asked for; `BadInput` for a line that it does not have.
    """
    with transaction():
        billed = locked(invoice)
        posted = db.session.scalar(select(Invoice).where(Invoice.posting_key == key))
        if posted is not None:
            return posted
        _check(billed)
        document = corrected_document(document_of(billed), lines, number=free_number(billed), reason=reason)
        if document.totals.payable < 0:
            raise RuleBroken(N_("The corrected invoice would ask for less than nothing. Write a credit note instead."))
        digest = hashlib.sha256(key.encode()).hexdigest()
        made = incoming(document, form="posted", name="posted here", digest=digest)
        made.rows.invoice["posting_key"] = key
        (kept,) = keep_documents([made], Clients())
        return db.session.get_one(Invoice, kept.id)


def _check(invoice: Invoice) -> None:
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        raise RuleBroken(
            N_("%(number)s is a credit note, which is taken back and not corrected.", number=invoice.number)
        )
    later = replacement_of(invoice)
    if later is not None:
        raise RuleBroken(
            N_(
                "Invoice %(number)s was replaced by %(number_2)s. Correct that one.",
                number=invoice.number,
                number_2=later.number,
            )
        )
    notes = credit_notes_of(invoice)
    if sum(note.payable_minor for note in notes):
        numbers = ", ".join(note.number for note in notes)
        raise RuleBroken(
            N_(
                "Invoice %(number)s was credited by %(numbers)s. Credit the rest of what is wrong, too.",
                number=invoice.number,
                numbers=numbers,
            )
        )


def free_number(invoice: Invoice) -> str:
    """COR-2026-0042; numbers that came in with imported documents are left out."""
    year = clock.today().year
    while True:
        number = f"COR-{year}-{next_number(f'corrected invoices {year}'):04}"
        taken = select(Invoice.id).where(Invoice.seller_name == invoice.seller_name, Invoice.number == number)
        if db.session.scalar(taken) is None:
            return number


def corrected_document(document: ReadDocument, lines: Mapping[str, Right], *, number: str, reason: str) -> ReadDocument:
    """The same document with lines put right and every sum reckoned anew as EN 16931 does it (BR-CO-10 to BR-CO-17)."""
    _know(document, lines)
    rows = tuple(_put_right(line, lines.get(line.id, Right()), document.currency) for line in document.lines)
    rows = tuple(row for row in rows if row.quantity or row.net)
    if not rows:
        raise RuleBroken(N_("Nothing would be left of the invoice. Write a credit note over all of it instead."))
    taxes = _taxes(document, rows)
    today = clock.today()
    return dataclasses.replace(
        document,
        kind="invoice",
        type_code="384",
        number=number,
        issued_on=today,
        due_on=max(document.due_on, today) if document.due_on else None,
        lines=rows,
        tax_subtotals=taxes,
        tax_total=sum((tax.tax for tax in taxes), Decimal(0)),
        totals=_totals(document, rows, taxes),
        notes=(reason,),
        preceding_invoices=(PrecedingInvoice(document.number, document.issued_on),),
        external_id=None,
    )


def _know(document: ReadDocument, lines: Mapping[str, Right]) -> None:
    unknown = ", ".join(sorted(set(lines) - {line.id for line in document.lines}))
    if unknown:
        said = N_("Invoice %(number)s has no line %(unknown)s.", number=document.number, unknown=unknown)
        raise BadInput(said, field="lines")


def _put_right(line: DocumentLine, right: Right, currency: str) -> DocumentLine:
    """Allowances of a line are kept as amounts; a line that is not touched stays as it was billed."""
    if right.quantity is None and right.unit_price is None:
        return line
    quantity = line.quantity if right.quantity is None else right.quantity
    price = line.price if right.unit_price is None else dataclasses.replace(line.price, amount=right.unit_price)
    parts: tuple[AllowanceCharge, ...] = line.allowances_charges if quantity else ()
    bare = Money.of(quantity * price.amount / (price.base_quantity or Decimal(1)), currency).amount
    net = bare + sum((part.signed for part in parts), Decimal(0))
    return dataclasses.replace(line, quantity=quantity, price=price, net=net, allowances_charges=parts)


_Rate = tuple[str | None, Decimal | None]


def _taxes(document: ReadDocument, lines: tuple[DocumentLine, ...]) -> tuple[TaxSubtotal, ...]:
    """One for each category and rate, on the sum of what bears it; exemptions keep their reasons."""
    bases: dict[_Rate, Decimal] = {}
    for category, rate, amount in (
        *((line.tax_category, line.tax_rate, line.net) for line in lines),
        *((part.tax_category, part.tax_rate, part.signed) for part in document.allowances_charges),
    ):
        key = category, rate.normalize() + 0 if rate is not None else None
        bases[key] = bases.get(key, Decimal(0)) + amount
    told = {(tax.category, tax.rate.normalize() + 0 if tax.rate is not None else None): tax for tax in document.tax_subtotals}  # fmt: skip
    return tuple(_tax(key, base, told.get(key), document.currency) for key, base in bases.items())


def _tax(key: _Rate, base: Decimal, told: TaxSubtotal | None, currency: str) -> TaxSubtotal:
    category, rate = key
    tax = Money.of(base * (rate or Decimal(0)) / 100, currency).amount
    if told is not None:
        return dataclasses.replace(told, taxable=base, tax=tax)
    return TaxSubtotal(taxable=base, tax=tax, category=category, rate=rate)


def _totals(document: ReadDocument, lines: tuple[DocumentLine, ...], taxes: tuple[TaxSubtotal, ...]) -> Totals:
    off = sum((part.amount for part in document.allowances_charges if not part.is_charge), Decimal(0))
    on = sum((part.amount for part in document.allowances_charges if part.is_charge), Decimal(0))
    nets = sum((line.net for line in lines), Decimal(0))
    gross = nets - off + on + sum((tax.tax for tax in taxes), Decimal(0))
    return Totals(
        line_extension=nets,
        tax_exclusive=nets - off + on,
        tax_inclusive=gross,
        payable=gross - (document.totals.prepaid or 0),
        allowance_total=off or None,
        charge_total=on or None,
        prepaid=document.totals.prepaid,
    )
