"""The timetable's jobs on Celery. The broker only carries the wake-up: what is to be done stands in the rows, as ever.

So a broker that loses everything loses nothing of ours, a wake-up that comes twice finds the job's lease taken, and one
that comes too late has expired. `flask worker` starts this instead of its own loop where CELERY_BROKER_URL is set.
"""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from flask import Flask

from support import timetable
from support.extensions import db

TASK = "redress.run"
CONCURRENCY = 2


def celery_of(app: Flask) -> Celery:
    """Celery for this application: one task that runs a job by its name, and a beat made from the timetable."""
    made = Celery("redress", broker=app.config["CELERY_BROKER_URL"], set_as_current=False)
    made.conf.update(
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        worker_hijack_root_logger=False,
        timezone="UTC",
        beat_schedule={job.name: _entry(job) for job in timetable.TIMETABLE},
        beat_schedule_filename=str(Path(app.config["INSTANCE"]) / "celery-beat"),
    )

    def run_job(name: str) -> None:
        run(app, name)

    made.task(run_job, name=TASK)
    return made


def _entry(job: timetable.Job) -> dict[str, Any]:
    """A wake-up that nobody has taken when the next one comes is worth nothing any more."""
    seconds = job.every.total_seconds()
    return {"task": TASK, "args": (job.name,), "schedule": job.every, "options": {"expires": max(seconds, 5)}}


def run(app: Flask, name: str) -> bool:
    """Run the job of this name, unless another worker has or it ran just now; whether it ran."""
    with app.app_context():
        job = next(job for job in timetable.TIMETABLE if job.name == name)
        # A beat is never on the dot: one that comes a little early is not to be lost.
        result = timetable.run(job, now_anyway=False, early=min(job.every / 4, timedelta(seconds=30)))
        with suppress(OSError):  # a full disk stops no job
            (Path(app.config["INSTANCE"]) / "worker.heartbeat").touch()
        return not result.skipped


def work(app: Flask) -> None:
    """Be a worker with a beat until told to stop. Several may run: two beats wake twice, and leases see to the rest."""

    @worker_process_init.connect(weak=False)  # type: ignore[untyped-decorator]  # Celery ships no types
    def connections_of_its_own(**_: Any) -> None:
        with app.app_context():
            db.engine.dispose(close=False)

    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    celery_of(app).worker_main(
        ["worker", "--beat", "--loglevel=WARNING", f"--concurrency={CONCURRENCY}", "--without-gossip"]
    )
