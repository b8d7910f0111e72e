"""Saved replies: kept and shared, filled in for the dispute, and never sent with a place left open."""

import pytest
from flask import Flask

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import services as chats
from support.disputes import keeping_replies, services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind
from support.kernel.errors import BadInput, NotAllowed, NotFound
from support.kernel.money import Money
from support.kernel.places import filled_in, places_in
from tests import factories
from tests.pages import Pages

VISIT = "Hello {name}, we look into {reference} (invoice {invoice}). Somebody comes on {day of the visit}."


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    made = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    return services.take(made, by=agent)


@pytest.fixture
def visit(agent: Person) -> str:
    return keeping_replies.keep_reply(agent, title="Visit", words=VISIT, shared=True).public_id


def test_places_are_found_filled_in_and_left_where_nobody_knows() -> None:
    assert places_in("{a} {b c} {a} {} {\n} plain") == ["a", "b c"]
    assert filled_in("{Name} and {other}", {"name": "Maria"}) == "Maria and {other}"


def test_a_reply_is_put_into_a_form_and_refused_until_its_place_is_filled_in(
    pages: Pages, dispute: Dispute, agent: Person, visit: str
) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    page = pages.get(page.form("/progress").find("a", string="Visit")["href"].partition("#")[0])
    words = page.form("/progress").find("textarea").get_text()
    number = dispute.invoice.number
    assert words == (
        f"Hello Maria, we look into {dispute.reference} (invoice {number}). Somebody comes on {{day of the visit}}."
    )
    page = pages.submit(page, "/progress", 422)
    assert "“{day of the visit}” is still to be filled in. Nothing has been sent." in page.text
    assert page.form("/progress").find("textarea").get_text() == words
    page = pages.submit(page, "/progress", progress=words.replace("{day of the visit}", "Monday"))
    assert "The client has been told." in page.text


OPEN_WORDS = "We come on {day} and bring it with us."
SENDING = {
    "a question": lambda dispute, by: services.ask_client(dispute, question=OPEN_WORDS, by=by),
    "news": lambda dispute, by: services.share_progress(dispute, words=OPEN_WORDS, by=by),
    "reasons": lambda dispute, by: services.resolve_not_upheld(dispute, explanation=OPEN_WORDS, by=by),
    "a correction": lambda dispute, by: services.resolve_with_correction(
        dispute,
        kind=RemedyKind.ADJUST_CHARGE,
        amounts={dispute.lines[0].line_id: Money(100, "EUR")},
        explanation=OPEN_WORDS,
        by=by,
    ),
    "an offer": lambda dispute, by: services.offer_settlement(
        dispute, kind=RemedyKind.GOODWILL, amount=Money(100, "EUR"), words=OPEN_WORDS, by=by
    ),
}


@pytest.mark.parametrize("what", SENDING)
def test_no_word_to_a_client_leaves_with_an_open_place(what: str, client_person: Person, agent: Person) -> None:
    made = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    dispute = factories.investigated(made, by=agent)
    services.attach_document(dispute, kind="invoice", ref="INV", title="The invoice", by=agent)
    with pytest.raises(BadInput, match="is still to be filled in"):
        SENDING[what](dispute, agent)


def test_no_answer_in_a_chat_leaves_with_an_open_place(client_person: Person, agent: Person) -> None:
    conversation = chats.open_conversation(client_person)
    with pytest.raises(BadInput, match="still to be filled in"):
        chats.reply(conversation, text="On {day}.", by=agent)


def test_a_reply_is_its_owners_until_it_is_shared_with_the_team(
    pages: Pages, app: Flask, agent: Person, other_agent: Person, client_person: Person, visit: str
) -> None:
    page = pages.sign_in(agent).get("/desk/replies")
    page = pages.submit(page, "Keep the reply", 422, title="", words="Thank you.")
    assert "is missing" in page.text
    assert page.form("Keep the reply").find("textarea").get_text() == "Thank you."
    page = pages.submit(page, "Keep the reply", title="Thanks", words="Thank you.")
    assert [row.title for row in keeping_replies.replies_of(agent)] == ["Thanks", "Visit"]
    assert [row.title for row in keeping_replies.replies_of(other_agent)] == ["Visit"]
    assert keeping_replies.replies_of(client_person) == []
    assert keeping_replies.replies_of(factories.make_person(Role.AGENT, department="sales")) == []
    with pytest.raises(NotAllowed, match="Ana Ruiz's"):
        keeping_replies.forget_reply(visit, by=other_agent)
    with pytest.raises(NotFound):
        keeping_replies.forget_reply(keeping_replies.replies_of(agent)[0].public_id, by=other_agent)
    with pytest.raises(NotAllowed):
        keeping_replies.keep_reply(client_person, title="Mine", words="Words", shared=False)
    pages.submit(page, "Let “Thanks” go")
    assert [row.title for row in keeping_replies.replies_of(agent)] == ["Visit"]


@pytest.mark.parametrize(("title", "words"), [("x" * 61, "y"), ("x", "y" * 4001), ("x", " ")])
def test_a_reply_fits_or_is_refused(title: str, words: str, agent: Person) -> None:
    with pytest.raises(BadInput):
        keeping_replies.keep_reply(agent, title=title, words=words, shared=False)


def test_nobody_keeps_more_than_sixty(agent: Person) -> None:
    for number in range(keeping_replies.MOST):
        keeping_replies.keep_reply(agent, title=f"Reply {number}", words="Words", shared=False)
    with pytest.raises(BadInput, match="let one go"):
        keeping_replies.keep_reply(agent, title="One more", words="Words", shared=False)
