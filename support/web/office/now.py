"""How the desk stands this minute: what breaks, what waits, and who has how much."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, case, func, select

from support import policies
from support.accounts import absences
from support.accounts import queries as accounts
from support.accounts.models import Person
from support.disputes import queries
from support.disputes.handing_out import waiting
from support.disputes.listing import Listed
from support.disputes.models import Dispute
from support.disputes.narrowing import is_open
from support.extensions import db
from support.kernel import clock
from support.prevention import handling
from support.sla.models import Clock
from support.web.office import blueprint

SHOWN = 25


@dataclass(frozen=True)
class Load:
    """One of the staff: open disputes of how many they take, and how many of them are late or due today."""

    person: Person
    has: int
    takes: int
    late: int
    today: int
    back_on: date | None

    @property
    def full(self) -> bool:
        return self.has >= self.takes


@blueprint.get("/")
@blueprint.get("/now")
def now() -> ResponseReturnValue:
    counted = _counted()
    loads = _loads()
    return render_template(
        "office/now.html",
        counted=counted,
        approvals=len(queries.waiting_for_approval(g.person)),
        unowned=waiting()[:SHOWN],
        breaking=_breaking(),
        loads=loads,
        handling=handling.open_count(),
    )


def end_of_today() -> datetime:
    zone = ZoneInfo(policies.desk().timezone)
    tomorrow = clock.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


def _counted() -> dict[str, int]:
    """Open disputes, those that are late, and those due before the day is over."""
    late, today = _late(), _today()
    sums = [func.coalesce(func.sum(case((kind, 1), else_=0)), 0) for kind in (late, today)]
    row = db.session.execute(select(func.count(), *sums).where(is_open()).select_from(Dispute)).one()
    return dict(zip(("open", "late", "today"), (int(value) for value in row), strict=True))


def _late() -> ColumnElement[bool]:
    return Dispute.next_due_at < clock.now()


def _today() -> ColumnElement[bool]:
    return Dispute.next_due_at.between(clock.now(), end_of_today())


def _loads() -> list[Load]:
    """Of everybody who works here, the fullest first."""
    sums = [func.sum(case((kind, 1), else_=0)) for kind in (_late(), _today())]
    wanted = select(Dispute.owner_id, func.count(), *sums).where(is_open()).group_by(Dispute.owner_id)
    found = {
        owner: (count, int(late or 0), int(today or 0)) for owner, count, late, today in db.session.execute(wanted)
    }
    away, capacity = absences.away(), policies.desk().assignment.capacity
    loads = []
    for person in accounts.staff():
        has, late, today = found.get(person.id, (0, 0, 0))
        loads.append(Load(person, has, capacity[person.role.value], late, today, away.get(person.id)))
    return sorted(loads, key=lambda load: (-load.late, -load.has / max(load.takes, 1), load.person.name))


def _breaking() -> list[tuple[Listed, str]]:
    """What is late now, the longest first, each with the clock that ran out."""
    rows = queries.late(g.person, SHOWN)
    if not rows:
        return []
    wanted = (
        select(Clock.dispute_id, Clock.label)
        .where(Clock.dispute_id.in_([row.id for row in rows]), Clock.ended_at.is_(None), Clock.paused_since.is_(None))
        .order_by(Clock.due_at.desc())
    )
    labels = dict(db.session.execute(wanted).tuples().all())
    return [(row, labels.get(row.id, "")) for row in rows]
