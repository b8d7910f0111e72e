"""What an explanation is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.kernel.money import Money
from support.kernel.sayings import Saying

MOST_SOURCES = 50
"""Rows that one sentence names: a total of ten thousand lines rests on its invoice."""


class Source(NamedTuple):
    """A row of the ledger: an `invoice`, a `line` (`INV-1/2`), a `record`, `price`, `contract`, `promise` or `payment`."""

    kind: str
    ref: str


class Said(Saying):
    """A sentence with the rows it rests on; it knows the message it was made from, as any saying does."""

    rests_on: tuple[Source, ...]

    def __new__(cls, words: str, rests_on: Iterable[Source]) -> Said:
        said = cls.like(words)
        said.rests_on = tuple(dict.fromkeys(rests_on))
        return said


def resting_on(sentences: Iterable[str], *rows: Source) -> list[str]:
    """Each sentence with these rows beside those that it names already."""
    return [Said(one, (*getattr(one, "rests_on", ()), *rows)) for one in sentences]


def sources_of(sentence: str) -> tuple[Source, ...]:
    """Empty for a sentence that asks, or that says there is nothing."""
    return getattr(sentence, "rests_on", ())


@dataclass(frozen=True, slots=True)
class Suggested:
    """A dispute that the ledger itself supports: nothing is opened, it fills in the form.

    reason: a value of `disputes.reasons.Reason`. No lines: the whole invoice. claimed: what the lines together ought to cost, net of tax, or None
    where the ledger cannot say.
    """

    invoice: Invoice
    lines: list[InvoiceLine]
    reason: str
    claimed: Money | None

    @property
    def line_ids(self) -> list[str]:
        """The document's own line numbers, as clients see them."""
        return [line.line_id for line in self.lines]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Plain sentences (`say`) and the rows they rest on: `sources_of` a sentence, and its invoice and lines in any case.

    found: whether there was anything to explain. lines: those that the sentences are about, in their order.
    finding: the audit's, stored or just worked out (then without an id). candidates: invoices that may have been meant.
    may_dispute: whether the client can open a dispute about it, however right it looks. suggested: only for an error
    that the ledger itself shows.
    """

    say: list[str]
    found: bool = True
    invoice: Invoice | None = None
    lines: list[InvoiceLine] = field(default_factory=list)
    finding: Finding | None = None
    candidates: list[Invoice] = field(default_factory=list)
    may_dispute: bool = False
    suggested: Suggested | None = None

    def __post_init__(self) -> None:
        rows = [Source("line", f"{line.invoice.number}/{line.line_id}") for line in self.lines[:MOST_SOURCES]]
        if self.invoice is not None:
            rows.insert(0, Source("invoice", self.invoice.number))
        rows += [Source("invoice", row.number) for row in self.candidates[:MOST_SOURCES]] if self.found else []
        own = [one if sources_of(one) else Said(one, rows) for one in self.say]
        object.__setattr__(self, "say", own)

    @property
    def sources(self) -> list[Source]:
        """All rows that its sentences rest on, each once."""
        return list(dict.fromkeys(row for one in self.say for row in sources_of(one)))
