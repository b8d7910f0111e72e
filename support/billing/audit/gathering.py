"""One client's context for the rules, from the ledger's rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import selectinload

from support.accounts.models import Organisation
from support.billing.agreements import ServiceRecord
from support.billing.audit.agreed import agreements_of
from support.billing.audit.facts import (
    Context,
    Document,
    Line,
    Part,
    PartyFacts,
    PaymentFacts,
    Tax,
)
from support.billing.balance import InvoiceBalance, invoice_balances
from support.billing.creditable import credited_on
from support.billing.importing.ledger_documents import properties_of
from support.billing.kinds import DocumentKind
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine, TaxSubtotal
from support.billing.queries import payments_of
from support.billing.settlement import Payment
from support.extensions import db
from support.kernel import clock

_AT_ONCE = 500
AROUND = timedelta(days=100)
"""No rule about repeats looks further than 90 days."""


def context_of(organisation: Organisation, around: Invoice | None = None) -> Context:
    """Everything the ledger knows of a client, in a number of statements that grows only with the thousands of lines.

    `around`: only what was issued within `AROUND` of an invoice, or billed for one of its records at any time.
    """
    rows = _invoices(organisation, around)
    balances = invoice_balances(rows)
    credited = _credited([line.id for row in rows for line in row.lines])
    notes: dict[int, int] = {}
    for row in rows:
        if row.kind is DocumentKind.CREDIT_NOTE and row.corrects_id:
            notes[row.corrects_id] = notes.get(row.corrects_id, 0) + row.net_minor
    replaced = {row.corrects_id for row in rows if row.kind is DocumentKind.CORRECTED_INVOICE}
    # What was posted here needs no audit of its arithmetic: it only takes away from what it corrects.
    documents = [_document(row, balances[row.id], credited) for row in rows if row.source_format != "posted"]
    for document in documents:
        document.credited, document.replaced = notes.get(document.row or 0, 0), document.row in replaced
    return Context(
        today=clock.today(),
        documents=documents,
        organisation=organisation.id,
        payments=[_payment(row) for row in payments_of(organisation)],
        **agreements_of(organisation, _records_around(around)),
    )


def context_for(invoice: Invoice) -> Context:
    """One bill and what it must rest on, in a fixed number of statements; without payments and other bills."""
    lines = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    rows = db.session.scalars(lines.options(selectinload(InvoiceLine.allowances))).all()
    credited = _credited([line.id for line in rows])
    named = {line.record_ref for line in rows if line.record_ref}
    return Context(
        today=clock.today(),
        documents=[_document(invoice, None, credited)],
        organisation=invoice.organisation_id,
        **agreements_of(invoice.organisation, ServiceRecord.record_id.in_(named)),
    )


def _invoices(organisation: Organisation, around: Invoice | None) -> Sequence[Invoice]:
    wanted = (
        select(Invoice)
        .where(Invoice.organisation_id == organisation.id)
        .order_by(Invoice.issued_on, Invoice.id)
        .options(
            selectinload(Invoice.lines).selectinload(InvoiceLine.allowances),
            selectinload(Invoice.taxes),
            selectinload(Invoice.allowances),
        )
    )
    if around is not None:
        wanted = wanted.where(_near(around))
    return db.session.scalars(wanted).all()


def _records_around(invoice: Invoice | None) -> ColumnElement[bool]:
    if invoice is None:
        return true()
    named = {line.record_ref for line in invoice.lines if line.record_ref}
    then = and_(
        ServiceRecord.period_end >= invoice.issued_on - AROUND, ServiceRecord.period_start <= invoice.issued_on + AROUND
    )
    return or_(then, ServiceRecord.record_id.in_(named))


def _near(invoice: Invoice) -> ColumnElement[bool]:
    named = {line.record_ref for line in invoice.lines if line.record_ref}
    sharing = select(InvoiceLine.invoice_id).where(InvoiceLine.record_ref.in_(named))
    when = Invoice.issued_on.between(invoice.issued_on - AROUND, invoice.issued_on + AROUND)
    # What corrects one of them counts whenever it was issued.
    notes = and_(Invoice.corrects_id.is_not(None), Invoice.issued_on >= invoice.issued_on - AROUND)
    return or_(when, Invoice.id.in_(sharing), notes)


def _credited(ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for first in range(0, len(ids), _AT_ONCE):
        found |= credited_on(ids[first : first + _AT_ONCE])
    return found


def _document(row: Invoice, balance: InvoiceBalance | None, credited: dict[int, int]) -> Document:
    document = Document(
        number=row.number,
        kind=row.kind.value,
        type_code=row.type_code,
        issued_on=row.issued_on,
        currency=row.currency,
        seller=_party(row.seller, row.seller_name),
        buyer=_party(row.buyer, row.buyer.get("name") or ""),
        totals=_totals(row),
        taxes=tuple(_tax(tax) for tax in row.taxes),
        parts=tuple(_part(part) for part in row.allowances),
        due_on=row.due_on,
        terms=str(row.details.get("payment_terms") or ""),
        start=row.period_start,
        end=row.period_end,
        contract_reference=row.contract_reference,
        corrects=(row.corrects_number,) if row.corrects_number else (),
        row=row.id,
    )
    if balance:
        document.open, document.overpaid, document.overdue = balance.open.minor, balance.overpaid.minor, balance.overdue
    document.lines = [_line(document, line, credited.get(line.id, 0)) for line in row.lines]
    return document


def _totals(row: Invoice) -> dict[str, int]:
    return {
        "lines": row.line_total_minor,
        "allowances": row.allowance_total_minor,
        "charges": row.charge_total_minor,
        "net": row.net_minor,
        "tax": row.tax_minor,
        "gross": row.gross_minor,
        "prepaid": row.prepaid_minor,
        "rounding": row.rounding_minor,
        "payable": row.payable_minor,
    }


def _line(document: Document, row: InvoiceLine, credited: int) -> Line:
    return Line(
        document=document,
        id=row.line_id,
        position=row.position,
        name=row.name,
        description=row.description,
        sku=row.sku,
        quantity=row.quantity,
        unit_code=row.unit_code,
        unit_price=row.unit_price,
        base_quantity=row.base_quantity,
        net=row.net_minor,
        category=row.tax_category,
        rate=row.tax_rate,
        start=row.period_start,
        end=row.period_end,
        record=row.record_ref,
        subject=row.subject,
        parts=tuple(_part(part) for part in row.allowances),
        credited=credited,
        properties=properties_of(row.details.get("properties", ())),
        row=row.id,
    )


def _tax(row: TaxSubtotal) -> Tax:
    return Tax(row.category, row.rate, row.taxable_minor, row.tax_minor, row.exemption_reason)


def _part(row: AllowanceCharge) -> Part:
    return Part(
        row.is_charge, row.amount_minor, row.reason or row.reason_code or "", row.tax_category or "", row.tax_rate
    )


def _party(party: dict[str, Any], name: str) -> PartyFacts:
    address = party.get("address") or {}
    lines = address.get("lines") or [""]
    return PartyFacts(
        name, address.get("country") or "", address.get("city") or "", lines[0], party.get("tax_id") or ""
    )


def _payment(row: Payment) -> PaymentFacts:
    settles = tuple((part.invoice_id, part.amount_minor) for part in row.allocations)
    return PaymentFacts(row.reference, row.received_on, row.amount_minor, row.currency, row.remittance, settles, row.id)
