"""To clients who told us what was wrong: what has changed because of it."""

from collections.abc import Sequence
from datetime import datetime

from support.accounts.models import Person
from support.correspondence import dates, links
from support.correspondence.rendering import Speech
from support.correspondence.writing import write


def what_changed(to: Person, said_at: datetime, said: Sequence[str], words: str, measure: str) -> None:
    """`said`: the client's own words; `words`: what has changed, as a manager puts it."""
    speech = Speech(to)
    write(
        "what_changed",
        to,
        event=f"measure:{measure}",
        said_on=speech.day(said_at),
        said=list(said),
        words=words,
        by=speech.day(dates.answer_by()),
        link=links.client_chat(),
    )
