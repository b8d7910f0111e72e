"""When people are at their desks, and by when a client who asks for one has an answer."""

from datetime import datetime, timedelta
from itertools import groupby

from support import policies
from support.accounts.models import Person
from support.kernel import clock, words
from support.kernel.calendar import Calendar, Span
from support.kernel.sayings import N_

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def answer_due(asked_at: datetime) -> datetime:
    """By when a person answers: so many working minutes from then (`answer_minutes` of the desk's numbers)."""
    desk = policies.desk()
    return desk.calendar.add(asked_at, timedelta(minutes=desk.chat_answer_minutes))


def somebody_is_there() -> bool:
    return policies.desk().calendar.is_working(clock.now())


def promise(due: datetime, reader: Person) -> str:
    """What a client who asked for a person is told: honest about the hours, with the moment in their own time."""
    by = words.moment(due, reader.timezone, reader.locale)
    if somebody_is_there():
        return N_("You have an answer here by %(by)s.", by=by)
    return N_(
        "Nobody is at their desk just now. Our people work %(hours)s. You have an answer by %(by)s, "
        "and an e-mail tells you when it is here: you need not wait.",
        hours=hours(),
        by=by,
    )


def hours() -> str:
    """“Monday to Thursday 09:00 to 12:30 and 13:00 to 17:30, Friday …, London time”."""
    calendar: Calendar = policies.desk().calendar
    parts = []
    for spans, group in groupby(zip(DAYS, calendar.week, strict=True), key=lambda day: day[1]):
        named = [name for name, _ in group]
        if spans:
            parts.append(f"{named[0]}{f' to {named[-1]}' if len(named) > 1 else ''} {_spans(spans)}")
    return f"{', '.join(parts)}, {calendar.timezone.rpartition('/')[2].replace('_', ' ')} time"


def _spans(spans: tuple[Span, ...]) -> str:
    return " and ".join(f"{_clock(span.start)} to {_clock(span.end)}" for span in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
