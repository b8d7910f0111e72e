"""What the worker runs, and how often. Every job is safe to run twice, and takes up what was left by one that died."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from support.billing.audit import audit_all
from support.conversations.services import answer_waiting
from support.correspondence.outbox import deliver_due
from support.disputes import queries as disputes_read
from support.disputes import services as disputes
from support.disputes.models import Remedy
from support.extensions import db
from support.feedback.services import send_due_follow_ups
from support.kernel.errors import SupportError
from support.sla.services import sweep

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """`run` does what is due now and says how many things it did."""

    name: str
    every: timedelta
    run: Callable[[], int]


@dataclass(frozen=True)
class Result:
    """`error` is empty when the job went well; `ms` is how long it took."""

    job: str
    done: int
    error: str
    ms: int


def expire_offers(limit: int = 100) -> int:
    """End the offers whose last day has passed. One that was answered in the same moment stays answered."""
    return sum(_expired(remedy) for remedy in disputes_read.offers_run_out(limit))


def _expired(remedy: Remedy) -> bool:
    try:
        disputes.expire_offer(remedy)
    except SupportError as why:
        log.info("offer not ended", remedy=remedy.id, why=why.say)
        return False
    return True


def audit() -> int:
    """Audit every client's bills; returns how many clients were looked at."""
    return sum(1 for _ in audit_all())


TIMETABLE = (
    Job("outbox", timedelta(seconds=3), deliver_due),
    Job("chats left unanswered", timedelta(seconds=3), answer_waiting),
    Job("disputes without an owner", timedelta(minutes=1), disputes.hand_out_waiting),
    Job("offers without an answer", timedelta(hours=1), disputes.remind_of_offers),
    Job("offers that end", timedelta(minutes=1), expire_offers),
    Job("instalments that become due", timedelta(hours=1), disputes.remind_of_instalments),
    Job("follow-ups", timedelta(minutes=1), send_due_follow_ups),
    # After what is owed has been done: a worker that was away must not call missed what it is about to do.
    Job("deadlines", timedelta(minutes=1), sweep),
    Job("audit", timedelta(days=1), audit),
)


def run(job: Job) -> Result:
    """Run one job, in a database session of its own; whatever goes wrong is told and holds up nobody else."""
    start = time.perf_counter()
    done, error = 0, ""
    try:
        done = job.run()
    except Exception as trouble:
        error = f"{type(trouble).__name__}: {trouble}"[:500]
        log.exception("job failed", job=job.name)
    finally:
        db.session.rollback()
        db.session.remove()
    result = Result(job.name, done, error, round((time.perf_counter() - start) * 1000))
    if done:
        log.info("job done", job=job.name, done=done, ms=result.ms)
    return result
