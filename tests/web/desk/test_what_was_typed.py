"""What an agent typed is still there when it is refused, also where its form has gone meanwhile."""

import pytest

from support.accounts.models import Person
from support.conversations import services as chats
from support.conversations.models import Conversation, ConversationDispute
from support.disputes import services
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel.transaction import transaction
from tests import factories
from tests.pages import Pages

WORDS = "Both deliveries were signed for, on two different days."


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    made = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    return factories.investigated(made, by=agent)


@pytest.fixture
def chat(client_person: Person, agent: Person) -> Conversation:
    conversation = chats.open_conversation(client_person)
    chats.hand_over(conversation, "client asked")
    chats.take_over(conversation, by=agent)
    return conversation


def test_words_whose_form_is_gone_stand_beside_the_refusal(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    services.ask_client(dispute, question="Who signed?", by=agent)
    page = pages.submit(page, "/not-upheld", 409, reasons=WORDS)
    assert page.soup.find("form", id="send-not_upheld") is None
    kept = page.soup.find(id=str(page.soup.find("a", string="Go to what you typed.")["href"])[1:])
    assert kept.find("textarea").get_text() == WORDS
    assert "it cannot be done as things stand now" in page.text


def test_a_choice_alone_is_not_given_back_as_words(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    services.ask_client(dispute, question="Who signed?", by=agent)
    page = pages.submit(page, "/not-upheld", 422, reasons="")
    assert "What you typed" not in page.text
    assert page.soup.find("a", string="Go to what you typed.") is None


def test_an_answer_in_a_chat_that_is_refused_keeps_its_words(pages: Pages, chat: Conversation, agent: Person) -> None:
    page = pages.sign_in(agent).get(f"/desk/chats/{chat.public_id}")
    page = pages.submit(page, "/reply", 422, text="Please send us {document}.")
    assert "“{document}” is still to be filled in. Nothing has been sent." in page.text
    assert page.form("/reply").find("textarea").get_text() == "Please send us {document}."
    pages.submit(page, "/reply", text="Please send us the slip.")


def test_an_answer_whose_chat_a_colleague_has_ended_meanwhile_can_be_copied(
    pages: Pages, chat: Conversation, agent: Person
) -> None:
    page = pages.sign_in(agent).get(f"/desk/chats/{chat.public_id}")
    chats.hand_back(chat, by=agent)
    page = pages.submit(page, "/reply", 409, text=WORDS)
    assert page.soup.find("textarea", readonly=True).get_text() == WORDS


def test_an_answer_written_on_the_disputes_page_comes_back_there(
    pages: Pages, dispute: Dispute, chat: Conversation, agent: Person
) -> None:
    with transaction():
        db.session.add(ConversationDispute(conversation_id=chat.id, dispute_id=dispute.id))
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    page = pages.submit(page, "/reply", 422, text="Please send us {document}.")
    assert page.heading == dispute.reference
    assert page.form("/reply").find("textarea").get_text() == "Please send us {document}."
    assert "is still to be filled in" in page.form("/reply").get_text()


def test_a_made_up_place_to_come_back_to_is_refused_as_the_answer_was(
    pages: Pages, chat: Conversation, agent: Person
) -> None:
    page = pages.sign_in(agent).get(f"/desk/chats/{chat.public_id}")
    sent = {"csrf_token": page.form("/reply").find("input", attrs={"name": "csrf_token"})["value"]}
    answer = pages.client.post(
        f"/desk/chats/{chat.public_id}/reply", data={**sent, "text": "{open}", "back": "../../office"}
    )
    assert answer.status_code == 422
    assert "is still to be filled in" in answer.get_data(as_text=True)
