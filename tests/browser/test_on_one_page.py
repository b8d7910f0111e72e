"""An ordinary dispute, new in the morning and decided at noon: its page is never left, and nothing but keys is used."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.programs import Programs
from tests.browser.test_by_keyboard_alone import Hands
from tests.browser.test_keyboard import signed_in

pytestmark = pytest.mark.browser

ANA, PRIYA = "ana.ruiz@lumen-larder.example", "priya.nair@oakfield-dental.example"


@pytest.fixture
def reference(chromium: Browser, web_only: Programs) -> str:
    """A client has just questioned a charge in the portal."""
    page = signed_in(chromium, web_only, PRIYA).new_page()
    page.goto("/portal/invoices")
    page.get_by_role("link", name=re.compile("INV-")).first.click()
    page.get_by_role("link", name=re.compile("Question this charge")).first.click()
    page.get_by_label("What is wrong?").select_option("quantity")
    page.get_by_label("What happened, in your own words").fill("One came broken.")
    page.get_by_role("button", name="Look at the summary").click()
    page.get_by_role("button", name="Open the dispute").click()
    page.wait_for_url("**/portal/disputes/DSP-*")
    page.context.close()
    return page.url.rpartition("/")[2].partition("?")[0].partition("#")[0]


@pytest.fixture
def hands(chromium: Browser, web_only: Programs, reference: str) -> Iterator[Hands]:
    context = signed_in(chromium, web_only, ANA)
    page = context.new_page()
    page.goto(f"/desk/disputes/{reference}")
    yield Hands(page)
    context.close()


def test_an_ordinary_dispute_is_handled_wholly_on_its_page_by_keyboard(hands: Hands, reference: str) -> None:
    page = hands.page
    with page.expect_navigation(wait_until="load"):
        hands.press("t")
    for step in (_ask_a_colleague, _tell_the_client, _tag, _decide):
        step(hands)
        expect(page.locator("h1")).to_have_text(reference)
    expect(page.locator("#history")).to_contain_text("Decided, partly upheld")
    expect(page.locator("#history")).to_contain_text("Checked supporting documents")
    assert hands.pressed < 60


def _ask_a_colleague(hands: Hands) -> None:
    """What is typed after an “@” brings up whom it can be; the tabulator puts the name in, and does not leave the field."""
    hands.press("n")
    hands.write("Was that ours, @be")
    options = hands.page.locator("#note-mentions li")
    expect(options).to_have_text(["Ben Okafor @ben.okafor"])
    hands.press("Tab")
    expect(hands.page.locator("#note")).to_have_value("Was that ours, @ben.okafor ")
    expect(hands.page.locator("#note-mentions")).to_be_hidden()
    hands.write("?")
    hands.tab_to("#form-add_note button")
    hands.send()
    expect(hands.page.locator("#notes")).to_contain_text("Was that ours, @ben.okafor ?")


def _tell_the_client(hands: Hands) -> None:
    hands.press("p")
    hands.write("We ask the driver, and write again tomorrow.")
    hands.tab_to("#form-share_progress button")
    hands.send()
    expect(hands.page.get_by_role("status").filter(has_text="told").first).to_be_visible()


def _tag(hands: Hands) -> None:
    hands.press("l")
    hands.write("broken")
    hands.tab_to("#form-set_tags button")
    hands.send()
    expect(hands.page.locator(".dispute-head")).to_contain_text("broken")


def _decide(hands: Hands) -> None:
    """As proposed, but for the amount; the letter has the focus, and is sent from where it stands."""
    hands.press("y")
    expect(hands.page.locator("#form-proposal input[name^=proposed_]").first).to_be_focused()
    hands.press("Control+a")
    hands.write("5.00")
    hands.tab_to("#form-proposal button")
    hands.send()
    expect(hands.page.locator("#letter .letter-text")).to_be_focused()
    expect(hands.page.locator("#letter")).to_contain_text("5.00")
    hands.tab_to("#letter button")
    hands.send()
    expect(hands.page.get_by_role("status").filter(has_text="The client has been written to").first).to_be_visible()
