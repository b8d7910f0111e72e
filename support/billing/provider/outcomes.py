"""What became of an event."""

from __future__ import annotations

from dataclasses import dataclass

APPLIED, WAITING, NOTED, REFUSED = "applied", "waiting", "noted", "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """subject: the provider's id of what the event is about, or, while it waits, of what it waits for.

    now_known: ids that others may have waited for.
    """

    status: str
    reason: str = ""
    subject: str = ""
    now_known: tuple[str, ...] = ()


def waits_for(subject: str | None) -> Outcome:
    if not subject:
        return Outcome(NOTED, "It names nothing that the ledger could hold it against.")
    return Outcome(WAITING, f"{subject} is not in the ledger yet.", subject)
