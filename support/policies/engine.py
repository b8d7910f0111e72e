"""Clocks as a pure function of (profile, calendar, what has happened). Nothing else decides when something is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from support.kernel.sayings import N_
from support.policies.counting import Cycle, Pause
from support.policies.profiles import ClockRule, Profile
from support.policies.reckoning import Reckoning, Result, in_words, said
from support.policies.vocabulary import name_of


@dataclass(frozen=True, slots=True)
class Happening:
    """Something of the vocabulary happened at an aware moment."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """One run of one clock. Moments carry the profile's zone; `steps` say in sentences how `due_at` came about.

    `ending` is "satisfied" or "cancelled" once `ended_by` has ended it. While `paused_since` is set its due moment
    stands still, and will move when the pause ends. `name` with a dot is a what-if that does not apply now.
    """

    name: str
    label: str
    unit: str
    regulatory: bool
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    steps: tuple[str, ...]
    ended_at: datetime | None = None
    ended_by: str | None = None
    ending: str | None = None
    paused_since: datetime | None = None

    @property
    def running(self) -> bool:
        return self.ending is None and "." not in self.name

    def missed(self, now: datetime) -> bool:
        return self.ending != "cancelled" and self.paused_since is None and (self.ended_at or now) > self.due_at


@dataclass(slots=True)
class _Run:
    started_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    ending: str | None = None


def due_moments(
    profile: Profile,
    received: datetime,
    events: Iterable[Happening] = (),
    *,
    cycle: Cycle | None = None,
    every: bool = False,
) -> list[Due]:
    """All clocks of a dispute received at `received`, in the order of the profile, each run by its start.

    With `every`, also clocks whose condition is not met and lengths that would hold under other facts, as a policy's
    owner wants to see them; on a dispute only what applies counts.
    """
    timeline = timeline_of(received, events)
    facts = frozenset(happening.name for happening in timeline)
    found: list[Due] = []
    for rule in profile.clocks:
        met = _applies(rule, facts)
        if met or every:
            for run in _runs(rule, timeline):
                found += _dues(profile, rule, run, timeline, facts, cycle=cycle, every=every)
    return found


def timeline_of(received: datetime, events: Iterable[Happening] = ()) -> list[Happening]:
    """In order of time, what happened at one moment in the order given, the receipt before all else of its moment."""
    all_of_them = [Happening("received", received), *(Happening(name_of(row.name), row.at) for row in events)]
    return sorted(all_of_them, key=lambda row: row.at.astimezone(UTC))


def _applies(rule: ClockRule, facts: frozenset[str]) -> bool:
    wanted = not rule.only_when or bool(facts.intersection(rule.only_when))
    return wanted and not facts.intersection(rule.unless)


def _runs(rule: ClockRule, timeline: Sequence[Happening]) -> list[_Run]:
    runs: list[_Run] = []
    running: _Run | None = None
    for row in timeline:
        if running is not None and row.name in (*rule.satisfied_by, *rule.cancelled_by):
            running.ended_at, running.ended_by = row.at, row.name
            running.ending = "satisfied" if row.name in rule.satisfied_by else "cancelled"
            running = None
        if running is None and row.name in rule.start and (rule.repeats or not runs):
            if runs and runs[-1].started_at == row.at:
                runs.pop()  # it ended in the moment it started: that is not a run
            running = _Run(row.at)
            runs.append(running)
    return runs


def pauses_of(profile: Profile, timeline: Sequence[Happening]) -> tuple[list[Pause], datetime | None]:
    """What the profile calls waiting for the client: closed pauses, and since when one is open."""
    closed: list[Pause] = []
    since: datetime | None = None
    for row in timeline:
        if since is not None and row.name in profile.pause_until:
            closed.append((since.astimezone(UTC), row.at.astimezone(UTC)))
            since = None
        if since is None and row.name in profile.pause_from:
            since = row.at
    return closed, since


def _dues(
    profile: Profile,
    rule: ClockRule,
    run: _Run,
    timeline: Sequence[Happening],
    facts: frozenset[str],
    *,
    cycle: Cycle | None,
    every: bool,
) -> list[Due]:
    # What happens after a run has ended changes nothing about it any more.
    seen = [row for row in timeline if run.ended_at is None or row.at <= run.ended_at]
    pauses, since = _pauses_of(profile, run, seen) if rule.pauses else ([], None)
    times = {row.name: row.at for row in reversed(seen)}
    reckoning = Reckoning(profile, rule, run.started_at, facts, times, tuple(pauses), cycle)
    results = reckoning.what_ifs() if every else []
    return [_due(profile, rule, run, result, since) for result in [reckoning.result(), *results]]


def _pauses_of(profile: Profile, run: _Run, seen: Sequence[Happening]) -> tuple[list[Pause], datetime | None]:
    """The pauses of one run, and since when it stands still. One that was open when the run ended lasted until then."""
    pauses, since = pauses_of(profile, seen)
    if since is None:
        return pauses, None
    if run.ended_at is not None:
        return [*pauses, (since.astimezone(UTC), run.ended_at.astimezone(UTC))], None
    return pauses, max(since, run.started_at)


def _due(profile: Profile, rule: ClockRule, run: _Run, result: Result, since: datetime | None) -> Due:
    zone = profile.calendar.zone
    due = Due(
        name=rule.name + result.suffix,
        label=rule.label,
        unit=result.unit,
        regulatory=rule.regulatory,
        started_at=run.started_at.astimezone(zone),
        due_at=result.due_at.astimezone(zone),
        warn_at=result.warn_at.astimezone(zone),
        steps=result.steps,
    )
    if result.suffix:
        return due
    due = replace(due, ended_at=run.ended_at, ended_by=run.ended_by, ending=run.ending, paused_since=since)
    return replace(due, steps=(*due.steps, *_how_it_ended(profile, due)))


def _how_it_ended(profile: Profile, due: Due) -> list[str]:
    if due.paused_since is not None:
        since = due.paused_since.astimezone(profile.calendar.zone)
        return [N_(_STANDS_STILL, day=said(since.date()), time=f"{since:%H:%M}")]
    if due.ended_at is None:
        return []
    when = due.ended_at.astimezone(profile.calendar.zone)
    by: dict[str, object] = {"fact": in_words(due.ended_by or ""), "day": said(when.date())}
    if due.ending == "cancelled":
        return [N_("Cancelled by %(fact)s on %(day)s: nothing is owed any more.", **by)]
    return [N_(_IN_TIME if due.ended_at <= due.due_at else _TOO_LATE, **by)]


_STANDS_STILL = N_("Waiting for the client since %(day)s, %(time)s: it stands still until then.")
_IN_TIME = N_("Satisfied by %(fact)s on %(day)s, in time.")
_TOO_LATE = N_("Satisfied by %(fact)s on %(day)s, too late.")


@dataclass(frozen=True, slots=True)
class Notice:
    """Whether a notice came inside the window. A late one is never dropped: `treatment` says how it is taken."""

    last_day: date
    timely: bool
    treatment: str
    steps: tuple[str, ...]


def notice(profile: Profile, anchor: date, received: datetime) -> Notice | None:
    """The notice window from the day of its anchor (statement or invoice sent); None: the profile has no window."""
    window = profile.notice_window
    if window is None:
        return None
    reckoned = Reckoning.window(profile, anchor)
    timely = received.astimezone(profile.calendar.zone).date() <= reckoned[0]
    late = N_("Received late: %(treatment)s.", treatment=N_(window.late.replace("_", " ")))
    received_so = N_("Received in time.") if timely else late
    return Notice(reckoned[0], timely, "regulated" if timely else window.late, (*reckoned[1], received_so))
