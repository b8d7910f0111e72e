"""R21: slips of the keyboard."""

from datetime import date
from decimal import Decimal

import pytest

from support.billing.audit.entries import slip
from support.billing.audit.facts import Context
from support.billing.kinds import Severity
from tests.billing.audit.bills import a_line, bill, client, found, places, price, record
from tests.billing.audit.test_unusual import month


def quantities(*said: str, **given: object) -> Context:
    rows = [
        bill(a_line(quantity=one, price="10", **given), number=f"INV-{at:03}", period=month(at))
        for at, one in enumerate(said)
    ]
    return client(*rows)


USUAL = ("12", "11", "12", "13", "12")


@pytest.mark.parametrize(("slipped", "expected"), [("120", "120.00 EUR"), ("1200", "120.00 EUR")])
def test_a_quantity_ten_or_a_hundred_times_the_usual_is_found(slipped: str, expected: str) -> None:
    (wrong,) = found(quantities(*USUAL, slipped), "R21")
    assert (wrong.place, str(wrong.expected), wrong.severity) == ("line:1", expected, Severity.WARNING)


def test_a_tenth_is_a_note() -> None:
    (wrong,) = found(quantities(*USUAL, "1.2"), "R21")
    assert wrong.severity is Severity.INFO


def test_a_price_that_slipped_is_found_unless_it_was_agreed() -> None:
    def prices(*said: str, **known: object) -> Context:
        rows = [bill(a_line(price=one), number=f"INV-{at:03}", period=month(at)) for at, one in enumerate(said)]
        return client(*rows, **known)

    assert places(prices("49", "49", "49", "49", "49", "490"), "R21") == ["line:1"]
    assert places(prices("49", "49", "49", "49", "49", "94"), "R21") == ["line:1"]
    agreed = [
        price("49", valid_from=date(2024, 1, 1), valid_to=date(2024, 5, 31), contract=None),
        price("490", valid_from=date(2024, 6, 1), contract=None),
    ]
    assert places(prices("49", "49", "49", "49", "49", "490", prices=agreed), "R21") == []


STEADY = ["120"] * 6
UP_AND_DOWN = ["118", "119", "120", "121", "122"]


@pytest.mark.parametrize(
    ("value", "others", "how"),
    [
        ("210", STEADY, "digits"),
        ("102", STEADY, "digits"),
        ("210", UP_AND_DOWN, ""),
        ("201", STEADY, ""),
        ("1200", STEADY, "10"),
        ("1201", STEADY, ""),
        ("1201", UP_AND_DOWN, "10"),
        ("0.12", STEADY, "1000"),
        ("121", STEADY, ""),
        ("130", ["11", "12", "13", "12", "11"], "10"),
        ("130", ["12", "12", "12", "12", "11", "13"], "10"),
        ("110", ["12", "12", "12", "12", "13", "13"], "10"),
        ("1100", ["11", "12", "13", "12", "11", "120"], "100"),
        ("150", ["11", "12", "13", "12", "11"], "10"),
        ("160", ["11", "12", "13", "12", "11"], ""),
        ("300", ["5", "30", "90", "12", "60"], ""),
    ],
)
def test_what_a_slip_looks_like(value: str, others: list[str], how: str) -> None:
    assert slip(Decimal(value), [Decimal(one) for one in others]) == how


def test_a_scale_on_which_the_charges_stay_is_the_new_scale() -> None:
    assert places(quantities(*USUAL, "120", "118", "121"), "R21") == []


def test_as_much_as_was_delivered_is_no_slip() -> None:
    context = quantities(*USUAL, "120")
    context.documents[-1].lines[0].record = "DLV-1"
    context.records = {"DLV-1": record("DLV-1", "120")}
    assert places(context, "R21") == []


def test_too_few_charges_tell_nothing() -> None:
    assert places(quantities("12", "12", "120"), "R21") == []


def test_day_and_month_swapped_are_found_where_only_the_other_way_fits() -> None:
    wrong = date(2026, 12, 3)
    document = bill(a_line(period=(wrong, wrong)))
    assert "3 December 2026" in found(client(document), "R21")[0].message
    right = date(2026, 3, 12)
    assert places(client(bill(a_line(period=(right, right)))), "R21") == []
    other = date(2026, 2, 11)
    assert places(client(bill(a_line(period=(other, other)))), "R21") == []


def test_two_signs_below_nothing_are_found_and_one_is_a_return() -> None:
    assert places(client(bill(a_line(quantity="-2", price="-10"))), "R21") == ["line:1"]
    assert places(client(bill(a_line(), a_line(quantity="-2", price="10"))), "R21") == []
