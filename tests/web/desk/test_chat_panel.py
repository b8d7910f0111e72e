"""What the desk sees before it answers a chat, and who is seen to type."""

import json

import pytest
from flask import Flask

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice
from support.conversations import presence, services, sessions
from support.conversations.models import Conversation
from support.conversations.saved_replies import REPLIES, words_of
from support.conversations.tone import Tone, tone_of
from support.extensions import db
from support.kernel.errors import NotFound
from support.kernel.transaction import transaction
from support.web.portal import transcript
from tests import factories
from tests.conftest import Calendar
from tests.pages import Pages


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    return factories.make_invoice(organisation, number="INV-2026-0042")


@pytest.fixture
def handed_over(client_person: Person, invoice: Invoice) -> Conversation:
    conversation = services.open_conversation(client_person)
    services.link_dispute(conversation.id, factories.make_dispute(invoice, by=client_person))
    services.hand_over(conversation, "client asked")
    return conversation


def test_the_panel_says_why_by_when_in_which_tone_and_about_what(
    handed_over: Conversation, agent: Person, pages: Pages
) -> None:
    page = pages.sign_in(agent).get(f"/desk/chats/{handed_over.public_id}").text
    for words in ("client asked", "Answer promised by", "Tone", "INV-2026-0042", "DSP-00001", "Decision", "e-mail too"):
        assert words in page


def test_the_panel_shows_what_the_assistant_understood_so_far(
    handed_over: Conversation, agent: Person, pages: Pages
) -> None:
    with transaction():
        session = sessions.session_for(db.session.get_one(Conversation, handed_over.id))
        known = {"invoice": "INV-2026-0042", "lines": ["3"], "reason": "duplicate", "claimed": "<b>0.00</b>"}
        session.understood = json.dumps({"intent": "inform", "form": "dispute_form", **known})
    page = pages.sign_in(agent).get(f"/desk/chats/{handed_over.public_id}").text
    for words in ("open a dispute", "INV-2026-0042", "Lines", "What is wrong", "<b>0.00</b>"):
        assert words in page
    assert "dispute_form" not in page


@pytest.mark.parametrize("sent", ["", "no JSON", "[]", '{"intent": 5, "lines": ["*"], "reason": ["?"]}'])
def test_an_assistant_that_tells_nonsense_breaks_no_panel(
    sent: str, handed_over: Conversation, agent: Person, pages: Pages
) -> None:
    with transaction():
        sessions.session_for(db.session.get_one(Conversation, handed_over.id)).understood = sent
    assert "Before you answer" in pages.sign_in(agent).get(f"/desk/chats/{handed_over.public_id}").text


def test_a_saved_reply_is_put_into_the_field_with_the_clients_name(
    handed_over: Conversation, agent: Person, pages: Pages
) -> None:
    services.take_over(handed_over, by=agent)
    page = pages.sign_in(agent).get(f"/desk/chats/{handed_over.public_id}?saved=hello").text
    assert words_of("hello", handed_over.person.first_name) in page
    assert words_of("nonsense", "Maria") == ""
    assert len({reply.key for reply in REPLIES}) == len(REPLIES)


def test_a_saved_reply_is_in_the_language_of_the_client_who_gets_it(
    handed_over: Conversation, agent: Person, pages: Pages
) -> None:
    services.take_over(handed_over, by=agent)
    handed_over.person.locale = "de_DE"
    db.session.commit()
    page = pages.sign_in(agent).get(f"/desk/chats/{handed_over.public_id}?saved=hello").text
    assert f"Guten Tag {handed_over.person.first_name}, ich habe alles oben gelesen" in page


def test_the_client_sees_that_a_person_is_typing_for_a_moment(
    handed_over: Conversation, agent: Person, calendar: Calendar
) -> None:
    taken = services.take_over(handed_over, by=agent)
    presence.note_typing(taken, agent)
    assert transcript.since(taken, 0).typing == f"{agent.first_name} is writing"
    calendar.forward(seconds=9)
    assert transcript.since(taken, 0).typing == ""


def test_the_desk_sees_whether_the_client_is_there(handed_over: Conversation, client_person: Person) -> None:
    assert presence.has_left(handed_over)
    presence.note_typing(handed_over, client_person)
    db.session.expire_all()
    assert not presence.has_left(handed_over)
    assert presence.is_typing(handed_over.client_typing_at)


def test_nobody_types_into_the_chat_of_another_client(app: Flask, handed_over: Conversation, agent: Person) -> None:
    other = factories.make_person(factories.Role.CLIENT, organisation=factories.make_organisation(name="Else Ltd"))
    with pytest.raises(NotFound):
        services.say(handed_over, text="hello", key="k", by=other)
    assert (
        app.test_client().post("/portal/chat/typing", data={"conversation": handed_over.public_id}).status_code >= 300
    )


@pytest.mark.parametrize(
    ("words", "tone"),
    [
        ("What is line 3?", Tone.CALM),
        ("I have asked for this again and again!!", Tone.UPSET),
        ("this is f***ing robbery", Tone.ANGRY),
        ("WHY DO YOU KEEP CHARGING ME", Tone.ANGRY),
        ("My husband died and I can't afford it", Tone.IN_NEED),
    ],
)
def test_the_tone_is_that_of_the_words(words: str, tone: Tone) -> None:
    assert tone_of([words]) is tone
