"""The table of states as a page: a diagram of what moves a dispute, and who may do what."""

from support.disputes.permissions import PERMISSIONS
from support.disputes.states import TRANSITIONS, Action, Status
from support.kernel.permissions import Predicate

HEAD = """# The life of a dispute

Printed by `flask states` from `support/disputes/states.py` and `support/disputes/permissions.py`; a test compares them.
Escalation is a tier (1 agent, 2 specialist, 3 manager) beside the status, not a status.
"""


def page() -> str:
    """Markdown with a Mermaid diagram."""
    return "\n".join([HEAD, "```mermaid", diagram(), "```", "", *_stays(), "", *_rights(), ""])


def diagram() -> str:
    moves: dict[tuple[str, str], list[str]] = {}
    for (before, action), after in TRANSITIONS.items():
        if before is not after:
            moves.setdefault((before.value, after.value), []).append(action.label)
    arrows = [f"    {before} --> {after}: {', '.join(labels)}" for (before, after), labels in moves.items()]
    names = [f"    {status.value}: {status.label}" for status in Status]
    start = f"    [*] --> {Status.RECEIVED.value}: Open"
    ends = [f"    {status.value} --> [*]" for status in (Status.CLOSED, Status.WITHDRAWN, Status.MERGED)]
    return "\n".join(["stateDiagram-v2", *names, start, *arrows, *ends])


def _stays() -> list[str]:
    """What may be done without moving the dispute, and in which statuses."""
    rows = ["## What leaves it where it is", "", "| action | while it is |", "| --- | --- |"]
    for action in Action:
        where = [before for (before, done), after in TRANSITIONS.items() if done is action and before is after]
        if where:
            said = "anything" if len(where) == len(Status) else ", ".join(status.label.lower() for status in where)
            rows.append(f"| {action.label} | {said} |")
    return rows


def _rights() -> list[str]:
    rows = ["## Who may do it", "", "Every condition of one alternative must hold.", ""]
    rows += ["| action | alternatives |", "| --- | --- |"]
    for action, clauses in PERMISSIONS.items():
        said = " **or** ".join(" and ".join(_said(predicate) for predicate in clause) for clause in clauses)
        rows.append(f"| {action.label} | {said} |")
    return rows


def _said(predicate: Predicate) -> str:
    return predicate.__name__.replace("_", " ")
