"""What the rules look at: one client's bills and what they must rest on, as plain values.

Made from the ledger's rows or from a document that was only read, so that one rule serves both. Money is in minor units
of the document's currency; periods hold both their days; `row` is the ledger's id, None for what is not stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from support.kernel.money import Money

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


@dataclass(slots=True)
class Document:
    """`totals` by the names of `TOTALS`; `replaced`: a corrected invoice stands in its place."""

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


@dataclass(frozen=True, slots=True)
class ContractFacts:
    number: str
    starts_on: date
    ends_on: date | None
    currency: str
    clauses: str = ""
    row: int | None = None

    def clause(self, number: str) -> str:
        """The words of a numbered clause, "" where the agreement has none of that number."""
        for said in self.clauses.splitlines():
            found, _, words = said.strip().partition(" ")
            if number and found.rstrip(".") == number.rstrip("."):
                return words.strip()
        return ""

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """`contract` is None for the price list. `notice_days`: between the notice and the first day of the price."""

    sku: str
    unit: str
    unit_price: Decimal
    currency: str
    valid_from: date
    valid_to: date | None
    version: str
    clause: str
    notice_sent_on: date | None
    contract: ContractFacts | None
    description: str = ""
    row: int | None = None

    def holds_on(self, day: date) -> bool:
        in_time = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return in_time and (self.contract is None or self.contract.covers(day))

    @property
    def notice_days(self) -> int | None:
        return (self.valid_from - self.notice_sent_on).days if self.notice_sent_on else None

    @property
    def source(self) -> str:
        """Where it is written, for sentences."""
        where = f"agreement {self.contract.number}" if self.contract else "the price list"
        return f"{where}, version {self.version}" if self.version else where


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    sku: str | None
    kind: str
    value: Decimal
    valid_from: date
    valid_to: date | None
    words: str
    recorded_by: str
    recorded_on: date | None
    row: int | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class RecordFacts:
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


@dataclass
class Context:
    """One client, as it stands when it was gathered: what is worked out from it is kept."""

    today: date
    documents: list[Document]
    organisation: int | None = None
    contracts: list[ContractFacts] = field(default_factory=list)
    prices: list[PriceFacts] = field(default_factory=list)
    promises: list[PromiseFacts] = field(default_factory=list)
    records: dict[str, RecordFacts] = field(default_factory=dict)
    payments: list[PaymentFacts] = field(default_factory=list)
    notice_days: int = 30

    @cached_property
    def _records_by_sku(self) -> dict[str, list[RecordFacts]]:
        return _grouped(self.records.values(), lambda record: record.sku)

    def records_of(self, sku: str | None) -> list[RecordFacts]:
        return self._records_by_sku.get(sku, []) if sku else []

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
