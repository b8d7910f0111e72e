"""Months and the story told relative to a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.demo.months import Month, Story

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("today", "first", "last", "march"),
    [
        (date(2026, 11, 22), Month(2026, 3), Month(2026, 10), Month(2026, 3)),
        (date(2026, 4, 1), Month(2025, 8), Month(2026, 3), Month(2026, 3)),
        (date(2026, 3, 31), Month(2025, 3), Month(2026, 2), Month(2025, 3)),
        (date(2026, 12, 31), Month(2026, 3), Month(2026, 11), Month(2026, 3)),
        (date(2027, 1, 1), Month(2026, 3), Month(2026, 12), Month(2026, 3)),
    ],
)
def test_the_story_goes_back_to_the_latest_march(today: date, first: Month, last: Month, march: Month) -> None:
    story = Story(today)
    assert (story.months[0], story.months[-1], story.march) == (first, last, march)


@given(DAYS)
def test_there_are_eight_to_twelve_months_and_the_last_one_is_over(today: date) -> None:
    story = Story(today)
    assert 8 <= len(story.months) <= 12
    assert story.latest.last < today
    assert story.latest.plus(1).first <= today
    assert story.march in story.months
    assert [month.plus(1) for month in story.months[:-1]] == list(story.months[1:])


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 4), st.integers(0, 6))
def test_a_weekday_of_a_month_is_that_weekday_in_that_week(day: date, week: int, weekday: int) -> None:
    month = Month.of(day)
    found = month.weekday(week, weekday)
    assert (Month.of(found), found.weekday(), (found.day - 1) // 7 + 1) == (month, weekday, week)


def test_months_know_their_days_and_name() -> None:
    assert Month(2028, 2).last == date(2028, 2, 29)
    assert (Month(2026, 3).name, Month(2026, 3).compact) == ("March 2026", "202603")
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
