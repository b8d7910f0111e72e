"""R15: parts of a period. A price of 30.00 a month, changed on 10 February 2026 at 18:00."""

from dataclasses import replace
from datetime import date

import pytest

from support.billing.audit.facts import Context
from support.billing.audit.known import TermsFacts
from tests.billing.audit.bills import AGREEMENT, a_line, bill, client, found, minor, places, price

FEBRUARY = date(2026, 2, 1), date(2026, 2, 28)
REST = date(2026, 2, 10), date(2026, 2, 28)
CHANGED = {"changedat": "2026-02-10T18:00:00+00:00", "periodprice": "30.00"}


def judged(
    net: str, method: str = "", period: tuple[date, date] = REST, month: tuple[date, date] = FEBRUARY, **given: object
) -> Context:
    line = {"properties": CHANGED, "unit_code": "MON", "period": period, "price": net, **given}
    agreed = replace(AGREEMENT, terms=TermsFacts(proration=method))
    return client(bill(a_line(**line), period=month), contracts=[agreed])


METHODS = {"19.55": "seconds", "20.36": "days_actual", "19.29": "days_actual", "20.00": "days_30_360"}


@pytest.mark.parametrize("net", METHODS)
def test_each_method_is_right_where_none_was_agreed(net: str) -> None:
    assert places(judged(net), "R15") == []


@pytest.mark.parametrize(("net", "method"), METHODS.items())
def test_the_agreed_method_is_right_and_the_others_are_not(net: str, method: str) -> None:
    assert places(judged(net, method), "R15") == []
    for other in {"seconds", "days_actual", "days_30_360"} - {method}:
        assert places(judged(net, other), "R15") == ["line:1"]


def test_another_amount_is_found_with_the_nearest_right_one() -> None:
    (wrong,) = found(judged("25.00"), "R15")
    assert (wrong.reason, str(wrong.billed), str(wrong.expected)) == ("proration", "25.00 EUR", "20.36 EUR")


def test_a_cent_may_be_lost_in_rounding() -> None:
    assert places(judged("20.37"), "R15") == []


def test_whole_periods_only_means_the_whole_price() -> None:
    (wrong,) = found(judged("20.36", "none"), "R15")
    assert str(wrong.expected) == "30.00 EUR"
    assert places(judged("30.00", "none"), "R15") == []


def test_what_is_given_back_is_held_against_the_same_share() -> None:
    assert places(judged("20.36", quantity="-1"), "R15") == []
    (wrong,) = found(judged("10.00", quantity="-1"), "R15")
    assert (str(wrong.billed), str(wrong.expected)) == ("-10.00 EUR", "-19.29 EUR")


def test_days_out_of_a_month_are_a_part_by_their_own_numbers() -> None:
    line = {"unit_code": "DAY", "quantity": "19", "base": "28", "price": "30", "properties": {}}
    assert places(judged("30", "days_actual", **line), "R15") == []
    assert places(judged("30", "days_actual", **{**line, "quantity": "25"}), "R15") == ["line:1"]


def test_the_agreed_price_is_the_whole_one_where_the_line_says_none() -> None:
    context = judged("20.36", properties={})
    context.prices = [price("30", unit="MON")]
    assert places(context, "R15") == []
    context = judged("25.00", properties={})
    context.prices = [price("30", unit="MON")]
    assert places(context, "R15") == ["line:1"] and places(context, "R6") == []


def test_a_leap_year_has_29_days_in_february() -> None:
    month = date(2028, 2, 1), date(2028, 2, 29)
    said = {"periodprice": "29.00", "prorated": "yes"}
    assert places(judged("15.00", "days_actual", (date(2028, 2, 15), month[1]), month, properties=said), "R15") == []


def test_the_day_the_clocks_change_is_as_long_as_it_is() -> None:
    month = date(2026, 3, 1), date(2026, 3, 31)
    said = {"changedat": "2026-03-29T12:00:00+01:00", "periodprice": "743.00"}
    # In Europe/London, March 2026 has 743 hours, and 60 of them are left.
    assert places(judged("60.00", "seconds", (date(2026, 3, 29), month[1]), month, properties=said), "R15") == []


def test_a_change_that_is_dated_back_is_worked_out_in_its_own_month() -> None:
    later = date(2026, 3, 1), date(2026, 3, 31)
    assert places(judged("20.36", "days_actual", month=later), "R15") == []


def test_a_whole_period_is_no_part() -> None:
    assert places(judged("99.00", period=FEBRUARY), "R15") == []


def test_two_seats_cost_twice_as_much() -> None:
    line = {"quantity": "2", "price": "20.36", "properties": {**CHANGED}}
    assert places(judged("20.36", "days_actual", **line), "R15") == []
    assert minor("40.72") == 4072


def test_without_a_whole_price_nothing_is_judged() -> None:
    assert places(judged("25.00", properties={"prorated": "yes"}), "R15") == []
