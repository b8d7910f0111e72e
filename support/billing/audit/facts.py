"""What the rules look at: one client's bills and what they must rest on, as plain values.

Made from the ledger's rows or from a document that was only read, so that one rule serves both. Money is in minor units
of the document's currency; periods hold both their days; `row` is the ledger's id, None for what is not stored.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from support.billing.audit.happened import (
    CreditDueFacts,
    DetailsFacts,
    ForeignInvoice,
    HoldFacts,
    PaymentFacts,
    Rates,
    RecordFacts,
    TaxRateFacts,
)
from support.billing.audit.known import (
    CancellationFacts,
    ContractFacts,
    NoticeFacts,
    OrderFacts,
    PriceFacts,
    PromiseFacts,
    ScheduleFacts,
)
from support.kernel.calendar import Calendar
from support.kernel.money import Money
from support.policies import shelf
from support.policies.auditing import AuditNumbers

__all__ = ["ContractFacts", "PaymentFacts", "PriceFacts", "PromiseFacts", "RecordFacts"]

Row = TypeVar("Row")

TOTALS = ("lines", "allowances", "charges", "net", "tax", "gross", "prepaid", "rounding", "payable")


@dataclass(frozen=True, slots=True)
class Part:
    """An allowance (`is_charge` False) or a charge; `minor` is positive either way."""

    is_charge: bool
    minor: int
    reason: str
    category: str = ""
    rate: Decimal | None = None

    @property
    def signed(self) -> int:
        return self.minor if self.is_charge else -self.minor


@dataclass(slots=True)
class Line:
    """`start` and `end` are the line's own; `credited` is the net that credit notes have taken off it.

    `properties` are the document's own words for it, by name in small letters without blanks.
    """

    document: Document
    id: str
    position: int
    name: str
    description: str
    sku: str | None
    quantity: Decimal
    unit_code: str
    unit_price: Decimal
    base_quantity: Decimal
    net: int
    category: str
    rate: Decimal | None
    start: date | None = None
    end: date | None = None
    record: str | None = None
    subject: str | None = None
    parts: tuple[Part, ...] = ()
    credited: int = 0
    properties: dict[str, str] = field(default_factory=dict)
    row: int | None = None

    @property
    def place(self) -> str:
        return f"line:{self.id}"

    @property
    def money(self) -> Money:
        return Money(self.net, self.document.currency)

    @property
    def told(self) -> dict[str, object]:
        """What a sentence says of it: `line` (its number on the document), `name` and `money`."""
        return {"line": self.id, "name": self.name, "money": self.money}

    @property
    def left(self) -> int:
        """Net that has not been credited."""
        return self.net - self.credited

    @property
    def served_from(self) -> date | None:
        return self.start or self.document.start

    @property
    def served_to(self) -> date | None:
        return self.end or self.document.end

    @property
    def service_day(self) -> date:
        """The day whose prices and promises hold: the first of the service, else the day of issue."""
        return self.served_from or self.document.issued_on

    @property
    def what(self) -> str:
        """What is billed, for comparing: the article number, else the name without case and blanks."""
        return self.sku or " ".join(self.name.casefold().split())


@dataclass(frozen=True, slots=True)
class Tax:
    category: str
    rate: Decimal | None
    taxable: int
    tax: int
    exemption_reason: str = ""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    name: str = ""
    country: str = ""
    city: str = ""
    street: str = ""
    tax_id: str = ""
    postcode: str = ""
    email: str = ""


@dataclass(slots=True)
class Document:
    """`totals` by the names of `TOTALS`; `replaced`: a corrected invoice stands in its place.

    Of a credit note `unapplied` is what of it has settled nothing yet. `due`: what of `open` is not held back.
    """

    number: str
    kind: str
    type_code: str
    issued_on: date
    currency: str
    seller: PartyFacts
    buyer: PartyFacts
    totals: dict[str, int]
    lines: list[Line] = field(default_factory=list)
    taxes: tuple[Tax, ...] = ()
    parts: tuple[Part, ...] = ()
    due_on: date | None = None
    terms: str = ""
    start: date | None = None
    end: date | None = None
    contract_reference: str | None = None
    corrects: tuple[str, ...] = ()
    replaced: bool = False
    credited: int = 0
    open: int = 0
    overpaid: int = 0
    overdue: bool = False
    due: int = 0
    note: str = ""
    unapplied: int = 0
    properties: dict[str, str] = field(default_factory=dict)
    row: int | None = None

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    @property
    def is_credit(self) -> bool:
        return self.kind == "credit_note"

    @property
    def stands(self) -> bool:
        """An invoice that asks for money still: neither a credit note, nor replaced, nor credited away."""
        return (
            not self.is_credit
            and not self.replaced
            and not (self.totals["net"] > 0 and self.credited >= self.totals["net"])
        )


@dataclass
class Context:
    """One client, as it stands when it was gathered: what is worked out from it is kept.

    `bounced`: addresses of the client that mail came back from, and since when. `neighbours`: unrelated clients with the
    same address. `notes`: credit notes that were posted here. `foreign`: other clients' invoices that payments name, by their numbers.
    `whole`: all of the client's documents are there, so that what is missing among them is missing.
    """

    today: date
    documents: list[Document]
    organisation: int | None = None
    whole: bool = True
    contracts: list[ContractFacts] = field(default_factory=list)
    prices: list[PriceFacts] = field(default_factory=list)
    promises: list[PromiseFacts] = field(default_factory=list)
    records: dict[str, RecordFacts] = field(default_factory=dict)
    payments: list[PaymentFacts] = field(default_factory=list)
    orders: list[OrderFacts] = field(default_factory=list)
    cancellations: list[CancellationFacts] = field(default_factory=list)
    notices: list[NoticeFacts] = field(default_factory=list)
    schedules: list[ScheduleFacts] = field(default_factory=list)
    details: list[DetailsFacts] = field(default_factory=list)
    other_names: tuple[str, ...] = ()
    bounced: list[tuple[str, date]] = field(default_factory=list)
    neighbours: list[str] = field(default_factory=list)
    days_off: dict[str, list[tuple[date, date]]] = field(default_factory=dict)
    rates: Rates = field(default_factory=Rates)
    tax_rates: list[TaxRateFacts] = field(default_factory=list)
    credits_due: list[CreditDueFacts] = field(default_factory=list)
    holds: list[HoldFacts] = field(default_factory=list)
    notes: list[Document] = field(default_factory=list)
    foreign_contracts: frozenset[str] = frozenset()
    foreign: dict[str, ForeignInvoice] = field(default_factory=dict)
    numbers: AuditNumbers = field(default_factory=shelf.audit)
    calendar: Calendar = field(default_factory=lambda: shelf.desk().calendar)

    kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _prices_by_sku(self) -> dict[str, list[PriceFacts]]:
        return _grouped(self.prices, lambda price: price.sku)

    def prices_for(self, sku: str | None) -> list[PriceFacts]:
        return self._prices_by_sku.get(sku, []) if sku else []

    def promises_for(self, sku: str | None) -> list[PromiseFacts]:
        return [promise for promise in self.promises if promise.sku == sku and sku]

    @cached_property
    def _records_by_sku(self) -> dict[str, list[RecordFacts]]:
        return _grouped(self.records.values(), lambda record: record.sku)

    def records_of(self, sku: str | None) -> list[RecordFacts]:
        return self._records_by_sku.get(sku, []) if sku else []

    @cached_property
    def _records_in_order(self) -> dict[str, tuple[list[date], list[RecordFacts]]]:
        ordered = {sku: sorted(rows, key=lambda one: one.start) for sku, rows in self._records_by_sku.items()}
        return {sku: ([one.start for one in rows], rows) for sku, rows in ordered.items()}

    def records_within(self, sku: str | None, first: date, last: date) -> list[RecordFacts]:
        """Those of a service that begin and end in that time."""
        starts, rows = self._records_in_order.get(sku or "", ([], []))
        some = rows[bisect_left(starts, first) : bisect_right(starts, last)]
        return [one for one in some if one.end <= last]

    @cached_property
    def _charges(self) -> dict[str, list[Line]]:
        lines = (line for document in self.invoices for line in document.lines if line.net > 0)
        return _grouped(lines, lambda line: line.what)

    def charges_of(self, what: str) -> list[Line]:
        """All lines that ask for money for a service, in the order they were billed."""
        return self._charges.get(what, [])

    @cached_property
    def invoices(self) -> list[Document]:
        """Oldest first, without credit notes and what was replaced or credited away."""
        return sorted((row for row in self.documents if row.stands), key=lambda row: (row.issued_on, row.number))


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
