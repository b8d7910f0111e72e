"""How much is said of each theme, beside what is usual: by the same figures by which errors count as recurring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import case, func, select

from support import policies
from support.extensions import db
from support.feedback.models import Voice
from support.feedback.themes import Theme
from support.kernel import clock


@dataclass(frozen=True, slots=True)
class Trend:
    """`now`: voices of the policy's window; `usual`: how many a window of that length had before, on average."""

    theme: Theme
    now: int
    usual: Decimal

    @property
    def is_urgent(self) -> bool:
        numbers = policies.desk().prevention.recurrence
        return self.now >= numbers.least and self.now >= numbers.times * float(self.usual)


def trends() -> list[Trend]:
    """Of every theme that was ever spoken of in that time, the loudest first."""
    numbers, now = policies.desk().prevention.recurrence, clock.now()
    window = now - timedelta(days=numbers.window_days)
    base = window - timedelta(days=numbers.base_days)
    counted = (
        select(Voice.theme, func.sum(case((Voice.at > window, 1), else_=0)), func.count())
        .where(Voice.at > base, Voice.at <= now)
        .group_by(Voice.theme)
    )
    part = Decimal(numbers.window_days) / Decimal(numbers.base_days)
    found = [
        Trend(theme, int(recent), (Decimal(count - int(recent)) * part).quantize(Decimal("0.1")))
        for theme, recent, count in db.session.execute(counted)
    ]
    return sorted(found, key=lambda trend: (-trend.now, trend.theme.value))


def trend_of(theme: Theme) -> Trend:
    return next((trend for trend in trends() if trend.theme is theme), Trend(theme, 0, Decimal(0)))
