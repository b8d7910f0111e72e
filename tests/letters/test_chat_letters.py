"""Letters about the chat: an answer for who has left, and a promise that was not kept."""

from collections.abc import Callable

from support.conversations import presence
from support.conversations import services as conversations
from support.correspondence.models import OutgoingLetter
from tests.conftest import Calendar
from tests.letters.conftest import Story, letters

Snapshot = Callable[..., OutgoingLetter]


def test_an_answer_in_the_chat_is_written_to_who_has_left(story: Story, snapshot: Snapshot) -> None:
    conversation = conversations.open_conversation(story.maria)
    conversations.hand_over(conversation, "client asked")
    conversations.reply(conversation, text="I have found your payment.", by=story.ana)
    conversations.reply(conversation, text="It is on the right invoice now.", by=story.ana)
    assert len(letters("chat_answered")) == 1
    assert snapshot("chat_answered").to_email == story.maria.email


def test_a_promised_answer_that_does_not_come_reaches_the_managers(
    story: Story, snapshot: Snapshot, calendar: Calendar
) -> None:
    conversation = conversations.open_conversation(story.maria)
    conversations.hand_over(conversation, "client asked")
    assert presence.report_missed_promises() == 0
    calendar.forward(days=1)
    assert presence.report_missed_promises() == 1
    assert presence.report_missed_promises() == 0
    assert snapshot("chat_waits").to_email == story.grace.email
