"""A read document as the columns of the ledger's rows: as the document says, never repaired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from support.billing.importing import documents
from support.billing.importing.documents import DocumentLine, ReadDocument
from support.billing.importing.plain import plain, plain_fields
from support.billing.importing.refusals import NotReadable
from support.billing.kinds import DocumentKind
from support.kernel.money import exponent
from support.kernel.sayings import N_

_RECORDS = ("sourcerecord", "record", "recordid", "deliveryrecord", "usagerecord", "timerecord", "timeentry")
_SUBJECTS = ("site", "seat", "subject", "location", "person")
# What has columns of its own; all else of a document goes into `details`.
DOCUMENT_COLUMNS = frozenset({
    "kind", "type_code", "number", "issued_on", "currency", "seller", "buyer", "totals", "tax_total", "lines", "due_on",
    "period", "buyer_reference", "contract_reference", "allowances_charges", "tax_subtotals", "external_id",
})  # fmt: skip


Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """The columns of a document's rows, without the keys that the ledger gives: `parts` of the document, `line_parts` of
    each line, in the order of `lines`.
    """

    invoice: Columns
    lines: list[Columns]
    taxes: list[Columns]
    parts: list[Columns]
    line_parts: list[list[Columns]]


def rows_of(document: ReadDocument, name: str) -> DocumentRows:
    """Raises `NotReadable` for what the ledger cannot hold; `name` is the file's."""
    lines = [_line(at, line, document, name) for at, line in enumerate(document.lines, start=1)]
    return DocumentRows(
        invoice=_invoice(document, name),
        lines=lines,
        taxes=_taxes(document, name),
        parts=[_part(part, document, name, on_line=False) for part in document.allowances_charges],
        line_parts=[
            [_part(part, document, name, on_line=True) for part in line.allowances_charges] for line in document.lines
        ],
    )


def _invoice(document: ReadDocument, name: str) -> Columns:
    period = document.period or documents.Period()
    totals = _totals(document, name)
    kind = kind_of(document)
    if kind is DocumentKind.CREDIT_NOTE and totals["payable_minor"] < 0:
        reason = N_("This credit note asks for money instead of giving it. Ask the sender for an invoice.")
        raise NotReadable(name, "", reason)
    return {
        "kind": kind,
        "type_code": document.type_code,
        "number": document.number,
        "issued_on": document.issued_on,
        "due_on": document.due_on,
        "period_start": period.start,
        "period_end": period.end,
        "currency": document.currency,
        "external_id": document.external_id,
        **totals,
        **_particulars(document),
    }


def _particulars(document: ReadDocument) -> dict[str, Any]:
    preceding = document.preceding_invoices
    return {
        "seller": plain(document.seller),
        "buyer": plain(document.buyer) | {"name": document.buyer.called},
        "buyer_reference": document.buyer_reference,
        "contract_reference": document.contract_reference,
        "corrects_number": preceding[0].number if preceding else None,
        "note": "\n".join(document.notes),
        "details": _details(document),
    }


def kind_of(document: ReadDocument) -> DocumentKind:
    if document.kind == "credit_note":
        return DocumentKind.CREDIT_NOTE
    return DocumentKind.CORRECTED_INVOICE if document.type_code == "384" else DocumentKind.INVOICE


def _minor(amount: Decimal | None, currency: str, name: str) -> int:
    """Minor units of an amount that is written in whole ones; nothing is rounded on its way in."""
    scaled = (amount or Decimal(0)).scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise NotReadable(
            name,
            "",
            N_(
                "%(amount)s has more decimals than %(currency)s has. Ask the sender for a corrected document.",
                amount=str(amount),
                currency=currency,
            ),
        )
    return int(scaled)


def _totals(document: ReadDocument, name: str) -> dict[str, int]:
    told = document.totals
    amounts = {
        "line_total": told.line_extension,
        "allowance_total": told.allowance_total,
        "charge_total": told.charge_total,
        "net": told.tax_exclusive,
        "tax": document.tax_total,
        "gross": told.tax_inclusive,
        "prepaid": told.prepaid,
        "rounding": told.rounding,
        "payable": told.payable,
    }
    return {f"{column}_minor": _minor(amount, document.currency, name) for column, amount in amounts.items()}


def _taxes(document: ReadDocument, name: str) -> list[Columns]:
    return [
        {
            "category": tax.category or "",
            "rate": tax.rate,
            "taxable_minor": _minor(tax.taxable, document.currency, name),
            "tax_minor": _minor(tax.tax, document.currency, name),
            "exemption_reason": tax.exemption_reason or tax.exemption_code or "",
        }
        for tax in document.tax_subtotals
    ]


def tax_of(document: ReadDocument, category: str | None, rate: Decimal | None) -> tuple[str, Decimal]:
    """What a line or an allowance bears: its own tax, else the document's where it has only one."""
    if category is None and len(document.tax_subtotals) == 1:
        only = document.tax_subtotals[0]
        category, rate = only.category, only.rate if rate is None else rate
    return category or "", rate or Decimal(0)


def _line(position: int, line: DocumentLine, document: ReadDocument, name: str) -> Columns:
    category, rate = tax_of(document, line.tax_category, line.tax_rate)
    unit_price, base_quantity = price_of(line)
    period = line.period or documents.Period()
    return {
        "position": position,
        "line_id": line.id,
        "name": line.name,
        "description": line.description or "",
        "note": line.note or "",
        "sku": sku_of(line),
        "quantity": line.quantity,
        "unit_code": line.unit_code or "C62",
        "unit_price": unit_price,
        "base_quantity": base_quantity,
        "net_minor": _minor(line.net, document.currency, name),
        "tax_category": category,
        "tax_rate": rate,
        "period_start": period.start,
        "period_end": period.end,
        "record_ref": _property(line, _RECORDS),
        "subject": subject_of(line),
        "details": plain_fields(line, LINE_COLUMNS),
    }


def _part(part: documents.AllowanceCharge, document: ReadDocument, name: str, *, on_line: bool) -> Columns:
    category, rate = (None, None) if on_line else tax_of(document, part.tax_category, part.tax_rate)
    return {
        "is_charge": part.is_charge,
        "amount_minor": _minor(part.amount, document.currency, name),
        "base_minor": None if part.base is None else _minor(part.base, document.currency, name),
        "percent": part.percent,
        "reason": part.reason or "",
        "reason_code": part.reason_code,
        "tax_category": category,
        "tax_rate": rate,
    }


def sku_of(line: DocumentLine) -> str | None:
    return line.seller_item_id or (line.standard_item_id.value if line.standard_item_id else None) or line.buyer_item_id


def price_of(line: DocumentLine) -> tuple[Decimal, Decimal]:
    """Unit price and the quantity it is for."""
    return line.price.amount, line.price.base_quantity or Decimal(1)


def record_of(line: DocumentLine) -> str | None:
    return _property(line, _RECORDS)


def subject_of(line: DocumentLine) -> str | None:
    """The site, seat or person that was served."""
    named = line.object_identifier.value if line.object_identifier else None
    return _property(line, _SUBJECTS) or (named if named and len(named) <= 100 else None)


def _property(line: DocumentLine, names: tuple[str, ...]) -> str | None:
    """The first of the line's properties that bears one of these names; case, blanks and dashes do not matter."""
    said = properties_of(reversed(line.properties))
    return next((said[name] for name in names if said.get(name) and len(said[name]) <= 100), None)


def properties_of(pairs: Iterable[Sequence[str]]) -> dict[str, str]:
    """By name in small letters, without blanks and dashes; of the same name the last."""
    return {"".join(filter(str.isalnum, name)).lower(): value for name, value in pairs}


def _details(document: ReadDocument) -> dict[str, Any]:
    kept = plain_fields(document, DOCUMENT_COLUMNS)
    reasons = [tax.exemption_code for tax in document.tax_subtotals if tax.exemption_code]
    return kept | {"exemption_codes": reasons} if reasons else kept


LINE_COLUMNS = frozenset({
    "id", "quantity", "net", "name", "unit_code", "description", "note", "allowances_charges", "tax_category", "tax_rate", "period",
})  # fmt: skip
