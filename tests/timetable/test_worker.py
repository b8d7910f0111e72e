"""The worker keeps the timetable, whatever one job does."""

import errno
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from support import timetable
from support.cli.worker import Rounds
from support.config import ROOT
from support.extensions import db
from support.kernel import jobs
from support.timetable import Job


def _run(
    calls: list[str], name: str, *, every: timedelta = timedelta(minutes=1), trouble: Exception | None = None
) -> Job:
    def run() -> int:
        calls.append(name)
        if trouble is not None:
            raise trouble
        return 1

    return Job(name, every, run)


def test_every_job_runs_on_an_empty_database_and_twice(app: Flask) -> None:
    for _ in range(2):
        results = [timetable.run(job) for job in timetable.TIMETABLE]
        assert [(result.job, result.done, result.error) for result in results] == [
            (job.name, 0, "") for job in timetable.TIMETABLE
        ]


def test_tick_prints_one_document(app: Flask) -> None:
    ran = app.test_cli_runner().invoke(args=["tick", "--json"])
    assert ran.exit_code == 0
    told = json.loads(ran.stdout)
    assert [job["job"] for job in told["jobs"]] == [job.name for job in timetable.TIMETABLE]


def test_a_job_that_fails_is_told_and_the_rest_go_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[str] = []
    jobs = (_run(calls, "first", trouble=RuntimeError("broken")), _run(calls, "second"))
    monkeypatch.setattr(timetable, "TIMETABLE", jobs)
    Rounds(tmp_path / "beat").go(Event())
    assert calls == ["first", "second"]
    told = json.loads((tmp_path / "beat").read_text())
    assert told["first"]["error"] == "RuntimeError: broken"
    assert told["second"]["done"] == 1
    assert app.test_cli_runner().invoke(args=["tick"]).exit_code == 1


def test_a_full_disk_stops_neither_the_worker_nor_its_sign_of_life(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls, beat = list[str](), tmp_path / "beat"
    beat.write_text("{}")
    os.utime(beat, (0, 0))

    def no_room(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(timetable, "TIMETABLE", (_run(calls, "first"), _run(calls, "second")))
    monkeypatch.setattr(Path, "write_text", no_room)
    Rounds(beat).go(Event())
    assert calls == ["first", "second"]
    assert beat.stat().st_mtime > 0


def test_each_job_runs_when_its_time_has_come(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, calendar
) -> None:
    calls: list[str] = []
    jobs = (_run(calls, "often", every=timedelta(minutes=1)), _run(calls, "daily", every=timedelta(days=1)))
    monkeypatch.setattr(timetable, "TIMETABLE", jobs)
    rounds = Rounds(tmp_path / "beat")
    rounds.go(Event())
    rounds.go(Event())
    assert calls == ["often", "daily"]
    calendar.forward(minutes=1)
    rounds.go(Event())
    assert calls == ["often", "daily", "often"]
    calendar.forward(days=1)
    rounds.go(Event())
    assert calls[3:] == ["often", "daily"]


def test_a_clock_set_back_does_not_stop_the_timetable(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, calendar
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(timetable, "TIMETABLE", (_run(calls, "often"),))
    rounds = Rounds(tmp_path / "beat")
    rounds.go(Event())
    calendar.forward(days=-3)
    rounds.go(Event())
    assert len(calls) == 2


def test_a_worker_told_to_stop_begins_no_further_job(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[str] = []
    stopping = Event()
    stop = Job("stop", timedelta(minutes=1), lambda: stopping.set() or 1)
    monkeypatch.setattr(timetable, "TIMETABLE", (stop, _run(calls, "after")))
    Rounds(tmp_path / "beat").go(stopping)
    assert calls == []


def test_a_job_leaves_no_transaction_open(app: Flask) -> None:
    def half() -> int:
        db.session.connection()
        raise RuntimeError

    timetable.run(Job("half", timedelta(minutes=1), half))
    assert not db.session().in_transaction()


def test_the_worker_starts_beats_and_stops_when_asked(tmp_path: Path) -> None:
    settings = {**os.environ, "REDRESS_INSTANCE": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'worker.db'}"}
    made = "from support import create_app; from support.extensions import db; app = create_app(); app.app_context().push(); db.create_all()"
    subprocess.run([sys.executable, "-c", made], cwd=ROOT, env=settings, check=True, timeout=120)
    worker = subprocess.Popen([sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=settings, stderr=subprocess.PIPE)
    beat = tmp_path / "worker.heartbeat"
    for _ in range(1200):
        if (beat.exists() and "audit" in beat.read_text()) or worker.poll() is not None:
            break
        Event().wait(0.1)
    worker.send_signal(signal.SIGTERM)
    _, told = worker.communicate(timeout=60)
    assert worker.returncode == 0, told.decode()
    assert "worker stopped" in told.decode()
    assert {job["error"] for job in json.loads(beat.read_text()).values()} == {""}


# Leases, and what is remembered between two workers


def _rows() -> dict[str, jobs.JobRun]:
    db.session.rollback()
    return {row.name: row for row in jobs.all_runs()}


def test_a_restart_does_not_run_a_daily_job_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, calendar
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(timetable, "TIMETABLE", (_run(calls, "daily", every=timedelta(days=1)),))
    for _ in range(3):
        Rounds(tmp_path / "beat").go(Event())
        calendar.forward(hours=1)
    assert calls == ["daily"]


def test_two_workers_do_not_run_the_same_job_at_once(app: Flask) -> None:
    seen: list[timetable.Result] = []
    inner = Job("one", timedelta(minutes=1), lambda: seen.append(timetable.run(inner)) or 7)
    result = timetable.run(inner)
    assert result.done == 7
    assert [other.skipped for other in seen] == [True]


def test_a_job_whose_worker_died_is_run_again_when_its_lease_has_run_out(app: Flask, calendar) -> None:
    calls: list[str] = []
    job = _run(calls, "one")
    assert jobs.claim("one", "a worker that died", every=job.every, lease=job.lease)
    assert timetable.run(job).skipped
    calendar.forward(minutes=3)
    assert not timetable.run(job, now_anyway=False).skipped
    assert calls == ["one"]


def test_a_lease_of_a_clock_that_ran_ahead_holds_no_job_up(app: Flask, calendar) -> None:
    calls: list[str] = []
    job = _run(calls, "one")
    calendar.forward(days=1)
    assert jobs.claim("one", "a worker that died", every=job.every, lease=job.lease)
    calendar.forward(days=-1)
    assert not timetable.run(job, now_anyway=False).skipped


def test_each_job_leaves_its_last_run_its_next_run_and_its_last_error(app: Flask, calendar) -> None:
    calls: list[str] = []
    timetable.run(_run(calls, "well"))
    timetable.run(_run(calls, "ill", trouble=RuntimeError("broken")))
    well, ill = _rows()["well"], _rows()["ill"]
    assert (well.done, well.last_error, well.failures, well.well_at) == (1, "", 0, calendar.now)
    assert well.next_at == calendar.now + timedelta(minutes=1)
    assert (ill.last_error, ill.failures, ill.well_at) == ("RuntimeError: broken", 1, None)
    timetable.run(_run(calls, "ill"))
    assert (_rows()["ill"].last_error, _rows()["ill"].failures) == ("", 0)


def test_a_job_that_goes_on_failing_is_tried_less_and_less_often_but_never_less_than_every_five_minutes(
    app: Flask, calendar
) -> None:
    job = _run([], "ill", every=timedelta(seconds=3), trouble=RuntimeError("broken"))
    pauses = []
    for _ in range(9):
        timetable.run(job)
        pauses.append((_rows()["ill"].next_at - calendar.now).total_seconds())
    assert pauses == sorted(pauses)
    assert pauses[0] == 6
    assert pauses[-1] == 300


def test_a_job_that_was_taken_over_writes_nothing_down(app: Flask, calendar) -> None:
    assert jobs.claim("one", "first", every=timedelta(minutes=1), lease=timedelta(minutes=2))
    calendar.forward(minutes=5)
    assert jobs.claim("one", "second", every=timedelta(minutes=1), lease=timedelta(minutes=2))
    jobs.done("one", "first", count=5, error="", ms=1)
    assert _rows()["one"].claimed_by == "second"
    assert _rows()["one"].done == 0


def test_a_database_that_is_away_is_told_by_the_heartbeat_and_nobody_dies(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def away() -> set[str]:
        raise OperationalError("select", {}, Exception("database is locked"))

    monkeypatch.setattr(jobs, "waiting", away)
    Rounds(tmp_path / "beat").go(Event())
    assert (tmp_path / "beat").exists()
