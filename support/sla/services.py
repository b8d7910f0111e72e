"""Keeping the stored clocks true, and acting when one of them is near its end or past it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import joinedload

from support import policies
from support.disputes.locking import locked
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import Event, memo, record, transaction
from support.policies.counting import moment_of_share
from support.policies.desk import Rung
from support.sla.events import DeadlineMissed, DeadlineNear, EscalationDue
from support.sla.models import Clock
from support.sla.timeline import OwnedDue, clocks_from_history

log = logging.getLogger(__name__)


def recompute(dispute_id: int) -> None:
    """Reckon all clocks of a dispute again from its history, and store what has changed.

    Also the dispute's own `respond_by` and `next_due_at`; they are written past its version, because no person's
    decision rests on them.
    """
    with transaction():
        db.session.flush()
        dispute = db.session.get_one(Dispute, dispute_id)
        reckoned: dict[int, str] = memo().setdefault("reckoned", {})
        if reckoned.get(dispute_id) == dispute.history_head:
            return  # in this transaction, and nothing has happened to it since
        reckoned[dispute_id] = dispute.history_head
        dues = clocks_from_history(dispute)
        stored = {(row.profile, row.name, row.started_at): row for row in _stored(dispute_id)}
        for owned in dues:
            key = (owned.profile.id, owned.due.name, owned.due.started_at)
            _store(dispute_id, owned, stored.pop(key, None))
        for row in stored.values():
            db.session.delete(row)
        _tell_the_dispute(dispute, dues)


def _stored(dispute_id: int) -> list[Clock]:
    return list(db.session.scalars(select(Clock).where(Clock.dispute_id == dispute_id)))


def _store(dispute_id: int, owned: OwnedDue, row: Clock | None) -> None:
    due = owned.due
    if row is None:
        row = Clock(dispute_id=dispute_id, profile=owned.profile.id, name=due.name, started_at=due.started_at)
        db.session.add(row)
    if row.due_at is not None and row.due_at != due.due_at and due.due_at > clock.now():
        # It was moved: what was said about the old moment does not hold for the new one.
        row.warned_at = row.climbed_at = row.missed_at = None
    row.label, row.regulatory, row.unit = due.label, due.regulatory, due.unit
    row.due_at, row.steps, row.warn_at = due.due_at, list(due.steps), due.warn_at
    row.climb_at = _climb_at(owned)
    row.paused_since, row.ended_at = due.paused_since, due.ended_at
    row.ended_by, row.ending = due.ended_by, due.ending
    if due.ended_at is not None and due.missed(due.ended_at) and row.missed_at is None:
        row.missed_at = due.due_at


def _climb_at(owned: OwnedDue) -> datetime | None:
    shares = [rung.share for rung in policies.desk().rungs("share") if rung.clock == owned.due.name]
    if not shares:
        return None
    by_work = owned.profile.calendar if owned.due.unit in ("business_days", "business_hours") else None
    return moment_of_share(owned.due.started_at, owned.due.due_at, min(shares), by_work)


def _tell_the_dispute(dispute: Dispute, dues: list[OwnedDue]) -> None:
    running = [owned.due for owned in dues if owned.due.running]
    ticking = [due.due_at for due in running if due.paused_since is None]
    estimates = {owned.profile.estimate for owned in dues}
    respond_by = [due.due_at for due in running if due.name in estimates]
    values = {"next_due_at": min(ticking, default=None)}
    if respond_by:
        values["respond_by"] = min(respond_by)
    db.session.execute(update(Dispute).where(Dispute.id == dispute.id).values(values))


def all_of_them() -> Sequence[int]:
    """Whose clocks there are: a rebuild is `recompute` of each, one transaction each."""
    return db.session.scalars(select(Dispute.id).order_by(Dispute.id)).all()


def sweep() -> int:
    """Warn of deadlines that are near, climb the ladder, find the missed ones; one transaction a clock.

    Returns how many it acted on; run again at once, it finds none.
    """
    now = clock.now()
    acted = 0
    for clock_id, dispute_id in db.session.execute(_ripe(now)).tuples().all():
        try:
            with transaction():
                acted += _act(clock_id, dispute_id, now)
        except Exception:
            # One bad dispute must not hide the deadlines of the others.
            log.exception("the clock %s could not be looked at", clock_id)
    return acted


def _ripe(now: datetime) -> Select[tuple[int, int]]:
    return (
        select(Clock.id, Clock.dispute_id)
        .where(Clock.ended_at.is_(None), Clock.paused_since.is_(None))
        .where(
            or_(
                (Clock.warn_at <= now) & Clock.warned_at.is_(None),
                (Clock.climb_at <= now) & Clock.climbed_at.is_(None),
                (Clock.due_at <= now) & Clock.missed_at.is_(None),
            )
        )
        .order_by(Clock.due_at, Clock.id)
    )


def _act(clock_id: int, dispute_id: int, now: datetime) -> int:
    if not _locked_with_all_it_needs(dispute_id):
        return 0
    wanted = _ripe(now).with_only_columns(Clock).where(Clock.id == clock_id).with_for_update()
    row = db.session.scalars(wanted).one_or_none()
    if row is None:
        return 0
    missed = row.due_at <= now and row.missed_at is None
    if missed:
        row.missed_at = now
        _say(DeadlineMissed, row)
        _climb(row, "breach")
    elif row.warn_at <= now and row.warned_at is None:
        _say(DeadlineNear, row)
    if row.warn_at <= now and row.warned_at is None:
        row.warned_at = now
    if row.climb_at is not None and row.climb_at <= now and row.climbed_at is None:
        row.climbed_at = now
        _climb(row, "share")
    return 1


def _locked_with_all_it_needs(dispute_id: int) -> bool:
    """Its dispute is locked first, as by every verb; what its letters and its new owner rest on is read with it."""
    about = [joinedload(part) for part in (Dispute.organisation, Dispute.invoice, Dispute.owner, Dispute.opened_by)]
    dispute = db.session.scalars(select(Dispute).where(Dispute.id == dispute_id).options(*about)).one_or_none()
    if dispute is None:
        return False
    memo()["held"] = dispute.organisation, dispute.invoice, dispute.owner, dispute.opened_by  # else read again
    locked(dispute)
    return True


def _say(event: Callable[..., Event], row: Clock) -> None:
    record(event(dispute_id=row.dispute_id, clock=row.name, label=row.label, due_at=row.due_at))


def _climb(row: Clock, trigger: str) -> None:
    for rung in policies.desk().rungs(trigger):
        if rung.clock == row.name:
            record(EscalationDue(row.dispute_id, rung.tier, rung.why, _trigger(rung, row)))


def _trigger(rung: Rung, row: Clock) -> str:
    """One run of one clock fires a rung once, however often its due moment moves."""
    return f"{rung.trigger}:{row.profile}:{row.name}:{row.started_at.isoformat()}"
