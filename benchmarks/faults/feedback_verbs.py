"""Verbs of what people say of us: saying it, deciding what comes of it, and telling what has changed."""

from sqlalchemy import select

from benchmarks.faults.verbs import Prepare, nothing
from support.extensions import db
from support.feedback import services as feedback
from support.feedback import voices
from support.feedback.models import Voice
from support.feedback.themes import Theme
from support.kernel import clock
from support.prevention import tasks
from support.prevention.models import Task
from support.reactions import improving
from tests.letters.conftest import Story


def _spoken(story: Story) -> None:
    voices.speak("Three pages for one question.", theme=Theme.WORK, by=story.ana)


def _heard(story: Story) -> None:
    feedback.note_opinion("I cannot read it.", by=story.maria)


def _voice() -> int:
    return db.session.scalars(select(Voice.id)).one()


def _improve(story: Story) -> None:
    improving.improve([_voice()], title="Write shorter", due_on=clock.today(), owner=story.ana, by=story.grace)


def _improved(story: Story) -> None:
    _heard(story)
    _improve(story)
    tasks.finish(_measure(), outcome="New texts.", by=story.ana)


def _measure() -> Task:
    return db.session.scalars(select(Task)).one()


FEEDBACK_VERBS: dict[str, tuple[Prepare, Prepare]] = {
    "feedback: note an opinion": (nothing, _heard),
    "feedback: say what hinders": (nothing, _spoken),
    "feedback: leave it": (_spoken, lambda s: voices.leave([_voice()], why="It was one day.", by=s.grace)),
    "feedback: give another theme": (_spoken, lambda s: voices.sort([_voice()], theme=Theme.SPEED, by=s.grace)),
    "feedback: plan what answers it": (_heard, _improve),
    "feedback: tell what has changed": (
        _improved,
        lambda s: improving.tell_what_changed(_measure(), words="Each line says what it is for.", by=s.grace),
    ),
}
