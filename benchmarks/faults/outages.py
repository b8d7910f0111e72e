"""The database locked for half a minute, and a worker that was away for ten days."""

import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import create_engine, text

from benchmarks.faults import killing
from benchmarks.faults.halves import fresh
from benchmarks.faults.scene import Row, scene
from support import timetable
from support.accounts.models import Person
from support.disputes import services
from support.disputes.models import Dispute
from support.extensions import db
from tests.letters.conftest import Story

LOCKED_SECONDS = 30.0
TRY_EVERY_SECONDS = 1.0


def database_locked(seconds: float = LOCKED_SECONDS) -> list[Row]:
    """Somebody else writes for half a minute: a verb is refused whole or waits, jobs say so and go on; then all is done.

    On PostgreSQL somebody holds the tables of disputes and letters for themselves alone.
    """
    with scene("locked") as at:
        story = Story()
        dispute = fresh(story).taken()
        number, before = dispute.id, dispute.history_length
        hold = _hold_tables if db.engine.dialect.name == "postgresql" else partial(_hold_file, at.folder / "faults.db")
        refused, told = _locked(partial(hold, seconds), dispute, story)
        killing.do(_every_job)
        lost = sum(letter.sent_at is None for letter in at.letters())
        lost += abs(db.session.get_one(Dispute, number).history_length - before - told)
        return [
            Row(
                f"database locked for {seconds:.0f} s",
                refused,
                lost,
                0,
                f"jobs and verbs told it, {told} verbs waited and were done; then all letters left",
            )
        ]


def _hold_file(file: object, seconds: float, holding: threading.Event) -> None:
    writer = sqlite3.connect(str(file), isolation_level=None)
    writer.execute("begin immediate")
    holding.set()
    time.sleep(seconds)
    writer.execute("rollback")
    writer.close()


def _hold_tables(seconds: float, holding: threading.Event) -> None:
    with create_engine(os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")).begin() as holder:
        holder.execute(text("lock table disputes, outgoing_letters, job_runs in access exclusive mode"))
        holding.set()
        time.sleep(seconds)


def _locked(hold: Callable[[threading.Event], None], dispute: Dispute, story: Story) -> tuple[int, int]:
    """Rounds of the worker, and a verb, while somebody holds it: how many said that they could not, and verbs done."""
    holding = threading.Event()
    holder = threading.Thread(target=hold, args=(holding,))
    dispute_id, ana = dispute.id, story.ana.id
    db.session.remove()
    holder.start()
    holding.wait()
    refused = told = 0
    while holder.is_alive():
        refused += sum(bool(timetable.run(job).error) for job in timetable.TIMETABLE[:2])
        done = _told(dispute_id, ana)
        told, refused = told + done, refused + (not done)
        time.sleep(TRY_EVERY_SECONDS)
    holder.join()
    return refused, told


def _told(dispute_id: int, person_id: int) -> bool:
    try:
        row, by = db.session.get_one(Dispute, dispute_id), db.session.get_one(Person, person_id)
        services.share_progress(row, words="We asked them.", by=by)
    except Exception:
        db.session.rollback()
        return False
    finally:
        db.session.remove()
    return True


def _every_job() -> None:
    for job in timetable.TIMETABLE:
        timetable.run(job)


def worker_away_for_ten_days() -> list[Row]:
    """Nobody ran a job; then one worker does everything at once, and again: each letter once, and no pile of reminders."""
    with scene("worker") as at:
        story = Story()
        fresh(story).resolved()
        at.ahead = timedelta(days=10)
        killing.do(_every_job, ahead=at.ahead)
        first = Counter((letter.kind, letter.person_id) for letter in at.letters())
        killing.do(_every_job, ahead=at.ahead)
        second = Counter((letter.kind, letter.person_id) for letter in at.letters())
        lost = sum(letter.sent_at is None for letter in at.letters())
        piles = [f"{kind}: {times}" for (kind, _), times in second.items() if times > 1]
        note = f"{sum(second.values())} letters" + (f"; piled up: {', '.join(piles)}" if piles else "; none twice")
        return [Row("worker away for ten days", 1, lost, len(second - first), note)]
