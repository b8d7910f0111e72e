"""Business time, pure: days that count, hours that count, and how to add and measure them.

Days are counted on dates in the calendar's own zone, never as multiples of 24 hours; hours are measured
as they really pass, so that the day on which the clocks change is as long as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
MINUTES_A_DAY = 24 * 60
# A calendar on which nobody works for this long is a mistake, not a holiday.
LONGEST_REST = timedelta(days=400)


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Working time of a day, minutes after midnight, half open: `Span(540, 1020)` is 09:00 to 17:00."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise ValueError(f"a span runs forward within one day, not from minute {self.start} to {self.end}")


def never(_: date) -> str | None:
    """No holidays."""
    return None


@dataclass(frozen=True, eq=False)
class Calendar:
    """When work is done. `week` holds the spans of Monday to Sunday; `holiday` names a day on which none is;
    `exceptions` says otherwise for one date (half days, extra days, none at all: an empty tuple).

    Raises `ValueError` where the week has no working time, or spans of a day overlap.
    """

    timezone: str
    week: tuple[tuple[Span, ...], ...]
    holiday: Callable[[date], str | None] = never
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days, and work is done on one of them at least")
        for spans in (*self.week, *self.exceptions.values()):
            if any(later.start < earlier.end for earlier, later in pairwise(spans)):
                raise ValueError("the working hours of a day are in order and do not overlap")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def spans(self, day: date) -> tuple[Span, ...]:
        if day in self.exceptions:
            return self.exceptions[day]
        return () if self.holiday(day) else self.week[day.weekday()]

    def is_business_day(self, day: date) -> bool:
        return bool(self.spans(day))

    def business_day_from(self, day: date) -> date:
        """`day` itself when work is done on it, else the next on which it is."""
        last = day + LONGEST_REST
        while not self.is_business_day(day):
            day += DAY
            if day > last:
                raise ValueError(f"nobody works in the year before {last}: look at the holidays")
        return day

    def add_business_days(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`, which itself does not count. Zero is `day`."""
        for _ in range(count):
            day = self.business_day_from(day + DAY)
        return day

    def business_days_between(self, after: date, until: date) -> int:
        """Business days after `after`, up to and with `until`; the inverse of adding them."""
        days = (until - after).days
        return sum(self.is_business_day(after + DAY * step) for step in range(1, days + 1))

    def resting_days(self, after: date, until: date) -> list[tuple[date, str]]:
        """The holidays after `after`, up to and with `until`, that fall on a working weekday, with their names."""
        found = []
        for step in range(1, (until - after).days + 1):
            day = after + DAY * step
            if self.week[day.weekday()] and not self.spans(day):
                found.append((day, self.holiday(day) or "closed"))
        return found

    def moment(self, day: date, minutes: int) -> datetime:
        """The moment, in UTC, at which the local clock first shows `minutes` after midnight of `day`."""
        midnight = datetime.combine(day + timedelta(days=minutes // MINUTES_A_DAY), time(), self.zone)
        local = midnight.replace(hour=minutes % MINUTES_A_DAY // 60, minute=minutes % 60)
        return local.astimezone(UTC)

    def working(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working time of `day` as moments in UTC, half open, in order."""
        return _working(self, day)

    def is_working(self, moment: datetime) -> bool:
        return any(start <= moment < end for start, end in self.working(self.local(moment).date()))

    def next_working(self, moment: datetime) -> datetime:
        """`moment` itself in working time, else when work begins again (UTC)."""
        if self.is_working(moment):
            return moment.astimezone(UTC)
        day = self.local(moment).date() - DAY
        last = day + LONGEST_REST
        while day <= last:
            for start, _ in self.working(day):
                if start >= moment:
                    return start
            day += DAY
        raise ValueError(f"nobody works in the year before {last}: look at the holidays")

    def add(self, moment: datetime, worked: timedelta) -> datetime:
        """The first moment (UTC) at which `worked` of working time has passed since `moment`."""
        if worked <= timedelta():
            return moment.astimezone(UTC)
        now, day = moment.astimezone(UTC), self.local(moment).date() - DAY
        rested_until = day + LONGEST_REST
        while True:
            for start, end in self.working(day):
                begin = max(start, now)
                if begin < end:
                    if worked <= end - begin:
                        return begin + worked
                    worked, rested_until = worked - (end - begin), day + LONGEST_REST
            day += DAY
            if day > rested_until:
                raise ValueError(f"nobody works in the year before {day}: look at the holidays")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when they are the other way round."""
        if end < start:
            return -self.between(end, start)
        day, last = self.local(start).date() - DAY, self.local(end).date()
        worked = timedelta()
        while day <= last:
            for begin, finish in self.working(day):
                worked += max(timedelta(), min(finish, end) - max(begin, start))
            day += DAY
        return worked

    def days_worked(self, start: datetime, end: datetime) -> Fraction:
        """Working days from `start` to `end`, each counted by the part of its own working time that lies between."""
        day, last = self.local(start).date() - DAY, self.local(end).date()
        days = Fraction()
        while day <= last:
            spans = self.working(day)
            taken = sum(
                (max(min(finish, end) - max(begin, start), timedelta()) for begin, finish in spans), timedelta()
            )
            if taken:
                whole = sum((finish - begin for begin, finish in spans), timedelta())
                days += Fraction(taken // MICROSECOND, whole // MICROSECOND)
            day += DAY
        return days


@lru_cache(maxsize=20_000)
def _working(calendar: Calendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    found: list[tuple[datetime, datetime]] = []
    for span in calendar.spans(day):
        start, end = calendar.moment(day, span.start), calendar.moment(day, span.end)
        # When the clocks go forward an hour is missing: what lies in it shrinks or vanishes.
        if found:
            start = max(start, found[-1][1])
        if start < end:
            found.append((start, end))
    return tuple(found)


@lru_cache
def every_day(timezone: str) -> Calendar:
    """All days of a zone, each from midnight to midnight."""
    return Calendar(timezone, ((Span(0, MINUTES_A_DAY),),) * 7)


ALWAYS = every_day("UTC")
"""Time as it passes, day and night."""
