"""Invoices as their client sees them."""

from datetime import date

import pytest

from support.accounts.models import Organisation, Person
from support.billing.credit import credit_lines
from support.billing.models import Invoice
from support.disputes.reasons import Reason
from support.kernel.money import Money
from support.web.portal.invoice_page import EXPLAINED_AT_ONCE
from tests import factories
from tests.pages import Pages


def test_the_overview_shows_what_is_due_on_hold_and_in_credit(
    portal: Pages, invoice: Invoice, client_person: Person
) -> None:
    factories.make_dispute(invoice, invoice.lines[2:], by=client_person)
    page = portal.get("/portal/")
    figures = [" ".join(figure.get_text(" ").split()) for figure in page.soup.select(".figure")]
    assert figures[0].startswith("To pay now €108.00")
    assert figures[1].startswith("On hold €72.00")
    assert figures[2].startswith("Your credit €0.00")
    assert "DSP-00001" in page.text
    assert "Next: A decision by 30 March 2026" in page.text
    assert page.link("INV-2026-0042") == "/portal/invoices/INV-2026-0042"


def test_an_overview_with_nothing_in_it_says_what_will_stand_there(portal: Pages) -> None:
    text = portal.get("/portal/").text
    assert "Nothing is in dispute" in text
    assert "No invoices yet" in text


def test_the_list_shows_what_is_left_to_pay_of_each(
    portal: Pages, invoice: Invoice, organisation: Organisation
) -> None:
    paid = factories.make_invoice(organisation, number="INV-2026-0007", issued_on=date(2026, 1, 5))
    factories.make_payment(paid)
    rows = portal.get("/portal/invoices").soup.select("tbody tr")
    texts = [" ".join(row.get_text(" ").split()) for row in rows]
    assert texts == [
        "INV-2026-0042 2 March 2026 1 April 2026 To pay €180.00 €180.00",
        "INV-2026-0007 5 January 2026 — Settled €120.00 —",
    ]


def test_a_long_list_goes_on_page_by_page(portal: Pages, organisation: Organisation) -> None:
    for number in range(30):
        factories.make_invoice(organisation, number=f"INV-{number:03}", issued_on=date(2026, 1, number + 1))
    first = portal.get("/portal/invoices")
    second = portal.get(first.link("Earlier invoices"))
    shown = [page.soup.select("tbody th") for page in (first, second)]
    assert [len(rows) for rows in shown] == [25, 5]
    assert "Earlier invoices" not in second.text


def test_an_invoice_shows_every_line_with_its_sum_and_why_it_is_there(portal: Pages, invoice: Invoice) -> None:
    page = portal.get("/portal/invoices/INV-2026-0042")
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tr[id]")]
    assert len(rows) == 3
    assert "Coffee machine rental" in rows[0]
    assert rows[0].endswith("1 €30.00 20 % €30.00")
    for words in (
        "Sum of the lines €150.00",
        "20 % tax on €150.00 €30.00",
        "Total with tax €180.00",
        "To pay now €180.00",
    ):
        assert words in page.text
    why = page.soup.select("details.why")
    assert len(why) == 3
    assert "DLV-00031" in why[1].get_text()


def test_a_line_is_questioned_and_asked_about_in_one_step(portal: Pages, invoice: Invoice) -> None:
    page = portal.get("/portal/invoices/INV-2026-0042")
    form = portal.get(page.link("Question this charge"))
    assert form.heading == "Question invoice INV-2026-0042"
    assert [box["value"] for box in form.soup.select("input[name=lines][checked]")] == ["1"]
    chat = portal.get(page.link("Ask about it in the chat"))
    assert chat.soup.find(id="text").get_text() == "Why was I charged for line 1 of invoice INV-2026-0042?"


def test_a_line_in_dispute_leads_to_its_dispute(portal: Pages, invoice: Invoice, client_person: Person) -> None:
    factories.make_dispute(invoice, invoice.lines[2:], by=client_person)
    page = portal.get("/portal/invoices/INV-2026-0042")
    assert page.link("In dispute: DSP-00001") == "/portal/disputes/DSP-00001"
    assert "On hold, in dispute -€72.00" in page.text
    assert "To pay now €108.00" in page.text


def test_payments_and_credits_are_shown_with_what_is_left(portal: Pages, invoice: Invoice) -> None:
    factories.make_payment(invoice, "50.00")
    note = credit_lines(invoice, [(invoice.lines[2], Money(6000, "EUR"))], reason="Charged twice", key="k")
    page = portal.get("/portal/invoices/INV-2026-0042")
    assert "Paid -€50.00 Credited -€72.00 To pay now €58.00" in page.text
    assert "€60.00 of this has been credited" in page.text
    credit_note = portal.get(page.link(note.number))
    assert credit_note.heading == f"Credit note {note.number}"
    assert credit_note.link("INV-2026-0042") == "/portal/invoices/INV-2026-0042"
    assert "Question this" not in credit_note.text


def test_a_foreign_invoice_and_an_unknown_one_get_the_same_words(portal: Pages, foreign: Invoice) -> None:
    pages = [portal.get(f"/portal/invoices/{number}", 404).text for number in ("INV-2026-0099", "INV-2031-0001")]
    assert pages[0] == pages[1]
    assert "Somebody Else" not in portal.get("/portal/invoices").text


@pytest.mark.parametrize("number", ["2026/17", "R 17-ü", "a&b=c?d"])
def test_any_number_that_a_seller_may_write_can_be_opened(
    number: str, portal: Pages, organisation: Organisation
) -> None:
    factories.make_invoice(organisation, number=number)
    assert portal.get(portal.get("/portal/invoices").link(number)).heading == f"Invoice {number}"


def test_words_on_an_invoice_are_never_markup(portal: Pages, organisation: Organisation) -> None:
    lines = [{"name": "<script>alert(1)</script>", "description": "<img src=x onerror=alert(2)>"}]
    factories.make_invoice(organisation, lines, number="INV-X", note="<b>bold</b>\nsecond")
    page = portal.get("/portal/invoices/INV-X")
    assert "<script>alert(1)" not in page.html
    assert not page.soup.select("main img")
    assert "<b>bold" not in page.html


def test_of_very_many_lines_one_is_explained_at_a_time(portal: Pages, organisation: Organisation) -> None:
    factories.make_invoice(
        organisation, [{"name": f"Line {n}"} for n in range(EXPLAINED_AT_ONCE + 1)], number="INV-LONG"
    )
    page = portal.get("/portal/invoices/INV-LONG")
    assert page.soup.select("details.why") == []
    asked = portal.get(page.link("Why this charge?"))
    assert len(asked.soup.select("details.why[open]")) == 1


def test_a_page_of_an_invoice_asks_the_database_no_more_for_more_lines(
    portal: Pages, organisation: Organisation, client_person: Person, count_statements
) -> None:
    few = factories.make_invoice(organisation, [{"name": "A"}] * 2, number="INV-FEW")
    many = factories.make_invoice(organisation, [{"name": "A", "sku": f"S{n}"} for n in range(25)], number="INV-MANY")
    for row in (few, many):
        factories.make_dispute(row, [row.lines[0]], by=client_person, reason=Reason.OTHER)
    counts = [
        count_statements(lambda n=number: portal.get(f"/portal/invoices/{n}")) for number in ("INV-FEW", "INV-MANY")
    ]
    assert counts[1] <= counts[0] + 3
