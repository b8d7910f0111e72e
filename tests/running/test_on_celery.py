"""The same jobs on Celery, with a real Redis and a real worker that is killed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from support import create_app, timetable
from support.config import ROOT
from support.correspondence import outbox
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db
from support.kernel import clock, jobs
from support.kernel.transaction import transaction
from support.running import on_celery
from tests import factories

REDIS = shutil.which("redis-server")
needs_redis = pytest.mark.skipif(REDIS is None, reason="redis-server is not installed here")
LONG_SECONDS = 240


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_SECONDS
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    port = _free_port()
    command = [str(REDIS), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _until(lambda: _answers(port))
    yield f"redis://127.0.0.1:{port}/0"
    server.kill()
    server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database another process can use as well."""
    clock.read_from(None)
    app = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'celery.db'}",
            "INSTANCE": tmp_path,
            "CLOCK_FILE": None,
            "SECRET_KEY": "a secret",
            "MAIL_SERVER": "",
            "DEVELOPMENT": True,
        }
    )
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def _worker(broker: str, folder: Path) -> "subprocess.Popen[bytes]":
    settings = {
        **os.environ,
        "CELERY_BROKER_URL": broker,
        "DATABASE_URL": f"sqlite:///{folder / 'celery.db'}",
        "REDRESS_INSTANCE": str(folder),
        "SECRET_KEY": "a secret",
        "MAIL_SERVER": "",
    }
    command = [sys.executable, "-m", "flask", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=settings, start_new_session=True, stderr=subprocess.DEVNULL)


def _statuses() -> list[LetterStatus]:
    db.session.rollback()
    return list(db.session.scalars(select(OutgoingLetter.status).order_by(OutgoingLetter.id)))


def _end(worker: "subprocess.Popen[bytes]") -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _leases_run_out() -> None:
    """Minutes pass: what the killed worker held is anybody's."""
    past = clock.now() - timedelta(seconds=1)
    with transaction():
        for kind in (OutgoingLetter, jobs.JobRun):
            db.session.execute(update(kind).where(kind.claimed_until.is_not(None)).values(claimed_until=past))


def _post(number: int) -> None:
    person = factories.make_person(email=f"celery{number}@example.com")
    outbox.post(outbox.Letter("greeting", person, str(number), None, "Hello", "Hi.\n", ""))


@needs_redis
def test_letters_leave_by_way_of_celery_although_workers_are_killed(
    broker: str, own_app: Flask, tmp_path: Path
) -> None:
    for number in range(5):
        _post(number)
    first = _worker(broker, tmp_path)
    try:
        _until(lambda: LetterStatus.SENT in _statuses())
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    _leases_run_out()
    for number in range(5, 10):
        _post(number)
    second = _worker(broker, tmp_path)
    try:
        _until(lambda: set(_statuses()) == {LetterStatus.SENT})
        assert (tmp_path / "worker.heartbeat").exists()
        second.send_signal(signal.SIGTERM)
        assert second.wait(60) == 0
    finally:
        _end(second)
    assert {letter.attempts for letter in db.session.scalars(select(OutgoingLetter))} == {1}
    assert {run.last_error for run in jobs.all_runs()} == {""}


def test_the_beat_is_the_timetable(app: Flask) -> None:
    app.config["CELERY_BROKER_URL"] = "memory://"
    schedule = on_celery.celery_of(app).conf.beat_schedule
    assert {name: entry["schedule"] for name, entry in schedule.items()} == {
        job.name: job.every for job in timetable.TIMETABLE
    }
    assert all(entry["options"]["expires"] > 0 for entry in schedule.values())


def test_a_wake_up_that_comes_twice_runs_the_job_once(app: Flask) -> None:
    assert on_celery.run(app, "audit") is True
    assert on_celery.run(app, "audit") is False


def test_a_wake_up_that_comes_a_little_early_is_not_lost(app: Flask, calendar) -> None:
    job = next(job for job in timetable.TIMETABLE if job.name == "deadlines")
    assert on_celery.run(app, job.name)
    calendar.now += job.every * 0.9
    assert on_celery.run(app, job.name)
