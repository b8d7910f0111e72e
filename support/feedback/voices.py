"""What clients and colleagues say of us: kept by theme, answered by a measure or left with a reason, and told what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts.models import Person
from support.extensions import db
from support.feedback.events import VoiceHeard
from support.feedback.models import Opinion, Survey, Voice
from support.feedback.rights import Act, require
from support.feedback.themes import Theme
from support.kernel import clock
from support.kernel.errors import BadInput, JustChanged, RuleBroken
from support.kernel.paging import Page, cursor_of, keys_of
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

LONGEST_WORDS = 5000


def hear_survey(survey: Survey) -> list[Voice]:
    """A voice for each mark that calls for somebody to act, with the client's words; one for words with good marks."""
    low = policies.desk().alert_at
    marks = {Theme.DECISION: survey.score, Theme.CLARITY: survey.clarity, Theme.ACCURACY: survey.accuracy}
    bad = {theme: mark for theme, mark in marks.items() if mark is not None and mark <= low}
    if not bad and survey.words and survey.score is not None:
        bad = {Theme.OTHER: survey.score}
    by = survey.dispute.opened_by
    return [
        _heard(Voice(person_id=by.id, theme=theme, words=survey.words, score=mark, survey_id=survey.id))
        for theme, mark in bad.items()
    ]


def hear_opinion(opinion: Opinion) -> Voice:
    """What a client says unasked is about how clear a bill is: nothing else is told apart there."""
    return _heard(Voice(person_id=opinion.person_id, theme=Theme.CLARITY, words=opinion.words, opinion_id=opinion.id))


def speak(words: str, *, theme: Theme, by: Person) -> Voice:
    """A colleague says what hinders them. The same words again on the same day are the same voice."""
    require(by, Act.SPEAK)
    said = _needed(words, "words", N_("What hinders you"))
    with transaction():
        day = clock.now() - timedelta(days=1)
        same = select(Voice).where(Voice.person_id == by.id, Voice.words == said, Voice.at > day)
        return db.session.scalar(same) or _heard(Voice(person_id=by.id, theme=theme, words=said))


def _heard(voice: Voice) -> Voice:
    voice.at = clock.now()
    db.session.add(voice)
    db.session.flush()
    record(VoiceHeard(voice.id, voice.theme.value))
    return voice


def sort(voice_ids: Iterable[int], *, theme: Theme, by: Person) -> int:
    """They are about something else than we thought. Raises `RuleBroken` where the same answer is there already."""
    require(by, Act.DECIDE)
    with transaction():
        found = _waiting(voice_ids)
        answers = [voice.survey_id for voice in found if voice.survey_id is not None and voice.theme is not theme]
        twin = select(Voice.id).where(Voice.survey_id.in_(answers), Voice.theme == theme).limit(1)
        if len(set(answers)) < len(answers) or db.session.scalar(twin):
            raise RuleBroken(N_("The same answer is there already for “%(theme)s”.", theme=theme.label))
        for voice in found:
            voice.theme = theme
    return len(found)


def leave(voice_ids: Iterable[int], *, why: str, by: Person) -> int:
    """Nothing is to be done, for this reason. Returns how many."""
    require(by, Act.DECIDE)
    reason = _needed(why, "why", N_("The reason"))
    with transaction():
        found = _waiting(voice_ids)
        for voice in found:
            voice.left_why = reason
    return len(found)


def answer(voice_ids: Iterable[int], *, measure: str, by: Person) -> int:
    """`measure`, a task's public id, is to change what they are about. Returns how many."""
    require(by, Act.DECIDE)
    with transaction():
        found = _waiting(voice_ids)
        for voice in found:
            voice.measure = measure
    return len(found)


def _waiting(voice_ids: Iterable[int]) -> Sequence[Voice]:
    """Raises `BadInput` for none, `JustChanged` where a colleague has decided about one meanwhile."""
    ids = set(voice_ids)
    if not ids:
        raise BadInput(N_("Choose at least one."), field="voice")
    wanted = select(Voice).where(Voice.id.in_(ids)).order_by(Voice.id).with_for_update()
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).all()
    if len(found) < len(ids) or any(voice.measure or voice.left_why for voice in found):
        raise JustChanged
    return found


def untold(answered: Iterable[Voice]) -> list[Voice]:
    """Of those that a measure answers, the clients' that have not been told yet."""
    return [voice for voice in answered if voice.told_at is None and not voice.person.role.is_staff]


def told(measure: str) -> None:
    """Whoever said something that `measure` answers knows now what has changed."""
    here = update(Voice).where(Voice.measure == measure, Voice.told_at.is_(None))
    db.session.execute(here.values(told_at=clock.now()))


def of_measure(measure: str) -> Sequence[Voice]:
    wanted = select(Voice).where(Voice.measure == measure).order_by(Voice.id).options(joinedload(Voice.person))
    return db.session.scalars(wanted).all()


def of_person(person: Person, limit: int = 20) -> Sequence[Voice]:
    """What they have said themselves, the latest first."""
    wanted = select(Voice).where(Voice.person_id == person.id, Voice.survey_id.is_(None))
    return db.session.scalars(wanted.order_by(Voice.id.desc()).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class Wanted:
    """`state`: waiting, answered (by a measure), left or all."""

    theme: Theme | None = None
    state: str = "waiting"


STATES = {
    "waiting": N_("Nothing decided yet"),
    "answered": N_("A measure answers it"),
    "left": N_("Nothing is to be done"),
    "all": N_("All"),
}
_ARE = {
    "waiting": (Voice.measure.is_(None), Voice.left_why == ""),
    "answered": (Voice.measure.is_not(None),),
    "left": (Voice.left_why != "",),
}


def voices(wanted: Wanted, before: str | None = None, limit: int = 50) -> Page[Voice]:
    """The latest first. Raises `BadInput` for a page that is none."""
    rows = select(Voice).where(*_ARE.get(wanted.state, ())).order_by(Voice.id.desc()).limit(limit + 1)
    if wanted.theme is not None:
        rows = rows.where(Voice.theme == wanted.theme)
    if before:
        rows = rows.where(Voice.id < _place(before))
    joined = (
        joinedload(Voice.person).joinedload(Person.organisation),
        joinedload(Voice.survey).joinedload(Survey.dispute),
    )
    found = list(db.session.scalars(rows.options(*joined)))
    return Page(found[:limit], cursor_of(found[limit - 1].id) if len(found) > limit else None)


def _place(before: str) -> int:
    (found,) = keys_of(before, 1)
    if type(found) is not int:
        raise BadInput(N_("This page of the list is no longer there. Start again from its first page."), field="before")
    return found


def _needed(words: str, field: str, what: str) -> str:
    said = readable(words, field)
    if not said:
        raise BadInput(N_("%(what)s is missing: write a few words.", what=what), field=field)
    if len(said) > LONGEST_WORDS:
        raise BadInput(
            N_("Please keep it below %(longest_words)s characters.", longest_words=LONGEST_WORDS), field=field
        )
    return said
