"""Documents out of the ledger as facts, read as plain columns: a client may have very many lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from support.billing.audit.facts import Document, Line, Part, PartyFacts, Tax
from support.billing.balance import InvoiceBalance, invoice_balances
from support.billing.importing.ledger_documents import properties_of
from support.billing.kinds import DocumentKind
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine, TaxSubtotal
from support.extensions import db
from support.kernel.money import Money

_HEADER = (
    Invoice.id, Invoice.organisation_id, Invoice.number, Invoice.kind, Invoice.type_code, Invoice.issued_on, Invoice.currency, Invoice.due_on,
    Invoice.period_start, Invoice.period_end, Invoice.contract_reference, Invoice.corrects_number, Invoice.corrects_id,
    Invoice.seller_name, Invoice.seller, Invoice.buyer, Invoice.details, Invoice.note, Invoice.source_format,
    Invoice.line_total_minor, Invoice.allowance_total_minor, Invoice.charge_total_minor, Invoice.net_minor,
    Invoice.tax_minor, Invoice.gross_minor, Invoice.prepaid_minor, Invoice.rounding_minor, Invoice.payable_minor,
)  # fmt: skip
_LINE = (
    InvoiceLine.line_id, InvoiceLine.position, InvoiceLine.name, InvoiceLine.description, InvoiceLine.sku,
    InvoiceLine.quantity, InvoiceLine.unit_code, InvoiceLine.unit_price, InvoiceLine.base_quantity, InvoiceLine.net_minor,
    InvoiceLine.tax_category, InvoiceLine.tax_rate, InvoiceLine.period_start, InvoiceLine.period_end,
    InvoiceLine.record_ref, InvoiceLine.subject, InvoiceLine.details, InvoiceLine.id, InvoiceLine.invoice_id,
)  # fmt: skip
"""The first sixteen in the order of the fields of `Line`."""
POSTED = "posted"
"""The format of what was written here: a credit note only takes away from what it corrects, and needs no audit of its own."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a balance is worked out from."""

    id: int
    kind: DocumentKind
    payable_minor: int
    currency: str
    due_on: date | None

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    @property
    def payable(self) -> Money:
        return self.money(self.payable_minor)


Loaded = tuple[list[Document], list[Document]]
"""What was issued, and the credit notes that were posted here; the oldest first."""


def documents_where(wanted: ColumnElement[bool], *, balances: bool = True) -> dict[int, Loaded]:
    """By client, for a condition on invoices, in five statements and one for each 500 documents; with what they owe still
    unless `balances` is False."""
    headers = db.session.execute(select(*_HEADER).where(wanted).order_by(Invoice.issued_on, Invoice.id)).all()
    some = select(Invoice.id).where(wanted)
    parts, taxes, credited = _parts(some), _taxes(some), _credited(some)
    owing = _balances(headers) if balances else {}
    found = {
        row.id: _document(row, taxes.get(row.id, ()), parts[0].get(row.id, ()), owing.get(row.id)) for row in headers
    }
    rows = db.session.execute(select(*_LINE).where(InvoiceLine.invoice_id.in_(some)).order_by(InvoiceLine.id))
    for row in rows.tuples():
        document, key = found[row[18]], row[17]
        document.lines.append(_line(document, row, parts[1].get(key, ()), credited.get(key, 0)))
    for document in found.values():
        document.lines.sort(key=lambda line: line.position)
    _corrections(headers, found)
    by_client: dict[int, Loaded] = {}
    for row in headers:
        issued, notes = by_client.setdefault(row.organisation_id, ([], []))
        if row.source_format != POSTED or row.kind is DocumentKind.CORRECTED_INVOICE:
            issued.append(found[row.id])
        elif found[row.id].is_credit:
            notes.append(found[row.id])
    return by_client


def _balances(headers: Iterable[Any]) -> dict[int, InvoiceBalance]:
    return invoice_balances(_Asked(row.id, row.kind, row.payable_minor, row.currency, row.due_on) for row in headers)


def _corrections(headers: Iterable[Any], found: dict[int, Document]) -> None:
    """What credit notes took off each, and what a corrected invoice stands in for."""
    for row in headers:
        corrected = found.get(row.corrects_id or 0)
        if corrected is None:
            continue
        if row.kind is DocumentKind.CREDIT_NOTE:
            corrected.credited += row.net_minor
        if row.kind is DocumentKind.CORRECTED_INVOICE:
            corrected.replaced = True


def _document(row: Any, taxes: Sequence[Tax], parts: Sequence[Part], balance: InvoiceBalance | None) -> Document:
    document = Document(
        number=row.number,
        kind=row.kind.value,
        type_code=row.type_code,
        issued_on=row.issued_on,
        currency=row.currency,
        seller=_party(row.seller, row.seller_name),
        buyer=_party(row.buyer, row.buyer.get("name") or ""),
        totals=_totals(row),
        taxes=tuple(taxes),
        parts=tuple(parts),
        due_on=row.due_on,
        terms=str(row.details.get("payment_terms") or ""),
        start=row.period_start,
        end=row.period_end,
        contract_reference=row.contract_reference,
        corrects=(row.corrects_number,) if row.corrects_number else (),
        note=row.note,
        row=row.id,
    )
    if balance:
        document.open, document.overpaid, document.overdue = balance.open.minor, balance.overpaid.minor, balance.overdue
        document.due, document.unapplied = balance.due.minor, max(balance.credit.minor, 0)
    return document


def _totals(row: Any) -> dict[str, int]:
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


def _line(document: Document, row: Any, parts: Sequence[Part], credited: int) -> Line:
    line = Line(document, *row[:16])
    line.row, line.credited = row[17], credited
    if parts:
        line.parts = tuple(parts)
    if row[16] and row[16].get("properties"):
        line.properties = properties_of(row[16]["properties"])
    return line


def _parts(some: Select[tuple[int]]) -> tuple[dict[int, list[Part]], dict[int, list[Part]]]:
    """By document, and by line."""
    one = AllowanceCharge
    columns = (
        one.invoice_id, one.line_id, one.is_charge, one.amount_minor, one.reason, one.reason_code, one.tax_category, one.tax_rate,
    )  # fmt: skip
    found: tuple[dict[int, list[Part]], dict[int, list[Part]]] = ({}, {})
    for row in db.session.execute(select(*columns).where(one.invoice_id.in_(some)).order_by(one.id)):
        part = Part(
            row.is_charge, row.amount_minor, row.reason or row.reason_code or "", row.tax_category or "", row.tax_rate
        )
        if row.line_id is None:
            found[0].setdefault(row.invoice_id, []).append(part)
        else:
            found[1].setdefault(row.line_id, []).append(part)
    return found


def _taxes(some: Select[tuple[int]]) -> dict[int, list[Tax]]:
    one = TaxSubtotal
    columns = (one.invoice_id, one.category, one.rate, one.taxable_minor, one.tax_minor, one.exemption_reason)
    found: dict[int, list[Tax]] = {}
    for row in db.session.execute(select(*columns).where(one.invoice_id.in_(some)).order_by(one.id)).tuples():
        found.setdefault(row[0], []).append(Tax(*row[1:]))
    return found


def _credited(some: Select[tuple[int]]) -> dict[int, int]:
    """Net minor units that credit notes have taken off each line."""
    corrected = aliased(InvoiceLine)
    wanted = (
        select(InvoiceLine.corrects_line_id, func.sum(InvoiceLine.net_minor))
        .join(corrected, corrected.id == InvoiceLine.corrects_line_id)
        .where(corrected.invoice_id.in_(some))
        .group_by(InvoiceLine.corrects_line_id)
    )
    return {row: int(minor) for row, minor in db.session.execute(wanted).tuples() if row is not None}


def _party(party: dict[str, Any], name: str) -> PartyFacts:
    address = party.get("address") or {}
    lines = address.get("lines") or [""]
    return PartyFacts(
        name=name,
        country=address.get("country") or "",
        city=address.get("city") or "",
        street=lines[0],
        tax_id=party.get("tax_id") or "",
        postcode=address.get("postcode") or "",
        email=party.get("contact_email") or "",
    )
