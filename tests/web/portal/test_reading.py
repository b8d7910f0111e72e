"""Articles stand where they help: on a bill, beside an explanation, on a dispute, beside payments."""

import pytest

from support.accounts.models import Person
from support.disputes.reasons import Reason
from support.knowledge import services
from support.knowledge.models import ArticleKind
from tests import factories
from tests.pages import Page, Pages


@pytest.fixture
def articles(manager: Person) -> None:
    for article in services.begin_from_drafts(by=manager):
        services.publish(article, by=manager)


def offered(page: Page) -> list[str]:
    return [link.get_text() for link in page.soup.select("section[aria-labelledby=reading-title] a")]


def test_a_bill_leads_to_how_it_is_read_and_to_the_billing_policy(pages: Pages, client_person, articles) -> None:
    invoice = factories.make_invoice(client_person.organisation)
    page = pages.sign_in(client_person).get(f"/portal/invoices/{invoice.number}")
    assert "How to read your invoice" in offered(page)
    assert "Our billing policy" in offered(page)
    assert pages.get(page.link("Our billing policy")).status == 200


def test_explanations_disputes_and_payments_lead_to_what_is_about_them(pages: Pages, client_person, articles) -> None:
    invoice = factories.make_invoice(client_person.organisation)
    dispute = factories.make_dispute(invoice, by=client_person, reason=Reason.MISAPPLIED_PAYMENT)
    pages.sign_in(client_person)
    for address, first in (
        (f"/portal/why/total/{invoice.number}", "How to read your invoice"),
        (f"/portal/why/payments/{invoice.number}", "Paying in instalments"),
        ("/portal/payments", "Paying in instalments"),
        (f"/portal/disputes/{dispute.reference}", "What “on hold” means"),
    ):
        assert first in offered(pages.get(address)), address


def test_only_what_is_published_is_offered(pages: Pages, client_person, manager) -> None:
    services.write(ArticleKind.ARTICLE, services.Text("How to read a bill", "", "Line by line."), by=manager)
    invoice = factories.make_invoice(client_person.organisation)
    assert offered(pages.sign_in(client_person).get(f"/portal/invoices/{invoice.number}")) == []


def test_however_much_there_is_to_read_about_bills_the_policy_is_among_it(
    pages: Pages, client_person, manager, articles
) -> None:
    for name in ("Invoices by mail", "Invoices on paper", "Invoices of groups", "Invoices abroad"):
        services.publish(services.write(ArticleKind.ARTICLE, services.Text(name, "", "Short."), by=manager), by=manager)
    invoice = factories.make_invoice(client_person.organisation)
    read = offered(pages.sign_in(client_person).get(f"/portal/invoices/{invoice.number}"))
    assert "Our billing policy" in read
    assert len(read) == 4
