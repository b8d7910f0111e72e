"""Documents for import: right in every sum, and written as the UBL that the readers take."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from support.billing.importing.documents import (
    Address,
    AllowanceCharge,
    DocumentLine,
    Identifier,
    Party,
    Period,
    PrecedingInvoice,
    Price,
    ReadDocument,
    TaxSubtotal,
    Totals,
)
from support.billing.writing.ubl import write_ubl

SELLER = Party(
    name="Lumen & Larder",
    legal_name="Lumen & Larder Services Ltd",
    endpoint=Identifier("billing@lumen-larder.example", "EM"),
    tax_id="IE9999999P",
    address=Address(lines=("4 Chandlery Lane",), city="Galway", postcode="H91 X0X0", country="IE"),
)
BUYER = Party(
    name="Harbour Café Group",
    legal_name="Harbour Café Group Ltd",
    endpoint=Identifier("maria@harbour-cafe.example", "EM"),
    tax_id="IE 9999998 N",
    address=Address(lines=("1 Long Quay", "Back door"), city="Galway", postcode="H91 Y1Y1", country="IE"),
)
MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))


def line(number: int = 1, quantity: str = "2", price: str = "60.00", **given: Any) -> DocumentLine:
    """Two months of an espresso machine."""
    parts = given.get("allowances_charges", ())
    net = cents(Decimal(quantity) * Decimal(price)) + sum((part.signed for part in parts), Decimal(0))
    values: dict[str, Any] = {
        "name": "Espresso machine, rental",
        "unit_code": "MON",
        "tax_category": "S",
        "tax_rate": Decimal(23),
        "seller_item_id": "COF-MCH",
        "net": net,
    }
    return DocumentLine(
        id=str(number), quantity=Decimal(quantity), price=Price(amount=Decimal(price)), **{**values, **given}
    )


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def document(*lines: DocumentLine, extra: tuple[AllowanceCharge, ...] = (), **given: Any) -> ReadDocument:
    rows = lines or (line(),)
    taxes = _taxes(rows, extra)
    values: dict[str, Any] = {
        "kind": "invoice",
        "type_code": "380",
        "number": "INV-2026-0001",
        "issued_on": date(2026, 3, 31),
        "due_on": date(2026, 4, 30),
        "currency": "EUR",
        "seller": SELLER,
        "buyer": BUYER,
        "period": MARCH,
        "customization": "urn:cen.eu:en16931:2017",
    }
    return ReadDocument(
        lines=rows,
        allowances_charges=extra,
        tax_subtotals=taxes,
        tax_total=sum((tax.tax for tax in taxes), Decimal(0)),
        totals=_totals(rows, extra, taxes),
        **{**values, **given},
    )


def credit_note(of: ReadDocument, *lines: DocumentLine, number: str = "GS-1") -> ReadDocument:
    made = document(*lines, number=number, kind="credit_note", type_code="381")
    return replace(made, due_on=None, preceding_invoices=(PrecedingInvoice(of.number, of.issued_on),))


def written(document: ReadDocument) -> bytes:
    return write_ubl(document)


def _taxes(lines: tuple[DocumentLine, ...], extra: tuple[AllowanceCharge, ...]) -> tuple[TaxSubtotal, ...]:
    bases: dict[Decimal, Decimal] = {}
    for row in lines:
        bases[row.tax_rate or Decimal(0)] = bases.get(row.tax_rate or Decimal(0), Decimal(0)) + row.net
    for part in extra:
        bases[part.tax_rate or Decimal(0)] = bases.get(part.tax_rate or Decimal(0), Decimal(0)) + part.signed
    return tuple(
        TaxSubtotal(taxable=base, tax=cents(base * rate / 100), category="S", rate=rate) for rate, base in bases.items()
    )


def _totals(
    lines: tuple[DocumentLine, ...], extra: tuple[AllowanceCharge, ...], taxes: tuple[TaxSubtotal, ...]
) -> Totals:
    rows = sum((row.net for row in lines), Decimal(0))
    off = sum((part.amount for part in extra if not part.is_charge), Decimal(0))
    on = sum((part.amount for part in extra if part.is_charge), Decimal(0))
    gross = rows - off + on + sum((tax.tax for tax in taxes), Decimal(0))
    return Totals(
        line_extension=rows,
        tax_exclusive=rows - off + on,
        tax_inclusive=gross,
        payable=gross,
        allowance_total=off or None,
        charge_total=on or None,
    )
