"""The steps beside the decision: asking, answering, passing on; the history of it all in words."""

import pytest

from support.accounts.models import Organisation, Person
from support.conversations import services as chats
from support.conversations.models import Conversation, Turn
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import CheckKind, RemedyKind, RootCause
from support.disputes.states import OPENED, Action, Status
from support.web.desk.happenings import TELLINGS, happenings
from tests import factories
from tests.pages import Page, Pages


@pytest.fixture
def conversation(client_person: Person) -> Conversation:
    return chats.open_conversation(client_person)


@pytest.fixture
def dispute(organisation: Organisation, client_person: Person, agent: Person, conversation: Conversation) -> Dispute:
    invoice = factories.make_invoice(organisation, [{"unit_price": "40"}])
    opened = factories.make_dispute(invoice, by=client_person, conversation_id=conversation.id)
    return services.take(opened, by=agent)


def _page(pages: Pages, dispute: Dispute) -> Page:
    return pages.get(f"/desk/disputes/{dispute.reference}")


def test_the_client_is_asked_and_their_answer_by_telephone_written_down(
    pages: Pages, dispute: Dispute, agent: Person
) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/ask-client", question="Which delivery was it?")
    assert dispute.status is Status.AWAITING_CLIENT
    page = pages.submit(page, "/answer", answer="The one of the third.")
    assert dispute.status is Status.INVESTIGATING
    assert "The client answered" in page.text


def test_one_can_go_on_without_an_answer(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/ask-client", question="Which delivery was it?")
    pages.submit(page, "/resume", resume_why="The note was found.")
    assert dispute.status is Status.INVESTIGATING


def test_it_is_given_to_a_colleague(pages: Pages, dispute: Dispute, agent: Person, other_agent: Person) -> None:
    page = _page(pages.sign_in(agent), dispute)
    page = pages.submit(page, "/assign", to=str(other_agent.id))
    assert dispute.owner_id == other_agent.id
    assert f"Owner: {other_agent.name}" in page.text
    assert f"Assigned to {other_agent.name}" in page.text


def test_nobody_chosen_is_said_beside_the_field(
    pages: Pages, dispute: Dispute, agent: Person, other_agent: Person
) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/assign", 422, to="")
    assert "Choose a colleague." in page.form("/assign").get_text()


def test_what_is_decided_can_be_opened_again(
    pages: Pages, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    services.withdraw(dispute, by=client_person)
    pages.submit(_page(pages.sign_in(agent), dispute), "/reopen", reopen_why="They meant another one.")
    assert dispute.status is Status.INVESTIGATING


def test_only_the_refused_form_is_filled_in_again(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.submit(
        _page(pages.sign_in(agent), dispute),
        "/checks/billing",
        422,
        billing_finding="Half a thought",
        billing_evidence="",
    )
    assert page.soup.find(id="billing_finding").get_text().strip() == "Half a thought"
    assert "What it rests on is missing" in page.soup.find(id="billing_evidence-error").get_text()
    opened = [part["id"] for part in page.soup.find_all("details", class_="act", open=True)]
    assert opened == ["form-billing"]


def test_the_longer_reading_stands_on_the_page_for_whoever_asks(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = _page(pages.sign_in(agent), dispute)
    assert "How the charges came about" not in [heading.get_text() for heading in page.soup.find_all("h2")]
    page = pages.get(page.link("Show how the charges came about"))
    assert "We have received your dispute" in page.text
    part = pages.client.get(f"/desk/disputes/{dispute.reference}/ledger").get_data(as_text=True)
    assert "How the charges came about" in part
    assert "<html" not in part


def test_the_chat_is_taken_over_and_answered_from_the_page(
    pages: Pages, dispute: Dispute, conversation: Conversation, agent: Person
) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/take-over")
    assert page.heading == dispute.reference
    assert conversation.turn is Turn.PERSON
    page = pages.submit(page, "/reply", text="I have found it.")
    assert page.heading == dispute.reference
    assert "I have found it." in page.text


def test_new_messages_of_a_chat_are_asked_for_by_number(
    pages: Pages, conversation: Conversation, agent: Person
) -> None:
    chats.take_over(conversation, by=agent)
    chats.reply(conversation, text="Good morning.", by=agent)
    pages.sign_in(agent)
    address = f"/desk/chats/{conversation.public_id}/since/"
    assert "Good morning." in pages.client.get(f"{address}0").get_data(as_text=True)
    assert pages.client.get(f"{address}{conversation.last_seq}").status_code == 204


def test_what_is_told_is_an_action_and_what_is_not_told_has_its_label(dispute: Dispute, agent: Person) -> None:
    assert set(TELLINGS) <= {OPENED, *Action}
    dispute.history[-1].action = "of_an_older_version"
    assert happenings(dispute, {})[0].title == "Of an older version"


def test_the_history_is_told_without_the_machinery(
    pages: Pages, dispute: Dispute, client_person: Person, agent: Person, other_agent: Person, manager: Person
) -> None:
    """No name of an action, no id, no bare decimal: what people say to each other."""
    _live_through(dispute, client_person, agent, other_agent)
    page = _page(pages.sign_in(agent), dispute)
    told = page.soup.find(id="history").get_text(" ")
    raw = {action.value for action in Action if "_" in action.value} | {
        dispute.remedies[0].public_id,
        "data_entry",
        "adjust_charge",
    }
    assert [word for word in raw if word in told] == []
    assert "Decided, upheld: correct the charge, €40.00" in told
    assert "€40.00 in dispute, line 1 of" in told
    assert "Only between us." in told
    assert len(happenings(dispute, {})) == dispute.history_length


def _live_through(dispute: Dispute, client: Person, agent: Person, other: Person) -> None:
    services.add_note(dispute, words="Only between us.", by=other)
    services.share_progress(dispute, words="We are comparing the notes.", by=agent)
    services.add_statement(dispute, words="It was on the third.", by=client)
    for kind in CheckKind:
        services.record_check(dispute, kind=kind, finding="Twice.", evidence="DLV-1", passed=False, by=agent)
    services.record_cause(dispute, root_cause=RootCause.DATA_ENTRY, by=agent)
    services.verify_line(dispute, dispute.lines[0], dispute.money(0), by=agent)
    amounts = {dispute.lines[0].line_id: dispute.disputed}
    words = "One delivery was entered twice. We credit the second."
    services.resolve_with_correction(
        dispute, kind=RemedyKind.ADJUST_CHARGE, amounts=amounts, explanation=words, by=agent
    )
