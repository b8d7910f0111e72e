"""Letters that the rules ask for, from the dispute's page; and a decision whose letter lacks a point keeps what was typed."""

from datetime import timedelta

import pytest

from support.accounts.models import Person
from support.correspondence import checklists
from support.correspondence.models import OutgoingLetter
from support.disputes.models import Dispute
from support.disputes.states import Status
from support.extensions import db
from support.kernel import clock
from tests.disputes.building import ready
from tests.letters.conftest import letters
from tests.pages import Page, Pages
from tests.web.desk.test_course import page_of


def opened(pages: Pages, dispute: Dispute, who: Person) -> Page:
    return page_of(pages.sign_in(who), dispute)


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    client_person.organisation.policy_profile = "us_reg_e"
    db.session.commit()
    return ready(client_person, agent)


def written(kind: str) -> OutgoingLetter:
    (letter,) = letters(kind)
    return letter


def test_the_client_is_told_that_it_takes_longer(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = opened(pages, dispute, agent)
    until = (clock.today() + timedelta(days=9)).isoformat()
    given = {"delay_why": "We wait for the carrier.", "delay_until": until}
    refused = pages.submit(page, "/delay", 422, **(given | {"delay_until": ""}))
    assert "We wait for the carrier." in refused.text
    after = pages.submit(refused, "/delay", **given)
    assert "The client reads why, and by when." in after.text
    assert "We wait for the carrier." in written("dispute_delayed").text


def test_the_credit_until_the_decision_and_its_end_are_told(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = opened(pages, dispute, agent)
    today = clock.today().isoformat()
    refused = pages.submit(page, "/credit-for-now", 422, credit_amount="5000", credit_on=today)
    assert "tax included" in refused.text
    after = pages.submit(refused, "/credit-for-now", credit_amount="10.50", credit_on=today)
    assert "Credited for the time being: €10.50" in after.text
    given = {"debit_on": today, "debit_why": "The delivery was signed for."}
    early = pages.submit(after, "/credit-for-now/end", 422, **given)
    assert "23 March 2026 is the first day for it" in early.text
    ended = pages.submit(early, "/credit-for-now/end", **given | {"debit_on": "2026-03-23"})
    assert "The credit for the time being was taken back: €10.50" in ended.text
    assert "€10.50" in written("provisional_credit_ended").text


def test_a_manager_says_our_last_word(pages: Pages, dispute: Dispute, agent: Person, manager: Person) -> None:
    assert "Say our last word" not in opened(pages, dispute, agent).text
    page = opened(pages, dispute, manager)
    pages.submit(page, "/recourse", last_words="Both deliveries were made.")
    assert "> Both deliveries were made." in written("dispute_deadlock").text


def test_no_credit_until_the_decision_is_offered_where_the_policy_knows_none(
    pages: Pages, client_person: Person, agent: Person
) -> None:
    assert "Credit it until the decision" not in opened(pages, ready(client_person, agent), agent).text


def test_a_decision_whose_letter_lacks_a_point_comes_back_with_its_text_and_says_what_is_missing(
    pages: Pages, client_person: Person, agent: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispute = ready(client_person, agent)
    monkeypatch.setattr(checklists, "missing", lambda letter, *rest: ["the colour of the van"])
    words, credit = "One delivery was billed twice.", {f"credit_{dispute.lines[0].line_id}": "25"}
    refused = pages.submit(opened(pages, dispute, agent), "/resolve", 409, explanation=words, **credit)
    assert "does not say: the colour of the van" in refused.text
    assert words in refused.text
    db.session.rollback()
    assert dispute.status is Status.INVESTIGATING
    assert letters("dispute_resolved_upheld") == []
