"""R12: bills in time, and periods that follow on one another."""

from datetime import date

import pytest

from support.billing.audit.facts import Context, Document
from support.billing.audit.known import CancellationFacts, OrderFacts, ScheduleFacts
from tests.billing.audit.bills import MARCH, a_line, bill, client, found, places

MONTHLY = ScheduleFacts(None, 1, 31, False, date(2025, 1, 1))
MONTHS = [
    (date(2026, 1, 1), date(2026, 1, 31)),
    (date(2026, 2, 1), date(2026, 2, 28)),
    MARCH,
    (date(2026, 4, 1), date(2026, 4, 30)),
]


def issued(on: date, **given: object) -> list[str]:
    context = client(bill(issued_on=on, due_on=None), schedules=[MONTHLY], **given)
    return places(context, "R12")


class TestTheDayOfIssue:
    def test_a_bill_on_its_day_is_right(self) -> None:
        assert issued(date(2026, 3, 31)) == []

    @pytest.mark.parametrize(("on", "places"), [(date(2026, 3, 26), []), (date(2026, 3, 25), ["issued_on"])])
    def test_three_working_days_early_are_allowed(self, on: date, places: list[str]) -> None:
        assert issued(on) == places

    @pytest.mark.parametrize(("on", "places"), [(date(2026, 4, 9), []), (date(2026, 4, 10), ["issued_on"])])
    def test_five_working_days_late_are_allowed_and_holidays_are_none(self, on: date, places: list[str]) -> None:
        # Good Friday is 3 April, Easter Monday 6 April 2026.
        assert issued(on) == places

    def test_the_agreed_days_go_before_the_usual_ones(self) -> None:
        strict = ScheduleFacts(None, 1, 31, False, date(2025, 1, 1), early_days=0, late_days=0)
        assert places(client(bill(issued_on=date(2026, 4, 1)), schedules=[strict]), "R12") == ["issued_on"]

    def test_in_advance_the_period_begins_on_the_day(self) -> None:
        ahead = ScheduleFacts(None, 1, 1, True, date(2025, 1, 1))
        assert places(client(bill(issued_on=date(2026, 3, 2)), schedules=[ahead]), "R12") == []
        assert places(client(bill(issued_on=date(2026, 3, 31)), schedules=[ahead]), "R12") == ["issued_on"]

    def test_first_last_and_changed_periods_are_irregular(self) -> None:
        first = bill(period=(date(2026, 3, 10), date(2026, 3, 31)), issued_on=date(2026, 4, 20))
        assert places(client(first, schedules=[MONTHLY]), "R12") == []
        young = ScheduleFacts(None, 1, 31, False, date(2026, 3, 10))
        ended = ScheduleFacts(None, 1, 31, False, date(2025, 1, 1), date(2026, 3, 20))
        for one in (young, ended):
            assert places(client(bill(issued_on=date(2026, 4, 20)), schedules=[one]), "R12") == []

    def test_a_corrected_bill_comes_when_it_comes(self) -> None:
        document = bill(issued_on=date(2026, 4, 30), corrects=("INV-0",))
        assert places(client(document, schedules=[MONTHLY]), "R12") == []

    def test_a_bill_after_its_own_due_date_is_found(self) -> None:
        assert places(client(bill(due_on=date(2026, 3, 30))), "R12") == ["due_on"]
        assert places(client(bill(due_on=date(2026, 3, 31))), "R12") == []


class TestAge:
    @pytest.mark.parametrize(("served", "places_found"), [(date(2025, 10, 2), []), (date(2025, 10, 1), ["line:1"])])
    def test_service_older_than_180_days_is_stale(self, served: date, places_found: list[str]) -> None:
        assert places(client(bill(a_line(period=(served, served)))), "R12") == places_found

    def test_what_is_put_right_may_be_as_old_as_it_is(self) -> None:
        old = date(2025, 1, 1)
        assert places(client(bill(a_line(period=(old, old)), corrects=("INV-0",))), "R12") == []


class TestSeries:
    def months(self, *left_out: int, **known: object) -> Context:
        rows: list[Document] = [
            bill(a_line(unit_code="MON", period=month), number=f"INV-{at}", period=month)
            for at, month in enumerate([(date(2025, 12, 1), date(2025, 12, 31)), *MONTHS])
            if at not in left_out
        ]
        return client(*rows, **known)

    def test_months_that_follow_on_one_another_are_right(self) -> None:
        assert found(self.months(), "R12") == []

    def test_a_month_left_out_is_found_on_the_next_one(self) -> None:
        (wrong,) = found(self.months(3), "R12")
        assert wrong.document is not None and wrong.document.number == "INV-4" and "1 March 2026" in wrong.message

    def test_two_charges_make_no_series_without_a_schedule(self) -> None:
        assert found(self.months(0, 1, 3), "R12") == []
        assert (
            len(found(self.months(0, 1, 3, schedules=[ScheduleFacts(None, 1, 30, False, date(2025, 1, 1))]), "R12"))
            == 1
        )

    @pytest.mark.parametrize(
        "known",
        [
            {"cancellations": [CancellationFacts("C", date(2026, 2, 20), date(2026, 2, 28), sku="MACHINE")]},
            {"orders": [OrderFacts("O", "MACHINE", date(2025, 1, 1)), OrderFacts("O-2", "MACHINE", date(2026, 4, 1))]},
            {"schedules": [ScheduleFacts(None, 1, 30, False, date(2026, 4, 1))]},
        ],
    )
    def test_a_pause_a_new_order_or_a_new_schedule_explains_a_gap(self, known: dict[str, object]) -> None:
        assert [one for one in found(self.months(3, **known), "R12") if one.line] == []
