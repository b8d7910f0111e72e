"""Disputes as their client lives through them in the portal."""

import pytest

from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.models import Invoice
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.reasons import Reason, RemedyKind
from support.disputes.states import Status
from support.extensions import db
from support.kernel.money import Money
from tests import factories
from tests.pages import Page, Pages

STATEMENT = "One delivery came,\nand <b>two</b> are billed."


def filled_in(portal: Pages, status: int = 200, **fields: object) -> Page:
    form = portal.get("/portal/disputes/new?invoice=INV-2026-0042&line=3")
    values = {"reason": "duplicate", "claimed": "0", "statement": STATEMENT, "check": "yes", **fields}
    return portal.submit(form, "/portal/disputes/new", status, **values)


def test_a_dispute_is_opened_after_its_summary_has_been_seen(portal: Pages, invoice: Invoice) -> None:
    summary = filled_in(portal)
    assert summary.heading == "Is this right?"
    for words in ("3: Espresso bean delivery", "Charged twice", "€60.00", "€0.00", "€72.00", "30 March 2026"):
        assert words in summary.text
    assert db.session.query(Dispute).count() == 0
    page = portal.submit(summary, "Open the dispute", open="yes")
    assert page.heading == "Dispute DSP-00001"
    dispute = db.session.query(Dispute).one()
    assert dispute.reason is Reason.DUPLICATE
    assert dispute.statement == STATEMENT
    assert [row.line.line_id for row in dispute.lines] == ["3"]


def test_the_summary_can_be_sent_twice_and_opens_one_dispute(portal: Pages, invoice: Invoice) -> None:
    summary = filled_in(portal)
    pages = [portal.submit(summary, "Open the dispute", open="yes") for _ in range(2)]
    assert [page.url for page in pages] == ["/portal/disputes/DSP-00001"] * 2
    assert db.session.query(Dispute).count() == 1


def test_going_back_from_the_summary_keeps_everything(portal: Pages, invoice: Invoice) -> None:
    form = portal.submit(filled_in(portal), "Change something", edit="yes")
    assert form.soup.find(id="statement").get_text().strip() == STATEMENT
    assert form.soup.find(id="claimed")["value"] == "0"
    assert form.soup.find("option", selected=True)["value"] == "duplicate"
    assert [box["value"] for box in form.soup.select("input[name=lines][checked]")] == ["3"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": ""}, "Choose what is wrong"),
        ({"claimed": "sixty"}, "is not an amount"),
        ({"claimed": "61.00"}, "more than the"),
        ({"statement": "   "}, "in your own words"),
        ({"lines": "9"}, "Line 9 is not on INV-2026-0042"),
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_is_kept(
    change: dict[str, str], words: str, portal: Pages, invoice: Invoice
) -> None:
    page = filled_in(portal, 422, **change)
    assert words in page.text
    if "statement" not in change:
        assert page.soup.find(id="statement").get_text().strip() == STATEMENT
    assert page.soup.select(".is-invalid, fieldset[aria-invalid]")


def test_an_amount_may_be_written_with_a_comma(portal: Pages, invoice: Invoice) -> None:
    assert "€12.50" in filled_in(portal, claimed="12,50").text


def test_without_an_invoice_one_is_chosen_first(portal: Pages, invoice: Invoice) -> None:
    page = portal.get("/portal/disputes/new")
    assert page.heading == "Question a charge"
    assert portal.get(page.link("INV-2026-0042")).heading == "Question invoice INV-2026-0042"


def test_the_form_knows_no_foreign_invoice(portal: Pages, invoice: Invoice, foreign: Invoice) -> None:
    portal.get("/portal/disputes/new?invoice=INV-2026-0099", 404)
    form = portal.get("/portal/disputes/new?invoice=INV-2026-0042")
    sent = {"lines": "1", "reason": "other", "statement": "x", "check": "yes"}
    page = portal.submit(form, "/portal/disputes/new", 404, invoice="INV-2026-0099", **sent)
    assert "Somebody Else" not in page.html


@pytest.fixture
def dispute(invoice: Invoice, client_person: Person) -> Dispute:
    return factories.make_dispute(invoice, [invoice.lines[2]], by=client_person, statement=STATEMENT)


def test_a_dispute_shows_where_it_stands_what_comes_next_and_why_then(portal: Pages, dispute: Dispute) -> None:
    page = portal.get("/portal/disputes/DSP-00001")
    steps = [" ".join(step.get_text(" ").split()) for step in page.soup.select(".steps li")]
    assert steps[0].startswith("Received this is where it stands 16 March 2026")
    assert [step.split()[0] for step in steps] == ["Received", "Looked", "Decided", "Closed"]
    assert "Next: A decision , by 30 March 2026 ." in page.text
    assert "Why this date?" in page.text
    assert "10 business days" in page.text
    assert "<b>two</b>" not in page.html


def test_nothing_internal_reaches_the_page(portal: Pages, dispute: Dispute, agent: Person, manager: Person) -> None:
    factories.investigated(dispute, by=agent)
    services.add_note(dispute, words="A secret note", by=agent)
    services.verify_line(dispute, dispute.lines[0], Money(0, "EUR"), by=agent)
    words = "This explanation is not decided yet."
    amounts = {dispute.lines[0].line_id: Money(6000, "EUR")}
    services.resolve_with_correction(dispute, kind=RemedyKind.CREDIT, amounts=amounts, explanation=words, by=agent)
    assert queries.dispute(dispute.id).status is Status.AWAITING_APPROVAL
    for address in ("/portal/disputes/DSP-00001", "/portal/disputes", "/portal/", "/portal/invoices/INV-2026-0042"):
        html = portal.get(address).html.lower()
        for secret in ("secret", "approv", "not decided yet", "the same delivery twice", "data entry", "grace"):
            assert secret not in html, f"{address} says {secret}"


def test_a_decision_shows_its_reasons_its_credit_note_and_the_new_balance(
    portal: Pages, dispute: Dispute, agent: Person, manager: Person
) -> None:
    factories.investigated(dispute, by=agent)
    services.attach_document(dispute, kind="record", ref="DLV-00031", title="Delivery DLV-00031", by=agent)
    words = "We are sorry: the same delivery was billed twice."
    amounts = {dispute.lines[0].line_id: Money(6000, "EUR")}
    remedy = services.resolve_with_correction(
        dispute, kind=RemedyKind.ADJUST_CHARGE, amounts=amounts, explanation=words, by=agent
    )
    services.approve(remedy, by=manager)
    page = portal.get("/portal/disputes/DSP-00001")
    assert "Our decision: upheld" in page.text
    assert words in page.text
    assert "gives you €72.00 with tax" in page.text
    assert "To pay now €108.00" in page.text
    assert portal.get(page.link("CN-2026-0001")).heading == "Credit note CN-2026-0001"
    document = portal.get(page.link("Delivery DLV-00031"))
    assert document.heading == "Delivery DLV-00031"
    assert "DLV-00031" in document.text
    assert "DSP-00001 is decided: upheld" in portal.get("/portal/").text


def test_a_decision_that_is_not_accepted_goes_up(
    portal: Pages, dispute: Dispute, agent: Person, specialist: Person
) -> None:
    factories.investigated(dispute, by=agent)
    services.attach_document(dispute, kind="invoice", ref="INV-2026-0042", title="The invoice", by=agent)
    services.resolve_not_upheld(dispute, explanation="Two deliveries were signed for.", by=agent)
    page = portal.get("/portal/disputes/DSP-00001")
    assert "Our decision: not upheld" in page.text
    again = portal.submit(page, "/reject-outcome", 422, objection=" ")
    assert "write a few words" in again.text
    page = portal.submit(page, "/reject-outcome", objection="Nobody signed for a second one.")
    assert "Nobody signed for a second one." in page.text
    assert "Being looked into" in page.text
    assert queries.dispute(dispute.id).tier == 2
    portal.get("/portal/documents/invoice/INV-2026-0042", 404)


@pytest.fixture
def offered(dispute: Dispute, agent: Person) -> Dispute:
    factories.investigated(dispute, by=agent)
    services.offer_settlement(
        dispute, kind=RemedyKind.GOODWILL, amount=Money(2000, "EUR"), words="As a sign of good will.", by=agent
    )
    return dispute


def test_an_offer_is_accepted_with_one_press(portal: Pages, offered: Dispute) -> None:
    page = portal.get("/portal/disputes/DSP-00001")
    assert "Our offer: goodwill credit, €20.00 before tax" in page.text
    assert "With tax that is €24.00 ." in page.text
    page = portal.submit(page, "Accept the offer")
    assert "Our decision: settled" in page.text
    assert "gives you €24.00 with tax" in page.text


def test_who_may_not_accept_is_told_whom_to_ask_and_may_still_decline(
    pages: Pages, client_person: Person, offered: Dispute
) -> None:
    helper = factories.make_person(Role.CLIENT, organisation=client_person.organisation, powers=["dispute"])
    page = pages.sign_in(helper).get(f"/portal/disputes/{offered.reference}")
    assert "not given you the right to accept" in page.text
    assert [address.rpartition("/")[2] for address in page.actions() if "/offers/" in address] == ["counter", "decline"]


def test_an_offer_is_declined_in_the_clients_words(portal: Pages, offered: Dispute) -> None:
    page = portal.get("/portal/disputes/DSP-00001")
    page = portal.submit(page, "Decline the offer", declined_because="It was the whole delivery.")
    assert "You declined our offer It was the whole delivery." in page.text
    assert "Accept the offer" not in page.text


def test_an_offer_that_ran_out_cannot_be_accepted(portal: Pages, offered: Dispute, calendar) -> None:
    page = portal.get("/portal/disputes/DSP-00001")
    calendar.forward(days=60)
    portal.sign_in(offered.opened_by)
    assert "Accept the offer" not in portal.get("/portal/disputes/DSP-00001").text
    portal.get("/portal/")
    refused = portal.submit(fresh(page, portal), "Accept the offer", 409)
    assert "run out" in refused.text


def fresh(page: Page, portal: Pages) -> Page:
    """An old page with the CSRF token of the present session."""
    token = portal.get("/portal/").soup.find("input", attrs={"name": "csrf_token"})["value"]
    for field in page.soup.find_all("input", attrs={"name": "csrf_token"}):
        field["value"] = token
    return page


def test_a_question_is_answered_on_the_page(portal: Pages, dispute: Dispute, agent: Person) -> None:
    services.take(dispute, by=agent)
    services.ask_client(dispute, question="Which day was it delivered?", by=agent)
    page = portal.get("/portal/disputes/DSP-00001")
    assert "Which day was it delivered?" in page.text
    assert "Waiting for your answer" in page.text
    page = portal.submit(page, "/answer", answer="On the third of March.")
    assert "The question was answered On the third of March." in page.text
    assert queries.dispute(dispute.id).status is Status.INVESTIGATING


def test_a_client_adds_words_escalates_and_withdraws(portal: Pages, dispute: Dispute, specialist: Person) -> None:
    page = portal.get("/portal/disputes/DSP-00001")
    page = portal.submit(page, "/statement", statement="The driver's name was Dana.")
    assert "Something was added The driver's name was Dana." in page.text
    page = portal.submit(page, "/escalate", why="Nobody answers me.")
    assert "Passed on to somebody with more authority Nobody answers me." in page.text
    page = portal.submit(page, "/withdraw", reason_to_withdraw="I found the second slip.")
    assert "You withdrew the dispute I found the second slip." in page.text
    assert "To pay now €180.00" in page.text
    page = portal.submit(page, "/reopen", reason_to_reopen="It was another slip after all.")
    assert "Opened again It was another slip after all." in page.text
    assert "open again" in page.text
    assert queries.dispute(dispute.id).status is Status.INVESTIGATING


def test_another_clients_dispute_is_unknown_in_the_same_words(portal: Pages, foreign: Invoice) -> None:
    somebody = factories.make_person(Role.CLIENT, organisation=foreign.organisation)
    other = factories.make_dispute(foreign, by=somebody)
    texts = [portal.get(f"/portal/disputes/{ref}", 404).text for ref in (other.reference, "DSP-99999")]
    assert texts[0] == texts[1]
    token = portal.get("/portal/").soup.find("input", attrs={"name": "csrf_token"})["value"]
    for action in ("statement", "answer", "withdraw", "escalate", "reject-outcome", "reopen"):
        sent = {
            "csrf_token": token,
            "statement": "x",
            "answer": "x",
            "why": "x",
            "objection": "x",
            "reason_to_reopen": "x",
        }
        assert portal.client.post(f"/portal/disputes/{other.reference}/{action}", data=sent).status_code == 404
    assert queries.dispute(other.id).status is Status.ACKNOWLEDGED


def test_documents_are_shown_only_to_whom_a_decision_names_them(
    portal: Pages, dispute: Dispute, agent: Person, foreign: Invoice
) -> None:
    factories.make_record(foreign.organisation, record_id="DLV-FOREIGN")
    factories.investigated(dispute, by=agent)
    for ref in ("DLV-00031", "DLV-FOREIGN"):
        services.attach_document(dispute, kind="record", ref=ref, title=f"Delivery {ref}", by=agent)
    portal.get("/portal/documents/record/DLV-00031", 404)  # nothing is decided yet
    services.resolve_not_upheld(dispute, explanation="Two deliveries were signed for.", by=agent)
    assert portal.get("/portal/documents/record/DLV-00031").heading == "Delivery DLV-00031"
    for address in ("record/DLV-FOREIGN", "record/DLV-1", "contract/DLV-00031", "nothing/at/all"):
        assert "I can't find that document" in portal.get(f"/portal/documents/{address}", 404).text


def test_the_list_asks_the_database_no_more_for_more_disputes(
    portal: Pages, client_person: Person, count_statements
) -> None:
    def open_one() -> None:
        factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)

    open_one()
    before = count_statements(lambda: portal.get("/portal/disputes"))
    for _ in range(8):
        open_one()
    assert count_statements(lambda: portal.get("/portal/disputes")) <= before
