"""Poisson's tail against values that anybody can look up, and the regression against ones that can be worked out."""

from math import exp, isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.prevention.calibration import calibrate, fit, probability
from support.prevention.chances import poisson_tail


@pytest.mark.parametrize(
    ("count", "expected", "chance"),
    [
        (0, 3.0, 1.0),
        (1, 0.1, 1 - exp(-0.1)),
        (3, 1.0, 0.0803013970713942),
        (10, 3.0, 0.0011024881301),
        (5, 5.0, 0.5595067149347877),
        (3, 0.0, 0.0),
        (20, 10.0, 0.0034543419),
    ],
)
def test_the_tail_has_the_values_of_the_tables(count: int, expected: float, chance: float) -> None:
    assert isclose(poisson_tail(count, expected), chance, rel_tol=1e-7, abs_tol=1e-12)


def test_very_small_chances_keep_their_digits() -> None:
    """1 less the other side would be 0 here."""
    assert isclose(poisson_tail(50, 5.0), 2.1810592e-32, rel_tol=1e-6)


@given(st.integers(min_value=0, max_value=200), st.floats(min_value=0.01, max_value=150))
def test_more_is_never_likelier(count: int, expected: float) -> None:
    here, further = poisson_tail(count, expected), poisson_tail(count + 1, expected)
    assert 0 <= further <= here <= 1


def test_two_groups_are_fitted_exactly() -> None:
    """One in ten against one in two: the slope is the difference of their log odds."""
    bills = [(0, True)] * 10 + [(0, False)] * 90 + [(1, True)] * 50 + [(1, False)] * 50
    intercept, slope = fit(bills, ridge=0)
    assert isclose(intercept, log(1 / 9), rel_tol=1e-9)
    assert isclose(slope, log(9), rel_tol=1e-9)
    assert isclose(probability(1, intercept, slope), 0.5, rel_tol=1e-9)


def test_a_score_that_divides_all_bills_does_not_run_away() -> None:
    intercept, slope = fit([(0, False)] * 50 + [(40, True)] * 50)
    assert probability(0, intercept, slope) < 0.1
    assert probability(40, intercept, slope) > 0.9
    assert slope < 10


def test_one_outcome_alone_gives_its_share_and_no_slope() -> None:
    intercept, slope = fit([(5, False)] * 99)
    assert slope == 0
    assert isclose(probability(5, intercept, slope), 0.005, rel_tol=1e-9)


def _history(bills: int) -> list[tuple[int, bool]]:
    """Bills of 30 points are disputed three times in four, those of none once in sixteen; in a fixed order."""
    return [(30, at % 8 < 6) if at % 2 else (0, at % 32 == 0) for at in range(bills)]


def test_with_enough_history_points_become_a_probability_that_held_later() -> None:
    found = calibrate(_history(400), labelled=200, disputed=30)
    assert found is not None
    assert found.in_use
    assert found.loss < found.plain_loss
    assert abs(probability(30, found.intercept, found.slope) - 0.75) < 0.03
    assert abs(probability(0, found.intercept, found.slope) - 1 / 16) < 0.03


@pytest.mark.parametrize(
    "bills",
    [_history(199), [(0, at % 20 == 0) for at in range(400)]],
    ids=["fewer than 200 bills", "fewer than 30 disputes"],
)
def test_too_little_history_says_nothing(bills: list[tuple[int, bool]]) -> None:
    assert calibrate(bills, labelled=200, disputed=30) is None


def test_points_that_say_nothing_are_not_used() -> None:
    """The score is the same whatever happens: the later bills are said no better than by the share."""
    found = calibrate([(at % 3 * 10, at % 5 == 0) for at in range(600)], labelled=200, disputed=30)
    assert found is not None
    assert not found.in_use or found.plain_loss - found.loss < 1e-3


def test_what_held_early_and_not_later_is_not_used() -> None:
    early = [(30, True) if at % 2 else (0, False) for at in range(400)]
    late = [(30, False) if at % 2 else (0, True) for at in range(200)]
    found = calibrate(early + late, labelled=200, disputed=30)
    assert found is not None
    assert not found.in_use
