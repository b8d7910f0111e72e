"""How the people at the desk and their departments fare: how soon, how fast, how often right, late or taken up again."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, exists, func, select

from support import policies
from support.accounts.models import Person
from support.disputes.models import Dispute, HistoryEntry
from support.disputes.reasons import Outcome
from support.disputes.states import Action
from support.extensions import db
from support.feedback.models import Survey
from support.kernel import clock
from support.kernel.sayings import N_
from support.reports.measuring import days_between
from support.reports.promises import CANCELLED
from support.reports.shapes import Cell, Column, Holds, Period, Report, bars, share, tenths
from support.sla.models import Clock

HOURS = 24
FARING = (
    Column(N_("Decided")),
    Column(N_("Before")),
    Column(N_("Hours until begun"), Holds.DAYS),
    Column(N_("Mean days"), Holds.DAYS),
    Column(N_("Share upheld"), Holds.SHARE),
    Column(N_("Share with a broken clock"), Holds.SHARE),
    Column(N_("Updates in time"), Holds.SHARE),
    Column(N_("Share taken up again"), Holds.SHARE),
    Column(N_("Mean survey score"), Holds.DAYS),
)


def agents(period: Period) -> Report:
    """A row for each owner of a dispute that was decided in the period."""
    columns = (Column(N_("Owner"), Holds.WORDS), *FARING)
    says, rows = N_("How do the people at the desk fare?"), _rows(Person.id, _people, period)
    return Report("agents", N_("People"), says, columns, rows, bars(columns, rows, 1, 2))


def departments(period: Period) -> Report:
    """The same for each department, by where the owners of its disputes work."""
    columns = (Column(N_("Department"), Holds.WORDS), *FARING)
    says, rows = N_("How do the departments fare?"), _rows(_department(), _labels, period)
    return Report("departments", N_("Departments"), says, columns, rows, bars(columns, rows, 1, 2))


def _department() -> Any:
    """Whoever is in none that there is, is at home: as `policies` has it."""
    names = [department.name for department in policies.desk().departments]
    return case((Person.department.in_(names), Person.department), else_=policies.desk().home.name)


def _labels(names: list[str]) -> dict[str, str]:
    return {name: N_(policies.desk().department(name).label) for name in names}


def _people(ids: list[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).tuples().all())


def _rows(by: Any, named: Callable[[list[Any]], dict[Any, str]], period: Period) -> tuple[tuple[Cell, ...], ...]:
    before = {key: row[0] for key, *row in db.session.execute(_deciding(by, period.before))}
    told, thought = _told_in_time(by, period), _thought_of(by, period)
    counted = db.session.execute(_deciding(by, period)).all()
    names = named([row[0] for row in counted])
    rows: list[tuple[Cell, ...]] = []
    for key, count, begun, days, right, broken, again in counted:
        hours = None if begun is None else Decimal(str(begun)) * HOURS
        shares = (share(int(right), count), share(int(broken), count), told.get(key), share(int(again), count))
        rows.append((names[key], count, before.get(key, 0), tenths(hours), tenths(days), *shares, thought.get(key)))
    return tuple(sorted(rows, key=lambda row: str(row[0])))


def _deciding(by: Any, period: Period) -> Select[Any]:
    """Key, decided, mean days until the owner began, mean days, upheld, with a broken clock, rejected or opened again."""
    right = Dispute.outcome.in_((Outcome.UPHELD, Outcome.PARTLY_UPHELD))
    late = exists().where(Clock.dispute_id == Dispute.id, Clock.missed_at.is_not(None))
    steps = [action.value for action in (Action.REOPEN, Action.REJECT_OUTCOME)]
    again = exists().where(HistoryEntry.dispute_id == Dispute.id, HistoryEntry.action.in_(steps))
    return (
        select(
            by,
            func.count(),
            func.avg(days_between(Dispute.opened_at, Dispute.taken_at)),
            func.avg(days_between(Dispute.opened_at, Dispute.decided_at)),
            *(func.sum(case((so, 1), else_=0)) for so in (right, late, again)),
        )
        .select_from(Dispute)
        .join(Person, Person.id == Dispute.owner_id)
        .where(Dispute.decided_at >= period.start, Dispute.decided_at < period.end)
        .group_by(by)
    )


def _told_in_time(by: Any, period: Period) -> dict[Any, Decimal | None]:
    """Of the words that a client was promised for a day of the period, the share that came by then."""
    kept = case(((Clock.ended_at.is_not(None)) & (Clock.ended_at <= Clock.due_at), 1), else_=0)
    wanted = (
        select(by, func.sum(kept), func.count())
        .select_from(Clock)
        .join(Dispute, Dispute.id == Clock.dispute_id)
        .join(Person, Person.id == Dispute.owner_id)
        .where(Clock.name == "update", Clock.due_at >= period.start, Clock.due_at < min(period.end, clock.now()))
        .where(func.coalesce(Clock.ending, "") != CANCELLED, Clock.paused_since.is_(None))
        .group_by(by)
    )
    return {key: share(int(some), count) for key, some, count in db.session.execute(wanted)}


def _thought_of(by: Any, period: Period) -> dict[Any, Decimal | None]:
    wanted = (
        select(by, func.avg(Survey.score))
        .select_from(Survey)
        .join(Dispute, Dispute.id == Survey.dispute_id)
        .join(Person, Person.id == Dispute.owner_id)
        .where(Survey.answered_at >= period.start, Survey.answered_at < period.end)
        .group_by(by)
    )
    return {key: tenths(mean) for key, mean in db.session.execute(wanted)}
