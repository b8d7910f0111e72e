"""Where we are hard on clients: slow, or saying no to almost everything. By owner, by reason and by client."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from support.accounts.models import Organisation, Person
from support.disputes.models import Dispute
from support.disputes.reasons import Outcome
from support.disputes.states import OPEN
from support.extensions import db
from support.kernel.sayings import N_
from support.kernel.types import Model
from support.reports.shapes import Cell, Column, Holds, Period, Report, bars, share
from support.sla.models import Clock

LEAST = 5
"""Fewer disputes than that tell nothing."""
RIGID_FROM, SLOW_FROM = Decimal("0.9"), Decimal("0.3")
GROUPS: tuple[tuple[str, str, Any, type[Model] | None], ...] = (
    ("owner", N_("Owner"), Dispute.owner_id, Person),
    ("reason", N_("Reason"), Dispute.reason, None),
    ("client", N_("Client"), Dispute.organisation_id, Organisation),
)


@dataclass(frozen=True)
class Hard:
    """Somebody or something that `by` names (owner, reason, client). Shares from 0 to 1; `before` is `refused` before."""

    by: str
    label: str
    key: str
    name: str
    decided: int
    refused: Decimal | None
    late: Decimal | None
    before: Decimal | None

    @property
    def is_rigid(self) -> bool:
        return self.decided >= LEAST and (self.refused or 0) >= RIGID_FROM


def hard_on(period: Period) -> list[Hard]:
    """Nine of ten refused, or three of ten with a broken clock, of five at least."""
    return [found for by, label, column, named in GROUPS for found in _hard(by, label, column, named, period)]


def _hard(by: str, label: str, column: Any, named: Any, period: Period) -> list[Hard]:
    rows = [row for row in _counted(column, period) if _is_hard(*row[1:])]
    before = {key: share(no, count) for key, count, no, _, _ in _counted(column, period.before)} if rows else {}
    names = _named(named, [row[0] for row in rows])
    return [
        Hard(
            by,
            label,
            str(getattr(key, "value", key)),
            names.get(key) or key.label,
            count,
            share(no, count),
            share(slow, cases),
            before.get(key),
        )
        for key, count, no, cases, slow in rows
    ]


def _is_hard(decided: int, refused: int, cases: int, broken: int) -> bool:
    rigid = decided >= LEAST and refused >= decided * RIGID_FROM
    return rigid or (cases >= LEAST and broken >= cases * SLOW_FROM)


def _counted(column: Any, period: Period) -> list[tuple[Any, int, int, int, int]]:
    """(key, decided, refused, decided or still open, of those with a broken clock)."""
    decided = and_(Dispute.decided_at >= period.start, Dispute.decided_at < period.end)
    waiting = and_(Dispute.status.in_(OPEN), Dispute.opened_at >= period.start, Dispute.opened_at < period.end)
    late = select(Clock.id).where(Clock.dispute_id == Dispute.id, Clock.missed_at.is_not(None)).exists()
    sums = [
        func.sum(case((condition, 1), else_=0))
        for condition in (decided, and_(decided, Dispute.outcome == Outcome.NOT_UPHELD))
    ]
    wanted: Select[Any] = (
        select(column, *sums, func.count(), func.sum(case((late, 1), else_=0)))
        .where(or_(decided, waiting), column.is_not(None))
        .group_by(column)
        .order_by(column)
    )
    return [(key, int(some), int(no), cases, int(slow)) for key, some, no, cases, slow in db.session.execute(wanted)]


def _named(named: Any, ids: list[Any]) -> dict[Any, str]:
    if named is None:
        return {}
    return dict(db.session.execute(select(named.id, named.name).where(named.id.in_(ids))).tuples().all())


def rigid(period: Period) -> Report:
    """What was decided in the period, and what was opened in it and still waits."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.label, one.name, one.decided, one.refused, one.late, one.before) for one in hard_on(period)
    )
    columns = (Column(N_("By"), Holds.WORDS), Column(N_("Who or what"), Holds.WORDS), Column(N_("Decided")))
    shares = (N_("Share refused"), N_("Share with a broken clock"), N_("Refused before"))
    all_columns = (*columns, *(Column(label, Holds.SHARE) for label in shares))
    return Report(
        "rigid",
        N_("Rigid handling"),
        N_("Where is almost everything refused, or answered late?"),
        all_columns,
        rows,
        bars(all_columns, rows, 3, 4, named=2),
    )
