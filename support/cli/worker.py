"""The worker: `flask worker` keeps the timetable, `flask tick` goes through it once."""

import json
import signal
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from support import timetable
from support.kernel import clock

LOOK_EVERY_SECONDS = 1.0
HEARTBEAT = "worker.heartbeat"

log = structlog.get_logger()


class Rounds:
    """Runs each job when its time has come, and tells of it in the heartbeat file."""

    def __init__(self, heartbeat: Path) -> None:
        self._heartbeat = heartbeat
        self._told: dict[str, dict[str, Any]] = {}

    def go(self, stopping: Event) -> None:
        """One look at the whole timetable; ends early when the worker is asked to stop."""
        self.beat()
        for job in self._due():
            if stopping.is_set():
                return
            result = timetable.run(job, now_anyway=False)
            if not result.skipped:
                self._told[job.name] = {**asdict(result), "at": clock.now().isoformat()}
            self.beat()

    def _due(self) -> list[timetable.Job]:
        """Nothing while the database is away; the next look is a second later."""
        try:
            return timetable.due()
        except SQLAlchemyError:
            log.exception("the timetable cannot be read")
            return []

    def beat(self) -> None:
        """The file's age says whether the worker lives; what is in it, how each job went last.

        A disk that takes no file stops nobody; the age is true even then.
        """
        try:
            self._heartbeat.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._heartbeat.with_suffix(".new")
            fresh.write_text(json.dumps(self._told))
            fresh.replace(self._heartbeat)
        except OSError as why:
            log.warning("heartbeat not written", why=str(why))
            with suppress(OSError):
                self._heartbeat.touch()


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Keep the timetable until told to stop: deadlines, letters, follow-ups, offers, audits.

    Where CELERY_BROKER_URL is set it is a Celery worker with a beat, and runs the same jobs.

    \b
    Example:
      flask worker
    """
    if current_app.config["CELERY_BROKER_URL"]:
        from support.running import on_celery  # no other command needs Celery

        on_celery.work(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy hides the application
        return
    stopping = Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    rounds = Rounds(Path(current_app.config["INSTANCE"]) / HEARTBEAT)
    log.info("worker started", jobs=[job.name for job in timetable.TIMETABLE])
    while not stopping.is_set():
        rounds.go(stopping)
        stopping.wait(LOOK_EVERY_SECONDS)
    log.info("worker stopped")


@click.command("tick")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@with_appcontext
def tick(as_json: bool) -> None:
    """Run every job of the timetable once, now.

    \b
    Example:
      flask tick --json
    """
    results = [timetable.run(job) for job in timetable.TIMETABLE]
    if as_json:
        click.echo(json.dumps({"jobs": [asdict(result) for result in results]}))
    else:
        for result in results:
            click.echo(f"{result.job}: {result.error or result.done}")
    if any(result.error for result in results):
        raise SystemExit(1)
