"""Every verb, its process killed before each statement and around each commit; and with the disk full at each of them.

A verb has happened with all that follows from it (clocks, letters, notices, history), or not at all: what stands in every
table is compared with what stood there before, and with what a rehearsal of the same verb would leave.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import func, inspect, select, text
from tqdm import tqdm

from benchmarks.faults import killing
from benchmarks.faults.account_verbs import ACCOUNT_VERBS, RESUMED
from benchmarks.faults.feedback_verbs import FEEDBACK_VERBS
from benchmarks.faults.office_verbs import OFFICE_VERBS
from benchmarks.faults.people_verbs import OTHER_VERBS
from benchmarks.faults.rarer_verbs import AT_ONCE, RARER_VERBS
from benchmarks.faults.scene import LONG, Row, Scene, scene
from benchmarks.faults.standing import Standing, blurred, difference, standing, unsteady
from benchmarks.faults.verbs import JOBS, VERBS, Prepare
from support.disputes.verifying import verify_all
from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import rehearse
from tests.letters.conftest import Story

Counts = dict[str, int]
WHOLE = (VERBS, RARER_VERBS, OTHER_VERBS, ACCOUNT_VERBS, OFFICE_VERBS, FEEDBACK_VERBS)
"""Verbs of one transaction each."""
AGAIN = RESUMED | AT_ONCE
WORTH_NOTHING = ("conversations.answering_since",)
"""The claim of somebody who died, after a minute; it hinders nobody and goes with the next answer."""
A_MOMENT = timedelta(minutes=1)
"""After the preparation."""
MOST_STEPS, LAST_STEPS = 3000, 8


def counts() -> Counts:
    """How many rows each table has, and how far each history has come."""
    tables = db.metadata.sorted_tables
    found = {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    history = db.session.execute(
        select(db.metadata.tables["disputes"].c["status", "tier", "history_length", "version"]).order_by(text("id"))
    )
    found |= {f"dispute {number}": hash(tuple(row)) for number, row in enumerate(history)}
    return found


def fresh(story: Story) -> Story:
    """The people and papers of the story, read again: each process has connections of its own."""
    for name, row in [(name, row) for name, row in vars(story).items() if isinstance(row, db.Model)]:
        setattr(story, name, db.session.get_one(type(row), inspect(row).identity))
    return story


def killed_between_any_two_steps(every: int = 1, only: str = "") -> list[Row]:
    """Each verb, killed at its first, second, third… step until it comes to its end; at each `every`th of the early ones."""
    verbs = {name: verb for table in WHOLE for name, verb in table.items() if only in name}
    kills, halves, faults = 0, list[str](), 0
    with scene("verbs") as at:
        for name, (prepare, act) in tqdm(verbs.items(), desc="verbs killed", disable=None):
            story = _begin(at, prepare)
            killed, half = _until_the_end(partial(_on, story, act), every=every)
            kills += killed
            halves += [f"{name} at step {step}" for step in half]
            faults += len(verify_all()[1])
    note = f"{len(verbs)} verbs; histories at fault: {faults}; " + (
        "; ".join(halves) or "each happened whole or not at all"
    )
    return [Row("process killed between any two steps of a verb", kills, len(halves) + faults, 0, note)]


def killed_and_done_again(every: int = 1) -> list[Row]:
    """What is asked of others in between, killed at each step and done once more: it comes to the same end, once."""
    kills, wrong = 0, list[str]()
    with scene("again") as at:
        for name, (prepare, act) in AGAIN.items():
            story = _begin(at, prepare)
            steps = killing.do(partial(_on, story, act), stands=True).steps
            whole = standing()
            for step in range(1, steps + 1, every):
                story = _begin(at, prepare)
                kills += killing.do(partial(_on, story, act), at=step, stands=True).killed
                killing.do(partial(_on, story, act), ahead=timedelta() if name in AT_ONCE else LONG, stands=True)
                wrong += [f"{name} at step {step}: {told}" for told in [_other_rows(whole, standing())] if told]
    note = f"{len(AGAIN)} verbs; " + ("; ".join(wrong) or "each came to the same end")
    return [Row("process killed while it asks somebody, and asked once more", kills, len(wrong), 0, note)]


def _other_rows(one: Standing, other: Standing) -> str:
    """The moments are others; the rows, and which columns have anything in them, are not."""
    seen = [{name: row for name, row in each.items() if name not in WORTH_NOTHING} for each in (one, other)]
    return difference(*(blurred(each, set(each)) for each in seen))


def _begin(at: Scene, prepare: Prepare) -> Story:
    """A new story in an empty database."""
    clock.read_from(killing.clock_standing())
    at.empty()
    story = Story()
    prepare(fresh(story))
    return story


def _until_the_end(act: Callable[[], object], ahead: timedelta = timedelta(), every: int = 1) -> tuple[int, list[int]]:
    """How often it was killed, and after which steps something half-done was found. The last steps are all tried."""
    ahead += A_MOMENT
    clock.read_from(killing.clock_standing(ahead))
    after, again = rehearse(act, standing), rehearse(act, standing)
    names = unsteady(after, again)
    before, after = blurred(standing(), names), blurred(after, names)
    half, kills = ([0] if before == after else list[int]()), 0
    late = killing.do(lambda: rehearse(act, int), ahead=ahead, stands=True).steps - LAST_STEPS if every > 1 else 0
    for step in (step for step in range(1, MOST_STEPS) if step > late or step % every == 1):
        end = killing.do(act, at=step, ahead=ahead, stands=True)
        now, kills = blurred(standing(), names), kills + end.killed
        if now not in (before, after):
            half.append(step)
        if not end.killed or now != before:
            return kills, half if end.killed or end.well else [*half, step]
    return MOST_STEPS, [*half, MOST_STEPS]


def jobs_killed() -> list[Row]:
    """What the worker does by itself, killed at each step and run again: done once in the end."""
    kills, wrong = 0, list[str]()
    with scene("jobs") as at:
        for name, (prepare, run, after) in JOBS.items():
            _begin(at, prepare)
            killed, half = _until_the_end(run, after)
            kills += killed
            once = counts()
            killing.do(run, ahead=after + A_MOMENT, stands=True)
            wrong += [name] * (bool(half) or counts() != once)
    return [
        Row(
            "worker killed between any two steps of a job",
            kills,
            len(wrong),
            0,
            ", ".join(wrong) or f"{len(JOBS)} jobs",
        )
    ]


def disk_full() -> list[Row]:
    """SQLite told that no page may be added, at each verb: refused whole; with room again, done whole."""
    lost = refused = 0
    with scene("full") as at:
        if db.engine.dialect.name != "sqlite":
            return []
        for prepare, act in [verb for table in WHOLE for verb in table.values()]:
            story = _begin(at, prepare)
            doing = partial(_on, story, act)
            clock.read_from(killing.clock_standing(A_MOMENT))
            after, again = rehearse(doing, standing), rehearse(doing, standing)
            names = unsteady(after, again)
            before, after = blurred(standing(), names), blurred(after, names)
            killing.do(partial(_without_room, doing), ahead=A_MOMENT, stands=True)
            full = blurred(standing(), names)
            refused += full == before
            if full == before:
                killing.do(doing, ahead=A_MOMENT, stands=True)
            lost += full not in (before, after) or blurred(standing(), names) != after
    return [Row("disk full during a verb", refused, lost, 0, "refused whole, and with room again done whole")]


def _on(story: Story, act: Prepare) -> None:
    act(fresh(story))


def _without_room(act: Callable[[], object]) -> None:
    pages = db.session.connection().exec_driver_sql("pragma page_count").scalar()
    db.session.connection().exec_driver_sql(f"pragma max_page_count = {pages}")
    try:
        act()
    except Exception:
        db.session.rollback()
