"""What people say of us is kept by theme, grows loud, is answered by a measure, and whoever said it hears what changed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.feedback import trends, voices
from support.feedback.models import FollowUp, Voice
from support.feedback.services import answer_survey, note_opinion, send_due_follow_ups, token_of
from support.feedback.themes import Theme
from support.kernel import clock
from support.kernel.errors import BadInput, JustChanged, NotAllowed, RuleBroken
from support.prevention import tasks
from support.prevention.kinds import TaskKind
from support.prevention.models import Task
from support.reactions import improving
from tests.conftest import Calendar
from tests.letters.conftest import Story


@pytest.fixture
def token(story: Story, calendar: Calendar) -> str:
    """What opens the survey of a dispute that was resolved a week ago."""
    story.resolved()
    calendar.forward(days=7)
    send_due_follow_ups()
    return token_of(db.session.scalars(select(FollowUp)).one())


def answered(token: str, **marks: Any) -> list[Voice]:
    answer_survey(token, **marks)
    return list(db.session.scalars(select(Voice).order_by(Voice.id)))


def heard(by: Person, count: int = 1, theme: Theme = Theme.WORK) -> list[Voice]:
    return [voices.speak(f"It hinders me, for the {number}th time.", theme=theme, by=by) for number in range(count)]


def measure(found: list[Voice], owner: Person, by: Person) -> Task:
    ids = [voice.id for voice in found]
    return improving.improve(ids, title="Write shorter", due_on=clock.today(), owner=owner, by=by)


def sent(to: Person) -> list[OutgoingLetter]:
    wanted = select(OutgoingLetter).where(OutgoingLetter.kind == "what_changed", OutgoingLetter.to_email == to.email)
    return list(db.session.scalars(wanted))


def test_each_low_mark_of_a_survey_is_a_voice_of_its_own_theme(token: str) -> None:
    found = answered(token, score=2, clarity=1, accuracy=5, words="I could not read it.")
    assert [(voice.theme, voice.score) for voice in found] == [(Theme.DECISION, 2), (Theme.CLARITY, 1)]
    assert {voice.words for voice in found} == {"I could not read it."}


def test_good_marks_with_words_are_one_voice_and_without_words_none(token: str) -> None:
    [voice] = answered(token, score=5, words="Ana was kind.")
    assert (voice.theme, voice.score) == (Theme.OTHER, 5)


def test_good_marks_without_words_ask_for_nothing(token: str) -> None:
    assert answered(token, score=4, clarity=5) == []


def test_what_a_client_says_unasked_is_about_how_clear_bills_are(client_person: Person) -> None:
    note_opinion("your bills are a riddle", by=client_person)
    note_opinion("your bills are a riddle", by=client_person)
    assert [voice.theme for voice in db.session.scalars(select(Voice))] == [Theme.CLARITY]


def test_the_same_words_twice_on_a_day_are_one_voice(agent: Person) -> None:
    assert heard(agent)[0].id == heard(agent)[0].id


def test_a_client_does_not_speak_where_colleagues_do(client_person: Person) -> None:
    with pytest.raises(NotAllowed, match="for the staff"):
        heard(client_person)


def test_who_has_left_says_nothing_more(agent: Person) -> None:
    agent.active = False
    db.session.commit()
    with pytest.raises(NotAllowed, match="no longer active"):
        heard(agent)


@pytest.mark.parametrize("words", ["", "   ", "x" * 5001])
def test_nothing_and_far_too_much_are_refused(agent: Person, words: str) -> None:
    with pytest.raises(BadInput):
        voices.speak(words, theme=Theme.WORK, by=agent)


def test_a_theme_that_grows_loud_is_a_task_and_a_letter_to_each_manager_once(agent: Person, manager: Person) -> None:
    heard(agent, 5)
    [task] = db.session.scalars(select(Task).where(Task.kind == TaskKind.FEEDBACK))
    assert "How we work with each other" in task.title
    assert [row.to_email for row in db.session.scalars(select(OutgoingLetter))] == [manager.email]


def test_what_is_said_as_often_as_ever_is_not_urgent(agent: Person, calendar: Calendar) -> None:
    now = calendar.now
    for month in range(6):
        calendar.now = now - timedelta(days=200 - 30 * month)
        for number in range(3):
            voices.speak(f"Month {month}, number {number}.", theme=Theme.SPEED, by=agent)
    calendar.now = now
    for number in range(3):
        voices.speak(f"Today, number {number}.", theme=Theme.SPEED, by=agent)
    [trend] = trends.trends()
    assert (trend.now, trend.is_urgent) == (3, False)


def test_a_measure_answers_what_was_said_and_the_clients_hear_of_it_when_it_is_done(
    client_person: Person, agent: Person, manager: Person
) -> None:
    note_opinion("your bills are a riddle", by=client_person)
    found = [*db.session.scalars(select(Voice)), *heard(agent)]
    task = measure(found, agent, manager)
    with pytest.raises(RuleBroken, match="when it is done"):
        improving.tell_what_changed(task, words="Each line says now what it is for.", by=manager)
    tasks.finish(task, outcome="New texts for all services.", by=agent)
    assert improving.tell_what_changed(task, words="Each line says now what it is for.", by=manager) == 1
    [letter] = sent(client_person)
    assert "> your bills are a riddle" in letter.text and "> Each line says now what it is for." in letter.text
    assert not sent(agent), "a colleague sees it on their page"
    assert improving.tell_what_changed(task, words="Once more.", by=manager) == 0


def test_several_words_of_one_client_are_one_letter(client_person: Person, agent: Person, manager: Person) -> None:
    for words in ("I cannot read them", "and they come late"):
        note_opinion(words, by=client_person)
    task = measure(list(db.session.scalars(select(Voice))), agent, manager)
    tasks.finish(task, outcome="Done.", by=agent)
    improving.tell_what_changed(task, words="They come on the first.", by=manager)
    [letter] = sent(client_person)
    assert "> I cannot read them" in letter.text and "> and they come late" in letter.text


def test_only_a_manager_decides_what_comes_of_it(agent: Person, other_agent: Person) -> None:
    found = heard(agent)
    for refused in (
        lambda: measure(found, agent, other_agent),
        lambda: voices.leave([found[0].id], why="It is rare.", by=other_agent),
        lambda: voices.sort([found[0].id], theme=Theme.SPEED, by=other_agent),
    ):
        with pytest.raises(NotAllowed, match="Only a manager"):
            refused()


def test_what_a_colleague_has_decided_meanwhile_is_not_decided_again(agent: Person, manager: Person) -> None:
    [voice] = heard(agent)
    voices.leave([voice.id], why="It was one bad day.", by=manager)
    with pytest.raises(JustChanged):
        measure([voice], agent, manager)
    assert db.session.scalars(select(Task)).all() == [], "no measure without what it answers"


def test_nothing_chosen_is_refused(manager: Person, agent: Person) -> None:
    with pytest.raises(BadInput, match="at least one"):
        measure([], agent, manager)


def test_one_answer_is_not_put_twice_under_one_theme(token: str, manager: Person) -> None:
    first, second = answered(token, score=1, clarity=1)
    with pytest.raises(RuleBroken, match="there already"):
        voices.sort([first.id], theme=Theme.CLARITY, by=manager)
    with pytest.raises(RuleBroken, match="there already"):
        voices.sort([first.id, second.id], theme=Theme.SPEED, by=manager)
    voices.sort([first.id], theme=Theme.SPEED, by=manager)
    assert first.theme is Theme.SPEED


def test_lists_are_by_theme_and_by_what_came_of_it_and_page_by_page(agent: Person, manager: Person) -> None:
    first, second, third = heard(agent, 3)
    voices.leave([second.id], why="It was one bad day.", by=manager)
    page = voices.voices(voices.Wanted(), limit=1)
    assert [row.id for row in page.rows] == [third.id]
    assert [row.id for row in voices.voices(voices.Wanted(), page.next).rows] == [first.id]
    assert [row.id for row in voices.voices(voices.Wanted(state="left")).rows] == [second.id]
    assert voices.voices(voices.Wanted(theme=Theme.PRICES, state="all")).rows == []
    with pytest.raises(BadInput, match="no longer there"):
        voices.voices(voices.Wanted(), "nonsense")
