"""The same letters by way of Celery and a real Redis, whose workers are killed at random and started again."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from benchmarks.faults.scene import Row, Scene, free_port, scene
from support.config import ROOT
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.kernel import clock, jobs
from support.kernel.transaction import transaction

LONGEST_SECONDS = 240.0
A_ROUND = 8
"""Letters that wait for a worker: it dies in the middle of them."""


def celery_workers_killed(kills: int, seed: int) -> list[Row]:
    """Some letters are written, a worker takes them up and is killed with its children, `kills` times; then one may live."""
    if shutil.which("redis-server") is None:
        return []
    chance = random.Random(seed)
    with scene("celery") as at, _redis(at.folder) as broker:
        clock.read_from(None)  # the workers are processes of their own, by the machine's clock
        for _ in range(kills):
            for _ in range(A_ROUND):
                at.write(chance.choice(("fine", "fine", "busy")))
            worker, waiting = _worker(at, broker), at.waiting()
            _until_it_sends(at, waiting)
            _kill_after(worker, chance.uniform(0, 0.2))
            _minutes_pass()
        lost, wrong, right, doubts = _healthy(at, broker)
        note = f"{A_ROUND * kills} letters; doubled in the window: {right}, of {doubts} deaths inside it"
        return [Row("Celery worker on Redis killed at random", kills, lost, wrong, note)]


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


def _worker(at: Scene, broker: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "flask", "worker"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    surroundings = settings(at) | {"CELERY_BROKER_URL": broker}
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, start_new_session=True, **quiet)


def settings(at: Scene) -> dict[str, str]:
    """What a program of its own needs to work on the scene's database and mail server."""
    return {
        **os.environ,
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{at.folder / 'faults.db'}",
        "REDRESS_INSTANCE": str(at.folder),
        "SECRET_KEY": "a secret of the faults",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(at.server.port),
    }


def _until_it_sends(at: Scene, waiting: int) -> None:
    """It has taken a letter up, or sent one."""
    end = time.monotonic() + 60
    held = select(func.count()).where(OutgoingLetter.claimed_by.is_not(None))
    while at.waiting() == waiting and not db.session.scalar(held) and time.monotonic() < end:
        time.sleep(0.01)
    db.session.remove()


def _kill_after(worker: "subprocess.Popen[bytes]", seconds: float) -> None:
    time.sleep(seconds)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def _minutes_pass() -> None:
    """What the killed worker held is anybody's, and what is to be tried again is due."""
    past = clock.now() - timedelta(seconds=1)
    with transaction():
        for kind in (OutgoingLetter, jobs.JobRun):
            db.session.execute(update(kind).where(kind.claimed_until.is_not(None)).values(claimed_until=past))
        db.session.execute(update(OutgoingLetter).values(next_try_at=past))
    db.session.remove()


def _healthy(at: Scene, broker: str) -> tuple[int, int, int, int]:
    worker, end = _worker(at, broker), time.monotonic() + LONGEST_SECONDS
    try:
        while at.waiting() and time.monotonic() < end:
            time.sleep(2)
            _minutes_pass_for_retries()
    finally:
        _kill_after(worker, 0)
    return at.count()


def _minutes_pass_for_retries() -> None:
    with transaction():
        waiting = update(OutgoingLetter).where(OutgoingLetter.claimed_until.is_(None))
        db.session.execute(waiting.values(next_try_at=clock.now() - timedelta(seconds=1)))
    db.session.remove()
