"""How likely a bill is to be disputed: points that are added up, each with its reason. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean, median
from typing import Any

from support.policies.prevention import Prediction, Weight
from support.prevention.kinds import Likelihood

YEAR = timedelta(days=365)
LEAST_HISTORY = 6
"""Bills that a comparison of amounts needs (audit rule R16 asks for as many)."""
FAR = 3.5
"""Modified z-score from which on an amount is far from the usual (Iglewicz and Hoaglin)."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What counts of one bill. `net` in minor units; `buyer` is who and where, as printed; `edits` by hand."""

    issued_on: date
    net: int
    skus: frozenset[str]
    buyer: str
    errors: int = 0
    warnings: int = 0
    edits: int = 0
    preparer_errors: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was known of the client when the bill was made.

    `earlier`: bills before it, oldest first. `prices`: (sku, first day). `promises`: (sku or None for all, first day,
    last day or None). `disputes`: (day, skus).
    """

    earlier: list[Bill] = field(default_factory=list)
    prices: list[tuple[str, date]] = field(default_factory=list)
    promises: list[tuple[str | None, date, date | None]] = field(default_factory=list)
    disputes: list[tuple[date, frozenset[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    feature: str
    points: int
    words: str

    def as_dict(self) -> dict[str, Any]:
        return {"feature": self.feature, "points": self.points, "words": self.words}


@dataclass(frozen=True, slots=True)
class Score:
    """`points` is the sum of `parts`."""

    parts: list[Part]

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)


def score(bill: Bill, known: Surroundings, weights: Mapping[str, Weight]) -> Score:
    """Each feature gives its points times its value, up to its most."""
    found = features(bill, known)
    return Score([_part(weights[name], value) for name, value in found.items() if value])


def _part(weight: Weight, value: int) -> Part:
    return Part(weight.feature, min(weight.points * value, weight.most), weight.why)


def likelihood(points: int, numbers: Prediction) -> Likelihood:
    if points >= numbers.high_from:
        return Likelihood.HIGH
    return Likelihood.RAISED if points >= numbers.raised_from else Likelihood.LOW


def features(bill: Bill, known: Surroundings) -> dict[str, int]:
    """By the names of the weights; nothing here looks at what happened after the bill."""
    last = known.earlier[-1] if known.earlier else None
    lately = [skus for on, skus in known.disputes if bill.issued_on - YEAR <= on < bill.issued_on]
    return {
        "finding_error": bill.errors,
        "finding_warning": bill.warnings,
        "new_client": int(last is None),
        "price_changed": int(last is not None and _price_changed(bill, last.issued_on, known.prices)),
        "plan_changed": int(last is not None and bool(bill.skus and last.skus) and bill.skus != last.skus),
        "contact_changed": int(last is not None and bill.buyer != last.buyer),
        "manual_edit": bill.edits,
        "preparer_errors": bill.preparer_errors,
        "unusual_amount": int(is_unusual(bill.net, [one.net for one in known.earlier])),
        "client_disputes": len(lately),
        "service_disputes": sum(1 for skus in lately if skus & bill.skus),
        "promotion": int(any(_holds(bill, *promise) for promise in known.promises)),
    }


def _price_changed(bill: Bill, since: date, prices: Iterable[tuple[str, date]]) -> bool:
    return any(sku in bill.skus and since < first <= bill.issued_on for sku, first in prices)


def _holds(bill: Bill, sku: str | None, first: date, last: date | None) -> bool:
    return (sku is None or sku in bill.skus) and first <= bill.issued_on and (last is None or bill.issued_on <= last)


def is_unusual(value: int, before: list[int]) -> bool:
    """Modified z above 3.5, and by a fifth or more; without any spread so far, that fifth alone decides."""
    if len(before) < LEAST_HISTORY:
        return False
    usual = median(before)
    away = abs(value - usual)
    if away * 5 < abs(usual):
        return False
    return abs(modified_z(value, before)) > FAR


def modified_z(value: int, before: list[int]) -> float:
    """0.6745 (x - median) / MAD; by the mean absolute deviation where MAD is 0; infinite where both are."""
    usual = median(before)
    away = [abs(one - usual) for one in before]
    spread, mean = median(away), fmean(away)
    if spread:
        return float(0.6745 * (value - usual) / spread)
    if mean:
        return float((value - usual) / (1.253314 * mean))
    return float("inf") if value != usual else 0.0
