"""How letters leave and what is written unasked: tries, the quiet hours, the digest, reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from support.policies import reading


@dataclass(frozen=True, slots=True)
class Caps:
    """The most mails within an hour, or a day where the name says so; what is over waits, or is read by a person."""

    to_one: int
    to_all: int
    answers_an_hour: int
    answers_a_day: int
    from_one: int


@dataclass(frozen=True, slots=True)
class Correspondence:
    """`quiet_from`, `quiet_until` and `digest_at` are minutes after the recipient's midnight."""

    tries: int
    stuck_after: timedelta
    worker_silent_after: timedelta
    quiet_from: int
    quiet_until: int
    digest_at: int
    before_due_days: int
    after_due_days: int
    too_late_days: int
    caps: Caps


def read_correspondence(path: Path) -> Correspondence:
    """Raises `PolicyError` with file and key for anything that cannot be followed."""
    with reading.file(path) as table:
        quiet, digest, reminders = table.table("quiet"), table.table("digest"), table.table("reminders")
        with quiet, digest, reminders:
            read = Correspondence(
                tries=table.count("tries", least=1),
                stuck_after=timedelta(minutes=table.count("stuck_after_minutes", least=1)),
                worker_silent_after=timedelta(minutes=table.count("worker_silent_minutes", least=1)),
                quiet_from=quiet.read("from", reading.minutes),
                quiet_until=quiet.read("until", reading.minutes),
                digest_at=digest.read("at", reading.minutes),
                before_due_days=reminders.count("before_due_days"),
                after_due_days=reminders.count("after_due_days"),
                too_late_days=reminders.count("too_late_days", least=1),
                caps=_caps(table.table("caps")),
            )
        if read.quiet_from == read.quiet_until:
            raise table.wrong("the quiet hours have no end: “from” and “until” are the same")
        return read


def _caps(table: reading.Table) -> Caps:
    with table:
        return Caps(
            to_one=table.count("to_one_an_hour", least=1),
            to_all=table.count("to_all_an_hour", least=1),
            answers_an_hour=table.count("answers_an_hour"),
            answers_a_day=table.count("answers_a_day"),
            from_one=table.count("from_one_an_hour", least=1),
        )
