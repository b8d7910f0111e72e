"""How to pay, as a client reads it: beside each invoice, and on the first page."""

import dataclasses
from typing import Any

import pytest

from support import policies
from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing.holding import hold
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.extensions import db
from support.kernel.money import Money
from support.policies.paying import Way
from tests import factories
from tests.conftest import Calendar
from tests.pages import Page, Pages

IBAN = "DE89370400440532013000"
CARD = Way("card", "Pay by card", "Have it at hand.", "https://pay.example.com/{number}?a={amount}&r={reference}", ())
TRANSFER = {"code": "58", "payment_id": "Kd 77", "account": IBAN, "account_name": "Lumen", "institution": "COBADEFF"}


@pytest.fixture
def by_card(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = dataclasses.replace(policies.desk(), ways_to_pay=(CARD,))
    monkeypatch.setattr(policies, "desk", lambda: changed)


def billed(client: Organisation, means: dict[str, str] = TRANSFER, **columns: Any) -> Invoice:
    """€120.00, tax included."""
    return factories.make_invoice(client, **{"number": "INV-1", "details": {"payment_means": [means]}, **columns})


def section(page: Page) -> str:
    found = page.soup.find(id="how-to-pay")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_an_invoice_says_what_to_pay_where_to_and_in_which_words(portal: Pages, organisation: Organisation) -> None:
    billed(organisation)
    page = portal.get("/portal/invoices/INV-1")
    told = section(page)
    assert "Please pay €120.00 by 1 April 2026." in told
    assert "Transfer to Lumen" in told
    assert "Account DE89 3704 0044 0532 0130 00" in told
    assert "COBADEFF" in told
    assert "Name this with the payment Kd 77" in told
    (number,) = page.soup.select(".account-number.user-select-all")
    assert number.get_text() == IBAN
    assert "in dispute" not in told


def test_what_is_overdue_is_not_asked_for_by_a_day_that_has_passed(
    portal: Pages, organisation: Organisation, calendar: Calendar
) -> None:
    billed(organisation)
    calendar.set("2026-04-01T12:00+00:00")
    assert "Please pay €120.00 by 1 April 2026." in section(portal.get("/portal/invoices/INV-1"))
    calendar.set("2026-04-02T12:00+00:00")
    assert "Please pay €120.00 now: it was due on 1 April 2026." in section(portal.get("/portal/invoices/INV-1"))
    assert "was due on 1 April 2026" in portal.get("/portal/").text


def test_what_is_in_dispute_need_not_be_paid_and_the_rest_can_be(
    portal: Pages, organisation: Organisation, client_person: Person, by_card: None
) -> None:
    invoice = billed(organisation, lines=[{"unit_price": "40"}, {"unit_price": "60"}])
    factories.make_dispute(invoice, invoice.lines[1:], by=client_person)
    page = portal.get("/portal/invoices/INV-1")
    assert "Please pay €48.00" in section(page)
    assert "Another €72.00 is in dispute and need not be paid until that is decided." in section(page)
    link = page.soup.find("a", href=lambda address: address and address.startswith("https://pay.example.com/"))
    assert link is not None
    assert link["href"] == "https://pay.example.com/INV-1?a=48.00&r=Kd%2077"
    assert {"noopener", "noreferrer"} <= set(link["rel"])
    assert "Pay €48.00 now" in link.get_text()
    assert "pay.example.com" in link.get_text()
    assert "Pay by card: Have it at hand." in section(page)


@pytest.mark.parametrize("state", ["paid", "on hold", "credit note"])
def test_where_nothing_is_to_pay_nobody_is_told_how(portal: Pages, organisation: Organisation, state: str) -> None:
    kind = DocumentKind.CREDIT_NOTE if state == "credit note" else DocumentKind.INVOICE
    invoice = billed(organisation, kind=kind)
    if state == "paid":
        factories.make_payment(invoice)
    elif state == "on hold":
        hold(invoice, invoice.payable, "DSP-00001")
    assert section(portal.get("/portal/invoices/INV-1")) == ""
    assert portal.get("/portal/").soup.find(id="to-pay") is None


def test_the_first_page_lists_what_to_pay_with_a_link_to_how(
    portal: Pages, organisation: Organisation, by_card: None
) -> None:
    hold(billed(organisation, number="R/2026 7"), Money.of("70", "EUR"), "DSP-00001")
    page = portal.get("/portal/")
    card = page.soup.find("section", attrs={"aria-labelledby": "to-pay"})
    assert card is not None
    said = " ".join(card.get_text(" ").split())
    assert "€50.00" in said
    assert "Another €70.00 is in dispute" in said
    assert portal.get(page.link("How to pay").split("#")[0]).heading == "Invoice R/2026 7"
    assert page.link("Pay €50.00 now") == "https://pay.example.com/R%2F2026%207?a=50.00&r=Kd%2077"


def test_hostile_words_of_a_document_are_shown_and_do_nothing(
    portal: Pages, organisation: Organisation, by_card: None
) -> None:
    billed(
        organisation,
        {"payment_id": "<script>alert(1)</script>\"'&a=0", "account_name": "<b>x</b>", "account": "<i>7</i>"},
    )
    page = portal.get("/portal/invoices/INV-1")
    assert page.soup.find("script", string="alert(1)") is None
    assert "<script>alert(1)</script>\"'&a=0" in section(page)
    assert "<b>x</b>" in section(page)
    assert page.link("Pay €120.00 now").endswith("?a=120.00&r=%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%27%26a%3D0")


def test_who_may_only_look_is_told_as_well(pages: Pages, organisation: Organisation, by_card: None) -> None:
    looker = factories.make_person(Role.CLIENT, organisation=organisation, powers=[])
    billed(organisation)
    pages.sign_in(looker)
    assert "DE89" in section(pages.get("/portal/invoices/INV-1"))
    assert pages.get("/portal/").link("Pay €120.00 now")


def test_what_is_collected_is_not_to_be_sent(portal: Pages, organisation: Organisation, by_card: None) -> None:
    billed(organisation, {"code": "59", "mandate": "M-7"})
    told = section(portal.get("/portal/invoices/INV-1"))
    assert "€120.00 is collected from your account by direct debit; you need not send anything." in told
    assert "Mandate M-7" in told
    assert "Pay €" not in told


def test_an_invoice_without_an_account_leads_to_somebody_who_knows(portal: Pages, organisation: Organisation) -> None:
    billed(organisation, {"code": "1"})
    page = portal.get("/portal/invoices/INV-1")
    assert "This invoice names no account." in section(page)
    assert page.link("ask us how") == "/portal/chat?about=INV-1"


def test_in_german_it_is_said_in_german(portal: Pages, organisation: Organisation, client_person: Person) -> None:
    client_person.locale = "de_DE"
    db.session.commit()
    billed(organisation)
    assert "Bitte zahlen Sie 120,00" in section(portal.get("/portal/invoices/INV-1")).replace("\u00a0", " ")


def test_the_office_reads_which_ways_there_are(pages: Pages, manager: Person, by_card: None) -> None:
    page = pages.sign_in(manager).get("/office/rules")
    assert CARD.address in page.text
    assert "ways_to_pay" in page.text


def test_the_office_reads_that_there_are_none(pages: Pages, manager: Person) -> None:
    assert "No other way is given." in pages.sign_in(manager).get("/office/rules").text
