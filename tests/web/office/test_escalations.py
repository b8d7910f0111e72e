"""Escalations: who has them, why they came up, by when; given to somebody else without opening them."""

import pytest

from support.accounts.models import Organisation, Person
from support.disputes import services
from support.disputes.models import Dispute
from tests import factories
from tests.pages import Pages


@pytest.fixture
def escalated(organisation: Organisation, client_person: Person, agent: Person, specialist: Person) -> Dispute:
    dispute = factories.make_dispute(factories.make_invoice(organisation), by=client_person)
    return services.escalate(dispute, why="The contract is missing.", by=agent)


def test_the_list_says_why_and_who_has_it(pages: Pages, escalated: Dispute, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/escalations")
    for words in (escalated.reference, "The contract is missing.", "Sofia Lindqvist"):
        assert words in page.text


def test_it_is_given_to_somebody_else_from_the_list(pages: Pages, escalated: Dispute, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/escalations")
    page = pages.submit(page, f"/{escalated.reference}/assign", to=str(manager.id))
    assert escalated.owner_id == manager.id
    assert f"{escalated.reference} is with {manager.name} now." in page.text


def test_nobody_below_its_tier_is_offered(pages: Pages, escalated: Dispute, agent: Person, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/escalations")
    assert str(agent.id) not in [option["value"] for option in page.form("/assign").find_all("option")]


def test_an_empty_list_says_what_comes_here(pages: Pages, manager: Person) -> None:
    assert "Nothing has been escalated" in pages.sign_in(manager).get("/office/escalations").text
