"""When a letter may leave: not in a client's night, and those to the staff in the hours in which their reader works."""

from datetime import date, datetime

from support.accounts.absences import away, next_at_work
from support.accounts.models import Person
from support.correspondence import nights
from support.disputes.models import Dispute
from support.kernel import clock
from support.kernel.transaction import memo

AT_ONCE = frozenset({"sign_in_link", "hand_over", "chat_waits"})
"""Somebody sits at a screen and waits for these."""


def _away() -> dict[int, date]:
    """Who is absent now: asked once for all the letters of a verb."""
    kept = memo()
    if "away" not in kept:
        kept["away"] = away()
    absent: dict[int, date] = kept["away"]
    return absent


def not_before(kind: str, reader: Person, dispute: Dispute | None) -> datetime | None:
    """None: at once. To the staff: when they are next at work, unless a clock of the dispute runs out before that."""
    now = clock.now()
    if not reader.role.is_staff:
        return nights.not_before(kind, reader, dispute, now)
    if kind in AT_ONCE:
        return None
    at_work = next_at_work(reader, _away().get(reader.id))
    due = dispute.next_due_at if dispute is not None else None
    if due is not None and now < due <= at_work:
        return None
    return at_work if at_work > now else None
