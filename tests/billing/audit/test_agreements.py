"""R6, R7 and R13: prices, the agreement's time, promised discounts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from support.billing.audit.facts import ContractFacts, PriceFacts
from support.billing.kinds import Severity
from tests.billing.audit.bills import (
    AGREEMENT,
    APRIL,
    MARCH,
    a_line,
    added,
    bill,
    client,
    found,
    minor,
    off,
    places,
    price,
    promise,
    unsure,
)


def raised(on: date = MARCH[0], notice: date | None = None) -> list[PriceFacts]:
    """80.00 until the day before `on`, 100.00 from then, announced on `notice`."""
    return [
        price("80", valid_to=on - timedelta(days=1)),
        price("100", valid_from=on, version="2", notice_sent_on=notice),
    ]


class TestPrices:
    def test_the_agreed_price_is_right(self) -> None:
        assert found(client(bill(a_line(price="100")), prices=[price("100")]), "R6") == []

    def test_a_higher_price_is_found_with_what_the_agreement_comes_to(self) -> None:
        (wrong,) = found(
            client(bill(a_line(quantity="2.5", price="95", unit_code="HUR")), prices=[price("80", unit="hour")]), "R6"
        )
        assert (str(wrong.billed), str(wrong.expected), wrong.severity) == ("237.50 EUR", "200.00 EUR", Severity.ERROR)
        assert wrong.reason == "rate_discrepancy"
        assert (
            "95 EUR per hour" in wrong.message and "agreement AGR-1, version 1, sets 80 EUR per hour" in wrong.message
        )

    def test_a_lower_price_is_a_note_and_not_when_it_was_promised(self) -> None:
        document = bill(a_line(price="90"))
        (low,) = found(client(document, prices=[price("100")]), "R6")
        assert (low.severity, str(low.difference)) == (Severity.INFO, "-10.00 EUR")
        assert places(client(document, prices=[price("100")], promises=[promise()]), "R6") == []

    def test_a_discount_that_brings_the_line_to_the_agreed_price_is_right(self) -> None:
        assert places(client(bill(a_line(price="100", parts=(off("20.00"),))), prices=[price("80")]), "R6") == []

    def test_the_clients_own_price_goes_before_the_list(self) -> None:
        prices = [price("80"), price("100", contract=None)]
        assert places(client(bill(a_line(price="80")), prices=prices), "R6") == []
        assert places(client(bill(a_line(price="100")), prices=prices), "R6") == ["line:1"]

    def test_the_price_of_the_day_of_service_holds_not_that_of_the_invoice(self) -> None:
        document = bill(a_line(price="80", period=(date(2026, 2, 26), date(2026, 2, 26))))
        assert places(client(document, prices=raised(notice=date(2025, 12, 1))), "R6") == []

    def test_the_first_day_of_a_price_belongs_to_it_and_the_last_one_too(self) -> None:
        for day, amount in ((date(2026, 2, 28), "80"), (MARCH[0], "100")):
            document = bill(a_line(price=amount, period=(day, day)))
            assert places(client(document, prices=raised(notice=date(2025, 12, 1))), "R6") == []

    def test_a_price_for_a_thousand_is_compared_by_the_piece(self) -> None:
        assert (
            places(client(bill(a_line(quantity="500", price="45", base="1000")), prices=[price("0.045")]), "R6") == []
        )

    def test_a_charge_on_the_line_is_no_wrong_price(self) -> None:
        assert places(client(bill(a_line(price="100", parts=(added("5.00"),))), prices=[price("100")]), "R6") == []

    def test_what_was_credited_is_not_found_again(self) -> None:
        document = bill(a_line(price="120", credited=minor("20.00")))
        assert places(client(document, prices=[price("100")]), "R6") == []

    @pytest.mark.parametrize(
        ("line", "prices", "why"),
        [
            (a_line(), [], "No agreement is known"),
            (a_line(), [price(sku="OTHER")], "No price is agreed for MACHINE"),
            (a_line(unit_code="DAY"), [price(unit="MON")], "agreed per MON, the line counts in DAY"),
            (a_line(), [price(currency="USD")], "The agreed price is in USD"),
            (a_line(price="90"), raised(date(2026, 3, 16), date(2025, 12, 1)), "changed within the line's period"),
        ],
    )
    def test_what_cannot_be_compared_is_said_and_not_found(
        self, line: dict[str, object], prices: list[PriceFacts], why: str
    ) -> None:
        context = client(bill(dict(line)), prices=prices)
        assert places(context, "R6") == []
        assert any(why in said for said in unsure(context, "R6"))

    def test_two_agreements_with_different_prices_are_not_judged(self) -> None:
        other = ContractFacts("AGR-2", date(2025, 6, 1), None, "EUR")
        context = client(bill(a_line(price="90")), prices=[price("80"), price("70", contract=other)])
        assert unsure(context, "R6") == ["Two agreements in force set different prices."]


class TestNotice:
    def test_a_rise_that_was_announced_in_time_is_right(self) -> None:
        assert places(client(bill(a_line()), prices=raised(notice=MARCH[0] - timedelta(days=30))), "R6") == []

    def test_a_rise_without_a_notice_is_found(self) -> None:
        (wrong,) = found(client(bill(a_line()), prices=raised()), "R6")
        assert (str(wrong.expected), wrong.severity) == ("80.00 EUR", Severity.ERROR)
        assert "no notice of it was sent" in wrong.message

    def test_a_notice_that_came_late_is_a_warning(self) -> None:
        (late,) = found(client(bill(a_line()), prices=raised(notice=MARCH[0] - timedelta(days=29))), "R6")
        assert late.severity is Severity.WARNING and "29 days before, not 30" in late.message

    def test_a_lower_price_and_a_new_price_list_need_none(self) -> None:
        fallen = [price("120", valid_to=date(2026, 2, 28)), price("100", valid_from=MARCH[0])]
        listed = [replace(row, contract=None) for row in raised()]
        assert places(client(bill(a_line()), prices=fallen), "R6") == []
        assert places(client(bill(a_line()), prices=listed), "R6") == []


class TestTimeOfTheAgreement:
    ENDED = replace(AGREEMENT, ends_on=date(2026, 3, 15))

    def context(self, **line: object):  # type: ignore[no-untyped-def]
        return client(bill(a_line(**line)), contracts=[self.ENDED], prices=[price("100", contract=self.ENDED)])

    def test_service_after_the_last_day_is_found_in_full(self) -> None:
        (wrong,) = found(self.context(period=(date(2026, 3, 16), date(2026, 3, 31))), "R7")
        assert (wrong.reason, str(wrong.expected), wrong.severity) == ("after_cancellation", "0.00 EUR", Severity.ERROR)

    def test_service_across_the_last_day_is_found_by_its_days(self) -> None:
        (wrong,) = found(self.context(price="31", period=MARCH), "R7")
        assert (str(wrong.expected), wrong.severity) == ("15.00 EUR", Severity.WARNING)

    def test_the_last_day_itself_and_earlier_usage_billed_later_are_right(self) -> None:
        assert found(self.context(period=(date(2026, 3, 15), date(2026, 3, 15))), "R7") == []
        assert found(self.context(period=(date(2026, 2, 1), date(2026, 2, 28))), "R7") == []

    def test_another_agreement_that_goes_on_covers_it(self) -> None:
        renewed = ContractFacts("AGR-2", date(2026, 3, 16), None, "EUR")
        context = client(
            bill(a_line(period=MARCH)), contracts=[self.ENDED, renewed], prices=[price(contract=self.ENDED)]
        )
        assert places(context, "R7") == []

    def test_a_fee_that_no_agreement_prices_is_not_judged(self) -> None:
        assert found(self.context(sku="EXIT-FEE", period=APRIL), "R7") == []

    def test_service_before_the_first_day_is_found(self) -> None:
        young = replace(AGREEMENT, starts_on=APRIL[0])
        (wrong,) = found(client(bill(a_line()), contracts=[young], prices=[price(contract=young)]), "R7")
        assert wrong.reason == "terms" and "began on 1 April 2026" in wrong.message

    def test_without_any_agreement_nothing_can_be_told(self) -> None:
        assert unsure(client(bill(a_line())), "R7") == ["No agreement with this client is known."]


class TestPromises:
    def test_a_promise_that_was_forgotten_is_found_with_its_words(self) -> None:
        (wrong,) = found(client(bill(a_line(price="680")), promises=[promise("10")]), "R13")
        assert (wrong.place, str(wrong.billed), str(wrong.expected)) == ("line:1", "680.00 EUR", "612.00 EUR")
        assert "Ten percent off" in wrong.evidence[0]["text"]

    @pytest.mark.parametrize(
        "lines",
        [
            [a_line(parts=(off("10.00"),))],
            [a_line(), a_line(sku="MACHINE", name="Discount", quantity="-1", price="10")],
            [a_line(), a_line(sku=None, name="Welcome discount", quantity="-1", price="10")],
            [a_line(credited=minor("10.00"))],
            [a_line(parts=(off("12.00"),))],
        ],
    )
    def test_a_promise_is_kept_by_an_allowance_a_credit_line_or_a_credit(self, lines: list[dict[str, object]]) -> None:
        assert places(client(bill(*map(dict, lines)), promises=[promise("10")]), "R13") == []

    def test_an_allowance_on_the_whole_invoice_keeps_it_too(self) -> None:
        assert places(client(bill(a_line(), parts=(off("10.00"),)), promises=[promise("10")]), "R13") == []

    def test_a_lower_price_than_agreed_keeps_it_too(self) -> None:
        assert places(client(bill(a_line(price="90")), prices=[price("100")], promises=[promise("10")]), "R13") == []

    def test_half_a_promise_is_found_with_what_is_missing(self) -> None:
        (wrong,) = found(client(bill(a_line(parts=(off("4.00"),))), promises=[promise("10")]), "R13")
        assert str(wrong.difference) == "6.00 EUR" and "only 4.00 EUR" in wrong.message

    def test_a_promise_holds_on_its_last_day_and_not_after(self) -> None:
        last = bill(a_line(period=(date(2026, 3, 31), date(2026, 3, 31))))
        after = bill(a_line(period=(date(2026, 4, 1), date(2026, 4, 1))))
        assert places(client(last, promises=[promise()]), "R13") == ["line:1"]
        assert places(client(after, promises=[promise()]), "R13") == []

    def test_a_promise_for_every_service_is_looked_for_on_the_whole_invoice(self) -> None:
        context = client(bill(a_line(), a_line(sku="B", price="50")), promises=[promise("10", sku=None)])
        (wrong,) = found(context, "R13")
        assert (wrong.place, str(wrong.difference)) == ("total:allowances", "15.00 EUR")

    @pytest.mark.parametrize(
        ("kind", "value", "missing"), [("amount", "25", "25.00 EUR"), ("free_units", "2", "40.00 EUR")]
    )
    def test_an_amount_and_free_units_are_promises_as_well(self, kind: str, value: str, missing: str) -> None:
        context = client(bill(a_line(quantity="5", price="20")), promises=[promise(value, kind=kind)])
        (wrong,) = found(context, "R13")
        assert str(wrong.difference) == missing

    def test_nothing_is_promised_beyond_the_line(self) -> None:
        (wrong,) = found(client(bill(a_line(price="20")), promises=[promise("500", kind="amount")]), "R13")
        assert wrong.expected is not None and wrong.expected.amount == Decimal(0)
