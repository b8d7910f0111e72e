"""The desk's own numbers: hours, authority limits, the escalation ladder, offers, follow-up, assignment, ways to be paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from support.kernel.calendar import Calendar
from support.kernel.money import Money
from support.policies import reading
from support.policies.calendars import read_calendar
from support.policies.paying import Way, read_ways
from support.policies.prevention import Prevention, read_prevention
from support.policies.reading import Table
from support.policies.staffing import ROLES, Assignment, Department, read_assignment, read_departments

PERIODS = ("day", "week", "month")
TRIGGERS = (
    "share",
    "breach",
    "amount",
    "contacts",
    "service_impact",
    "client_asks",
    "rejection",
    "low_score",
    "agent_asks",
)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a role may give without asking, in a currency's major units, net of tax.

    `remedy`: one remedy; `dispute`: all remedies of one dispute, whoever gave them; then all that one person has given
    in a day, a week and a month.
    """

    remedy: str
    dispute: str
    day: str
    week: str
    month: str

    def of(self, what: str, currency: str) -> Money:
        return Money.of(getattr(self, what), currency)


@dataclass(frozen=True, slots=True)
class Rung:
    """One trigger of the ladder: when `trigger` fires, the dispute goes to `tier` (0: one higher). `why` is said to people.

    `clock` and `share` belong to the triggers share and breach, `over` (major units) to amount, `count` to contacts.
    """

    trigger: str
    tier: int
    why: str
    clock: str
    share: float
    over: str
    count: int


@dataclass(frozen=True)
class Desk:
    """`limits` is keyed by role, remedy kind (or "*") and currency (or "*")."""

    calendar: Calendar
    internal_profile: str
    limits: dict[tuple[str, str, str], Limit]
    ladder: tuple[Rung, ...]
    departments: tuple[Department, ...]
    assignment: Assignment
    confirm_after_minutes: int
    offer_expires_days: int
    offer_reminder_days: int
    offer_close_days: int
    instalment_reminder_days: int
    grace_days: int
    reopen_days: int
    follow_up_days: int
    follow_up_reminder_days: int
    survey_valid_days: int
    satisfied_from: int
    alert_at: int
    progress_words_least: int
    prevention: Prevention
    chat_answer_minutes: int
    ways_to_pay: tuple[Way, ...]

    @property
    def timezone(self) -> str:
        return self.calendar.timezone

    @property
    def reopen_window(self) -> timedelta:
        return timedelta(days=self.reopen_days)

    def limit(self, role: str, remedy: str, currency: str) -> Limit | None:
        """The limit of `role` for this kind of remedy; None: no authority at all. The most particular line counts."""
        for kind in (remedy, "*"):
            for money in (currency, "*"):
                found = self.limits.get((role, kind, money))
                if found is not None:
                    return found
        return None

    @property
    def home(self) -> Department:
        """Where new disputes come."""
        return next(department for department in self.departments if department.home)

    def department(self, name: str) -> Department:
        """The department of that name. Whoever is in none that there is, is at home."""
        return next((department for department in self.departments if department.name == name), self.home)

    def calendar_in(self, timezone: str) -> Calendar:
        """The desk's hours, as the clock of another zone shows them: when somebody who lives there works."""
        return _moved(self.calendar, timezone)

    def rungs(self, trigger: str) -> Iterable[Rung]:
        return (rung for rung in self.ladder if rung.trigger == trigger)


@lru_cache(maxsize=200)
def _moved(calendar: Calendar, timezone: str) -> Calendar:
    return calendar if timezone == calendar.timezone else replace(calendar, timezone=timezone)


def read_desk(path: Path) -> Desk:
    """Raises `PolicyError` with file and key for anything that cannot be followed."""
    with reading.file(path) as table:
        calendar = read_calendar(table.table("calendar"))
        numbers = {**_offers(table.table("offers")), **_after(table.table("after_decision"))}
        return Desk(
            calendar=calendar,
            internal_profile=table.text("internal_profile"),
            limits=_limits(table),
            ladder=tuple(_rung(row) for row in table.tables("ladder")),
            departments=read_departments(table),
            assignment=read_assignment(table.table("assignment")),
            confirm_after_minutes=table.count("confirm_after_minutes", 15, least=1),
            progress_words_least=table.count("progress_words_least", 10),
            prevention=read_prevention(table.table("prevention")),
            chat_answer_minutes=_chat(table.table("chat")),
            ways_to_pay=read_ways(table),
            **numbers,
        )


def _chat(table: Table) -> int:
    with table:
        return table.count("answer_minutes", least=1)


def _offers(table: Table) -> dict[str, int]:
    with table:
        return {
            "offer_expires_days": table.count("expires_days", least=1),
            "offer_reminder_days": table.count("reminder_days", least=1),
            "offer_close_days": table.count("close_days", least=1),
            "instalment_reminder_days": table.count("instalment_reminder_days", least=1),
        }


def _after(table: Table) -> dict[str, int]:
    with table:
        return {
            "grace_days": table.count("grace_days", least=10),
            "reopen_days": table.count("reopen_days", least=1),
            "follow_up_days": table.count("follow_up_days", least=1),
            "follow_up_reminder_days": table.count("follow_up_reminder_days", least=1),
            "survey_valid_days": table.count("survey_valid_days", least=1),
            "satisfied_from": table.count("satisfied_from", least=1),
            "alert_at": table.count("alert_at", least=1),
        }


def _limits(table: Table) -> dict[tuple[str, str, str], Limit]:
    found: dict[tuple[str, str, str], Limit] = {}
    for row in table.tables("limits"):
        with row:
            key = (row.choice("role", ROLES), row.text("remedy_kind", "*"), row.text("currency", "*"))
            found[key] = limit = Limit(**{part: row.text(part) for part in Limit.__dataclass_fields__})
        _check_limit(row, limit)
    missing = [role for role in ROLES if (role, "*", "*") not in found]
    if missing:
        raise table.wrong(f"no general limit is set for {missing[0]}")
    return found


def _check_limit(row: Table, limit: Limit) -> None:
    parts = [limit.of(part, "EUR") for part in ("remedy", "dispute", "day", "week", "month")]
    if parts[0] > parts[1]:
        raise row.wrong("one remedy may not exceed what its whole dispute may get")
    if parts[2:] != sorted(parts[2:]) or parts[0] < Money.zero("EUR"):
        raise row.wrong("a day's limit is not above a week's, nor a week's above a month's")


def _rung(table: Table) -> Rung:
    with table:
        rung = Rung(
            trigger=table.choice("trigger", TRIGGERS),
            tier=table.count("tier", 0),
            why=table.text("why"),
            clock=table.text("clock", ""),
            share=table.share("share", 1.0),
            over=table.text("over", ""),
            count=table.count("count", 0),
        )
    if rung.tier > 3 or rung.tier == 1:
        raise table.wrong("a dispute goes to tier 2 or 3, or with 0 one higher")
    if rung.trigger in ("share", "breach") and not rung.clock:
        raise table.wrong("“clock” names the clock that is watched")
    return rung
