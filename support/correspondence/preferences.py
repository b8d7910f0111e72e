"""How somebody wants to be written to: with a page or as plain text, at once or once a day, with reminders or without."""

from collections.abc import Sequence

from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence import tokens
from support.correspondence.models import Detail, Format, LetterPreference, Rhythm
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import NotFound
from support.kernel.sayings import N_
from support.kernel.transaction import memo, transaction

REMINDERS = ("invoice_due_soon", "invoice_overdue", "instalment_due", "offer_reminder", "follow_up_reminder")
"""Nobody loses a right by not reading them, so they can be stopped; what is owed and promised stands in the portal."""


def of(person: Person) -> LetterPreference:
    """What was chosen; else every letter at once, with its page, and reminders (a row that is not stored).

    Asked once for all the letters of a verb.
    """
    kept: dict[int, LetterPreference | None] = memo().setdefault("preferences", {})
    if person.id not in kept:
        wanted = select(LetterPreference).where(LetterPreference.person_id == person.id)
        kept[person.id] = db.session.scalar(wanted)
    return kept[person.id] or _usual(person)


def _usual(person: Person) -> LetterPreference:
    return LetterPreference(
        person_id=person.id, format=Format.HTML, detail=Detail.FULL, rhythm=Rhythm.AT_ONCE, reminders=True
    )


def of_each(people: Sequence[Person]) -> dict[int, LetterPreference]:
    """What each of them chose, by `Person.id`, asked at once."""
    wanted = select(LetterPreference).where(LetterPreference.person_id.in_([person.id for person in people]))
    kept = {row.person_id: row for row in db.session.scalars(wanted)}
    return {person.id: kept.get(person.id) or _usual(person) for person in people}


def choose(*, form: Format, detail: Detail, rhythm: Rhythm, reminders: bool, by: Person) -> LetterPreference:
    """From now on `by` is written to like this; what is written already leaves as it was."""
    with transaction():
        row = _stored(by.id)
        row.format, row.detail, row.rhythm, row.reminders = form, detail, rhythm, reminders
        row.changed_at = clock.now()
        return row


def stop_reminders(token: str) -> None:
    """As the link in a reminder asks. Raises `NotFound` for a token we have not given out; a second time changes nothing."""
    person_id = tokens.read_stop_token(token)
    if person_id is None or db.session.get(Person, person_id) is None:
        raise NotFound(N_("This link is not known. Open the newest letter, or sign in."))
    with transaction():
        row = _stored(person_id)
        row.reminders, row.changed_at = False, clock.now()


def _stored(person_id: int) -> LetterPreference:
    db.session.get_one(Person, person_id, with_for_update=True)
    found = db.session.scalar(select(LetterPreference).where(LetterPreference.person_id == person_id))
    if found is None:
        found = LetterPreference(person_id=person_id, changed_at=clock.now())
        db.session.add(found)
    return found
