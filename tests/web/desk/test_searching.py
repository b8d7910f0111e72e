"""Looking things up from the desk: who may, what is shown, and where it leads."""

import pytest

from support.accounts.models import Person
from support.disputes import services
from support.disputes.models import Dispute
from support.extensions import db
from tests import factories
from tests.pages import Pages


@pytest.fixture
def dispute(client_person: Person) -> Dispute:
    invoice = factories.make_invoice(client_person.organisation, [{"name": "Espresso"}], number="INV-2026-0042")
    made = factories.make_dispute(invoice, invoice.lines, by=client_person, statement="The <b>espresso</b> came once.")
    db.session.commit()
    return made


def test_a_hit_shows_what_was_found_as_text_and_leads_there(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/search?q=espresso")
    assert [mark.get_text() for mark in page.soup.select("main mark")] == ["espresso"]
    assert page.soup.select("main b") == []
    assert pages.get(page.link(dispute.reference)).heading.startswith(dispute.reference)


def test_an_invoice_leads_to_its_lines_and_a_client_to_everything_of_theirs(
    pages: Pages, dispute: Dispute, agent: Person
) -> None:
    pages.sign_in(agent)
    invoice = pages.get(pages.get("/desk/search?q=0042&kind=invoice").link("INV-2026-0042"))
    assert "Espresso" in invoice.text and dispute.reference in invoice.text
    client = pages.get(invoice.link(dispute.organisation.name))
    assert dispute.reference in client.text and "INV-2026-0042" in client.text


def test_the_palette_gets_a_few_hits_with_their_addresses(pages: Pages, dispute: Dispute, agent: Person) -> None:
    pages.sign_in(agent)
    hits = pages.client.get("/desk/search.json?q=espresso").get_json()["hits"]
    assert hits[0]["address"] == f"/desk/disputes/{dispute.reference}"
    assert pages.client.get("/desk/search.json?q=").get_json() == {"hits": []}


def test_an_unknown_invoice_is_not_found(pages: Pages, agent: Person) -> None:
    pages.sign_in(agent).get("/desk/invoices/NO-SUCH", status=404)
    pages.get("/desk/clients/CL-9999", status=404)


def test_nothing_to_look_for_and_nothing_found_both_say_so(pages: Pages, agent: Person) -> None:
    assert "Look for anything" in pages.sign_in(agent).get("/desk/search").text
    assert "Nothing fits “pumpernickel”" in pages.get("/desk/search?q=pumpernickel&kind=nonsense").text


def test_notes_are_found_by_staff(pages: Pages, dispute: Dispute, agent: Person) -> None:
    services.add_note(dispute, words="The carrier admits it.", by=agent)
    assert "Internal note" in pages.sign_in(agent).get("/desk/search?q=carrier").text


def test_a_client_by_that_name_stands_before_their_newer_papers(
    pages: Pages, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    name = client_person.organisation.name
    for number in range(10):
        factories.make_invoice(client_person.organisation, number=f"HC-{number}", buyer_reference=name)
    db.session.commit()
    pages.sign_in(agent)
    first, *others = pages.client.get("/desk/search.json", query_string={"q": name}).get_json()["hits"]
    assert (first["kind"], first["title"]) == ("Client", name)
    assert [hit for hit in others if hit["kind"] == "Client"] == []
    assert len(others) == 7
    page = pages.get(f"/desk/search?q={name.split()[0]}")
    assert page.soup.select_one(".hit").get_text(" ").split()[0] == "Client"


def test_what_is_shown_of_a_dispute_are_words_and_not_its_number(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/search?q=espresso&kind=dispute")
    assert page.soup.select_one(".hit-words").get_text() == "The <b>espresso</b> came once."


def test_among_clients_are_clients_alone(pages: Pages, dispute: Dispute, client_person: Person, agent: Person) -> None:
    factories.make_invoice(client_person.organisation, number="HC-1", buyer_reference=client_person.organisation.name)
    db.session.commit()
    page = pages.sign_in(agent).get(f"/desk/search?q={client_person.organisation.name}&kind=client")
    assert [hit.get_text(" ").split()[0] for hit in page.soup.select(".hit")] == ["Client"]
