"""After a decision: what was promised is kept, what was wrong is taken back, and what belongs together is joined."""

import pytest

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.states import Status
from support.kernel.money import Money
from tests import factories
from tests.pages import Page, Pages

WORDS = "One delivery was entered twice. We credit the second."


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    invoice = factories.make_invoice(organisation, [{"unit_price": "40"}, {"unit_price": "30"}])
    factories.make_payment(invoice)
    return invoice


@pytest.fixture
def dispute(invoice: Invoice, client_person: Person, agent: Person) -> Dispute:
    return factories.investigated(factories.make_dispute(invoice, by=client_person), by=agent)


def _page(pages: Pages, dispute: Dispute) -> Page:
    return pages.get(f"/desk/disputes/{dispute.reference}")


def test_a_refund_is_decided_and_its_payment_recorded(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/resolve", kind="refund", explanation=WORDS)
    page = pages.submit(page, "/refund", refund_reference="BANK-77", refund_on="2026-03-16")
    assert "The refund was paid back: €48.00" in page.text


def test_a_day_that_is_missing_is_asked_for_beside_its_field(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/resolve", kind="refund", explanation=WORDS)
    page = pages.submit(page, "/refund", 422, refund_reference="BANK-77", refund_on="")
    assert "The day is missing" in page.form("/refund").get_text()
    assert page.form("/refund").find("input", attrs={"name": "refund_reference"})["value"] == "BANK-77"


def test_a_service_that_was_agreed_is_delivered(
    pages: Pages, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    words = "One more visit of the cleaners."
    page = _page(pages.sign_in(agent), dispute)
    pages.submit(page, "/offer", settlement="additional_service", amount="30", terms=words)
    services.accept_offer(dispute.remedies[0], by=client_person)
    page = pages.submit(_page(pages, dispute), "/delivery", delivered_on="2026-03-16")
    assert "The service was delivered" in page.text


def test_an_apology_needs_no_amount(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = _page(pages.sign_in(agent), dispute)
    pages.submit(page, "/offer", settlement="apology", terms="We are sorry that nobody called you back.")
    assert dispute.remedies[0].kind is RemedyKind.APOLOGY


def test_a_plan_is_offered_and_its_instalments_booked(
    pages: Pages, organisation: Organisation, client_person: Person, agent: Person
) -> None:
    unpaid = factories.make_invoice(organisation, [{"unit_price": "300"}])
    dispute = factories.investigated(factories.make_dispute(unpaid, by=client_person), by=agent)
    page = _page(pages.sign_in(agent), dispute)
    fields = {
        "plan_amount": "360",
        "instalments": "3",
        "first_due_on": "2026-04-15",
        "plan_words": "Pay it in three parts.",
    }
    pages.submit(page, "/plan", **fields)
    services.accept_offer(dispute.remedies[0], by=client_person)
    page = pages.submit(_page(pages, dispute), "/instalment", instalment_reference="PAY-9", instalment_on="2026-03-16")
    assert "An instalment came in: €120.00" in page.text


def test_a_manager_takes_back_a_credit_that_nobody_has_used(
    pages: Pages, dispute: Dispute, agent: Person, manager: Person
) -> None:
    amounts = {dispute.lines[0].line_id: Money(4000, "EUR")}
    services.resolve_with_correction(dispute, kind=RemedyKind.CREDIT, amounts=amounts, explanation=WORDS, by=agent)
    page = pages.submit(_page(pages.sign_in(manager), dispute), "/void", void_why="It went to the wrong account.")
    assert "Taken back: credit to the balance, €40.00" in page.text
    assert (dispute.status, dispute.remedies[0].status) == (Status.INVESTIGATING, RemedyStatus.VOID)


def test_an_agent_finds_no_way_to_take_a_credit_back(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/resolve", explanation=WORDS)
    assert not any(action.endswith("/void") for action in page.actions())


def test_two_disputes_are_linked_and_found_from_each_other(
    pages: Pages, dispute: Dispute, invoice: Invoice, client_person: Person, agent: Person
) -> None:
    other = factories.make_dispute(invoice, [invoice.lines[1]], by=client_person)
    pages.submit(_page(pages.sign_in(agent), dispute), "/links", other=other.reference.lower())
    page = pages.get(f"/desk/disputes/{other.reference}?with=ledger")
    assert f"Linked: {dispute.reference}" in page.text


def test_a_later_dispute_is_merged_into_the_older_and_goes_on_there(
    pages: Pages, dispute: Dispute, invoice: Invoice, client_person: Person, agent: Person
) -> None:
    later = services.take(factories.make_dispute(invoice, [invoice.lines[1]], by=client_person), by=agent)
    page = pages.submit(_page(pages.sign_in(agent), later), "/merge", into=dispute.reference)
    assert page.heading == dispute.reference
    assert f"Took in {later.reference}" in page.text
    assert f"Merged into {dispute.reference}" in _page(pages, later).text


def test_what_needs_no_more_authority_goes_down_again(
    pages: Pages, dispute: Dispute, agent: Person, specialist: Person
) -> None:
    services.escalate(dispute, why="Difficult.", by=agent)
    services.take(dispute, by=specialist)
    page = pages.submit(_page(pages.sign_in(specialist), dispute), "/hand-down", down_why="It is simple after all.")
    assert "Handed down to tier 1" in page.text
    assert dispute.tier == 1


def test_that_the_clients_service_suffers_is_seen_by_everybody(
    pages: Pages, dispute: Dispute, agent: Person, specialist: Person
) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/impact", impact="Their coffee machine is locked.")
    assert "service affected" in page.text
    assert dispute.status is Status.INVESTIGATING


def test_what_the_client_wrote_in_a_merged_dispute_is_read_where_it_goes_on(
    pages: Pages, dispute: Dispute, invoice: Invoice, client_person: Person, agent: Person
) -> None:
    later = factories.make_dispute(invoice, invoice.lines[1:], by=client_person, statement="Nobody came on Monday.")
    services.take(later, by=agent)
    page = pages.submit(_page(pages.sign_in(agent), later), "/merge", into=dispute.reference)
    words = page.soup.find("section", attrs={"aria-labelledby": "claim-title"}).get_text(" ")
    assert dispute.statement in words and "Nobody came on Monday." in words and later.reference in words
    services.unmerge(later, why="They are two matters.", by=agent)
    assert "Nobody came on Monday." not in _page(pages, dispute).soup.find(id="ledger").get_text(" ")
