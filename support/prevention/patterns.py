"""Errors that come too often to be chance, or that hit many clients at once. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from support.policies.prevention import Recurrence
from support.prevention.chances import poisson_tail


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One wrong line: of which client, billed when, and what may have caused it; "" is what nobody knows.

    `on` is the day on which the bill went out: that is when the error was made, whenever it was found.
    """

    line_id: int
    client: int
    on: date
    reason: str
    root_cause: str = ""
    sku: str = ""
    preparer: str = ""
    price_version: str = ""

    def values(self, grouping: Sequence[str]) -> tuple[str, ...]:
        return tuple(str(getattr(self, name)) for name in grouping)


# From the most particular to the most general; the period is the window itself.
GROUPINGS: tuple[tuple[str, ...], ...] = (
    ("reason", "root_cause", "sku", "preparer", "price_version"),
    ("reason", "sku", "preparer"),
    ("reason", "sku", "price_version"),
    ("reason", "root_cause", "sku"),
    ("reason", "price_version"),
    ("reason", "preparer"),
    ("reason", "sku"),
    ("reason", "root_cause"),
    ("reason",),
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """`what`: (name, value) pairs that its errors share. `expected` errors would have been usual; `chance` of as many."""

    what: tuple[tuple[str, str], ...]
    errors: tuple[Occurrence, ...]
    clients: int
    expected: float
    chance: float
    mass: bool

    @property
    def key(self) -> str:
        return hashlib.sha256(json.dumps(self.what).encode()).hexdigest()

    @property
    def lines(self) -> set[int]:
        return {error.line_id for error in self.errors}


@dataclass(frozen=True, slots=True)
class Known:
    """`clients` there are in all; `since` is the day of the first bill: before it nothing can be usual."""

    today: date
    clients: int
    since: date


def patterns(occurrences: Iterable[Occurrence], known: Known, numbers: Recurrence) -> list[Pattern]:
    """The most particular first; a general one is left out where most of its errors are in a particular one already."""
    found: list[Pattern] = []
    covered: set[int] = set()
    rows = list(occurrences)
    for grouping in GROUPINGS:
        here = [one for one in _grouped(rows, grouping, known, numbers) if not _mostly(one.lines, covered)]
        for one in here:
            covered |= one.lines
        found += here
    return found


def _mostly(lines: set[int], covered: set[int]) -> bool:
    return len(lines & covered) * 2 > len(lines)


def _grouped(
    rows: Iterable[Occurrence], grouping: tuple[str, ...], known: Known, numbers: Recurrence
) -> Iterable[Pattern]:
    groups: dict[tuple[str, ...], list[Occurrence]] = defaultdict(list)
    for row in rows:
        if all(values := row.values(grouping)):
            groups[values].append(row)
    for values, errors in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        found = _judge(tuple(zip(grouping, values, strict=True)), errors, known, numbers)
        if found is not None:
            yield found


def _judge(
    what: tuple[tuple[str, str], ...], errors: list[Occurrence], known: Known, numbers: Recurrence
) -> Pattern | None:
    starts = known.today - timedelta(days=numbers.window_days)
    usual = max(starts - timedelta(days=numbers.base_days), known.since)
    lately = tuple(error for error in errors if starts < error.on <= known.today)
    before = sum(1 for error in errors if usual <= error.on <= starts)
    clients = len({error.client for error in lately})
    mass = is_mass(clients, known.clients, numbers)
    base_days = (starts - usual).days + 1
    expected = before * numbers.window_days / base_days if base_days > 0 else 0.0
    chance = poisson_tail(len(lately), expected)
    # With less of a past than one window there is nothing that could be usual.
    judged = base_days >= numbers.window_days
    recurring = judged and is_recurring(len(lately), expected, chance, numbers)
    return Pattern(what, lately, clients, expected, chance, mass) if mass or recurring else None


def is_mass(clients: int, of: int, numbers: Recurrence) -> bool:
    """100 clients, or 2 % of them (15 DCMR 2730), but never so few that it is no crowd."""
    return clients >= min(numbers.mass_clients, max(ceil(of * numbers.mass_share), numbers.mass_least))


def is_recurring(count: int, expected: float, chance: float, numbers: Recurrence) -> bool:
    return count >= numbers.least and count > numbers.times * expected and chance < numbers.chance
