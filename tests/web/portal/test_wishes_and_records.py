"""What a client asks for instead of our offer, and what they may take away as a file."""

import pytest

from support.accounts.models import Person
from support.billing.models import Invoice
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind
from support.disputes.states import Status
from support.kernel.money import Money
from tests import factories
from tests.pages import Pages


@pytest.fixture
def dispute(invoice: Invoice, client_person: Person) -> Dispute:
    return factories.make_dispute(invoice, [invoice.lines[2]], by=client_person)


@pytest.fixture
def offered(dispute: Dispute, agent: Person) -> Dispute:
    factories.investigated(dispute, by=agent)
    services.offer_settlement(
        dispute, kind=RemedyKind.GOODWILL, amount=Money(2000, "EUR"), words="As a sign of good will.", by=agent
    )
    return dispute


def test_the_client_asks_for_something_else_instead_of_the_offer(portal: Pages, offered: Dispute) -> None:
    page = portal.get(f"/portal/disputes/{offered.reference}")
    refused = portal.submit(page, "/counter", 422, counter_amount="1", counter_words="It is too little.")
    assert "Ask for more than" in refused.text
    assert "It is too little." in refused.text
    for _ in range(2):
        asked = portal.submit(page, "/counter", counter_amount="40,00", counter_words="We waited a morning.")
    assert "You asked for something else: €40.00 before tax We waited a morning." in asked.text
    assert "We made you an offer: €20.00 before tax" in asked.text
    assert offered.status is Status.INVESTIGATING
    assert [entry.action for entry in offered.history].count("counter_offer") == 1


def test_what_gives_no_money_is_offered_without_an_amount(portal: Pages, dispute: Dispute, agent: Person) -> None:
    factories.investigated(dispute, by=agent)
    services.offer_settlement(
        dispute, kind=RemedyKind.APOLOGY, amount=Money.zero("EUR"), words="We are sorry for the wait.", by=agent
    )
    page = portal.get(f"/portal/disputes/{dispute.reference}")
    assert "Our offer: apology" in page.text
    assert "0.00 before tax" not in page.text


def test_the_clients_file_says_what_the_page_says_and_nothing_internal(
    portal: Pages, dispute: Dispute, agent: Person, specialist: Person
) -> None:
    services.take(dispute, by=agent)
    services.add_note(dispute, words="canary", by=agent)
    services.escalate(dispute, why="canary of the desk", by=agent)
    services.share_progress(dispute, words="We have asked the driver.", by=services.take(dispute, by=specialist).owner)
    answer = portal.client.get(f"/portal/disputes/{dispute.reference}/record.json")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "We have asked the driver." in text
    assert "canary" not in text


def test_words_for_a_merged_dispute_reach_the_one_that_goes_on(
    portal: Pages, invoice: Invoice, client_person: Person, manager: Person
) -> None:
    first, second = (factories.make_dispute(invoice, [line], by=client_person) for line in invoice.lines[:2])
    services.merge(second, into=first, by=manager)
    page = portal.get(f"/portal/disputes/{second.reference}")
    assert f"Goes on as {first.reference}" in page.text
    page = portal.submit(page, "/statement", statement="I found the mail.")
    assert page.heading == f"Dispute {first.reference}"
    assert first.history[-1].facts["words"] == "I found the mail."
