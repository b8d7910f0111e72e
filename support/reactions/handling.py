"""What the figures say of our own manner becomes a task for the managers: slow answers, and no to almost everything."""

from datetime import timedelta

from support.kernel import clock
from support.prevention.handling import look_at
from support.reports.shapes import Period, today
from support.reports.strictness import Hard, hard_on

WINDOW = timedelta(days=90)


def watch_handling() -> int:
    """Each owner, reason and client once a quarter, however long it goes on; returns how many are new."""
    last = today()
    found = hard_on(Period(last - WINDOW + timedelta(days=1), last))
    quarter = f"{last.year}-{(last.month - 1) // 3 + 1}"
    return look_at({f"{one.by}:{one.key}:{quarter}": _title(one) for one in found}, due_on=clock.today())


def _title(one: Hard) -> str:
    name = {"owner": one.name, "reason": f"“{one.name}”", "client": f"client {one.name}"}[one.by]
    said = []
    if one.is_rigid:
        said.append(f"{(one.refused or 0):.0%} of {one.decided} decisions are refusals")
    if one.late:
        said.append(f"{one.late:.0%} had a broken clock")
    return f"Look at how we decide ({name}): {', '.join(said)}"
