"""A stored document as one JSON value: amounts as decimal strings, dates in ISO form, nothing left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from support.billing.balance import invoice_balance
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine
from support.kernel.money import Money


def shown(invoice: Invoice) -> dict[str, Any]:
    """The document with its lines, allowances, charges, taxes and totals, and what of it is settled."""
    return {
        "number": invoice.number,
        "kind": invoice.kind.value,
        "type_code": invoice.type_code,
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": _day(invoice.due_on),
        "period": _period(invoice.period_start, invoice.period_end),
        "currency": invoice.currency,
        "client": {"ref": invoice.organisation.ref, "name": invoice.organisation.name},
        "seller": {"name": invoice.seller_name} | invoice.seller,
        "buyer": invoice.buyer or {"name": invoice.organisation.name},
        "buyer_reference": invoice.buyer_reference,
        "contract_reference": invoice.contract_reference,
        "corrects": invoice.corrects_number,
        "notes": invoice.note.split("\n") if invoice.note else [],
        "lines": [_line(line) for line in invoice.lines],
        **_parts(invoice.allowances, invoice.currency),
        "taxes": _taxes(invoice),
        "totals": _totals(invoice),
        "balance": _balance(invoice),
        "details": invoice.details,
        "source": {"format": invoice.source_format, "file": invoice.source_name},
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _period(start: date | None, end: date | None) -> dict[str, str | None] | None:
    return {"start": _day(start), "end": _day(end)} if start or end else None


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _line(line: InvoiceLine) -> dict[str, Any]:
    return {
        "id": line.line_id,
        "name": line.name,
        "description": line.description or None,
        "note": line.note or None,
        "sku": line.sku,
        "quantity": _exact(line.quantity),
        "unit": line.unit_code,
        "unit_price": _exact(line.unit_price),
        "base_quantity": _exact(line.base_quantity),
        "net": line.net.decimal,
        "tax": {"category": line.tax_category, "rate": _exact(line.tax_rate)},
        "period": _period(line.period_start, line.period_end),
        "record": line.record_ref,
        "subject": line.subject,
        **_parts(line.allowances, line.invoice.currency),
        "details": line.details,
    }


def _parts(parts: list[AllowanceCharge], currency: str) -> dict[str, Any]:
    return {
        "allowances": [_part(part, currency) for part in parts if not part.is_charge],
        "charges": [_part(part, currency) for part in parts if part.is_charge],
    }


def _part(part: AllowanceCharge, currency: str) -> dict[str, Any]:
    return {
        "amount": Money(part.amount_minor, currency).decimal,
        "base": None if part.base_minor is None else Money(part.base_minor, currency).decimal,
        "percent": _exact(part.percent),
        "reason": part.reason or None,
        "reason_code": part.reason_code,
        "tax": {"category": part.tax_category, "rate": _exact(part.tax_rate)} if part.tax_category else None,
    }


def _taxes(invoice: Invoice) -> list[dict[str, Any]]:
    return [
        {
            "category": tax.category,
            "rate": _exact(tax.rate),
            "taxable": invoice.money(tax.taxable_minor).decimal,
            "tax": invoice.money(tax.tax_minor).decimal,
            "exemption_reason": tax.exemption_reason or None,
        }
        for tax in invoice.taxes
    ]


def _totals(invoice: Invoice) -> dict[str, str]:
    return {
        "lines": invoice.money(invoice.line_total_minor).decimal,
        "allowances": invoice.money(invoice.allowance_total_minor).decimal,
        "charges": invoice.money(invoice.charge_total_minor).decimal,
        "net": invoice.money(invoice.net_minor).decimal,
        "tax": invoice.money(invoice.tax_minor).decimal,
        "gross": invoice.money(invoice.gross_minor).decimal,
        "prepaid": invoice.money(invoice.prepaid_minor).decimal,
        "rounding": invoice.money(invoice.rounding_minor).decimal,
        "payable": invoice.money(invoice.payable_minor).decimal,
    }


def _balance(invoice: Invoice) -> dict[str, str | None]:
    left = invoice_balance(invoice)
    amounts = ("paid", "credited", "open", "on_hold", "due", "credit")
    return {name: getattr(left, name).decimal for name in amounts} | {"due_on": _day(left.due_on)}
