"""When each job of the timetable ran last, how it went, and who runs it now: one row a job, held by a lease.

Two workers do not run the same job at once, a restart does not run a daily job again, and a clock that was set back
leaves nothing waiting for it to catch up.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, Text, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from support.kernel import clock
from support.kernel.transaction import transaction
from support.kernel.types import Model, PrimaryKey, db


class JobRun(Model):
    """`every_seconds` is how often it should run; `failures` counts those since it went well last; `done` and `ms` are of its last run."""

    __tablename__ = "job_runs"

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    every_seconds: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    well_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    ms: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(64))


LONGEST_PAUSE = timedelta(minutes=5)
"""A job that fails is tried again after longer and longer, but never after longer than this, or than it runs anyway."""


def all_runs() -> list[JobRun]:
    """One row for each job that has ever run, by name."""
    return list(db.session.scalars(select(JobRun).order_by(JobRun.name).execution_options(populate_existing=True)))


def waiting() -> set[str]:
    """The names of jobs whose time has not come; a moment further away than one whole round was set by a wrong clock."""
    now = clock.now()
    rows = db.session.execute(select(JobRun.name, JobRun.next_at, JobRun.every_seconds))
    return {name for name, next_at, every in rows if now < next_at <= now + timedelta(seconds=every)}


def claim(
    name: str,
    worker: str,
    *,
    every: timedelta,
    lease: timedelta,
    now_anyway: bool = False,
    early: timedelta = timedelta(),
) -> bool:
    """Take the job if it is due, or will be within `early`, and nobody runs it. `now_anyway`: whether due or not.

    Without a lease (zero) several workers may run it at once: its rows have leases of their own.
    """
    with transaction():
        _known(name, every)
        now = clock.now()
        wanted = (JobRun.name == name, _free(now, lease), *([] if now_anyway else [_due(now + early, every)]))
        values = {"claimed_until": now + lease if lease else None, "claimed_by": worker, "started_at": now}
        times = {"next_at": now + every, "every_seconds": max(1, round(every.total_seconds()))}
        taken = db.session.execute(
            update(JobRun)
            .where(*wanted)
            .values({**values, **times})
            .returning(JobRun.id)
            .execution_options(synchronize_session=False)
        )
        return taken.scalar() is not None


def _free(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """A lease that is longer than any was given by a clock that has been set back since."""
    return or_(JobRun.claimed_until.is_(None), JobRun.claimed_until < now, JobRun.claimed_until > now + lease)


def _due(by: datetime, every: timedelta) -> ColumnElement[bool]:
    return or_(JobRun.next_at <= by, JobRun.next_at > by + every)


def _known(name: str, every: timedelta) -> None:
    """A job that is met for the first time gets its row; of two workers that meet it at once, one makes it."""
    if db.session.scalar(select(JobRun.id).where(JobRun.name == name)) is not None:
        return
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(JobRun(name=name, next_at=clock.now(), every_seconds=round(every.total_seconds())))
        db.session.flush()


def done(name: str, worker: str, *, count: int, error: str, ms: int) -> None:
    """Write down how it went and let go; nothing where somebody else has taken it over meanwhile."""
    with transaction():
        run = db.session.scalar(
            select(JobRun)
            .where(JobRun.name == name, JobRun.claimed_by == worker)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if run is None:
            return
        now = clock.now()
        run.claimed_until = run.claimed_by = None
        run.ended_at, run.done, run.ms, run.last_error = now, count, ms, error
        if not error:
            run.failures, run.well_at = 0, now
            return
        run.failures += 1
        every = timedelta(seconds=run.every_seconds)
        run.next_at = now + max(min(every * 2 ** min(run.failures, 10), LONGEST_PAUSE), min(every, LONGEST_PAUSE))
