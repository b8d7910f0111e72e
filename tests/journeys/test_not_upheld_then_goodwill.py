"""A client disputes a charge that is right, does not accept the answer, and is offered a goodwill credit one tier up."""

import re
from collections.abc import Callable

from tests.journeys.conftest import ANA, GRACE, JONAS, SOFIA, investigate, press, say
from tests.pages import Page, Pages

FOUND = {
    "billing": "The line charges one month at €276.00.",
    "agreement": "The price is the one of the agreement since the change.",
    "documents": "The change was announced in writing 60 days before.",
}
REASONS = (
    "The price of backup and monitoring rose as announced. The notice went out 60 days before, as clause 7.2 asks."
)
OBJECTION = "Nobody here has ever seen that notice."


def test_a_right_charge_is_explained_rejected_and_settled(
    at_the_browser_of: Callable[[str], Pages],
    work_done: Callable[[], None],
    letter: Callable[[str, str], Page],
) -> None:
    jonas = at_the_browser_of(JONAS)
    reference, invoice = ask_and_dispute(jonas)
    held, whole = to_pay(jonas, invoice)
    assert held == whole - 33948, "€276.00 and its tax are on hold"

    not_upheld(at_the_browser_of(ANA), reference)
    work_done()
    assert REASONS in letter(JONAS, reference).text
    read_the_documents(jonas, reference)

    reject_in_the_chat(jonas)
    assert OBJECTION in at_the_browser_of(SOFIA).get(f"/desk/disputes/{reference}").text
    offer_goodwill(at_the_browser_of(GRACE), reference)
    accept_in_the_chat(jonas, reference)
    due, _ = to_pay(jonas, invoice)
    assert due == whole - 4920
    work_done()
    assert "€49.20" in letter(JONAS, reference).text


def ask_and_dispute(jonas: Pages) -> tuple[str, str]:
    page = say(jonas, "Why is the backup more expensive on my latest invoice?")
    for words in ("We announced the change on", "60 days before it took effect", "charges exactly this price"):
        assert words in page.text
    press(jonas, "Open a dispute")
    page = press(jonas, "Yes, open it")
    reference = re.search(r"Its reference is (DSP-\d{5})\.", page.text)
    invoice = re.search(r"INV-\d{4}-\d{4}", page.text)
    assert reference, page.text[-600:]
    assert invoice
    return reference[1], invoice[0]


def to_pay(jonas: Pages, invoice: str) -> tuple[int, int]:
    """What is to pay now of the invoice and what it came to, in cents, as the client's page says."""
    text = jonas.get(f"/portal/invoices/{invoice}").text
    found = [re.search(rf"{label} €([\d,]+\.\d\d)", text) for label in ("To pay now", "Total with tax")]
    due, whole = (int(re.sub(r"\D", "", amount[1])) for amount in found if amount)
    return due, whole


def not_upheld(ana: Pages, reference: str) -> None:
    page = investigate(ana, reference, FOUND, cause="client_misunderstanding", passed="yes")
    refused = ana.submit(page, "/not-upheld", 409, reasons=REASONS)
    assert "documents" in refused.text
    options = [str(option["value"]) for option in page.soup.select("#document option")]
    for document in [option for option in options if option.startswith(("price:", "contract:"))]:
        page = ana.submit(page, "Add the document", document=document)
    page = ana.submit(page, "/not-upheld", reasons=REASONS)
    assert "Not upheld" in page.text


def read_the_documents(jonas: Pages, reference: str) -> None:
    page = jonas.get(f"/portal/disputes/{reference}")
    assert "Our decision: not upheld" in page.text
    assert REASONS in page.text
    price = jonas.get(page.link("Price of Backup"))
    assert "€276.00" in price.text
    assert "Announced to you on" in price.text
    agreement = jonas.get(page.link("Agreement"))
    assert "written notice at least 60 days before" in agreement.text


def reject_in_the_chat(jonas: Pages) -> None:
    press(jonas, "I do not accept this")
    assert "a specialist" in say(jonas, OBJECTION).text


def offer_goodwill(grace: Pages, reference: str) -> None:
    assert reference in grace.get("/office/escalations").text
    page = grace.submit(grace.get(f"/desk/disputes/{reference}"), "Take")
    terms = "We stand by the price. As a sign of good will we give you one more month at the old one."
    page = grace.submit(page, "/offer", settlement="goodwill", amount="40.00", terms=terms)
    assert "The offer is with the client." in page.text


def accept_in_the_chat(jonas: Pages, reference: str) -> None:
    assert "Our offer: goodwill credit, €40.00 before tax" in jonas.get(f"/portal/disputes/{reference}").text
    page = press(jonas, "Accept the offer")
    assert "Do you accept this offer?" in page.text
    page = press(jonas, "Yes, accept it")
    assert "You have accepted: goodwill credit, €40.00 before tax." in page.text
    page = jonas.get(f"/portal/disputes/{reference}")
    assert "Our decision: settled" in page.text
    assert "gives you €49.20 with tax" in page.text
