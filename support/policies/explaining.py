"""What a profile makes of a receipt, as the owner of a policy reads it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from support.policies.counting import Cycle, end_of_day
from support.policies.engine import Happening, due_moments, notice
from support.policies.profiles import Profile


def explain(
    profile: Profile, received: datetime, events: Sequence[Happening], *, cycle: Cycle | None = None
) -> list[dict[str, Any]]:
    """Every clock that has started, what-ifs too: `{name, due_at, unit, steps}`, `due_at` with the profile's offset."""
    dues = due_moments(profile, received, events, cycle=cycle, every=True)
    rows = [
        {"name": due.name, "due_at": due.due_at.isoformat(), "unit": due.unit, "steps": list(due.steps)} for due in dues
    ]
    return [*_window(profile, received, events), *rows]


def _window(profile: Profile, received: datetime, events: Sequence[Happening]) -> list[dict[str, Any]]:
    """The notice window, where its anchor is known. Whoever asserts again does so in the first window."""
    window = profile.notice_window
    anchors = [event.at for event in events if window is not None and event.name == window.anchor]
    if window is None or not anchors:
        return []
    given = [event.at for event in events if event.name == "reopened"]
    asserted = max([received, *given], key=lambda moment: moment.astimezone(UTC))
    found = notice(profile, profile.calendar.local(min(anchors)).date(), asserted)
    assert found is not None  # noqa: S101 — the profile has a window
    due = end_of_day(found.last_day, profile.calendar).astimezone(profile.calendar.zone)
    return [
        {"name": "notice_window", "due_at": due.isoformat(), "unit": window.length.unit, "steps": list(found.steps)}
    ]


def waiting_for(profile: Profile, events: Sequence[Happening]) -> list[str]:
    """The clocks that have not started, each with what would start it."""
    known = {"received", *(event.name for event in events)}
    return [
        f"{rule.name} (by {' or '.join(rule.start)})" for rule in profile.clocks if not known.intersection(rule.start)
    ]
