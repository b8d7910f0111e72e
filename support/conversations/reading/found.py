"""The answer of every reader, and what readers are told about the client's own rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from support.kernel.money import Money

Thing = TypeVar("Thing")

Why = Literal[
    "exact",  # named in full
    "suffix",  # the end of a number
    "typo",  # one letter away, or in another writing
    "period",  # by month, quarter or day
    "day",  # by a day that can be read in two ways
    "latest",  # “my last invoice”
    "order",  # “the second one”
    "amount",
    "name",
    "quantity",  # “the 12 hours”
    "words",
    "several",  # more than one fits
    "unknown",  # something was named that is not there
    "foreign",  # another currency
    "negative",
    "above",  # more than was billed
    "billed",  # the amount that was billed itself
    "none",  # nothing was named
]


@dataclass(frozen=True)
class Found(Generic[Thing]):
    """`certain`, or else what is `near` enough to ask about; `why` says how it came about."""

    certain: Thing | None
    near: tuple[Thing, ...]
    why: Why

    @classmethod
    def one(cls, thing: Thing, why: Why) -> "Found[Thing]":
        return cls(thing, (), why)

    @classmethod
    def nothing(cls, why: Why = "none") -> "Found[Thing]":
        return cls(None, (), why)

    @classmethod
    def ask(cls, things: "tuple[Thing, ...] | list[Thing]", why: Why) -> "Found[Thing]":
        return cls(None, tuple(dict.fromkeys(things)), why)


@dataclass(frozen=True)
class KnownInvoice:
    """One of the client's own invoices."""

    number: str
    issued_on: date
    period_start: date | None = None
    period_end: date | None = None


@dataclass(frozen=True)
class KnownLine:
    """A line on show: the document's own number, what it is called, its net amount, and how much of what it charges.

    `unit` as people say it (“hour”), or nothing.
    """

    number: str
    name: str
    net: Money
    quantity: Decimal | None = None
    unit: str = ""
