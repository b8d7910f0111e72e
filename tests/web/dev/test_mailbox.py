"""The mailbox of development."""

from support.accounts.models import Organisation, Person
from tests import factories
from tests.pages import Pages


def test_letters_are_listed_read_and_picked_by_recipient(
    pages: Pages, organisation: Organisation, client_person: Person, agent: Person
) -> None:
    assert "No letters yet" in pages.get("/dev/mail").text
    dispute = factories.make_dispute(factories.make_invoice(organisation), by=client_person)

    page = pages.get("/dev/mail")
    letter = pages.get(page.link(dispute.reference))
    assert "Dear Maria" in letter.text

    assert dispute.reference in pages.get(page.link(client_person.email)).text
    assert "No letters yet" in pages.get("/dev/mail?to=nobody@example.com").text
