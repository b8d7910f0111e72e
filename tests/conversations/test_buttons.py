"""Only a button that the assistant offered in this conversation can be pressed."""

from collections.abc import Callable

import pytest

from support.accounts.roles import Role
from support.conversations import queries, services
from support.conversations.gateway import BotButton, BotReply
from support.conversations.models import Conversation, Message
from support.kernel.errors import BadInput
from tests import factories
from tests.conversations.conftest import Assistant

Says = Callable[..., list[Message]]


def test_a_press_sends_the_payload_and_shows_the_title(
    says: Says, conversation: Conversation, assistant: Assistant
) -> None:
    assistant.says = [
        BotReply("Which one?", (BotButton("The first", '/inform{"line": "1"}'), BotButton("No", "/deny", primary=True)))
    ]
    offered = says("Charged twice")[0]
    assert [button["kind"] for button in offered.buttons] == ["payload", "primary"]
    says(button=(offered.id, 0))
    assert assistant.words[-1] == '/inform{"line": "1"}'
    assert queries.messages_since(conversation)[2].text == "The first"


@pytest.mark.parametrize("index", [-1, 2, 99])
def test_a_button_that_was_not_offered_cannot_be_pressed(index: int, says: Says, assistant: Assistant) -> None:
    assistant.says = [BotReply("Which one?", (BotButton("A", "/a"), BotButton("B", "/b")))]
    offered = says("Hello")[0]
    with pytest.raises(BadInput):
        says(button=(offered.id, index))


def test_a_button_of_another_conversation_cannot_be_pressed(says: Says, assistant: Assistant) -> None:
    assistant.says = [BotReply("Sure?", (BotButton("Yes", "/affirm"),))]
    foreign = says("Hello")[0]
    stranger = factories.make_person(Role.CLIENT)
    theirs = services.open_conversation(stranger)
    with pytest.raises(BadInput):
        services.say(theirs, text=None, button=(foreign.id, 0), key="k", by=stranger)


def test_buttons_that_read_the_same_can_be_told_apart(says: Says, assistant: Assistant) -> None:
    twins = (BotButton("Espresso", "/one"), BotButton("Espresso", "/two"), BotButton("Espresso", "/one"))
    assistant.says = [BotReply("Which?", twins)]
    offered = says("Hello")[0]
    assert [button["title"] for button in offered.buttons] == ["Espresso", "Espresso (2)"]
    says(button=(offered.id, 1))
    assert assistant.words[-1] == "/two"
