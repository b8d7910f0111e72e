"""What happened, as plain values: services rendered, money received, credits owed, a client's details, rates of the day.

Amounts are minor units where the name ends in `minor`; both days of a span belong to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A delivery, a use or a time entry (of one `person` on one day, with the `minutes` as logged)."""

    id: str
    kind: str
    sku: str
    quantity: Decimal
    unit: str
    start: date
    end: date
    site: str
    person: str
    row: int | None = None
    minutes: int | None = None
    increment: int | None = None
    approved: bool = True
    billable: bool = True
    estimated: bool = False
    recorded_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """`settles` are (document row, minor units) pairs."""

    reference: str
    received_on: date
    minor: int
    currency: str
    remittance: str
    settles: tuple[tuple[int, int], ...]
    row: int | None = None
    returned: int = 0
    payer: str = ""


@dataclass(frozen=True, slots=True)
class ForeignInvoice:
    """Another client's invoice that a payment here names, or that it was booked to."""

    number: str
    client: str
    minor: int
    open: int
    currency: str
    row: int
    related: bool = False


@dataclass(frozen=True, slots=True)
class DetailsFacts:
    """The client's name, address and numbers from `valid_from` to the next row; `verified_on`: last confirmed right."""

    valid_from: date
    name: str
    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    tax_id: str = ""
    email: str = ""
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class CreditDueFacts:
    """A credit that is to be given, net of tax; `next_invoice`: with the next invoice, not before."""

    reference: str
    cause: str
    minor: int
    currency: str
    happened_on: date
    approved_on: date | None
    sku: str | None = None
    invoice: str | None = None
    next_invoice: bool = False
    clause: str = ""
    words: str = ""
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A disputed amount of a document, kept out of what is due from `placed_on` until `released_on`."""

    document: int
    minor: int
    placed_on: date
    released_on: date | None = None
    new_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class TaxRateFacts:
    country: str
    category: str
    rate: Decimal
    valid_from: date
    valid_to: date | None

    def holds_in(self, first: date, last: date) -> bool:
        return self.valid_from <= last and (self.valid_to is None or first <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Rates:
    """Exchange rates by (base, quote, day) and source ("" for the first of that day): units of quote for one of base."""

    known: dict[tuple[str, str, date, str], Decimal] = field(default_factory=dict)

    def add(self, base: str, quote: str, on: date, rate: Decimal, source: str = "") -> None:
        self.known[base, quote, on, source] = rate
        self.known.setdefault((base, quote, on, ""), rate)

    def of(self, base: str, quote: str, on: date, source: str = "") -> Decimal | None:
        """As published, the other way round, or through a third currency."""
        straight = self._one(base, quote, on, source)
        if straight is not None:
            return straight
        for through in ("EUR", "USD", "GBP"):
            first, second = self._one(base, through, on, source), self._one(through, quote, on, source)
            if first is not None and second is not None:
                return first * second
        return None

    def _one(self, base: str, quote: str, on: date, source: str) -> Decimal | None:
        if base == quote:
            return Decimal(1)
        straight, turned = self.known.get((base, quote, on, source)), self.known.get((quote, base, on, source))
        if straight is not None:
            return straight
        return 1 / turned if turned else None
