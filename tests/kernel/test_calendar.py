"""Business time: examples with their figures, and properties that hold for every calendar."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from support.kernel.calendar import ALWAYS, MINUTES_A_DAY, Calendar, Span, every_day

NINE_TO_FIVE = (Span(540, 720), Span(780, 1020))
OFFICE = ((NINE_TO_FIVE,) * 5) + ((), ())
LONDON = Calendar("Europe/London", OFFICE)


def at(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


# Days


def test_days_are_counted_without_the_first_and_with_the_last() -> None:
    assert LONDON.add_business_days(date(2026, 3, 16), 10) == date(2026, 3, 30)


def test_a_count_that_starts_on_a_weekend_begins_on_monday() -> None:
    assert LONDON.add_business_days(date(2026, 3, 14), 1) == date(2026, 3, 16)


def test_no_days_later_is_the_day_itself() -> None:
    assert LONDON.add_business_days(date(2026, 3, 14), 0) == date(2026, 3, 14)


def test_holidays_are_left_out_and_named() -> None:
    calendar = Calendar("UTC", OFFICE, {date(2026, 4, 3): "Good Friday"}.get)
    assert calendar.add_business_days(date(2026, 4, 2), 1) == date(2026, 4, 6)
    assert calendar.resting_days(date(2026, 4, 2), date(2026, 4, 6)) == [(date(2026, 4, 3), "Good Friday")]


def test_an_exception_wins_over_the_week_and_over_the_holiday() -> None:
    saturday, holiday, closed = date(2026, 3, 14), date(2026, 4, 3), date(2026, 3, 16)
    exceptions = {saturday: (Span(540, 600),), holiday: (Span(540, 720),), closed: ()}
    calendar = Calendar("UTC", OFFICE, {holiday: "Good Friday"}.get, exceptions)
    assert [calendar.is_business_day(day) for day in (saturday, holiday, closed)] == [True, True, False]


def test_nobody_working_for_a_year_is_an_error_and_not_an_endless_search() -> None:
    calendar = Calendar("UTC", OFFICE, lambda _: "always a holiday")
    with pytest.raises(ValueError, match="nobody works"):
        calendar.add_business_days(date(2026, 3, 16), 1)
    with pytest.raises(ValueError, match="nobody works"):
        calendar.add(at("2026-03-16T09:00"), hours(1))
    with pytest.raises(ValueError, match="nobody works"):
        calendar.next_working(at("2026-03-16T09:00"))


@pytest.mark.parametrize(
    "week",
    [
        ((),) * 7,
        OFFICE[:6],
        ((Span(540, 720), Span(700, 800)), *OFFICE[1:]),
        ((Span(780, 900), Span(540, 720)), *OFFICE[1:]),
    ],
)
def test_a_week_without_work_or_with_hours_that_overlap_is_refused(week) -> None:
    with pytest.raises(ValueError, match=r"week has seven days|do not overlap"):
        Calendar("UTC", week)


@pytest.mark.parametrize(("start", "end"), [(600, 600), (700, 600), (-1, 60), (0, MINUTES_A_DAY + 1)])
def test_a_span_runs_forward_within_one_day(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="runs forward"):
        Span(start, end)


# Hours


def test_working_hours_jump_over_lunch_night_and_weekend() -> None:
    assert LONDON.add(at("2026-03-13T11:00"), hours(2)) == at("2026-03-13T14:00")
    assert LONDON.add(at("2026-03-13T16:00"), hours(2)) == at("2026-03-16T10:00")
    assert LONDON.between(at("2026-03-13T16:00"), at("2026-03-16T10:00")) == hours(2)


def test_time_that_begins_outside_working_hours_counts_from_the_next_of_them() -> None:
    assert LONDON.add(at("2026-03-14T12:00"), hours(1)) == at("2026-03-16T10:00")
    assert LONDON.next_working(at("2026-03-14T12:00")) == at("2026-03-16T09:00")
    assert LONDON.next_working(at("2026-03-13T10:00")) == at("2026-03-13T10:00")


def test_measuring_backwards_is_negative() -> None:
    assert LONDON.between(at("2026-03-13T12:00"), at("2026-03-13T10:00")) == -hours(2)


def test_the_day_the_clocks_go_forward_is_an_hour_shorter() -> None:
    nights = Calendar("Europe/London", ((Span(0, MINUTES_A_DAY),),) * 7)
    assert nights.between(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == hours(23)
    assert nights.between(at("2026-10-25T00:00"), at("2026-10-26T00:00")) == hours(25)


def test_working_time_inside_the_missing_hour_vanishes() -> None:
    night_shift = Calendar("Europe/London", ((Span(60, 120), Span(180, 240)),) * 7)
    assert night_shift.between(at("2026-03-29T00:00"), at("2026-03-29T12:00")) <= hours(1)
    assert night_shift.between(at("2026-03-28T00:00"), at("2026-03-28T12:00")) == hours(2)


def test_office_hours_are_as_long_as_ever_on_the_days_around_a_change() -> None:
    assert LONDON.between(at("2026-03-27T00:00"), at("2026-03-31T00:00")) == hours(14)
    assert LONDON.add(at("2026-03-27T16:30"), hours(1)) == at("2026-03-30T09:30")


def test_agent_and_client_in_different_zones_see_one_moment() -> None:
    due = LONDON.add(at("2026-03-16T05:00", "America/New_York"), hours(1))
    assert due == at("2026-03-16T10:00")
    assert due.astimezone(ZoneInfo("Asia/Tokyo")).hour == 19


def test_ten_years_are_measured_in_moments() -> None:
    assert LONDON.between(at("2016-03-16T00:00"), at("2026-03-16T00:00")) > hours(10 * 250 * 7)


def test_a_short_day_is_a_day_and_half_of_it_is_half_a_day() -> None:
    short_friday = Calendar("UTC", (*OFFICE[:4], (Span(540, 720),), (), ()))
    assert short_friday.days_worked(at("2026-03-16T00:00", "UTC"), at("2026-03-23T00:00", "UTC")) == 5
    assert short_friday.days_worked(at("2026-03-20T09:00", "UTC"), at("2026-03-20T10:30", "UTC")) == Fraction(1, 2)


def test_a_day_is_a_day_when_the_clocks_change_too() -> None:
    whole = every_day("Europe/London")
    assert whole.days_worked(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 1
    assert whole.days_worked(at("2026-03-28T12:00"), at("2026-03-30T12:00")) == 2


# Properties

ZONES = st.sampled_from(
    ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"]
)
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 — given the zone
LENGTHS = st.timedeltas(timedelta(), timedelta(hours=30))


@st.composite
def day_spans(draw) -> tuple[Span, ...]:
    marks = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(Span(start * 15, end * 15) for start, end in pairs)


@st.composite
def calendars(draw) -> Calendar:
    week = tuple(draw(day_spans()) for _ in range(7))
    assume(any(week))
    resting = draw(st.sets(st.dates(date(2010, 1, 1), date(2030, 1, 1)), max_size=20))
    extra = draw(st.dictionaries(st.dates(date(2010, 1, 1), date(2030, 1, 1)), day_spans(), max_size=5))
    return Calendar(draw(ZONES), week, lambda day: "holiday" if day in resting else None, extra)


@settings(max_examples=80, deadline=None)
@given(calendars(), MOMENTS, LENGTHS)
def test_measuring_what_was_added_gives_it_back(calendar: Calendar, start: datetime, length: timedelta) -> None:
    assert calendar.between(start, calendar.add(start, length)) == length


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, LENGTHS)
def test_adding_what_was_measured_never_goes_beyond(calendar: Calendar, start: datetime, length: timedelta) -> None:
    end = start + length
    assert calendar.add(start, calendar.between(start, end)) <= end


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, st.timedeltas(timedelta(), timedelta(days=20)), LENGTHS)
def test_who_starts_later_is_not_done_earlier(
    calendar: Calendar, start: datetime, later: timedelta, length: timedelta
) -> None:
    assume(length)
    assert calendar.add(start, length) <= calendar.add(start + later, length)


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, LENGTHS, LENGTHS)
def test_two_lengths_after_each_other_are_their_sum(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)


@settings(max_examples=80, deadline=None)
@given(calendars(), st.dates(date(2012, 1, 1), date(2028, 1, 1)), st.integers(0, 60))
@example(LONDON, date(2026, 3, 14), 0)
def test_days_added_are_the_days_between(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.business_days_between(day, calendar.add_business_days(day, count)) == count


@settings(max_examples=60, deadline=None)
@given(calendars(), st.dates(date(2012, 1, 1), date(2028, 1, 1)), st.integers(0, 30), st.integers(0, 30))
def test_a_later_day_or_a_longer_count_never_ends_earlier(
    calendar: Calendar, day: date, later: int, count: int
) -> None:
    end = calendar.add_business_days(day, count)
    assert end <= calendar.add_business_days(day, count + later)
    if count:
        assert end <= calendar.add_business_days(day + timedelta(days=later), count)


@settings(max_examples=50, deadline=None)
@given(MOMENTS, LENGTHS)
def test_time_without_a_calendar_is_time_as_it_passes(start: datetime, length: timedelta) -> None:
    assert ALWAYS.add(start, length) == start + length
