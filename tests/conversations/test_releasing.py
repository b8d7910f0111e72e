"""A chat does not wait for somebody who is away or has left."""

from collections.abc import Callable

from support.accounts.absences import enter_absence
from support.accounts.models import Person
from support.accounts.roles import Role
from support.accounts.staffing import close_account
from support.conversations import queries, services
from support.conversations.models import Conversation, Message, Turn
from support.conversations.releasing import release_chats
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.kernel import clock
from tests import factories

Says = Callable[..., list[Message]]


def called() -> list[str]:
    return [row.to_name for row in db.session.query(OutgoingLetter).filter_by(kind="hand_over")]


def test_a_client_who_waits_for_somebody_away_is_told_and_colleagues_are_called(
    says: Says, conversation: Conversation, agent: Person, other_agent: Person
) -> None:
    services.take_over(conversation, by=agent)
    says("Are you still there?")
    day = clock.today()
    enter_absence(agent, starts_on=day, ends_on=day, by=agent)
    db.session.refresh(conversation)
    assert (conversation.agent_id, conversation.turn) == (None, Turn.PERSON)
    assert "A colleague goes on with you here." in queries.messages_since(conversation)[-1].text
    assert called() == [other_agent.name]
    assert [row.conversation.id for row in queries.waiting_chats()] == [conversation.id]
    assert release_chats() == 0


def test_a_chat_that_was_answered_is_freed_without_a_word(
    says: Says, conversation: Conversation, agent: Person
) -> None:
    boss = factories.make_person(Role.MANAGER)
    says("Help")
    services.take_over(conversation, by=agent)
    services.reply(conversation, text="Done.", by=agent)
    before = len(queries.messages_since(conversation))
    close_account(agent, by=boss)
    db.session.refresh(conversation)
    assert conversation.agent_id is None
    assert len(queries.messages_since(conversation)) == before


def test_chats_of_whoever_is_there_stay(says: Says, conversation: Conversation, agent: Person) -> None:
    services.take_over(conversation, by=agent)
    assert release_chats() == 0
    db.session.refresh(conversation)
    assert conversation.agent_id == agent.id
