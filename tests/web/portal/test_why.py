"""Questions about the whole of a bill, and about the balance, on pages of their own."""

from decimal import Decimal

import pytest

from support.accounts.models import Organisation
from support.billing.models import Invoice
from support.web.portal.why import QUESTIONS
from tests import factories
from tests.pages import Pages


@pytest.mark.parametrize("what", list(QUESTIONS))
def test_each_question_is_answered_with_what_it_rests_on(portal: Pages, invoice: Invoice, what: str) -> None:
    page = portal.get(f"/portal/why/{what}/{invoice.number}")
    assert page.heading == QUESTIONS[what].words
    assert "INV-2026-0042" in " ".join(one.get_text() for one in page.soup.select("details.why li"))


def test_the_invoices_page_leads_to_them_and_they_to_each_other(portal: Pages, invoice: Invoice) -> None:
    page = portal.get(f"/portal/invoices/{invoice.number}")
    total = portal.get(page.link("How is the total made up?"))
    assert "So INV-2026-0042 asks for €180.00." in total.text
    tax = portal.get(total.link("How is the tax worked out?"))
    assert "20% on €150.00 (lines 1, 2 and 3) is €30.00." in tax.text
    assert "That is €30.00 of tax in all." in tax.text


def test_the_balance_is_explained_invoice_by_invoice(portal: Pages, invoice: Invoice) -> None:
    page = portal.get(portal.get("/portal/").link("How is my balance made up?"))
    assert "€180.00 is due now." in page.text and "Invoice INV-2026-0042: €180.00 to pay" in page.text
    assert "Rests" not in page.heading and "Invoice INV-2026-0042" in page.soup.select_one("details.why").get_text()


def test_a_line_that_makes_up_to_a_least_amount_says_so(portal: Pages, organisation: Organisation) -> None:
    from support.billing.agreements import Terms
    from support.extensions import db

    contract = factories.make_contract(organisation)
    db.session.add(Terms(contract_id=contract.id, minimum_commitment=Decimal(500), minimum_clause="4.4"))
    db.session.commit()
    lines = [{"unit_price": "100"}, {"name": "Minimum commitment", "sku": "MINIMUM", "unit_price": "400"}]
    factories.make_invoice(organisation, lines, number="INV-2026-0050", contract_reference=contract.number)
    text = portal.get("/portal/invoices/INV-2026-0050").text
    assert "sets a least amount of €500.00 an invoice (clause 4.4)." in text
    assert "The other lines come to €100.00 of it, so €400.00 is missing." in text


def test_anothers_invoice_and_an_unknown_question_are_not_found(
    portal: Pages, invoice: Invoice, foreign: Invoice
) -> None:
    for path in (f"/portal/why/total/{foreign.number}", f"/portal/why/weather/{invoice.number}"):
        assert portal.client.get(path).status_code == 404
