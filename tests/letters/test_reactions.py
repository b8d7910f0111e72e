"""What follows from what: the chat, the clocks and the letters hear of it in the same transaction."""

import pytest

from support.conversations import queries as chats
from support.conversations import services as conversations
from support.conversations.models import Author, Message
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind
from support.disputes.states import Status
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.money import Money
from support.kernel.transaction import record, transaction
from support.sla.events import EscalationDue
from tests.letters.conftest import Story, letters


def _chat(story: Story, **more: object) -> tuple[Dispute, list[Message]]:
    """A dispute opened in Maria's chat."""
    conversation = conversations.open_conversation(story.maria)
    dispute = story.opened(conversation_id=conversation.id, **more)
    return dispute, chats.messages_since(conversation)


def _notices(story: Story) -> list[Message]:
    conversation = chats.latest_of(story.maria)
    assert conversation is not None
    return [message for message in chats.messages_since(conversation) if message.author is Author.SYSTEM]


def test_opening_acknowledges_and_names_the_day_that_the_clocks_say(story: Story) -> None:
    dispute, _ = _chat(story)
    assert dispute.status is Status.ACKNOWLEDGED
    assert dispute.respond_by is not None
    assert f"{dispute.respond_by.day} March 2026" in letters("dispute_acknowledged")[0].text


def test_a_dispute_opened_in_the_chat_belongs_to_it(story: Story) -> None:
    dispute, _ = _chat(story)
    (conversation,) = chats.conversations_of_dispute(dispute)
    assert conversation.person_id == story.maria.id
    assert [found.id for found in chats.disputes_of_conversation(conversation)] == [dispute.id]


def test_the_chat_hears_who_looks_what_is_asked_and_how_it_goes(story: Story) -> None:
    dispute, _ = _chat(story)
    services.take(dispute, by=story.ana)
    services.share_progress(dispute, words="We have asked the driver.", by=story.ana)
    services.ask_client(dispute, question="Which site?", by=story.ana)
    assert [notice.text for notice in _notices(story)] == [
        f"Ana from the billing desk is looking into {dispute.reference} now.",
        f"News about {dispute.reference}: We have asked the driver.",
        f"A question about {dispute.reference}: Which site?",
    ]
    assert all(notice.dispute_id == dispute.id for notice in _notices(story))


def test_an_offer_comes_into_the_chat_with_buttons_that_lead_to_it(story: Story) -> None:
    conversation = conversations.open_conversation(story.maria)
    remedy = story.offered()
    conversations.link_dispute(conversation.id, remedy.dispute)
    services.decline_offer(remedy, words="Too little.", by=story.maria)

    again = services.offer_settlement(
        remedy.dispute,
        kind=RemedyKind.GOODWILL,
        amount=Money.of("45", "EUR"),
        words="A little more for you.",
        by=story.ana,
    )
    notice = _notices(story)[-1]
    assert "€45.00 before tax" in notice.text
    assert "until 30 March 2026" in notice.text
    assert [(button["title"], button["payload"], button["kind"]) for button in notice.buttons] == [
        ("Accept the offer", f'/accept_resolution{{"offer": "{again.public_id}"}}', "primary"),
        ("Decline it", f'/reject_resolution{{"offer": "{again.public_id}"}}', "payload"),
    ]


def test_a_decision_comes_into_the_chat_with_a_way_to_go_on(story: Story) -> None:
    conversation = conversations.open_conversation(story.maria)
    dispute = story.investigated(story.sofia)
    conversations.link_dispute(conversation.id, dispute)
    services.resolve_not_upheld(dispute, explanation="The two deliveries were made to two sites.", by=story.sofia)
    notice = _notices(story)[-1]
    assert "found that the bill is right" in notice.text
    assert [button["payload"] for button in notice.buttons] == [
        f'/reject_resolution{{"outcome": "{dispute.reference}"}}'
    ]


def test_what_was_settled_offers_no_way_back(story: Story) -> None:
    conversation = conversations.open_conversation(story.maria)
    remedy = story.offered()
    conversations.link_dispute(conversation.id, remedy.dispute)
    services.accept_offer(remedy, by=story.maria)
    notice = _notices(story)[-1]
    assert "Credit note CN-2026-0001 gives you €48.00, tax included." in notice.text
    assert notice.buttons == []


def test_a_dispute_that_no_chat_knows_of_is_noted_nowhere(story: Story) -> None:
    dispute = story.taken()
    assert conversations.note_in_chat(dispute, "Something") == []


def test_a_verb_that_is_refused_leaves_no_letter_and_no_notice(story: Story) -> None:
    dispute, _ = _chat(story)
    services.take(dispute, by=story.ana)
    before = len(_notices(story))
    with pytest.raises(RuleBroken):
        services.resolve_not_upheld(dispute, explanation="There was no mistake at all here.", by=story.ana)
    assert letters("dispute_not_upheld") == []
    assert len(_notices(story)) == before


def test_a_rung_of_the_ladder_lifts_the_dispute_and_only_once(story: Story) -> None:
    dispute, _ = _chat(story)
    for _ in range(2):
        with transaction():
            record(EscalationDue(dispute.id, 2, "Three quarters of the time have passed.", "share:decision"))
    assert db.session.get_one(Dispute, dispute.id).tier == 2
    assert len(letters("dispute_escalated")) == 1
    assert "A specialist looks at" in _notices(story)[-1].text


def test_a_rung_reached_after_the_end_changes_nothing(story: Story) -> None:
    dispute = services.withdraw(story.taken(), why="My mistake", by=story.maria)
    with transaction():
        record(EscalationDue(dispute.id, 3, "The time has run out.", "breach:decision"))
    assert db.session.get_one(Dispute, dispute.id).tier == 1


def test_reopening_that_escalates_writes_one_letter_and_not_two(story: Story) -> None:
    dispute = story.not_upheld()
    services.reopen(dispute, why="I have new evidence.", by=story.maria)
    assert len(letters("dispute_escalated")) == 1
    assert letters("dispute_reopened") == []
