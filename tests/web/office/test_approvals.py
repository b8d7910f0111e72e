"""Managers approve what is above somebody's limit, or send it back; nobody approves their own."""

import pytest

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
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
    assert "Ana Ruiz may give €50.00 at once" in page.text

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


def test_a_refused_form_keeps_its_words_and_the_other_stays_empty(
    pages: Pages, waiting: Dispute, agent: Person, manager: Person
) -> None:
    page = pages.sign_in(manager).get("/office/approvals")
    services.send_back(waiting.remedies[0], words="Look again.", by=manager)

    refused = pages.submit(page, "/approve", 409, words="A note that took a while.")

    assert "has decided on this already" in refused.text


def test_a_manager_reads_the_clients_letter_before_approving(pages: Pages, waiting: Dispute, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/approvals")

    page = pages.submit(page, "Read the whole letter")

    assert "Nothing has been sent." in page.text
    assert "CN-" in page.text
    assert waiting.status is Status.AWAITING_APPROVAL
    assert waiting.remedies[0].status is RemedyStatus.AWAITING_APPROVAL


def test_a_manager_cannot_approve_what_is_above_their_own_limit(
    pages: Pages, client_person: Person, agent: Person, manager: Person
) -> None:
    invoice = factories.make_invoice(client_person.organisation, [{"unit_price": "6000"}])
    dispute = services.take(factories.make_dispute(invoice, by=client_person), by=manager)
    services.assign(dispute, to=factories.make_person(Role.MANAGER), by=manager)
    owner = dispute.owner
    assert owner is not None
    large = factories.investigated(dispute, by=owner)
    words = "All of it was entered twice; the second is credited."
    amounts = {invoice.lines[0].id: large.disputed}
    services.resolve_with_correction(large, kind=RemedyKind.ADJUST_CHARGE, amounts=amounts, explanation=words, by=owner)

    page = pages.sign_in(manager).get("/office/approvals")

    assert "above what you may give" in page.text
    assert not any(action.endswith("/approve") for action in page.actions())
