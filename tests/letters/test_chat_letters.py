"""Letters about the chat: an answer for who has left, and a promise that was not kept."""

import json
from collections.abc import Callable

from support.conversations import presence, sessions, transcript
from support.conversations import services as conversations
from support.conversations.models import Author, Delivery
from support.correspondence.models import OutgoingLetter
from support.kernel.transaction import transaction
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


def test_somebody_waiting_in_the_chat_reaches_the_owner_of_their_dispute(story: Story, snapshot: Snapshot) -> None:
    dispute = story.taken()
    conversation = conversations.open_conversation(story.maria)
    conversations.link_dispute(conversation.id, dispute)
    with transaction():
        words = "This is the third time!! One delivery, two charges."
        transcript.add(conversation, Author.CLIENT, words, person=story.maria, delivery=Delivery.ANSWERED)
        known = {"intent": "inform", "form": "dispute_form", "invoice": "INV-2026-0042", "reason": "duplicate"}
        sessions.session_for(conversation).understood = json.dumps(known)
    conversations.hand_over(conversation, "client asked")
    assert snapshot("hand_over").to_email == story.ana.email
