"""Bills as the rules see them, right in every figure unless a test says otherwise."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from support.billing.audit.facts import (
    Context,
    ContractFacts,
    Document,
    Line,
    Part,
    PartyFacts,
    PaymentFacts,
    PriceFacts,
    PromiseFacts,
    RecordFacts,
    Tax,
)
from support.billing.audit.results import Answer, Found, NotCheckable
from support.billing.audit.rules import run
from support.kernel.money import Money

MARCH = date(2026, 3, 1), date(2026, 3, 31)
APRIL = date(2026, 4, 1), date(2026, 4, 30)


def minor(amount: str, currency: str = "EUR") -> int:
    return Money.of(amount, currency).minor


def off(amount: str, reason: str = "Loyalty", rate: str = "20") -> Part:
    return Part(False, minor(amount), reason, "S", Decimal(rate))


def added(amount: str, reason: str = "Delivery", rate: str = "20") -> Part:
    return Part(True, minor(amount), reason, "S", Decimal(rate))


def a_line(**given: Any) -> dict[str, Any]:
    return given


def bill(
    *lines: dict[str, Any], number: str = "INV-1", parts: Iterable[Part] = (), period: Any = MARCH, **given: Any
) -> Document:
    """One invoice; `lines` are what differs from “one espresso machine for 100.00 at 20 %”."""
    currency = given.get("currency", "EUR")
    values: dict[str, Any] = {
        "kind": "invoice",
        "type_code": "380",
        "issued_on": period[1] if period else date(2026, 3, 31),
        "currency": currency,
        "seller": PartyFacts("Lumen & Larder Services Ltd", "IE"),
        "buyer": PartyFacts("Harbour Café", "IE"),
        "due_on": date(2026, 5, 30),
        "start": period[0] if period else None,
        "end": period[1] if period else None,
        "totals": {},
    }
    document = Document(number=number, **{**values, **given})
    document.parts = tuple(parts)
    document.lines = [_line(document, at, line) for at, line in enumerate(lines or ({},), start=1)]
    if "taxes" not in given:
        document.taxes = _taxes(document)
    document.totals = _totals(document) | given.get("totals", {})
    document.row = given.get("row", abs(hash(number)) % 10**6)
    return document


MACHINE = {"name": "Espresso machine", "description": "", "sku": "MACHINE", "unit_code": "C62", "category": "S"}


def _line(document: Document, position: int, given: dict[str, Any]) -> Line:
    quantity, price = Decimal(given.pop("quantity", "1")), Decimal(given.pop("price", "100"))
    base = Decimal(given.pop("base", "1"))
    parts = tuple(given.pop("parts", ()))
    right = Money.of(quantity * price / base, document.currency).minor + sum(part.signed for part in parts)
    net = given.pop("net", None)
    start, end = given.pop("period", (None, None))
    rate = Decimal(given.pop("rate", "20"))
    values = {**MACHINE, "id": str(position), "rate": rate, "start": start, "end": end, "row": position}
    return Line(
        document=document,
        position=position,
        quantity=quantity,
        unit_price=price,
        base_quantity=base,
        net=right if net is None else minor(net, document.currency),
        parts=parts,
        **{**values, **given},
    )


def _taxes(document: Document) -> tuple[Tax, ...]:
    bases: dict[tuple[str, Decimal], int] = {}
    for line in document.lines:
        key = (line.category, line.rate or Decimal(0))
        bases[key] = bases.get(key, 0) + line.net
    for part in document.parts:
        key = (part.category, part.rate or Decimal(0))
        bases[key] = bases.get(key, 0) + part.signed
    return tuple(
        Tax(category, rate, base, document.money(base).times(rate / 100).minor)
        for (category, rate), base in bases.items()
    )


def _totals(document: Document) -> dict[str, int]:
    lines = sum(line.net for line in document.lines)
    allowances = sum(part.minor for part in document.parts if not part.is_charge)
    charges = sum(part.minor for part in document.parts if part.is_charge)
    tax = sum(tax.tax for tax in document.taxes)
    net = lines - allowances + charges
    sums = {"lines": lines, "allowances": allowances, "charges": charges, "net": net, "tax": tax}
    return {**sums, "gross": net + tax, "prepaid": 0, "rounding": 0, "payable": net + tax}


def client(*documents: Document, **known: Any) -> Context:
    records = {row.id: row for row in known.pop("records", ())}
    return Context(today=date(2026, 5, 4), documents=list(documents), organisation=1, records=records, **known)


AGREEMENT = ContractFacts("AGR-1", date(2025, 1, 1), None, "EUR", "7.2 Prices may rise with notice.")


def price(amount: str = "100", **given: Any) -> PriceFacts:
    values: dict[str, Any] = {
        "sku": "MACHINE",
        "unit": "",
        "currency": "EUR",
        "valid_from": date(2025, 1, 1),
        "valid_to": None,
        "version": "1",
        "clause": "",
        "notice_sent_on": None,
        "contract": AGREEMENT,
    }
    return PriceFacts(unit_price=Decimal(amount), **{**values, **given})


def promise(value: str = "10", **given: Any) -> PromiseFacts:
    values: dict[str, Any] = {
        "sku": "MACHINE",
        "kind": "percent",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 3, 31),
        "words": "Ten percent off",
        "recorded_by": "Liam",
        "recorded_on": None,
    }
    return PromiseFacts(value=Decimal(value), **{**values, **given})


def record(id: str = "DLV-1", quantity: str = "1", **given: Any) -> RecordFacts:
    values: dict[str, Any] = {
        "kind": "delivery",
        "sku": "MACHINE",
        "unit": "",
        "start": date(2026, 3, 11),
        "end": date(2026, 3, 11),
        "site": "",
        "person": "",
    }
    return RecordFacts(id=id, quantity=Decimal(quantity), **{**values, **given})


def payment(amount: str, settles: Iterable[tuple[Document, str]] = (), **given: Any) -> PaymentFacts:
    values: dict[str, Any] = {
        "reference": "PAY-1",
        "received_on": date(2026, 4, 10),
        "currency": "EUR",
        "remittance": "",
    }
    pairs = tuple((document.row or 0, minor(part)) for document, part in settles)
    return PaymentFacts(minor=minor(amount), settles=pairs, **{**values, **given})


def found(context: Context, rule: str) -> list[Found]:
    return [answer for answer in answers(context) if isinstance(answer, Found) and answer.rule == rule]


def places(context: Context, rule: str) -> list[str]:
    return [answer.place for answer in found(context, rule)]


def unsure(context: Context, rule: str) -> list[str]:
    return [answer.why for answer in answers(context) if isinstance(answer, NotCheckable) and answer.rule == rule]


def answers(context: Context) -> list[Answer]:
    return run(context)
