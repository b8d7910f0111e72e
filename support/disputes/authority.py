"""How much a person has given by their own authority, read from the remedies."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union_all

from support import policies
from support.accounts.models import Person
from support.billing.proactive import CorrectionStatus, ProactiveCorrection
from support.disputes.models import Dispute, Remedy
from support.disputes.permissions import COUNTED, Given, over_limit
from support.extensions import db
from support.kernel import clock
from support.kernel.calendar import DAY


def period_starts(now: datetime) -> dict[str, datetime]:
    """When this day, week (Monday) and month began at the desk, in UTC."""
    desk = policies.desk()
    today = now.astimezone(desk.calendar.zone).date()
    firsts = {"day": today, "week": today - DAY * today.weekday(), "month": today.replace(day=1)}
    return {period: desk.calendar.moment(first, 0) for period, first in firsts.items()}


def given_by(person: Person, currency: str, *, but_not: Remedy | None = None) -> Given:
    """What counts: what they proposed within their limit, and what they approved of others, on disputes and without one."""
    starts = period_starts(clock.now())
    remedies = _since(Remedy, person, starts, Remedy.status.in_(COUNTED), Dispute.currency == currency)
    remedies = remedies.join(Dispute, Remedy.dispute_id == Dispute.id)
    if but_not is not None and but_not.id is not None:
        remedies = remedies.where(Remedy.id != but_not.id)
    ours = ProactiveCorrection
    posted = (ours.status == CorrectionStatus.POSTED, ours.currency == currency)
    both = union_all(remedies, _since(ours, person, starts, *posted)).subquery()
    sums = [
        func.coalesce(func.sum(case((both.c.since >= start, both.c.minor), else_=0)), 0) for start in starts.values()
    ]
    return Given(**dict(zip(starts, map(int, db.session.execute(select(*sums)).one()), strict=True)))


def _since(
    table: type[Remedy] | type[ProactiveCorrection],
    person: Person,
    starts: dict[str, datetime],
    *only: ColumnElement[bool],
) -> Select[tuple[datetime, int]]:
    """(when it was decided, minor units) of what this person gave since the first of `starts`."""
    own = and_(table.proposed_by_id == person.id, table.approved_by_id.is_(None))
    since = func.coalesce(table.decided_at, table.proposed_at)
    wanted = select(since.label("since"), table.amount_minor.label("minor"))
    return wanted.where(or_(own, table.approved_by_id == person.id), since >= min(starts.values()), *only)


def excess(person: Person, remedy: Remedy) -> str | None:
    """Which of the person's limits the remedy passes; None when they may give it on their own."""
    return over_limit(person, remedy, used_by(person, remedy))


def used_by(person: Person, remedy: Remedy) -> Given:
    """`given_by` beside this remedy, and nobody else adds to it before the verb is over."""
    # Only what would change the person's key is kept out with it: rows that merely name them go on being written.
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    return given_by(person, remedy.dispute.currency, but_not=remedy)


def expiry(days: int) -> datetime:
    """The end of the desk's day, `days` from today."""
    desk = policies.desk()
    last = clock.now().astimezone(desk.calendar.zone).date() + timedelta(days=days)
    return desk.calendar.moment(last, 24 * 60 - 1).astimezone(UTC)
