"""What bills must rest on, as plain values: agreements, prices, promises, orders, schedules.

Amounts are decimals of major units unless the name ends in `minor`; both days of a span belong to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from support.kernel.sayings import N_


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """What an agreement says beside its prices; None where it says nothing."""

    notice_days: int | None = None
    renewal_months: int | None = None
    exit_fee: Decimal | None = None
    proration: str = ""
    time_increment_minutes: int | None = None
    time_rounding: str = ""
    late_fee_percent: Decimal | None = None
    late_fee_amount: Decimal | None = None
    late_fee_grace_days: int = 0
    late_fee_cap: Decimal | None = None
    late_fee_clause: str = ""
    minimum_commitment: Decimal | None = None
    minimum_clause: str = ""
    price_notice_days: int | None = None
    fx_source: str = ""
    fx_rate: Decimal | None = None
    fx_tolerance_percent: Decimal | None = None

    @property
    def has_late_fee(self) -> bool:
        return self.late_fee_percent is not None or self.late_fee_amount is not None


NO_TERMS = TermsFacts()


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """`ends_on` as signed; it goes on from there where `terms` renew it and nobody cancelled."""

    number: str
    starts_on: date
    ends_on: date | None
    currency: str
    clauses: str = ""
    row: int | None = None
    terms: TermsFacts = NO_TERMS
    signed_on: date | None = None

    def clause(self, number: str) -> str:
        """The words of a numbered clause, "" where the agreement has none of that number."""
        for said in self.clauses.splitlines():
            found, _, words = said.strip().partition(" ")
            if number and found.rstrip(".") == number.rstrip("."):
                return words.strip()
        return ""

    @property
    def last_day(self) -> date | None:
        """None while it runs on by itself; a cancellation is judged beside it."""
        return None if self.terms.renewal_months else self.ends_on

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.last_day is None or day <= self.last_day)


class Step(NamedTuple):
    """Units up to and with `up_to` (None: all further ones) at `unit_price` each, and `flat` once when reached."""

    up_to: Decimal | None
    unit_price: Decimal
    flat: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """`contract` is None for the price list. `notice_days`: between the notice and the first day of the price.

    model: `per_unit`, `graduated` (each step at its own price) or `volume` (all at the price of the step reached).
    """

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
    model: str = "per_unit"
    steps: tuple[Step, ...] = ()
    minimum: Decimal | None = None
    quoted: bool = False

    def holds_on(self, day: date) -> bool:
        in_time = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return in_time and (self.contract is None or self.contract.covers(day))

    @property
    def notice_days(self) -> int | None:
        return (self.valid_from - self.notice_sent_on).days if self.notice_sent_on else None

    @property
    def source(self) -> str:
        """Where it is written, for sentences."""
        listed = N_("a quote") if self.quoted else N_("the price list")
        where = N_("agreement %(number)s", number=self.contract.number) if self.contract else listed
        return N_("%(where)s, version %(version)s", where=where, version=self.version) if self.version else where

    @property
    def is_plain(self) -> bool:
        """Each unit at one price, and no least amount."""
        return not self.steps and self.minimum is None

    def amount(self, quantity: Decimal) -> Decimal:
        """What so many units cost, not rounded. 12 units at 10 for 5.00, then 4.00: graduated 58.00, volume 48.00."""
        if not self.steps:
            cost = quantity * self.unit_price
        elif self.model == "volume":
            step = next(step for step in self.steps if step.up_to is None or quantity <= step.up_to)
            cost = quantity * step.unit_price + step.flat
        else:
            cost = self._graduated(quantity)
        return cost if self.minimum is None else max(cost, self.minimum)

    def _graduated(self, quantity: Decimal) -> Decimal:
        cost, below = Decimal(0), Decimal(0)
        for step in self.steps:
            if quantity <= below:
                break
            inside = quantity - below if step.up_to is None else min(quantity, step.up_to) - below
            cost += inside * step.unit_price + step.flat
            below = step.up_to if step.up_to is not None else quantity
        return cost


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """`minimum`: units of a line from which it holds. `cap`: the most it takes off an invoice. `code`: what the client
    must have given for it. `once`: on one invoice only."""

    sku: str | None
    kind: str
    value: Decimal
    valid_from: date
    valid_to: date | None
    words: str
    recorded_by: str
    recorded_on: date | None
    row: int | None = None
    minimum: Decimal | None = None
    cap: Decimal | None = None
    code: str = ""
    once: bool = False

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order or a consent. `bundle`: the service that this one comes with, as part of it."""

    reference: str
    sku: str
    ordered_on: date
    valid_to: date | None = None
    bundle: str | None = None
    quantity: Decimal | None = None

    def holds_on(self, day: date) -> bool:
        return self.ordered_on <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CancellationFacts:
    """Of an agreement (`contract` is its number), of one service, or of all. `effective_on` is the last day served."""

    reference: str
    received_on: date
    effective_on: date | None
    contract: str | None = None
    sku: str | None = None
    channel: str = ""
    processed_on: date | None = None


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A price change as announced; no `sku`: of every service."""

    sku: str | None
    sent_on: date
    effective_on: date


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """Invoices every `every_months` on `day_of_month` (31: the last); early and late in working days, None: as usual."""

    contract: str | None
    every_months: int
    day_of_month: int
    in_advance: bool
    starts_on: date
    ends_on: date | None = None
    early_days: int | None = None
    late_days: int | None = None
