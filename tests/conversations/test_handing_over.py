"""Whose turn it is: the assistant's or a person's."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import queries, services
from support.conversations.gateway import BotReply
from support.conversations.models import Author, BotSession, Conversation, Delivery, Message, Turn
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken, Unavailable
from tests import factories
from tests.conversations.conftest import Assistant

Says = Callable[..., list[Message]]


def _texts(conversation: Conversation) -> list[str]:
    return [message.text for message in queries.messages_since(conversation)]


def test_a_person_who_takes_over_in_the_middle_of_an_answer_silences_the_assistant(
    says: Says, conversation: Conversation, assistant: Assistant, agent: Person
) -> None:
    assistant.does = lambda: services.take_over(conversation, by=agent) and None
    assistant.says = [BotReply("Too late."), BotReply("Much too late.")]
    assert says("Help") == []
    assert _texts(conversation) == ["Help", "Ana from the billing desk is here now."]
    assert queries.messages_since(conversation)[0].delivery is Delivery.UNANSWERED


def test_the_assistant_can_hand_over_in_the_middle_of_its_own_answer(
    says: Says, conversation: Conversation, assistant: Assistant, agent: Person
) -> None:
    assistant.does = lambda: services.hand_over(conversation, "client asked")
    replies = says("I want a human")
    assert [(reply.author, reply.text.startswith(services.HANDED_OVER)) for reply in replies] == [(Author.SYSTEM, True)]
    assert conversation.turn is Turn.PERSON


def test_while_a_person_has_the_turn_the_assistant_hears_nothing(
    says: Says, conversation: Conversation, assistant: Assistant, agent: Person
) -> None:
    services.take_over(conversation, by=agent)
    assert says("Are you there?") == []
    assert assistant.heard == []
    assert queries.messages_since(conversation)[-1].delivery is Delivery.UNANSWERED


def test_a_failure_offers_a_button_that_works_without_the_assistant(
    says: Says, conversation: Conversation, assistant: Assistant, agent: Person
) -> None:
    assistant.says = Unavailable("away")
    notice = says("Why twice?")[0]
    heard = len(assistant.heard)
    replies = says(button=(notice.id, 0))
    assert [reply.text.startswith(services.HANDED_OVER) for reply in replies] == [True]
    assert len(assistant.heard) == heard
    assert conversation.turn is Turn.PERSON
    assert "Talk to a person" in _texts(conversation)


def test_handing_over_twice_tells_the_client_and_the_desk_once(
    says: Says, conversation: Conversation, agent: Person, other_agent: Person
) -> None:
    says("Hello")
    services.hand_over(conversation, "client asked")
    services.hand_over(conversation, "not understood")
    assert len([text for text in _texts(conversation) if text.startswith(services.HANDED_OVER)]) == 1
    letters = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "hand_over")).all()
    assert sorted(letter.to_email for letter in letters) == sorted([agent.email, other_agent.email])
    assert "Hello" in letters[0].text
    assert conversation.handed_over_why == "client asked"


def test_a_persons_answer_reaches_the_client_and_settles_what_waited(
    says: Says, conversation: Conversation, client_person: Person, agent: Person
) -> None:
    services.hand_over(conversation, "client asked")
    says("Anybody?")
    sent = services.reply(conversation, text="  Ana here. I am looking.  ", by=agent)
    assert sent.author is Author.PERSON
    assert sent.text == "Ana here. I am looking."
    assert conversation.agent_id == agent.id
    assert {message.delivery for message in queries.messages_since(conversation)} == {Delivery.ANSWERED}


def test_the_same_answer_sent_twice_is_one(conversation: Conversation, agent: Person) -> None:
    services.take_over(conversation, by=agent)
    first = services.reply(conversation, text="Hello", by=agent, key="form-1")
    assert services.reply(conversation, text="Hello", by=agent, key="form-1").id == first.id


def test_a_person_cannot_speak_into_the_assistants_turn(conversation: Conversation, agent: Person) -> None:
    with pytest.raises(RuleBroken, match="Take the conversation over"):
        services.reply(conversation, text="Hello", by=agent)


def test_an_empty_answer_is_refused(conversation: Conversation, agent: Person) -> None:
    services.take_over(conversation, by=agent)
    with pytest.raises(BadInput):
        services.reply(conversation, text=" \n ", by=agent)


def test_clients_can_do_none_of_the_desks_work(conversation: Conversation, client_person: Person) -> None:
    for verb in (services.take_over, services.hand_back):
        with pytest.raises(NotAllowed):
            verb(conversation, by=client_person)
    with pytest.raises(NotAllowed):
        services.reply(conversation, text="I am the desk", by=client_person)


def test_an_agent_cannot_push_another_out_but_a_manager_can(
    conversation: Conversation, agent: Person, other_agent: Person, manager: Person
) -> None:
    services.take_over(conversation, by=agent)
    with pytest.raises(RuleBroken, match="Ana Ruiz"):
        services.take_over(conversation, by=other_agent)
    assert services.take_over(conversation, by=manager).agent_id == manager.id


def test_taking_over_twice_says_it_once(conversation: Conversation, agent: Person) -> None:
    services.take_over(conversation, by=agent)
    services.take_over(conversation, by=agent)
    assert len(_texts(conversation)) == 1


def test_only_when_handed_back_does_the_assistant_answer_again_and_from_a_fresh_start(
    says: Says, conversation: Conversation, assistant: Assistant, agent: Person
) -> None:
    says("Hello")
    services.take_over(conversation, by=agent)
    services.hand_back(conversation, by=agent)
    says("Hello again")
    sessions = [session for session, text in assistant.heard if text != "/session_start"]
    assert assistant.words == ["Hello", "Hello again"]
    assert sessions[0] != sessions[1]
    assert conversation.agent_id is None


def test_a_new_session_starts_with_a_greeting_that_nobody_sees(
    says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    says("One")
    says("Two")
    assert [text for _, text in assistant.heard] == ["/session_start", "One", "Two"]
    assert "Hello!" not in _texts(conversation)
    assert len(db.session.scalars(select(BotSession)).all()) == 1


def test_after_half_an_hour_of_silence_a_new_session_starts(says: Says, assistant: Assistant, calendar) -> None:
    says("One")
    calendar.forward(minutes=30)
    says("Two")
    calendar.forward(minutes=31)
    says("Three")
    sessions = [session for session, text in assistant.heard if text != "/session_start"]
    assert sessions[0] == sessions[1] != sessions[2]


def test_a_long_session_ends_at_the_first_pause_and_not_in_the_middle_of_a_form(
    says: Says, assistant: Assistant, calendar
) -> None:
    for number in range(42):
        says(f"message {number}")
    assert len({session for session, _ in assistant.heard}) == 1
    calendar.forward(minutes=3)
    says("after a pause")
    assert len({session for session, _ in assistant.heard}) == 2


def test_a_session_leads_to_its_conversation_and_a_guess_to_nothing(
    says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    says("Hello")
    token = assistant.heard[0][0]
    assert len(token) >= 32
    assert queries.conversation_of_session(token).id == conversation.id
    with pytest.raises(NotFound):
        queries.conversation_of_session(token[1:] + token[0])


def test_the_desk_sees_who_waits_longest_first(
    says: Says, conversation: Conversation, assistant: Assistant, agent: Person
) -> None:
    assert queries.waiting_chats() == []
    assistant.says = Unavailable("away")
    says("Why twice?")
    waiting = queries.waiting_chats()
    assert [(chat.conversation.id, [message.text for message in chat.unanswered]) for chat in waiting] == [
        (conversation.id, ["Why twice?"])
    ]
    services.take_over(conversation, by=agent)
    services.reply(conversation, text="Let me see.", by=agent)
    assert queries.waiting_chats() == []
    assert [chat.id for chat in queries.chats_of(agent)] == [conversation.id]


def test_staff_read_every_conversation_and_clients_their_own(
    conversation: Conversation, client_person: Person, agent: Person, other_agent: Person
) -> None:
    assert queries.conversation_with(conversation.public_id, seen_by=agent).id == conversation.id
    assert queries.conversation_with(conversation.public_id, seen_by=client_person).id == conversation.id

    with pytest.raises(NotFound):
        queries.conversation_with(conversation.public_id, seen_by=factories.make_person(Role.CLIENT))
