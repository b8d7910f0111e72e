"""The question after a decision, and the page that says how disputes work."""

import pytest

from support.accounts.models import Organisation, Person
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind
from support.disputes.states import Status
from support.extensions import db
from support.feedback.events import FollowUpDue
from support.feedback.models import Survey
from support.feedback.services import send_due_follow_ups
from support.kernel import transaction
from support.kernel.money import Money
from support.reactions import REACTIONS
from tests import factories
from tests.pages import Pages


@pytest.fixture
def asked(organisation: Organisation, client_person: Person, manager: Person, calendar) -> tuple[Dispute, str]:
    """A decided dispute whose follow-up has gone out, and the token of its link."""
    invoice = factories.make_invoice(organisation)
    dispute = factories.investigated(factories.make_dispute(invoice, by=client_person), by=manager)
    amounts = {invoice.lines[0].id: Money(10000, "EUR")}
    words = "The same delivery was billed twice."
    services.resolve_with_correction(dispute, kind=RemedyKind.CREDIT, amounts=amounts, explanation=words, by=manager)
    calendar.forward(days=8)
    tokens: list[str] = []
    listening = {**REACTIONS, FollowUpDue: (*REACTIONS[FollowUpDue], lambda event: tokens.append(event.token))}
    transaction.install(listening)
    try:
        assert send_due_follow_ups() == 1
    finally:
        transaction.install(REACTIONS)
    return dispute, tokens[0]


def test_a_good_score_thanks_and_closes(asked: tuple[Dispute, str], pages: Pages) -> None:
    dispute, token = asked
    page = pages.get(f"/survey/{token}")
    assert dispute.reference in page.text
    page = pages.submit(page, f"/survey/{token}", score="4", words="Fine.")
    assert page.heading == "Thank you"
    assert queries.dispute(dispute.id).status is Status.CLOSED
    survey = db.session.query(Survey).one()
    assert (survey.score, survey.words) == (4, "Fine.")


def test_a_bad_score_says_that_somebody_looks_again(asked: tuple[Dispute, str], pages: Pages) -> None:
    dispute, token = asked
    page = pages.submit(pages.get(f"/survey/{token}"), f"/survey/{token}", score="1")
    assert "not right yet" in page.text
    assert queries.dispute(dispute.id).status is Status.INVESTIGATING


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "5.0", "five", "٣"])
def test_only_one_to_five_counts_and_the_words_are_kept(score: str, asked: tuple[Dispute, str], pages: Pages) -> None:
    _, token = asked
    page = pages.submit(pages.get(f"/survey/{token}"), f"/survey/{token}", 422, score=score, words="My words")
    assert "Choose a number from 1 to 5" in page.text
    assert page.soup.find(id="words").get_text().strip() == "My words"


def test_an_answer_counts_once(asked: tuple[Dispute, str], pages: Pages) -> None:
    _, token = asked
    form = pages.get(f"/survey/{token}")
    pages.submit(form, f"/survey/{token}", score="5")
    assert "answered this already" in pages.submit(form, f"/survey/{token}", 409, score="1").text
    assert db.session.query(Survey).one().score == 5


def test_a_link_that_is_too_old_says_what_can_be_done(asked: tuple[Dispute, str], pages: Pages, calendar) -> None:
    _, token = asked
    calendar.forward(days=90)
    page = pages.get(f"/survey/{token}")
    assert "has passed" in page.text
    assert page.soup.select("main form") == []


def test_an_unknown_link_is_not_found(pages: Pages) -> None:
    pages.get("/survey/made-up", 404)


def test_the_policy_page_reads_its_dates_from_the_rules(pages: Pages) -> None:
    text = pages.get("/policies/disputes").text
    for words in ("Decision 10 business days", "Acknowledgement 15 minutes", "within 90 calendar days", "on hold"):
        assert words in text


def test_a_client_reads_the_rules_of_their_own_profile(
    pages: Pages, organisation: Organisation, client_person: Person
) -> None:
    organisation.policy_profile = "us_reg_z"
    db.session.commit()
    usual = pages.get("/policies/disputes").text
    assert pages.sign_in(client_person).get("/policies/disputes").text != usual
