"""A stored document as a document again: what the writers write, and what a second import reads the same."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from support.billing.importing import documents
from support.billing.importing.document_rows import DOCUMENT_COLUMNS, LINE_COLUMNS
from support.billing.importing.documents import DocumentLine, Party, Period, Price, ReadDocument, Totals
from support.billing.kinds import DocumentKind
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine, TaxSubtotal
from support.kernel.money import Money

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def document_of(invoice: Invoice) -> ReadDocument:
    """The document as it was issued, from the ledger's rows alone. Amounts are those of the rows: nothing is reckoned."""
    kept = _details(invoice)
    kept["period"] = _period(invoice.period_start, invoice.period_end)
    kept.setdefault("preceding_invoices", _preceding(invoice))
    kept.setdefault("customization", CUSTOMIZATION)
    kept.setdefault("profile", PROFILE)
    return ReadDocument(
        kind="credit_note" if invoice.kind is DocumentKind.CREDIT_NOTE else "invoice",
        type_code=invoice.type_code,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        seller=_party(invoice.seller, invoice.seller_name),
        buyer=_party(invoice.buyer, str(invoice.buyer.get("name") or invoice.organisation.name)),
        totals=_totals(invoice),
        tax_total=_amount(invoice, invoice.tax_minor),
        lines=tuple(_line(line, invoice) for line in invoice.lines),
        allowances_charges=tuple(_part(part, invoice) for part in invoice.allowances),
        tax_subtotals=tuple(_tax(tax, invoice) for tax in invoice.taxes),
        buyer_reference=invoice.buyer_reference,
        contract_reference=invoice.contract_reference,
        external_id=invoice.external_id,
        **kept,
    )


def _details(invoice: Invoice) -> dict[str, Any]:
    kept = _rebuilt_fields(ReadDocument, invoice.details, DOCUMENT_COLUMNS | {"left_out"})
    # Of an embedded file only its size was kept, so it cannot be sent on.
    kept["attachments"] = tuple(one for one in kept.get("attachments", ()) if one.size is None)
    if "notes" not in kept and invoice.note:
        kept["notes"] = tuple(invoice.note.split("\n"))
    return kept


def _preceding(invoice: Invoice) -> tuple[documents.PrecedingInvoice, ...]:
    if not invoice.corrects_number:
        return ()
    issued_on = invoice.corrects.issued_on if invoice.corrects else None
    return (documents.PrecedingInvoice(invoice.corrects_number, issued_on),)


def _party(said: dict[str, Any], name: str) -> Party:
    """EN 16931 asks for the registered name; where a document had only one name, it is that."""
    party = Party(**_rebuilt_fields(Party, said, frozenset()))
    return party if party.legal_name else dataclasses.replace(party, legal_name=party.name or name)


def _period(start: date | None, end: date | None) -> Period | None:
    return Period(start=start, end=end) if start or end else None


def _amount(invoice: Invoice, minor: int) -> Decimal:
    return Money(minor, invoice.currency).amount


def _some(invoice: Invoice, minor: int) -> Decimal | None:
    """None where the document had nothing of it."""
    return _amount(invoice, minor) if minor else None


def _totals(invoice: Invoice) -> Totals:
    return Totals(
        line_extension=_amount(invoice, invoice.line_total_minor),
        tax_exclusive=_amount(invoice, invoice.net_minor),
        tax_inclusive=_amount(invoice, invoice.gross_minor),
        payable=_amount(invoice, invoice.payable_minor),
        allowance_total=_some(invoice, invoice.allowance_total_minor),
        charge_total=_some(invoice, invoice.charge_total_minor),
        prepaid=_some(invoice, invoice.prepaid_minor),
        rounding=_some(invoice, invoice.rounding_minor),
    )


def _line(line: InvoiceLine, invoice: Invoice) -> DocumentLine:
    kept = _rebuilt_fields(DocumentLine, line.details, LINE_COLUMNS)
    base = line.base_quantity if line.base_quantity != 1 else None
    kept.setdefault("price", Price(amount=line.unit_price, base_quantity=base))
    if not line.details and line.sku:
        kept["seller_item_id"] = line.sku
    return DocumentLine(
        id=line.line_id,
        quantity=line.quantity,
        net=_amount(invoice, line.net_minor),
        name=line.name,
        unit_code=line.unit_code,
        description=line.description or None,
        note=line.note or None,
        allowances_charges=tuple(_part(part, invoice) for part in line.allowances),
        tax_category=line.tax_category or None,
        tax_rate=line.tax_rate if line.tax_category else None,
        period=_period(line.period_start, line.period_end),
        **kept,
    )


def _part(part: AllowanceCharge, invoice: Invoice) -> documents.AllowanceCharge:
    return documents.AllowanceCharge(
        is_charge=part.is_charge,
        amount=_amount(invoice, part.amount_minor),
        base=None if part.base_minor is None else _amount(invoice, part.base_minor),
        percent=part.percent,
        reason=part.reason or None,
        reason_code=part.reason_code,
        tax_category=part.tax_category or None,
        tax_rate=part.tax_rate if part.tax_category else None,
    )


def _tax(tax: TaxSubtotal, invoice: Invoice) -> documents.TaxSubtotal:
    return documents.TaxSubtotal(
        taxable=_amount(invoice, tax.taxable_minor),
        tax=_amount(invoice, tax.tax_minor),
        category=tax.category or None,
        rate=tax.rate,
        exemption_reason=tax.exemption_reason or None,
    )


def _rebuilt_fields(kind: Any, said: dict[str, Any], but: frozenset[str]) -> dict[str, Any]:
    hints = _hints(kind)
    return {name: _rebuilt(hints[name], value) for name, value in said.items() if name in hints and name not in but}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind, vars(documents))


def _rebuilt(hint: Any, value: Any) -> Any:
    """What `plain` made a JSON value of, by its annotation."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _rebuilt(next(one for one in typing.get_args(hint) if one is not type(None)), value)
    if origin is tuple:
        inner = typing.get_args(hint)
        each = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_rebuilt(one, part) for one, part in zip(each, value, strict=True))
    if dataclasses.is_dataclass(hint):
        return typing.cast(Any, hint)(**_rebuilt_fields(hint, value, frozenset()))
    if hint is Decimal:
        return Decimal(value)
    return date.fromisoformat(value) if hint is date else value
