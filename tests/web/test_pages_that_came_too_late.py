"""A form sent after its session has ended: nothing is done, the words are given back, and the way leads back to the form."""

from support.accounts.models import Person
from support.disputes.models import Dispute
from tests import factories
from tests.pages import Pages

WORDS = "We look for the delivery note."


def _sent_too_late(pages: Pages, dispute: Dispute, came_from: str):
    """Without a session, and so without the token that the page had."""
    return pages.client.post(
        f"/desk/disputes/{dispute.reference}/progress",
        data={"progress": WORDS, "password": "a secret"},
        headers={"Referer": came_from},
    )


def test_the_words_are_given_back_with_the_way_to_their_form(pages: Pages, client_person: Person) -> None:
    dispute = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    path = f"/desk/disputes/{dispute.reference}?with=ledger"
    answer = _sent_too_late(pages, dispute, f"http://localhost{path}")
    said = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert WORDS in said
    assert "a secret" not in said
    assert f"/sign-in?next=/desk/disputes/{dispute.reference}?with" in said


def test_the_way_back_leads_to_no_other_site_and_to_no_address_that_cannot_be_opened(
    pages: Pages, client_person: Person
) -> None:
    dispute = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    for came_from in (
        "",
        "http://localhost//evil.example/",
        f"http://localhost/desk/disputes/{dispute.reference}/take",
    ):
        assert "data-lost" not in _sent_too_late(pages, dispute, came_from).get_data(as_text=True)
    elsewhere = _sent_too_late(pages, dispute, "https://evil.example/help").get_data(as_text=True)
    assert "evil.example" not in elsewhere


def test_only_words_are_given_back_and_not_what_the_form_carries_beside_them(pages: Pages) -> None:
    sent = {"statement": WORDS, "key": "45c160ae", "lines": "1", "reason": "not_rendered", "once": "x", "check": "yes"}
    said = pages.client.post("/portal/disputes/new", data=sent).get_data(as_text=True)
    assert said.count("What you had typed") == 1
    assert WORDS in said
    assert "not_rendered" not in said


def test_an_address_that_leads_nowhere_is_told_in_the_readers_own_place(pages: Pages, client_person: Person) -> None:
    page = pages.sign_in(client_person).get("/portal/nothing/like/this", 404)
    assert "Sign out" in page.text
    dispute = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    assert "Nothing here" in pages.get(f"/portal/disputes/{dispute.reference}/withdraw", 405).text
