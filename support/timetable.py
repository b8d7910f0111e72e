"""What the worker runs, and how often. Every job is safe to run twice, and takes up what was left by one that died.

Each job is held by a lease while it runs (`kernel.jobs`), and its last run, next run and last error stand in a row that
the office and `/health/ready` read.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from support import policies
from support.billing.audit import audit_all
from support.conversations.catching_up import answer_waiting
from support.conversations.presence import report_missed_promises
from support.conversations.releasing import release_chats
from support.correspondence.inbound.fetching import fetch_due
from support.correspondence.inbound.services import handle_waiting
from support.correspondence.outbox import deliver_due
from support.correspondence.unasked_letters import write_digests
from support.disputes import queries as disputes_read
from support.disputes import services as disputes
from support.disputes.attending import forget_old_visits
from support.disputes.models import Remedy
from support.extensions import db
from support.feedback.services import send_due_follow_ups
from support.kernel import clock, jobs, statistics
from support.kernel.errors import SupportError
from support.kernel.once import forget_old_forms
from support.kernel.sayings import N_
from support.knowledge.welcoming import send_to_new
from support.prevention.announcing import announce_due
from support.prevention.crediting import credit_next, tell_affected
from support.prevention.dated import make_tasks
from support.prevention.noticing import notice_patterns
from support.prevention.predicting import recalibrate
from support.prevention.reviewing import issue_ready
from support.prevention.tasks import remind as remind_of_tasks
from support.reactions import unasked
from support.reactions.handling import watch_handling
from support.sla.services import sweep

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """`run` does what is due now and says how many things it did.

    One worker at a time, for `lease` at most after it has died; zero where the rows that it works on have leases.
    """

    name: str
    every: timedelta
    run: Callable[[], int]
    lease: timedelta = timedelta(minutes=2)


@dataclass(frozen=True)
class Result:
    """`error` is empty when the job went well; `ms` is how long it took; `skipped`: another worker is running it."""

    job: str
    done: int
    error: str
    ms: int
    skipped: bool = False


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


def look_for_approvers() -> int:
    """Only a letter that has to be written counts as something done."""
    disputes.look_for_approvers()
    return 0


def audit() -> int:
    """Audit every client's bills; returns how many clients were looked at."""
    return sum(1 for _ in audit_all())


EACH_ITS_OWN = NOT_EARLY = timedelta()
TIMETABLE = (
    Job("outbox", timedelta(seconds=3), deliver_due, lease=EACH_ITS_OWN),
    Job("chats left unanswered", timedelta(seconds=3), answer_waiting, lease=EACH_ITS_OWN),
    Job("mailbox", timedelta(minutes=1), fetch_due, lease=timedelta(minutes=10)),
    Job("mail not handled yet", timedelta(minutes=1), handle_waiting),
    Job("promises in the chat", timedelta(minutes=1), report_missed_promises),
    Job("disputes without an owner", timedelta(minutes=1), disputes.hand_out_waiting),
    Job("disputes of the absent", timedelta(minutes=1), disputes.relieve_absent),
    Job("chats of the absent", timedelta(minutes=1), release_chats),
    Job("approvals without an approver", timedelta(minutes=15), look_for_approvers),
    Job("offers without an answer", timedelta(hours=1), disputes.remind_of_offers),
    Job("offers that end", timedelta(minutes=1), expire_offers),
    Job("proposals left unanswered", timedelta(hours=1), disputes.close_unanswered),
    Job("instalments that become due", timedelta(hours=1), disputes.remind_of_instalments),
    Job("updates without news", timedelta(minutes=10), unasked.write_updates),
    Job("invoices that become due", timedelta(hours=1), unasked.remind_of_invoices),
    Job("daily letters", timedelta(minutes=1), write_digests),
    Job("follow-ups", timedelta(minutes=1), send_due_follow_ups),
    # After what is owed has been done: a worker that was away must not call missed what it is about to do.
    Job("deadlines", timedelta(minutes=1), sweep),
    Job("visits of yesterday", timedelta(days=1), forget_old_visits),
    Job("forms sent long ago", timedelta(days=1), forget_old_forms),
    Job("sizes of tables", timedelta(days=1), statistics.gather),
    Job("audit", timedelta(days=1), audit, lease=timedelta(hours=1)),
    Job("drafts that go out", timedelta(minutes=5), issue_ready),
    Job("patterns of errors", timedelta(days=1), notice_patterns),
    Job("letters of incidents", timedelta(minutes=1), tell_affected),
    Job("credits of incidents", timedelta(minutes=1), credit_next),
    Job("tasks that come due", timedelta(days=1), make_tasks),
    Job("prices to announce", timedelta(hours=1), announce_due),
    Job("reminders of tasks", timedelta(days=1), remind_of_tasks),
    Job("clients to be told how billing works", timedelta(hours=1), send_to_new),
    Job("how we decide", timedelta(days=1), watch_handling),
    Job("calibration", timedelta(days=7), recalibrate),
)


def due() -> list[Job]:
    """The jobs whose time has come, in the order of the timetable."""
    try:
        waiting = jobs.waiting()
    finally:
        db.session.remove()
    return [job for job in TIMETABLE if job.name not in waiting]


def run(job: Job, *, now_anyway: bool = True, early: timedelta = NOT_EARLY) -> Result:
    """Run one job, in a database session of its own; whatever goes wrong is told and holds up nobody else."""
    worker = uuid.uuid4().hex
    try:
        if not jobs.claim(job.name, worker, every=job.every, lease=job.lease, now_anyway=now_anyway, early=early):
            return Result(job.name, 0, "", 0, skipped=True)
        result = _run(job)
        jobs.done(job.name, worker, count=result.done, error=result.error, ms=result.ms)
    except Exception as trouble:  # the database is away: nobody can be told but the log and the heartbeat
        log.exception("job not run", job=job.name)
        return Result(job.name, 0, _said(trouble), 0)
    finally:
        db.session.remove()
    if result.done:
        log.info("job done", job=job.name, done=result.done, ms=result.ms)
    return result


def _run(job: Job) -> Result:
    start = time.perf_counter()
    done, error = 0, ""
    try:
        done = job.run()
    except Exception as trouble:
        error = _said(trouble)
        log.exception("job failed", job=job.name)
    finally:
        db.session.rollback()
        db.session.remove()
    return Result(job.name, done, error, round((time.perf_counter() - start) * 1000))


def _said(trouble: Exception) -> str:
    words = trouble.say if isinstance(trouble, SupportError) else f"{type(trouble).__name__}: {trouble}"
    return words[:500]


@dataclass(frozen=True)
class Standing:
    """How a job is doing. `run` is None for one that has never run; `ill` says what is wrong, empty when nothing is."""

    job: Job
    run: jobs.JobRun | None
    ill: str


def standings() -> list[Standing]:
    """Every job of the timetable, in its order, as the last runs left it."""
    runs = {run.name: run for run in jobs.all_runs()}
    return [Standing(job, runs.get(job.name), _ill(job, runs.get(job.name))) for job in TIMETABLE]


FAILS_TOO_OFTEN = 3


def _ill(job: Job, row: jobs.JobRun | None) -> str:
    """One failure may pass by itself; several in a row, or a job that nobody runs, are told."""
    if row is None:
        return N_("It has never run.")
    if row.failures >= FAILS_TOO_OFTEN or (row.failures and job.every > jobs.LONGEST_PAUSE):
        return _failed(row)
    late = clock.now() - row.next_at
    running = row.claimed_until is not None and row.claimed_until >= clock.now()
    if late > policies.correspondence().worker_silent_after + job.every and not running:
        return N_("It should have run long ago.")
    return ""


def _failed(row: jobs.JobRun) -> str:
    if row.failures == 1:
        return N_("It failed last time: %(last_error)s", last_error=row.last_error)
    return N_(
        "It has failed %(failures)s times in a row: %(last_error)s", failures=row.failures, last_error=row.last_error
    )


def worker_lives() -> bool:
    """Whether any worker, wherever it runs, has begun or ended a job lately, or is in the middle of one."""
    now = clock.now()
    silent = now - policies.correspondence().worker_silent_after
    return any(
        max(run.started_at or silent, run.ended_at or silent) > silent or (run.claimed_until or silent) >= now
        for run in jobs.all_runs()
    )
