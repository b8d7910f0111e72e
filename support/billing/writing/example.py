"""An invoice to try a new desk with, for whoever has no e-invoice at hand: one delivery stands on it twice."""

from datetime import date, timedelta
from decimal import Decimal

from support.billing.importing.documents import (
    Address,
    DocumentLine,
    Identifier,
    Party,
    Period,
    Price,
    ReadDocument,
    TaxSubtotal,
    Totals,
)
from support.billing.writing.ubl import write_ubl

TAX = Decimal(20)
CHARGES = (
    ("Cleaning, one month", "MON", "1", "420.00"),
    ("Delivery of coffee beans", "KGM", "8", "18.50"),
    ("Delivery of coffee beans", "KGM", "8", "18.50"),
)
BUYER = Party(
    name="Example Café",
    legal_name="Example Café Ltd",
    endpoint=Identifier("maria@example.com", "EM"),
    address=Address(lines=("1 Long Quay",), city="Galway", postcode="H91 Y1Y1", country="IE"),
    contact_email="maria@example.com",
)


def example_invoice(seller: str, on: date) -> bytes:
    """UBL 2.1 over the month before `on`, in the name of `seller`."""
    last = on.replace(day=1) - timedelta(days=1)
    period = Period(start=last.replace(day=1), end=last)
    lines = tuple(_line(place, period, *charge) for place, charge in enumerate(CHARGES, start=1))
    net = sum((line.net for line in lines), Decimal(0))
    tax = (net * TAX / 100).quantize(Decimal("0.01"))
    made = ReadDocument(
        kind="invoice",
        type_code="380",
        number=f"EXAMPLE-{on:%Y%m%d}",
        issued_on=on,
        due_on=on + timedelta(days=30),
        currency="EUR",
        seller=Party(name=seller, legal_name=seller, address=Address(country="IE")),
        buyer=BUYER,
        period=period,
        lines=lines,
        tax_subtotals=(TaxSubtotal(taxable=net, tax=tax, category="S", rate=TAX),),
        tax_total=tax,
        totals=Totals(line_extension=net, tax_exclusive=net, tax_inclusive=net + tax, payable=net + tax),
        customization="urn:cen.eu:en16931:2017",
    )
    return write_ubl(made)


def _line(place: int, period: Period, name: str, unit: str, quantity: str, price: str) -> DocumentLine:
    day = None if unit == "MON" else period.start
    return DocumentLine(
        id=str(place),
        name=name,
        quantity=Decimal(quantity),
        unit_code=unit,
        price=Price(amount=Decimal(price)),
        net=Decimal(quantity) * Decimal(price),
        tax_category="S",
        tax_rate=TAX,
        period=Period(start=day, end=day) if day else period,
    )
