"""R16: amounts far from what is usual."""

from datetime import date
from decimal import Decimal

import pytest

from support.billing.audit.facts import Context
from support.billing.audit.unusual import is_unusual, z_of
from support.policies import shelf
from tests.billing.audit.bills import a_line, bill, client, found, places, price, unsure


def decimals(*amounts: str | int) -> list[Decimal]:
    return [Decimal(one) for one in amounts]


SPREAD = decimals(100, 102, 98, 101, 99, 100, 103, 97)
SAME = decimals(*["49.99"] * 8)
WILD = decimals(120, 80, 300, 90, 110, 95, 400, 105)


class TestTheScore:
    def test_a_charge_of_160_after_charges_around_100(self) -> None:
        score = z_of(Decimal(160), SPREAD)
        assert score is not None and round(score, 2) == Decimal("26.98")
        assert is_unusual(Decimal(160), SPREAD, shelf.audit())

    def test_without_any_spread_the_amount_itself_decides(self) -> None:
        assert z_of(Decimal("59.99"), SAME) is None
        assert is_unusual(Decimal("60.01"), SAME, shelf.audit())
        # A change of 20 % and of 10.00 is the floor: 59.99 after eight times 49.99 is exactly 10.00 more.
        assert is_unusual(Decimal("59.99"), SAME, shelf.audit())
        assert not is_unusual(Decimal("59.98"), SAME, shelf.audit())

    def test_what_has_come_up_before_is_no_news_however_high_its_score(self) -> None:
        score = z_of(Decimal(300), WILD)
        assert score is not None and round(score, 2) == Decimal("8.66")
        assert not is_unusual(Decimal(300), WILD, shelf.audit())

    def test_one_outlier_of_the_past_hides_nothing(self) -> None:
        assert is_unusual(Decimal(400), [*SPREAD, Decimal(500)], shelf.audit())

    def test_half_of_the_amounts_alike_are_judged_by_the_mean_deviation(self) -> None:
        history = decimals(100, 100, 100, 100, 100, 120)
        assert z_of(Decimal(200), history) == Decimal(100) / (Decimal("1.253314") * (Decimal(20) / 6))

    @pytest.mark.parametrize("amount", ["119", "81"])
    def test_a_change_below_a_fifth_is_never_unusual(self, amount: str) -> None:
        assert not is_unusual(Decimal(amount), SPREAD, shelf.audit())

    def test_a_change_below_ten_is_never_unusual(self) -> None:
        assert not is_unusual(Decimal("14"), decimals(5, 5, 5, 5, 5, 5), shelf.audit())

    def test_far_too_little_is_unusual_too(self) -> None:
        assert is_unusual(Decimal(20), SPREAD, shelf.audit())


def month(at: int) -> tuple[date, date]:
    first = date(2024 + at // 12, at % 12 + 1, 1)
    after = date(2024 + (at + 1) // 12, (at + 1) % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


def history(*amounts: str | int, sku: str | None = "MACHINE", quantity: str = "1", **known: object) -> Context:
    rows = [
        bill(a_line(price=str(amount), quantity=quantity, sku=sku), number=f"INV-{at:03}", period=month(at))
        for at, amount in enumerate(amounts)
    ]
    return client(*rows, **known)


AROUND_100 = (100, 102, 98, 101, 99, 100, 103, 97)


def test_an_unusual_charge_is_found_with_what_was_usual() -> None:
    (wrong,) = found(history(*AROUND_100, 160), "R16")
    assert wrong.document is not None and wrong.document.number == "INV-008" and "around 100.00 EUR" in wrong.message


def test_without_six_charges_before_nothing_can_be_told() -> None:
    context = history(100, 100, 100, 100, 100, 900)
    assert places(context, "R16") == [] and len(unsure(context, "R16")) == 6


def test_the_same_month_of_last_year_explains_a_season() -> None:
    year = [100, 102, 98, 101, 99, 100, 103, 97, 100, 101, 99, 400]
    assert places(history(*year, *year), "R16") == ["line:1"]  # the first December, not the second


def test_a_steady_growth_is_no_surprise() -> None:
    growing = [100, 110, 121, 133, 146, 161, 177, 195, 214, 236, 259]
    assert places(history(*growing), "R16") == []


def test_the_agreed_price_explains_its_own_rise() -> None:
    first = price("100", valid_from=date(2024, 1, 1), valid_to=date(2024, 8, 31), contract=None)
    rise = [first, price("150", valid_from=date(2024, 9, 1), contract=None)]
    assert places(history(*[100] * 8, 150, prices=rise), "R16") == []
    assert places(history(*[100] * 8, 150), "R16") == ["line:1"]


def test_a_quarter_after_months_is_held_against_as_many_days() -> None:
    context = history(*[100] * 8, 300)
    context.documents[-1].lines[0].start, context.documents[-1].lines[0].end = date(2024, 9, 1), date(2024, 11, 30)
    for row in context.documents[:-1]:
        row.lines[0].start, row.lines[0].end = row.start, row.end
    assert places(context, "R16") == []


def test_a_rule_that_knows_better_goes_before_it() -> None:
    context = history(*[100] * 8, 160, prices=[price("100", valid_from=date(2024, 1, 1), contract=None)])
    assert places(context, "R6") == ["line:1"] and places(context, "R16") == []
