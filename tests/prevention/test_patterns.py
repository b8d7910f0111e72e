"""What counts as too often, and as too many."""

from datetime import date, timedelta

import pytest

from support import policies
from support.prevention.patterns import Known, Occurrence, is_mass, is_recurring, patterns

NUMBERS = policies.desk().prevention.recurrence
TODAY = date(2026, 9, 1)
KNOWN = Known(today=TODAY, clients=1000, since=date(2025, 1, 1))


def errors(days_ago: list[int], *, first: int = 1, client: int | None = None, **given: str) -> list[Occurrence]:
    """One line each; of one client unless each is to have its own."""
    return [
        Occurrence(
            first + at,
            client or 1,
            TODAY - timedelta(days=ago),
            given.get("reason", "rate_discrepancy"),
            **{name: value for name, value in given.items() if name != "reason"},
        )
        for at, ago in enumerate(days_ago)
    ]


def test_three_where_none_were_usual_are_a_pattern() -> None:
    (found,) = patterns(errors([1, 2, 3], sku="BEANS"), KNOWN, NUMBERS)
    assert dict(found.what) == {"reason": "rate_discrepancy", "sku": "BEANS"}
    assert (len(found.errors), found.expected, found.mass) == (3, 0.0, False)


def test_two_are_none() -> None:
    assert patterns(errors([1, 2]), KNOWN, NUMBERS) == []


def test_as_many_as_always_are_none() -> None:
    """Six a month, and six this month."""
    usual = errors([31 + at * 5 for at in range(36)], first=100)
    assert patterns([*usual, *errors([1, 5, 10, 15, 20, 25])], KNOWN, NUMBERS) == []


def test_three_times_as_many_as_usual_are_a_pattern_with_its_chance() -> None:
    usual = errors([31 + at * 5 for at in range(36)], first=100)
    (found,) = patterns([*usual, *errors([1 + at % 28 for at in range(18)])], KNOWN, NUMBERS)
    assert round(found.expected, 1) == 5.9
    assert found.chance < 0.001


@pytest.mark.parametrize(
    ("count", "expected", "chance", "is_one"),
    [
        (3, 0.5, 0.009, True),
        (2, 0.1, 0.001, False),
        (6, 3.0, 0.001, False),
        (7, 3.0, 0.02, False),
        (7, 3.0, 0.009, True),
    ],
    ids=["all hold", "fewer than three", "not more than twice", "may be chance", "more than twice"],
)
def test_all_three_conditions_have_to_hold(count: int, expected: float, chance: float, is_one: bool) -> None:
    assert is_recurring(count, expected, chance, NUMBERS) is is_one


@pytest.mark.parametrize(
    ("clients", "of", "is_one"),
    [(100, 100_000, True), (99, 100_000, False), (20, 1000, True), (19, 1000, False), (3, 12, True), (2, 12, False)],
)
def test_a_mass_error_is_a_hundred_clients_or_two_in_a_hundred(clients: int, of: int, is_one: bool) -> None:
    assert is_mass(clients, of, NUMBERS) is is_one


def test_what_hits_many_is_a_mass_error_even_without_a_past() -> None:
    new = Known(today=TODAY, clients=100, since=TODAY - timedelta(days=5))
    rows = [row for at in range(3) for row in errors([at], first=at + 1, client=at + 1, price_version="2026-09")]
    (found,) = patterns(rows, new, NUMBERS)
    assert found.mass
    assert found.clients == 3


def test_without_a_past_nothing_recurs() -> None:
    new = Known(today=TODAY, clients=100, since=TODAY - timedelta(days=40))
    assert patterns(errors([1, 2, 3]), new, NUMBERS) == []


def test_the_particular_pattern_stands_for_the_general_one() -> None:
    rows = errors([1, 2, 3, 4], sku="BEANS", price_version="2026", preparer="Ana", root_cause="data_entry")
    (found,) = patterns(rows, KNOWN, NUMBERS)
    assert set(dict(found.what)) == {"reason", "root_cause", "sku", "preparer", "price_version"}


def test_errors_of_another_kind_are_their_own_pattern() -> None:
    rows = [*errors([1, 2, 3], sku="BEANS"), *errors([1, 2, 3], first=50, sku="MILK", reason="duplicate")]
    assert sorted(dict(found.what)["sku"] for found in patterns(rows, KNOWN, NUMBERS)) == ["BEANS", "MILK"]


def test_a_pattern_is_named_by_what_its_errors_share() -> None:
    first = patterns(errors([1, 2, 3], sku="BEANS"), KNOWN, NUMBERS)[0]
    later = patterns(errors([1, 2, 3, 4], first=9, sku="BEANS"), KNOWN, NUMBERS)[0]
    assert first.key == later.key
