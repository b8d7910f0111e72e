"""What a report is made of: a period, columns that say what they hold, rows, and what its chart shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from support import policies
from support.kernel import clock
from support.kernel.errors import BadInput
from support.kernel.money import Money
from support.kernel.sayings import N_, joined

LONGEST_DAYS = 1100
USUAL_DAYS = 90

Cell = str | int | Decimal | Money | date | None


@dataclass(frozen=True)
class Period:
    """Days as the desk counts them; both belong to it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """As many days, up to the day before this period."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment that no longer belongs to it."""
        return _midnight(self.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(policies.desk().timezone))


def today() -> date:
    return clock.now().astimezone(ZoneInfo(policies.desk().timezone)).date()


def period_of(first: str | None, last: str | None) -> Period:
    """ISO dates, both included; without them the last 90 days. Raises `BadInput` for what is no period."""
    try:
        end = date.fromisoformat(last) if last else today()
        start = date.fromisoformat(first) if first else end - timedelta(days=USUAL_DAYS - 1)
    except ValueError:
        raise BadInput(N_("Write both days as YYYY-MM-DD."), field="first") from None
    if start > end:
        raise BadInput(N_("The first day comes after the last one."), field="first")
    if (end - start).days >= LONGEST_DAYS or start.year < 1990:
        raise BadInput(
            N_("A report covers at most %(longest_days)s days. Choose a later first day.", longest_days=LONGEST_DAYS),
            field="first",
        )
    return Period(start, end)


class Holds(Enum):
    """What a column holds, and so how its cells are written."""

    WORDS = "words"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    DAYS = "days"
    MONTH = "month"


@dataclass(frozen=True)
class Column:
    """`currency`: the one that all of its amounts are in, where its label says so."""

    label: str
    holds: Holds = Holds.COUNT
    currency: str = ""

    @property
    def is_figures(self) -> bool:
        return self.holds not in (Holds.WORDS, Holds.MONTH)


CURRENCY = Column(N_("Currency"), Holds.WORDS)
"""Beside amounts of which each may be in another one."""


@dataclass(frozen=True)
class Chart:
    """`kind` is bar, stacked or line. Each series has one number for each label."""

    kind: str
    labels: tuple[str | date, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]


def bars(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], *shown: int, named: int = 1) -> Chart:
    """A group of bars for each row, named by its first `named` cells: the columns `shown`, a share in per cent."""
    labels = tuple(_name(row[:named]) for row in rows)
    series = tuple((_drawn_as(columns[at]), tuple(_figure(row[at], columns[at]) for row in rows)) for at in shown)
    return Chart("bar", labels, series)


def _name(cells: tuple[Cell, ...]) -> str | date:
    first, *more = cells
    if isinstance(first, date):
        return first
    return joined(", ", [cell if isinstance(cell, str) else str(cell) for cell in (first, *more)])


def _drawn_as(column: Column) -> str:
    return N_("%(label)s, in %%", label=column.label) if column.holds is Holds.SHARE else column.label


def _figure(cell: Cell, column: Column) -> float | None:
    if not isinstance(cell, (int, Decimal)):
        return None
    return float(cell) * 100 if column.holds is Holds.SHARE else float(cell)


@dataclass(frozen=True)
class Report:
    """`says` is the question it answers. A share is a number from 0 to 1, money is `Money`, lengths in days are
    decimal, a month is its first day.
    """

    key: str
    title: str
    says: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None


def share(part: int | None, whole: int | None) -> Decimal | None:
    """From 0 to 1, to the thousandth; None of nothing."""
    return (Decimal(part or 0) / Decimal(whole)).quantize(Decimal("0.001")) if whole else None


def tenths(value: float | Decimal | None) -> Decimal | None:
    """A mean as the database gives it, to the tenth; None of nothing."""
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.1"))
