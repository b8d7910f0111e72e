"""A client's ledger while it is being made up: plain values, until it is stored."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from support.kernel.money import Money

Row = dict[str, Any]


@dataclass
class LineDraft:
    name: str
    sku: str | None
    quantity: Decimal
    price: Decimal
    unit: str = "C62"
    rate: Decimal = Decimal(20)
    base: Decimal = Decimal(1)
    start: date | None = None
    end: date | None = None
    record: str | None = None
    subject: str | None = None
    allowance: Decimal | None = None
    description: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    net: Decimal | None = None

    def minor(self, currency: str) -> int:
        """As it is billed: `net` where an error put another amount there."""
        if self.net is not None:
            return Money.of(self.net, currency).minor
        cost = Money.of(self.quantity * self.price / self.base, currency).minor
        return cost - (Money.of(self.allowance, currency).minor if self.allowance else 0)


@dataclass
class BillDraft:
    """`totals` and `taxes` are added to what the document comes to (in minor units): errors."""

    number: str
    start: date
    end: date
    issued_on: date
    due_on: date | None
    lines: list[LineDraft] = field(default_factory=list)
    kind: str = "invoice"
    corrects: str | None = None
    buyer: Row = field(default_factory=dict)
    currency: str = ""
    totals: dict[str, int] = field(default_factory=dict)
    tax_off: int = 0
    tax_by_line: bool = False
    settles: str | None = None
    note: str = ""


@dataclass
class ClientDraft:
    """`rows` by table: what the bills rest on. `payments`: (row, [(invoice number, share)]). `traps`: what lies in wait."""

    at: int
    ref: str
    name: str
    currency: str
    random: Random
    first: date
    months: int
    today: date
    contract: str = ""
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    bills: list[BillDraft] = field(default_factory=list)
    payments: list[tuple[Row, list[tuple[str, Decimal | None]]]] = field(default_factory=list)
    traps: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    terms: Row = field(default_factory=dict)
    details: Row = field(default_factory=dict)
    prices: dict[str, Decimal] = field(default_factory=dict)

    def month(self, at: int) -> tuple[date, date]:
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + at, 12)
        start = date(year, month + 1, 1)
        return start, start.replace(day=calendar.monthrange(year, month + 1)[1])

    def bill(self, at: int) -> BillDraft:
        """The regular invoice of a month."""
        return self.bills[at]

    def trap(self, name: str) -> None:
        self.traps.append(name)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def amount(self, low: float, high: float) -> Decimal:
        """A price with as many decimals as the currency has."""
        return Money.of(Decimal(str(round(self.random.uniform(low, high), 2))), self.currency).amount


@dataclass(frozen=True)
class Label:
    """An error that was put in: what should be found, and where. `also`: rules that may rightly say something there too."""

    rule: str
    client: str
    number: str
    place: str
    kind: str
    also: tuple[str, ...] = ()


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
