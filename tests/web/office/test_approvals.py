"""Managers approve what is above somebody's limit, or send it back; nobody approves their own."""

import pytest

from support.accounts.models import Organisation, Person
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.states import Status
from tests import factories
from tests.pages import Pages


@pytest.fixture
def waiting(organisation: Organisation, client_person: Person, agent: Person, manager: Person) -> Dispute:
    """A correction of 148.00 that an agent may not give alone."""
    invoice = factories.make_invoice(organisation, [{"unit_price": "148"}])
    dispute = factories.investigated(factories.make_dispute(invoice, by=client_person), by=agent)
    services.resolve_with_correction(
        dispute,
        kind=RemedyKind.ADJUST_CHARGE,
        amounts={invoice.lines[0].id: dispute.disputed},
        explanation="One delivery was entered twice; the second is credited.",
        by=agent,
    )
    return dispute


def test_a_manager_sees_everything_needed_and_approves(pages: Pages, waiting: Dispute, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/approvals")
    assert "€148.00" in page.text
    assert "The same delivery twice." in page.text

    pages.submit(page, "/approve", words="Right.")

    assert waiting.status is Status.RESOLVED
    assert waiting.remedies[0].approved_by_id == manager.id


def test_sent_back_it_is_with_its_owner_again(pages: Pages, waiting: Dispute, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/approvals")

    pages.submit(page, "/send-back", words="Check the second site too.")

    assert waiting.status is Status.INVESTIGATING
    assert waiting.remedies[0].status is RemedyStatus.SENT_BACK


def test_sending_back_needs_a_reason(pages: Pages, waiting: Dispute, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/approvals")

    refused = pages.submit(page, "/send-back", 422, words=" ")

    assert "What should change" in refused.text
    assert waiting.status is Status.AWAITING_APPROVAL
