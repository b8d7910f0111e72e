"""Counting time as rules do: exclusive of the day it starts on, inclusive of the day it ends on. Pure."""

from __future__ import annotations

import calendar as months_of_the_year
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from support.kernel.calendar import ALWAYS, DAY, MINUTES_A_DAY, Calendar, every_day
from support.policies.profiles import Length

DAY_UNITS = ("business_days", "calendar_days", "weeks", "months", "years", "billing_cycles")
Pause = tuple[datetime, datetime]
"""From when to when nothing counts, in UTC."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """When a client's billing cycles close: on `day` of every `months`-th month, one of which is the month `anchor`.

    Day 31 closes at the end of short months.
    """

    day: int
    months: int = 1
    anchor: int = 12

    def __post_init__(self) -> None:
        if not (1 <= self.day <= 31 and 1 <= self.months <= 12 and 1 <= self.anchor <= 12):
            raise ValueError("a cycle closes on a day from 1 to 31, every 1 to 12 months")

    def closings(self, since: date, count: int) -> list[date]:
        """The first `count` closing days on or after `since`."""
        year, month, found = since.year, since.month, list[date]()
        while len(found) < count:
            if (month - self.anchor) % self.months == 0:
                day = in_month(year, month, self.day)
                if day >= since:
                    found.append(day)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return found


def in_month(year: int, month: int, day: int) -> date:
    """That day, or the last of a month that is too short for it."""
    return date(year, month, min(day, months_of_the_year.monthrange(year, month)[1]))


def months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    return in_month(day.year + years, month + 1, day.day)


def last_day(length: Length, start: date, calendar: Calendar, cycle: Cycle | None = None) -> date:
    """The day on which `length` after `start` ends. Raises `ValueError` for cycles that are not known."""
    if length.unit == "business_days":
        return calendar.add_business_days(start, length.n)
    if length.unit == "months":
        return months_later(start, length.n)
    if length.unit == "years":
        return months_later(start, 12 * length.n)
    if length.unit == "billing_cycles":
        if cycle is None:
            raise ValueError("the billing cycle is not known")
        # The cycle that runs on receipt is not a complete one after it.
        return cycle.closings(start, length.n + 1)[-1]
    return start + timedelta(days=length.n * (7 if length.unit == "weeks" else 1))


def paused_length(pauses: Sequence[Pause], start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """The working time that pauses take out of `start` to `end`: only where they overlap it, and each moment once."""
    taken, reached = timedelta(), start
    for begin, finish in sorted(pauses):
        begin, finish = max(begin, reached), min(finish, end)
        if begin < finish:
            taken += calendar.between(begin, finish)
            reached = finish
    return taken


def paused_days(length: Length, pauses: Sequence[Pause], first: date, end: datetime, calendar: Calendar) -> int:
    """Whole days after `first`, up to `end`, that pauses give back, each by the part of it that they take.

    The day it starts on does not count, so a pause on it gives nothing back either.
    """
    days = calendar if length.unit == "business_days" else every_day(calendar.timezone)
    taken, reached = Fraction(), calendar.moment(first + DAY, 0)
    for begin, finish in sorted(pauses):
        begin, finish = max(begin, reached), min(finish, end)
        if begin < finish:
            taken += days.days_worked(begin, finish)
            reached = finish
    return int(taken)


def end_of_day(day: date, calendar: Calendar, minutes: int = MINUTES_A_DAY) -> datetime:
    """The moment, in UTC, at which a day is over: 23:59:59, or a close of business before it."""
    if minutes == MINUTES_A_DAY:
        return datetime.combine(day, time(23, 59, 59), calendar.zone).astimezone(UTC)
    return calendar.moment(day, minutes)


def add_to_the_minute(length: Length, start: datetime, pauses: Sequence[Pause], calendar: Calendar) -> datetime:
    """For minutes and business hours: `length` of time after `start`, pauses left out (UTC)."""
    clock = calendar if length.unit == "business_hours" else ALWAYS
    wanted = timedelta(hours=length.n) if length.unit == "business_hours" else timedelta(minutes=length.n)
    due = clock.add(start, wanted)
    while True:
        longer = clock.add(start, wanted + paused_length(pauses, start, due, clock))
        if longer == due:
            return due
        due = longer


def moment_of_share(start: datetime, due: datetime, share: float, calendar: Calendar | None) -> datetime:
    """When `share` of the time from `start` to `due` has been used: working time with a calendar, else time (UTC)."""
    start, due = start.astimezone(UTC), due.astimezone(UTC)
    if calendar is None:
        return start + max(due - start, timedelta()) * share
    return min(calendar.add(start, calendar.between(start, due) * share), due) if due > start else due
