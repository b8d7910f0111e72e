"""What people say becomes something to do: a task when a theme grows loud, a measure, and word to whoever had said it."""

from collections.abc import Iterable
from datetime import date

from support.accounts import queries as accounts
from support.accounts.models import Person
from support.accounts.roles import Role
from support.correspondence import improvement_letters
from support.extensions import db
from support.feedback import events as feedback
from support.feedback import trends, voices
from support.feedback.models import Survey, Voice
from support.feedback.rights import Act, require
from support.feedback.themes import Theme
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.prevention import handling, steps, tasks
from support.prevention.events import TasksDue
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task


def hear_survey(event: feedback.SurveyAnswered) -> None:
    voices.hear_survey(db.session.get_one(Survey, event.survey_id))


def watch_theme(event: feedback.VoiceHeard) -> None:
    """A theme that grows loud is a task for the managers, who hear of it at once; one a month and theme."""
    trend = trends.trend_of(Theme(event.theme))
    if not trend.is_urgent:
        return
    today = clock.today()
    said = {"theme": trend.theme.label, "now": trend.now, "usual": trend.usual}
    title = N_("Look at what people say (%(theme)s): %(now)s lately, usually %(usual)s", **said)
    made = handling.listen_to({f"{event.theme}:{today:%Y-%m}": title}, due_on=today)
    for manager in accounts.staff(Role.MANAGER) if made else ():
        record(TasksDue(manager.id, tuple(made)))


def improve(voice_ids: Iterable[int], *, title: str, due_on: date, owner: Person, by: Person) -> Task:
    """Plan the measure that answers these voices. Raises what `tasks.plan` and `voices.answer` raise."""
    with transaction():
        task = tasks.plan(title, due_on=due_on, owner=owner, by=by, kind=TaskKind.FEEDBACK)
        count = voices.answer(voice_ids, measure=task.public_id, by=by)
        steps.note(task, N_("answers what people said"), by=by, words=str(count))
    return task


def tell_what_changed(task: Task, *, words: str, by: Person) -> int:
    """Write to the clients whose words led to this measure, once it is done. Returns how many were written to.

    A second time it reaches only those who had not been told. Raises `RuleBroken` while the measure is not done.
    """
    require(by, Act.DECIDE)
    said = steps.needed(words, "words", N_("What has changed"))
    with transaction():
        if task.status is not TaskStatus.DONE:
            raise RuleBroken(N_("Tell them when it is done: until then nothing has changed."))
        waiting = voices.untold(voices.of_measure(task.public_id))
        people = {voice.person_id: voice for voice in waiting if voice.person.active}
        for voice in people.values():
            improvement_letters.what_changed(voice.person, voice.at, _own(voice, waiting), said, task.public_id)
        voices.told(task.public_id)
        steps.note(task, N_("clients told"), by=by, words=said)
    return len(people)


def _own(voice: Voice, waiting: Iterable[Voice]) -> list[str]:
    """What this person said, each once."""
    return list(dict.fromkeys(other.words for other in waiting if other.person_id == voice.person_id and other.words))
