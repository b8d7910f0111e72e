"""The agent's page for a dispute: everything an ordinary dispute needs is done on it."""

import pytest

from support.accounts.models import Organisation, Person
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyStatus
from support.disputes.states import Status
from support.extensions import db
from tests import factories
from tests.pages import Page, Pages


@pytest.fixture
def dispute(organisation: Organisation, client_person: Person, agent: Person) -> Dispute:
    invoice = factories.make_invoice(organisation, [{"unit_price": "40"}, {"unit_price": "148", "line_id": "2"}])
    return factories.make_dispute(invoice, by=client_person)


def _page(pages: Pages, dispute: Dispute) -> Page:
    return pages.get(f"/desk/disputes/{dispute.reference}")


def test_a_new_dispute_stands_in_the_queue_with_what_is_in_dispute(
    pages: Pages, dispute: Dispute, agent: Person
) -> None:
    page = pages.sign_in(agent).get("/desk/")

    assert dispute.reference in page.text
    assert "€40.00" in page.text


def test_the_page_shows_the_clients_words_and_the_invoice(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = _page(pages.sign_in(agent), dispute)

    assert "You charged this twice." in page.text
    assert dispute.invoice.number in page.text
    assert page.heading == dispute.reference


def test_an_agent_takes_checks_and_resolves_without_leaving_the_page(
    pages: Pages, dispute: Dispute, agent: Person
) -> None:
    page = _page(pages.sign_in(agent), dispute)
    page = pages.submit(page, "/take")
    for kind in ("billing", "agreement", "documents"):
        page = pages.submit(
            page,
            f"/checks/{kind}",
            **{f"{kind}_finding": "Billed twice.", f"{kind}_evidence": "DLV-00001", f"{kind}_passed": "no"},
        )
    page = pages.submit(page, "/cause", root_cause="data_entry")
    page = pages.submit(page, "/resolve", explanation="One delivery was entered twice. We credit the second.")

    assert "Posted" in page.text
    assert dispute.status is Status.RESOLVED
    assert dispute.remedies[0].credit_note is not None


def test_a_credit_above_the_agents_limit_waits_for_a_manager(
    pages: Pages, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    large = factories.make_dispute(dispute.invoice, [dispute.invoice.lines[1]], by=client_person)
    factories.investigated(large, by=agent)
    page = _page(pages.sign_in(agent), large)

    page = pages.submit(page, "/resolve", explanation="One delivery was entered twice. We credit the second.")

    assert "above your limit" in page.text
    assert large.remedies[0].status is RemedyStatus.AWAITING_APPROVAL


def test_a_refused_form_comes_back_with_what_was_typed(pages: Pages, dispute: Dispute, agent: Person) -> None:
    factories.investigated(dispute, by=agent)
    page = _page(pages.sign_in(agent), dispute)

    page = pages.submit(
        page, "/resolve", 409, explanation="Words that took a while.", **{f"credit_{dispute.lines[0].line_id}": "9999"}
    )

    assert "can still be credited" in page.text
    assert "Words that took a while." in page.html


def test_a_decision_on_a_page_that_has_grown_old_is_refused_with_the_text_kept(
    pages: Pages, dispute: Dispute, agent: Person
) -> None:
    factories.investigated(dispute, by=agent)
    page = _page(pages.sign_in(agent), dispute)
    old = dispute.version
    pages.submit(page, "/notes", note="Something changed meanwhile.")
    assert db.session.get_one(Dispute, dispute.id).version > old

    page = pages.submit(page, "/resolve", 409, explanation="Decided on what I saw before.")

    assert "just changed" in page.text
    assert "Decided on what I saw before." in page.html


def test_an_internal_note_is_seen_by_staff_and_not_by_the_client(
    pages: Pages, dispute: Dispute, client_person: Person, agent: Person, app: object
) -> None:
    page = _page(pages.sign_in(agent), dispute)
    page = pages.submit(page, "/notes", note="canary in a note")
    assert "canary in a note" in page.text

    seen = Pages(pages.app).sign_in(client_person).get(f"/portal/disputes/{dispute.reference}")
    assert "canary" not in seen.html


def test_an_unknown_reference_is_nothing(pages: Pages, agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/disputes/DSP-99999", status=404)
    assert "There is no dispute with this reference." in page.text
    assert page.link("search for it") == "/desk/search"


def test_before_a_decision_the_table_says_what_is_proposed_for_each_line(
    pages: Pages, dispute: Dispute, agent: Person
) -> None:
    page = pages.submit(_page(pages.sign_in(agent), dispute), "/take")
    proposed = page.soup.select_one("#decision tbody tr").get_text(" ").split()
    assert proposed[-4:] == ["€40.00", "proposed", "€0.00", "proposed"]
    fields = page.soup.select("#decision input[name^=verified_]")
    assert [field["value"] for field in fields] == ["40.00"]
    page = pages.submit(page, f"/lines/{dispute.lines[0].line_id}", **{str(fields[0]["name"]): "15"})
    assert page.soup.select_one("#decision tbody tr").get_text(" ").split()[-3:] == ["€15.00", "€25.00", "proposed"]
