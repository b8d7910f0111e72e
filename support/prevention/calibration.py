"""Logistic regression, from points to the share of bills that are disputed. Pure Python, and small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log1p

STEPS = 50
SAME = 1e-10
RIDGE = 1e-3
"""A light pull of the slope towards nothing: where one score divides all bills, the fit would run away without it."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The probability of a dispute is 1 / (1 + e^-(intercept + slope * score)). Losses are mean log losses.

    `loss` and `plain_loss` are of the later bills that were not learned from: by the fit, and by the earlier bills'
    share of disputes said for each.
    """

    intercept: float
    slope: float
    labelled: int
    disputed: int
    loss: float
    plain_loss: float

    @property
    def in_use(self) -> bool:
        """Only what says more than the plain share, and rises with the points."""
        return self.slope > 0 and self.loss < self.plain_loss


def probability(score: float, intercept: float, slope: float) -> float:
    at = intercept + slope * score
    return 1 / (1 + exp(-at)) if at >= 0 else exp(at) / (1 + exp(at))


def calibrate(bills: Sequence[tuple[int, bool]], *, labelled: int, disputed: int) -> Fitted | None:
    """`bills`: (points, was it disputed), the oldest first. None while there are fewer than `labelled` or `disputed`.

    Two thirds, the earlier ones, are learned from, the rest is for looking whether it holds; the fit that is kept has
    learned from all.
    """
    if len(bills) < labelled or sum(was for _, was in bills) < disputed:
        return None
    cut = len(bills) * 2 // 3
    early, late = bills[:cut], bills[cut:]
    tried, share = fit(early), _share(early)
    intercept, slope = fit(bills)
    return Fitted(
        intercept=intercept,
        slope=slope,
        labelled=len(bills),
        disputed=sum(was for _, was in bills),
        loss=_loss([(probability(points, *tried), was) for points, was in late]),
        plain_loss=_loss([(share, was) for _, was in late]),
    )


def fit(bills: Sequence[tuple[int, bool]], *, ridge: float = RIDGE) -> tuple[float, float]:
    """(intercept, slope) of greatest likelihood, by Newton's method (iteratively reweighted least squares).

    Without a dispute, or with nothing else, the share is said with half a case added to each side.
    """
    if len({was for _, was in bills}) < 2:
        return _log_odds(_share(bills)), 0.0
    intercept, slope = _log_odds(_share(bills)), 0.0
    for _ in range(STEPS):
        by_intercept, by_slope = _step(bills, intercept, slope, ridge)
        intercept, slope = intercept + by_intercept, slope + by_slope
        if abs(by_intercept) + abs(by_slope) < SAME:
            break
    return intercept, slope


def _step(bills: Sequence[tuple[int, bool]], intercept: float, slope: float, ridge: float) -> tuple[float, float]:
    """Newton's step: the gradient of the likelihood divided by its curvature, two by two."""
    pull_0, pull_1 = 0.0, -ridge * slope
    curve_00, curve_01, curve_11 = 0.0, 0.0, ridge
    for points, was in bills:
        said = probability(points, intercept, slope)
        weight, miss = said * (1 - said), was - said
        pull_0, pull_1 = pull_0 + miss, pull_1 + miss * points
        curve_00 += weight
        curve_01 += weight * points
        curve_11 += weight * points * points
    whole = curve_00 * curve_11 - curve_01 * curve_01
    if whole <= 0:
        return 0.0, 0.0
    return (curve_11 * pull_0 - curve_01 * pull_1) / whole, (curve_00 * pull_1 - curve_01 * pull_0) / whole


def _share(bills: Sequence[tuple[int, bool]]) -> float:
    return (sum(was for _, was in bills) + 0.5) / (len(bills) + 1)


def _log_odds(share: float) -> float:
    return log(share / (1 - share))


def _loss(said: Sequence[tuple[float, bool]]) -> float:
    """Mean log loss; certainty that was wrong costs much, not infinitely much."""
    kept = [(min(max(chance, 1e-12), 1 - 1e-12), was) for chance, was in said]
    return -sum(log(chance) if was else log1p(-chance) for chance, was in kept) / max(len(kept), 1)
