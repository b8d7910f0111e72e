"""Months, so that the demo company can be told relative to any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MARCH = 3
HISTORY = 8
"""Months of invoices at least, last month included."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    def plus(self, months: int) -> Month:
        """`months` later, or earlier when negative."""
        years, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, number + 1)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.plus(1).first - timedelta(days=1)

    @property
    def days(self) -> int:
        return self.last.day

    @property
    def name(self) -> str:
        """ "March 2026": in English like every word on the invoices, whatever this machine's language."""
        return f"{_NAMES[self.number - 1]} {self.year}"

    @property
    def compact(self) -> str:
        """ "202603", for numbers of records and payments."""
        return f"{self.year}{self.number:02}"

    def day(self, number: int) -> date:
        return self.first.replace(day=number)

    def weekday(self, week: int, weekday: int) -> date:
        """The `week`-th (from 1) day of the month that is `weekday` (0 = Monday)."""
        ahead = (weekday - self.first.weekday()) % 7
        return self.first + timedelta(days=ahead + 7 * (week - 1))


_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Story:
    """Which month of the demo company's history is which."""

    today: date

    @property
    def latest(self) -> Month:
        """Last month: the youngest one that has been invoiced."""
        return Month.of(self.today).plus(-1)

    @property
    def march(self) -> Month:
        """The most recent March that has been invoiced."""
        latest = self.latest
        return Month(latest.year if latest.number >= MARCH else latest.year - 1, MARCH)

    @property
    def months(self) -> tuple[Month, ...]:
        """Every invoiced month, oldest first: eight of them, or as many as it takes to hold a March."""
        first = min(self.latest.plus(1 - HISTORY), self.march)
        found = [first]
        while found[-1] < self.latest:
            found.append(found[-1].plus(1))
        return tuple(found)

    @property
    def agreed_from(self) -> date:
        """When the contracts began: well before the first invoice."""
        return self.months[0].plus(-14).first
