"""What the page proposes to whoever decides, and the letter before it is sent."""

import pytest
from sqlalchemy import func, select

from support.accounts.models import Organisation, Person
from support.billing.kinds import Severity
from support.billing.models import Invoice
from support.billing.settlement import Finding
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Reason
from support.disputes.states import Status
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from tests import factories
from tests.pages import Page, Pages

WORDS = "One delivery was entered twice. We credit the second."


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    contract = factories.make_contract(organisation)
    factories.make_price(contract, unit_price=40)
    factories.make_record(organisation, record_id="DLV-1")
    lines = [{"unit_price": "40", "record_ref": "DLV-1"}, {"unit_price": "148"}]
    return factories.make_invoice(organisation, lines)


@pytest.fixture
def dispute(invoice: Invoice, client_person: Person, agent: Person) -> Dispute:
    return factories.investigated(factories.make_dispute(invoice, by=client_person), by=agent)


def _found(invoice: Invoice, line: int, overcharge: str) -> None:
    row = invoice.lines[line]
    too_much = Money.of(overcharge, "EUR").minor
    db.session.add(
        Finding(
            rule="R4", fingerprint=f"{row.id:064}", organisation_id=invoice.organisation_id, invoice_id=invoice.id,
            line_id=row.id, reason="duplicate", severity=Severity.ERROR, billed_minor=row.net_minor,
            expected_minor=row.net_minor - too_much, difference_minor=too_much, currency="EUR",
            message="Line 1 charges it a second time.", evidence=[{"kind": "line", "ref": "INV-1/2", "text": ""}],
            found_at=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()


def _page(pages: Pages, dispute: Dispute) -> Page:
    return pages.get(f"/desk/disputes/{dispute.reference}")


def _credit(page: Page, dispute: Dispute) -> str:
    return str(page.soup.find(id=f"credit_{dispute.lines[0].line_id}")["value"])


def test_without_a_finding_the_disputed_amount_is_proposed(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = _page(pages.sign_in(agent), dispute)
    assert _credit(page, dispute) == "40.00"
    assert "what the client disputes" in page.text


def test_what_the_audit_found_is_proposed_with_its_words(
    pages: Pages, invoice: Invoice, dispute: Dispute, agent: Person
) -> None:
    _found(invoice, 0, "12.50")
    page = _page(pages.sign_in(agent), dispute)
    assert _credit(page, dispute) == "12.50"
    assert page.soup.find(id="explanation").get_text().strip() == "Line 1 charges it a second time."


def test_what_somebody_verified_comes_before_what_the_audit_found(
    pages: Pages, invoice: Invoice, dispute: Dispute, agent: Person
) -> None:
    _found(invoice, 0, "12.50")
    row = dispute.lines[0]
    page = _page(pages.sign_in(agent), dispute)
    page = pages.submit(page, f"/lines/{row.line_id}", **{f"verified_{row.line_id}": "30"})
    assert _credit(page, dispute) == "10.00"


def test_nothing_is_proposed_where_no_amount_is_disputed(
    pages: Pages, invoice: Invoice, client_person: Person, agent: Person
) -> None:
    lost = factories.make_dispute(invoice, [invoice.lines[0]], by=client_person, reason=Reason.MISAPPLIED_PAYMENT)
    factories.investigated(lost, by=agent)
    assert _credit(_page(pages.sign_in(agent), lost), lost) == ""


def test_what_has_been_credited_is_not_proposed_again(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = _page(pages.sign_in(agent), dispute)
    pages.submit(page, "/resolve", explanation=WORDS, **{f"credit_{dispute.lines[0].line_id}": "25"})
    services.reopen(dispute, why="There is more.", by=agent)
    services.take(dispute, by=agent)
    page = _page(pages, dispute)
    assert "At most €15.00" in page.text
    assert _credit(page, dispute) == ""


def test_the_checks_begin_with_what_the_ledger_holds(
    pages: Pages, invoice: Invoice, client_person: Person, agent: Person
) -> None:
    _found(invoice, 0, "40")
    fresh = factories.make_dispute(invoice, by=client_person)
    page = pages.submit(_page(pages.sign_in(agent), fresh), "/take")
    assert "a second time" in page.soup.find(id="billing_finding").get_text()
    assert page.soup.find(id="billing_evidence").get_text().strip() == "INV-1, line 2"
    assert "billed at €40.00, agreed €40.00" in page.soup.find(id="agreement_finding").get_text()
    assert "DLV-1" in page.soup.find(id="documents_evidence").get_text()


def test_the_page_says_how_much_somebody_may_give_alone(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = _page(pages.sign_in(agent), dispute)
    assert "You may give up to €50.00 alone; above it a manager approves." in page.text


def test_what_has_been_given_on_the_dispute_narrows_it(
    pages: Pages, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    pages.submit(_page(pages.sign_in(agent), dispute), "/resolve", explanation=WORDS)
    services.reopen(dispute, why="There is more.", by=agent)
    services.take(dispute, by=agent)
    assert "€10.00 is left: the rest has been given on this dispute" in _page(pages, dispute).text


def test_the_letter_can_be_read_before_anything_is_decided(pages: Pages, dispute: Dispute, agent: Person) -> None:
    before = db.session.scalar(select(func.count(OutgoingLetter.id)))
    page = _page(pages.sign_in(agent), dispute)
    form = page.form("/resolve")
    assert form.find("button", attrs={"formaction": True})["formaction"].endswith("/preview/resolve")

    page = _preview(pages, page, "resolve", explanation="Words of the draft.")

    letter = page.soup.find(id="letter").get_text()
    assert "Nothing has been sent." in letter
    assert "Words of the draft." in letter
    assert "CN-" in letter, "the letter is the one that would be sent, credit note and all"
    assert page.soup.find(id="explanation").get_text().strip() == "Words of the draft."
    assert dispute.status is Status.INVESTIGATING
    assert dispute.remedies == []
    assert db.session.scalar(select(func.count(OutgoingLetter.id))) == before


def test_above_the_limit_the_letter_is_the_one_after_the_approval(
    pages: Pages, invoice: Invoice, client_person: Person, agent: Person, manager: Person
) -> None:
    large = factories.investigated(factories.make_dispute(invoice, [invoice.lines[1]], by=client_person), by=agent)
    page = _preview(pages, _page(pages.sign_in(agent), large), "resolve", explanation=WORDS)
    assert "once a manager has approved" in page.text
    assert large.status is Status.INVESTIGATING


def test_an_offer_and_a_refusal_can_be_read_first_too(pages: Pages, dispute: Dispute, agent: Person) -> None:
    services.attach_document(dispute, kind="invoice", ref="INV-1", title="Invoice INV-1", by=agent)
    page = _page(pages.sign_in(agent), dispute)
    assert "Everything was delivered." in _letter(
        _preview(pages, page, "not_upheld", "/not-upheld", reasons="Everything was delivered.")
    )
    assert "As a sign of goodwill." in _letter(
        _preview(pages, page, "offer", amount="10", terms="As a sign of goodwill.")
    )


def test_a_preview_of_what_is_refused_says_why(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = _preview(pages, _page(pages.sign_in(agent), dispute), "not_upheld", "/not-upheld", 409, reasons=WORDS)
    assert "attach at least one" in page.text
    assert page.soup.find(id="reasons").get_text().strip() == WORDS


def _preview(pages: Pages, page: Page, step: str, form: str = "", status: int = 200, **fields: str) -> Page:
    """What the form's second button does."""
    found = page.form(form or f"/{step}")
    found["action"] = found.find("button", attrs={"formaction": True})["formaction"]
    return pages.submit(page, f"/preview/{step}", status, **fields)


def _letter(page: Page) -> str:
    return page.soup.find(id="letter").get_text()


def test_wrong_data_is_put_right_on_the_page_without_a_credit(
    pages: Pages, invoice: Invoice, client_person: Person, agent: Person
) -> None:
    wrong = factories.make_dispute(
        invoice, by=client_person, reason=Reason.WRONG_CLIENT_DATA, claimed=None, statement="We moved in May."
    )
    factories.investigated(wrong, by=agent)
    page = pages.sign_in(agent).get(f"/desk/disputes/{wrong.reference}")
    words = {"corrected": "Your street is 1 Long Quay from now on.", "why_wrong": "Your letter of May was not entered."}
    refused = pages.submit(page, "put-right", status=422, **words | {"corrected": ""})
    assert "Your letter of May was not entered." in refused.html
    done = pages.submit(refused, "put-right", **words)
    assert "with what has been put right" in done.text
    db.session.expire_all()
    assert wrong.corrected == words["corrected"]
    shown = pages.sign_in(client_person).get(f"/portal/disputes/{wrong.reference}")
    assert "You were right, and we have put it right." in shown.text
    assert words["corrected"] in shown.text


def test_a_dispute_about_money_has_no_answer_without_a_credit(pages: Pages, dispute: Dispute, agent: Person) -> None:
    assert "put-right" not in pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}").html
