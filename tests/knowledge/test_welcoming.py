"""What a client is told at the outset: sent once by itself or by a manager, and read by one of theirs."""

from decimal import Decimal

import pytest

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from support.kernel.errors import NotAllowed, NotFound, RuleBroken
from support.knowledge import services, welcoming
from support.knowledge.models import WelcomePack
from tests import factories
from tests.pages import Pages


@pytest.fixture
def policy(manager: Person) -> None:
    for article in services.begin_from_drafts(by=manager):
        services.publish(article, by=manager)


@pytest.fixture
def client(organisation: Organisation, client_person: Person, policy: None) -> Organisation:
    """With an agreement, a price of which has ended, and one person."""
    contract = factories.make_contract(organisation, title="Coffee for two cafés", number="AGR-1")
    factories.make_price(contract, description="Espresso beans", unit="KGM", unit_price=Decimal("18.50"))
    return organisation


def letters() -> list[OutgoingLetter]:
    return db.session.query(OutgoingLetter).filter_by(kind="welcome").all()


def test_the_letter_says_services_prices_and_terms(client, manager) -> None:
    pack = welcoming.send(client, by=manager)
    (letter,) = letters()
    text = " ".join(letter.text.split())
    for said in (
        "Coffee for two cafés (agreement AGR-1)",
        "Espresso beans: €18.50 per kg",
        "within 30 days",
        "/portal/welcome",
    ):
        assert said in text
    assert pack.contracts == ["AGR-1"]
    assert {"slug": "our-billing-policy", "number": 1} in pack.articles


def test_a_new_client_with_an_agreement_is_told_once_by_itself(client) -> None:
    assert welcoming.send_to_new() == 1
    assert welcoming.send_to_new() == 0
    assert welcoming.latest(client).sent_by is None


def test_who_has_been_here_for_long_is_left_alone(client, calendar) -> None:
    calendar.forward(days=31)
    factories.make_person(Role.CLIENT, organisation=client, email="second@example.com")
    assert welcoming.send_to_new() == 0


@pytest.mark.parametrize("lacking", ["agreement", "policy"])
def test_nobody_is_told_by_itself_what_is_not_there_yet(request, lacking, organisation, client_person) -> None:
    if lacking == "policy":
        factories.make_contract(organisation)
    else:
        request.getfixturevalue("policy")
    assert welcoming.send_to_new() == 0


def test_a_client_whom_nobody_can_come_in_for_is_told_nothing(policy, manager) -> None:
    with pytest.raises(RuleBroken, match="invite somebody first"):
        welcoming.send(factories.make_organisation(), by=manager)


def test_nothing_to_tell_is_said(organisation, client_person, manager) -> None:
    with pytest.raises(RuleBroken, match="nothing to tell yet"):
        welcoming.send(organisation, by=manager)


def test_no_agent_sends_it(client, agent) -> None:
    with pytest.raises(NotAllowed, match="Only a manager"):
        welcoming.send(client, by=agent)


def test_one_of_theirs_has_read_it_and_a_second_time_changes_nothing(client, client_person, manager, calendar) -> None:
    pack = welcoming.send(client, by=manager)
    colleague = factories.make_person(Role.CLIENT, organisation=client, email="second@example.com")
    assert welcoming.unread(client)
    welcoming.acknowledge(pack, by=client_person)
    at = pack.read_at
    calendar.forward(hours=1)
    welcoming.acknowledge(pack, by=colleague)
    assert (pack.read_by, pack.read_at) == (client_person, at)
    assert not welcoming.unread(client)


def test_nobody_reads_it_for_another_client(client, manager, agent) -> None:
    pack = welcoming.send(client, by=manager)
    with pytest.raises(NotFound):
        welcoming.acknowledge(pack, by=factories.make_person(Role.CLIENT))
    with pytest.raises(NotAllowed, match="own people"):
        welcoming.acknowledge(pack, by=agent)


def test_the_client_finds_it_on_the_first_page_and_says_that_they_have_read_it(
    pages: Pages, client, client_person, manager
) -> None:
    welcoming.send(client, by=manager)
    overview = pages.sign_in(client_person).get("/portal/")
    page = pages.get(overview.link("Read it once"))
    for said in ("Espresso beans", "€18.50", "per kg", "Days to pay", "Our billing policy", "Question this charge"):
        assert said in page.text
    done = pages.submit(page, "/portal/welcome/read")
    assert f"Read by {client_person.name}" in done.text
    assert "Read it once" not in pages.get("/portal/").text


def test_the_page_is_there_before_anything_was_sent(pages: Pages, client_person) -> None:
    page = pages.sign_in(client_person).get("/portal/welcome")
    assert "No agreement is kept here" in page.text
    assert "I have read it" not in page.text


def test_a_manager_sends_it_and_sees_who_has_read_it(pages: Pages, client, client_person, manager) -> None:
    page = pages.sign_in(manager).get(f"/office/clients/{client.ref}")
    sent = pages.submit(page, "/welcome")
    assert "Nobody has said yet that they have read it." in sent.text
    welcoming.acknowledge(db.session.query(WelcomePack).one(), by=client_person)
    assert f"Read by {client_person.name}" in pages.get(f"/office/clients/{client.ref}").text


def test_what_cannot_be_sent_is_said_on_the_page(pages: Pages, manager) -> None:
    nobody = factories.make_organisation()
    page = pages.sign_in(manager).get(f"/office/clients/{nobody.ref}")
    assert "invite somebody first" in pages.submit(page, "/welcome", status=409).text
