"""How much a person has given by their own authority, read from the remedies."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, case, func, or_, select

from support import policies
from support.accounts.models import Person
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
    """What counts: remedies they proposed within their limit, and remedies of others that they approved."""
    starts = period_starts(clock.now())
    own = and_(Remedy.proposed_by_id == person.id, Remedy.approved_by_id.is_(None))
    since = func.coalesce(Remedy.decided_at, Remedy.proposed_at)
    sums = [
        func.coalesce(func.sum(case((since >= start, Remedy.amount_minor), else_=0)), 0) for start in starts.values()
    ]
    wanted = (
        select(*sums)
        .join(Dispute, Remedy.dispute_id == Dispute.id)
        .where(or_(own, Remedy.approved_by_id == person.id), Remedy.status.in_(COUNTED))
        .where(Dispute.currency == currency, since >= min(starts.values()))
    )
    if but_not is not None and but_not.id is not None:
        wanted = wanted.where(Remedy.id != but_not.id)
    return Given(**dict(zip(starts, map(int, db.session.execute(wanted).one()), strict=True)))


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
