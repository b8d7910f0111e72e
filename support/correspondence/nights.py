"""Clients are not written to at night by their own clock, unless waiting would miss a deadline; and the daily letter."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from support import policies
from support.accounts.models import Person
from support.disputes.models import Dispute

AT_ONCE = frozenset(
    {
        "sign_in_link",
        "dispute_acknowledged",
        "hand_over",
        "chat_waits",
        "letter_bounced",
    }
)
"""Somebody waits for it this minute, or we have promised it within minutes: it goes at any hour."""

BY_ITSELF = AT_ONCE | {
    "digest",
    "client_asked",
    "dispute_resolved_upheld",
    "dispute_settled",
    "dispute_not_upheld",
    "dispute_delayed",
    "dispute_deadlock",
    "provisional_credit",
    "provisional_credit_ended",
    "offer_made",
    "follow_up",
    "closing_announced",
    "deadline_missed",
    "mail_answered",
    "mail_received",
    "chat_answered",
}
"""Something has to be done or can be lost: it never waits for the daily letter."""


def not_before(kind: str, person: Person, dispute: Dispute | None, now: datetime) -> datetime | None:
    """The end of the reader's night, where the letter can wait for it; None when it may leave now."""
    morning = end_of_night(person.timezone, now)
    if kind in AT_ONCE or morning is None or (dispute is not None and _demanded(dispute, morning)):
        return None
    return morning


def _demanded(dispute: Dispute, morning: datetime) -> bool:
    """Whether something that we owe falls due before the morning: the letter may be what satisfies it."""
    return any(due is not None and due <= morning for due in (dispute.next_due_at, dispute.respond_by))


def end_of_night(timezone: str, now: datetime) -> datetime | None:
    """When the quiet hours that `now` lies in come to an end (UTC); None in the daytime."""
    numbers = policies.correspondence()
    local = now.astimezone(ZoneInfo(timezone))
    minute = local.hour * 60 + local.minute
    begin, end = numbers.quiet_from, numbers.quiet_until
    quiet = begin <= minute < end if begin < end else minute >= begin or minute < end
    return _next(timezone, end, now) if quiet else None


def next_digest(timezone: str, now: datetime) -> datetime:
    return _next(timezone, policies.correspondence().digest_at, now)


def _next(timezone: str, minute: int, now: datetime) -> datetime:
    """The next time that it is so many minutes after midnight there, by the clock on the wall (UTC)."""
    zone = ZoneInfo(timezone)
    day = now.astimezone(zone).date()
    while True:
        hour, rest = divmod(minute % (24 * 60), 60)
        found = datetime(day.year, day.month, day.day, hour, rest, tzinfo=zone).astimezone(UTC)
        if found > now:
            return found
        day += timedelta(days=1)
