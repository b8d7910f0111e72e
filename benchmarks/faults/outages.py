"""The database locked for half a minute, and a worker that was away for ten days."""

import sqlite3
import threading
import time
from collections import Counter
from datetime import timedelta

from benchmarks.faults import killing
from benchmarks.faults.halves import fresh
from benchmarks.faults.scene import Row, scene
from support import timetable
from support.extensions import db
from tests.letters.conftest import Story

LOCKED_SECONDS = 30.0
TRY_EVERY_SECONDS = 1.0


def database_locked(seconds: float = LOCKED_SECONDS) -> list[Row]:
    """Somebody else writes for half a minute: a verb is refused whole, jobs say so and go on; afterwards all is done."""
    with scene("locked") as at:
        if db.engine.dialect.name != "sqlite":
            return []
        fresh(Story()).taken()
        refused = _locked(at.folder / "faults.db", seconds)
        killing.do(_every_job)
        lost = sum(letter.sent_at is None for letter in at.letters())
        return [
            Row(
                f"database locked for {seconds:.0f} s",
                refused,
                lost,
                0,
                "rounds of the worker told it, then all letters left",
            )
        ]


def _locked(file: object, seconds: float) -> int:
    """Hold the write lock while rounds of the worker are tried; how many of their jobs said that they could not."""
    holding = threading.Event()

    def hold() -> None:
        writer = sqlite3.connect(str(file), isolation_level=None)
        writer.execute("begin immediate")
        holding.set()
        time.sleep(seconds)
        writer.execute("rollback")
        writer.close()

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait()
    refused = 0
    while holder.is_alive():
        refused += sum(bool(timetable.run(job).error) for job in timetable.TIMETABLE[:2])
        time.sleep(TRY_EVERY_SECONDS)
    holder.join()
    return refused


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
