"""Whether we did what we said by when we said it: clocks kept and broken."""

from decimal import Decimal

from sqlalchemy import case, func, select

from support.extensions import db
from support.kernel import clock
from support.kernel.sayings import N_
from support.reports.shapes import Chart, Column, Holds, Period, Report, share
from support.sla.models import Clock

CANCELLED = "cancelled"


def clocks(period: Period) -> Report:
    """Clocks whose due moment lies in the period and has passed; what was cancelled counts for neither side."""
    now, before = _kept(period), _kept(period.before)
    rows: list[tuple[str | int | Decimal | None, ...]] = []
    labels = sorted({*now, *before})
    for label in labels:
        kept, late, missed = now.get(label, (0, 0, 0))
        whole, earlier = kept + late + missed, before.get(label, (0, 0, 0))
        rows.append((N_(label), kept, late, missed, share(kept, whole), share(earlier[0], sum(earlier))))
    columns = (Column(N_("Clock"), Holds.WORDS), Column(N_("In time")), Column(N_("Late")), Column(N_("Not done yet")))
    return Report(
        "clocks",
        N_("Clocks kept and broken"),
        N_("Did we do what we had to in time?"),
        (*columns, Column(N_("Share in time"), Holds.SHARE), Column(N_("Share before"), Holds.SHARE)),
        tuple(rows),
        Chart(
            "stacked",
            tuple(N_(label) for label in labels),
            tuple(
                (name, tuple(float(row[at] or 0) for row in rows))
                for name, at in ((N_("In time"), 1), (N_("Late"), 2), (N_("Not done yet"), 3))
            ),
        ),
    )


def _kept(period: Period) -> dict[str, tuple[int, int, int]]:
    in_time = case(((Clock.ended_at.is_not(None)) & (Clock.ended_at <= Clock.due_at), 1), else_=0)
    late = case(((Clock.ended_at.is_not(None)) & (Clock.ended_at > Clock.due_at), 1), else_=0)
    missed = case((Clock.ended_at.is_(None), 1), else_=0)
    wanted = (
        select(Clock.label, func.sum(in_time), func.sum(late), func.sum(missed))
        .where(Clock.due_at >= period.start, Clock.due_at < min(period.end, clock.now()))
        .where(func.coalesce(Clock.ending, "") != CANCELLED, Clock.paused_since.is_(None))
        .group_by(Clock.label)
    )
    return {label: (int(a), int(b), int(c)) for label, a, b, c in db.session.execute(wanted)}
