"""A client says something, and is answered: kept first, in order, once."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import answering, catching_up, queries, services
from support.conversations.gateway import BotReply, Busy, use_gateway
from support.conversations.models import Author, Conversation, Delivery, Message, Turn
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, NotFound, Unavailable
from support.kernel.transaction import transaction
from tests import factories
from tests.conversations.conftest import Assistant

Says = Callable[..., list[Message]]


def _transcript(conversation: Conversation) -> list[tuple[str, str]]:
    return [(message.author.value, message.text) for message in queries.messages_since(conversation)]


def test_a_message_is_answered_and_both_are_kept(says: Says, conversation: Conversation, assistant: Assistant) -> None:
    replies = says("Why was I charged twice?")
    assert [reply.text for reply in replies] == ["I see."]
    assert _transcript(conversation) == [("client", "Why was I charged twice?"), ("bot", "I see.")]
    assert queries.messages_since(conversation)[0].delivery is Delivery.ANSWERED
    assert conversation.answering_since is None


def test_the_message_is_stored_before_the_assistant_is_asked(
    says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    seen: list[list[tuple[str, str]]] = []
    assistant.does = lambda: seen.append(_transcript(conversation))
    says("Hello")
    assert seen == [[("client", "Hello")]]


def test_several_replies_keep_their_order(says: Says, assistant: Assistant) -> None:
    assistant.says = [BotReply("One."), BotReply("Two."), BotReply("Three.")]
    replies = says("Explain")
    assert [reply.text for reply in replies] == ["One.", "Two.", "Three."]
    assert [reply.seq for reply in replies] == [2, 3, 4]


def test_the_same_key_twice_is_one_message_with_the_first_answer(
    says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    first = says("Hello", key="the-key")
    again = says("Hello", key="the-key")
    assert [reply.id for reply in again] == [reply.id for reply in first]
    assert assistant.words == ["Hello"]
    assert len(queries.messages_since(conversation)) == 2


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_key_that_cannot_be_kept_is_refused(key: str, says: Says) -> None:
    with pytest.raises(BadInput):
        says("Hello", key=key)


def test_another_persons_conversation_is_not_there(conversation: Conversation, assistant: Assistant) -> None:
    stranger = factories.make_person(Role.CLIENT)
    with pytest.raises(NotFound):
        services.say(conversation, text="Hello", key="k", by=stranger)
    assert assistant.heard == []


def test_asking_inside_a_transaction_is_a_mistake_of_the_program(says: Says) -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction():
        says("Hello")


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/restart", "restart"),
        ("  //  /session_start", "session_start"),
        ('/inform{"invoice":"INV-1"}', 'inform{"invoice":"INV-1"}'),
        ("\u00a0/restart", "restart"),
        ("one\n\ntwo\tthree", "one two three"),
        ("null\x00byte and \x1b[31mcolour", "nullbyte and [31mcolour"),
    ],
)
def test_typed_text_is_never_a_command(typed: str, heard: str, says: Says, assistant: Assistant) -> None:
    says(typed)
    assert assistant.words == [heard]


def test_a_long_message_is_kept_whole_and_heard_in_part(
    says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    text = "charge " * 1500
    says(text)
    assert queries.messages_since(conversation)[0].text == text
    assert len(assistant.words[0]) <= 1000
    assert assistant.words[0].endswith("charge")


def test_a_message_too_long_to_keep_is_refused(says: Says) -> None:
    with pytest.raises(BadInput):
        says("x" * 100_001)


@pytest.mark.parametrize("text", ["", "   ", "🙄🙄🙄", "???", "//", None])
def test_a_message_without_words_gets_a_kind_answer(text: str | None, says: Says, assistant: Assistant) -> None:
    replies = says(text)
    assert [reply.text for reply in replies] == [answering.NO_WORDS]
    assert assistant.heard == []


def test_lone_surrogates_and_other_unwritable_letters_do_no_harm(says: Says, conversation: Conversation) -> None:
    says("broken \ud800 text")
    assert queries.messages_since(conversation)[0].text == "broken  text"


@pytest.mark.parametrize("trouble", [Unavailable("away"), []])
def test_no_answer_is_told_honestly_and_a_person_offered(
    trouble: object, says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    assistant.says = trouble  # type: ignore[assignment]
    replies = says("Why twice?")
    assert [(reply.author, reply.text) for reply in replies] == [(Author.SYSTEM, answering.NOTICE)]
    assert [button["title"] for button in replies[0].buttons] == ["Talk to a person"]
    assert queries.messages_since(conversation)[0].delivery is Delivery.UNANSWERED
    assert conversation.turn is Turn.BOT


def test_after_a_failure_the_assistant_takes_up_again(says: Says, assistant: Assistant) -> None:
    assistant.says = Unavailable("away")
    says("Hello")
    assistant.says = [BotReply("Back again.")]
    assert [reply.text for reply in says("Hello?")] == ["Back again."]


def test_a_busy_assistant_leaves_the_message_to_the_worker(
    says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    assistant.says = Busy("busy")
    assert says("Hello", key="k") == []
    assert conversation.answering_since is None
    assistant.says = [BotReply("At last.")]
    assert catching_up.answer_waiting() == 1
    assert [reply.text for reply in says("Hello", key="k")] == ["At last."]


def test_an_assistant_that_is_away_costs_one_try_a_round(assistant: Assistant, calendar) -> None:
    assistant.says = Busy("busy")
    people = [factories.make_person(Role.CLIENT) for _ in range(3)]
    for person in people:
        services.say(services.open_conversation(person), text="Hello", key="k", by=person)
    assistant.says = Unavailable("hung")
    assistant.heard.clear()
    assert catching_up.answer_waiting() == 1
    assert len(assistant.words) == 1
    catching_up.answer_waiting()
    catching_up.answer_waiting()
    assert len(assistant.words) == 3
    assert catching_up.answer_waiting() == 0


def test_the_worker_answers_several_conversations_at_once(assistant: Assistant) -> None:
    assistant.says = Busy("busy")
    people = [factories.make_person(Role.CLIENT) for _ in range(4)]
    for person in people:
        services.say(services.open_conversation(person), text="Hello", key="k", by=person)
    assistant.says, first = [BotReply("At last.")], len(assistant.words) + 1
    together = threading.Barrier(3, timeout=5)
    assistant.does = lambda: len(assistant.words) > first and together.wait()
    assert catching_up.answer_waiting() == 4
    assert not together.broken


def test_what_waits_behind_a_failure_gets_the_notice_unasked(
    says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    assistant.says = Busy("busy")
    says("First")
    says("Second")
    assistant.says = Unavailable("hung")
    assistant.heard.clear()
    says("Third")
    assert assistant.words == ["First"]
    assert [text for author, text in _transcript(conversation) if author == "system"] == [answering.NOTICE] * 3


def test_what_a_program_left_when_it_died_is_answered_later(
    says: Says, conversation: Conversation, assistant: Assistant, calendar
) -> None:
    assistant.does = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        says("First")
    with transaction():
        db.session.get_one(Conversation, conversation.id).answering_since = calendar.now
    assistant.does = lambda: None
    assert catching_up.answer_waiting() == 0
    calendar.forward(seconds=61)
    assert catching_up.answer_waiting() == 1
    assert _transcript(conversation) == [("client", "First"), ("bot", "I see.")]


def test_a_message_that_waited_too_long_gets_the_notice_instead(
    says: Says, conversation: Conversation, assistant: Assistant, calendar
) -> None:
    assistant.says = Busy("busy")
    says("First")
    calendar.forward(minutes=11)
    assistant.says = [BotReply("Rather late.")]
    catching_up.answer_waiting()
    assert _transcript(conversation)[1] == ("system", answering.NOTICE)


def test_waiting_messages_are_answered_in_order(says: Says, conversation: Conversation, assistant: Assistant) -> None:
    assistant.says = Busy("busy")
    says("First")
    says("Second")
    assistant.says = [BotReply("Answer.")]
    says("Third")
    assert assistant.words[-3:] == ["First", "Second", "Third"]


class Slow:
    """Takes its time, and counts how many it answers at once."""

    def __init__(self) -> None:
        self.inside, self.most, self.guard = 0, 0, threading.Lock()

    def answer(self, session: str, text: str) -> list[BotReply]:
        with self.guard:
            self.inside += 1
            self.most = max(self.most, self.inside)
        threading.Event().wait(0.05)
        with self.guard:
            self.inside -= 1
        return [BotReply(f"Re: {text}")]


def test_two_tabs_at_once_are_answered_one_after_the_other(
    app: Flask, conversation: Conversation, client_person: Person, assistant: Assistant
) -> None:
    slow = Slow()
    use_gateway(app, slow)
    conversation_id, person_id = conversation.id, client_person.id
    db.session.rollback()
    answers: dict[str, list[str]] = {}

    def tab(name: str) -> None:
        with app.app_context():
            mine, me = db.session.get_one(Conversation, conversation_id), db.session.get_one(Person, person_id)
            answers[name] = [reply.text for reply in services.say(mine, text=name, key=name, by=me)]
            db.session.remove()

    tabs = [threading.Thread(target=tab, args=(f"tab {number}",)) for number in range(4)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert slow.most == 1
    assert answers == {f"tab {number}": [f"Re: tab {number}"] for number in range(4)}


def test_staff_have_no_conversations_of_their_own(agent: Person) -> None:
    with pytest.raises(NotAllowed):
        services.open_conversation(agent)


def test_a_client_comes_back_to_the_same_conversation_for_a_month(client_person: Person, calendar) -> None:
    first = services.open_conversation(client_person)
    calendar.forward(days=30)
    assert services.open_conversation(client_person).id == first.id
    calendar.forward(days=1)
    assert services.open_conversation(client_person).id != first.id
