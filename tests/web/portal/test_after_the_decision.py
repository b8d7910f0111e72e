"""A decided dispute in the portal: the question that waits, what was answered, and what was credited stays to be seen."""

import pytest

from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.models import Invoice
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind
from support.extensions import db
from support.feedback.services import send_due_follow_ups
from support.kernel.money import Money
from tests import factories
from tests.pages import Pages


@pytest.fixture
def settled(invoice: Invoice, client_person: Person, agent: Person) -> Dispute:
    dispute = factories.make_dispute(invoice, [invoice.lines[2]], by=client_person)
    factories.investigated(dispute, by=agent)
    remedy = services.offer_settlement(
        dispute, kind=RemedyKind.GOODWILL, amount=Money(2000, "EUR"), words="As a sign of good will.", by=agent
    )
    services.accept_offer(remedy, by=client_person)
    return dispute


@pytest.fixture
def asked(settled: Dispute, calendar) -> Dispute:
    calendar.forward(days=8)
    send_due_follow_ups()
    return settled


def test_a_decision_says_by_when_we_ask_whether_it_is_right(portal: Pages, settled: Dispute) -> None:
    page = portal.get(f"/portal/disputes/{settled.reference}")
    assert "Next: We ask whether it is right now , by " in page.text
    assert "Answer the question" not in page.text


def test_a_settlement_rests_on_no_line_and_shows_no_credit_beside_one(portal: Pages, settled: Dispute) -> None:
    page = portal.get(f"/portal/disputes/{settled.reference}")
    assert "gives you €24.00 with tax" in page.text
    assert [cell.get_text() for cell in page.soup.select("table thead th")] == ["Charge", "Billed", "You say"]


def test_the_question_of_the_letter_waits_on_the_page_too(portal: Pages, asked: Dispute) -> None:
    portal.sign_in(asked.opened_by)
    page = portal.get(f"/portal/disputes/{asked.reference}")
    assert "Next: Your answer whether it is right now , by " in page.text
    question = portal.get(page.soup.find("a", string="Answer the question")["href"])
    assert question.heading == "Is it right now?"


def test_only_who_opened_a_dispute_is_asked_how_it_ended(pages: Pages, asked: Dispute) -> None:
    colleague = factories.make_person(Role.CLIENT, organisation=asked.organisation)
    page = pages.sign_in(colleague).get(f"/portal/disputes/{asked.reference}")
    assert "Answer the question" not in page.text


def test_a_low_answer_and_the_credit_before_it_stay_on_the_page_of_what_goes_on(portal: Pages, asked: Dispute) -> None:
    portal.sign_in(asked.opened_by)
    page = portal.get(f"/portal/disputes/{asked.reference}")
    question = portal.get(page.soup.find("a", string="Answer the question")["href"])
    portal.submit(question, "Send my answer", score="1", words="It took a week.")
    page = portal.get(f"/portal/disputes/{asked.reference}")
    assert "You said how satisfied you are: 1 of 5, “not at all” It took a week." in page.text
    assert "You keep what was credited before:" in page.text
    assert "€24.00 with tax" in page.text
    assert "Answer the question" not in page.text


def test_a_reason_that_was_not_given_is_not_put_into_the_clients_mouth(
    portal: Pages, invoice: Invoice, client_person: Person
) -> None:
    dispute = factories.make_dispute(invoice, [invoice.lines[2]], by=client_person)
    page = portal.submit(portal.get(f"/portal/disputes/{dispute.reference}"), "/withdraw")
    assert "You withdrew the dispute" in page.text
    assert "Withdrawn by the client" not in page.text


def test_nothing_is_said_to_be_on_hold_again_where_all_of_it_was_credited(
    portal: Pages, invoice: Invoice, client_person: Person, agent: Person, manager: Person
) -> None:
    line = invoice.lines[2]
    dispute = factories.make_dispute(invoice, [line], by=client_person)
    factories.investigated(dispute, by=manager)
    words = "The delivery was entered twice."
    amounts = {line.id: Money(line.net_minor, "EUR")}
    services.resolve_with_correction(dispute, kind=RemedyKind.CREDIT, amounts=amounts, explanation=words, by=manager)
    services.reopen(dispute, why="There is more.", by=manager)
    letter = db.session.query(OutgoingLetter).filter_by(kind="dispute_reopened").one()
    assert "is open again." in letter.text
    assert "on hold again" not in letter.text + letter.html
