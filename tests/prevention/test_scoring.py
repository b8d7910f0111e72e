"""Each feature gives its points for its reason, and nothing else does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from support import policies
from support.prevention.kinds import Likelihood
from support.prevention.scoring import Bill, Surroundings, features, is_unusual, likelihood, modified_z, score

NUMBERS = policies.desk().prevention.prediction
DAY = date(2026, 3, 1)
BILL = Bill(issued_on=DAY, net=10000, skus=frozenset({"BEANS"}), buyer="Harbour Café")
BEFORE = [replace(BILL, issued_on=DAY - timedelta(days=30 * months)) for months in range(8, 0, -1)]
USUAL = Surroundings(earlier=BEFORE)


def test_a_bill_like_all_before_it_has_no_points() -> None:
    assert score(BILL, USUAL, NUMBERS.weights).parts == []


@pytest.mark.parametrize(
    ("feature", "bill", "known"),
    [
        ("finding_error", replace(BILL, errors=1), USUAL),
        ("finding_warning", replace(BILL, warnings=1), USUAL),
        ("new_client", BILL, Surroundings()),
        ("price_changed", BILL, replace(USUAL, prices=[("BEANS", DAY)])),
        ("plan_changed", replace(BILL, skus=frozenset({"BEANS", "MILK"})), USUAL),
        ("contact_changed", replace(BILL, buyer="Harbour Café Group"), USUAL),
        ("manual_edit", replace(BILL, edits=1), USUAL),
        ("preparer_errors", replace(BILL, preparer_errors=1), USUAL),
        ("unusual_amount", replace(BILL, net=16000), USUAL),
        ("client_disputes", BILL, replace(USUAL, disputes=[(DAY - timedelta(days=10), frozenset({"MILK"}))])),
        ("promotion", BILL, replace(USUAL, promises=[(None, DAY, None)])),
    ],
)
def test_one_reason_gives_its_own_points(feature: str, bill: Bill, known: Surroundings) -> None:
    found = score(bill, known, NUMBERS.weights)
    weight = NUMBERS.weights[feature]
    assert [(part.feature, part.points, part.words) for part in found.parts] == [(feature, weight.points, weight.why)]
    assert found.points == weight.points


def test_a_dispute_about_the_same_service_counts_twice_for_its_two_reasons() -> None:
    known = replace(USUAL, disputes=[(DAY - timedelta(days=10), frozenset({"BEANS"}))])
    assert [part.feature for part in score(BILL, known, NUMBERS.weights).parts] == [
        "client_disputes",
        "service_disputes",
    ]


def test_a_reason_gives_no_more_than_its_most() -> None:
    found = score(replace(BILL, errors=9), USUAL, NUMBERS.weights)
    assert found.points == NUMBERS.weights["finding_error"].most


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (replace(USUAL, disputes=[(DAY, frozenset({"BEANS"}))]), "on the day itself"),
        (replace(USUAL, disputes=[(DAY - timedelta(days=400), frozenset({"BEANS"}))]), "too long ago"),
        (replace(USUAL, prices=[("BEANS", DAY + timedelta(days=1))]), "a price that is still to come"),
        (replace(USUAL, prices=[("BEANS", DAY - timedelta(days=200))]), "a price that was billed before"),
        (replace(USUAL, prices=[("MILK", DAY)]), "another service's price"),
        (replace(USUAL, promises=[(None, DAY - timedelta(days=60), DAY - timedelta(days=1))]), "ended yesterday"),
    ],
)
def test_what_is_not_of_this_bill_gives_nothing(known: Surroundings, why: str) -> None:
    assert score(BILL, known, NUMBERS.weights).points == 0, why


def test_the_worked_example_of_an_unusual_amount() -> None:
    before = [100, 102, 98, 101, 99, 100, 103, 97]
    assert round(modified_z(160, before), 2) == 26.98
    assert is_unusual(160, before)
    assert not is_unusual(104, before)


def test_without_any_spread_a_fifth_decides() -> None:
    same = [4999] * 8
    assert is_unusual(5999, same)
    assert not is_unusual(5500, same)


def test_a_short_history_calls_nothing_unusual() -> None:
    assert features(replace(BILL, net=99999), Surroundings(earlier=BEFORE[:5]))["unusual_amount"] == 0


def test_likelihood_is_by_points() -> None:
    assert likelihood(0, NUMBERS) is Likelihood.LOW
    assert likelihood(NUMBERS.raised_from, NUMBERS) is Likelihood.RAISED
    assert likelihood(NUMBERS.high_from, NUMBERS) is Likelihood.HIGH
