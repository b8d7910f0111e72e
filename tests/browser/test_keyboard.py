"""The agent's day by keyboard alone, with rows that come by themselves and words that are never lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.programs import Programs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def anas_browser(chromium: Browser, web_only: Programs) -> Iterator[BrowserContext]:
    context = signed_in(chromium, web_only, "ana.ruiz@lumen-larder.example")
    yield context
    context.close()


@pytest.fixture
def ana(anas_browser: BrowserContext) -> Iterator[Page]:
    page = anas_browser.new_page()
    page.goto("/desk/")
    yield page
    page.close()


def signed_in(chromium: Browser, web: Programs, email: str) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, base_url=web.address)
    page = context.new_page()
    page.goto(web.flask("demo", "sign-in", email).splitlines()[-1])
    page.get_by_role("button", name="Sign in").last.click()
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.close()
    return context


def chosen(page: Page) -> str:
    return page.locator("tr.is-chosen").get_attribute("data-reference") or ""


def test_one_walks_through_the_queue_opens_and_comes_back(ana: Page) -> None:
    ana.keyboard.press("6")
    ana.wait_for_url("**view=all*")
    ana.keyboard.press("j")
    first = chosen(ana)
    ana.keyboard.press("j")
    assert chosen(ana) != first
    ana.keyboard.press("k")
    assert chosen(ana) == first
    ana.keyboard.press("Enter")
    ana.wait_for_url(f"**/{first}")
    ana.keyboard.press("u")
    ana.wait_for_url("**/desk/?view=*")


def test_a_new_dispute_is_taken_checked_and_noted_by_keyboard(ana: Page) -> None:
    reference = ana.locator("tr[data-reference]").first.get_attribute("data-reference")
    ana.keyboard.press("j")
    ana.keyboard.press("t")
    ana.wait_for_url(f"**/{reference}")
    ana.keyboard.press("c")
    ana.keyboard.type("Billed as agreed. ")
    ana.keyboard.press("Tab")
    ana.keyboard.type("The agreement")
    ana.keyboard.press("Tab")
    ana.keyboard.press("Tab")
    ana.keyboard.press("Enter")
    expect(ana.locator("#checks")).to_contain_text("1 of 3 checks")
    # The text is there before the scripts have run: a key pressed in between is nobody's.
    ana.wait_for_load_state()
    ana.keyboard.press("n")
    ana.keyboard.type("Looked at it by keyboard.")
    ana.keyboard.press("Tab")
    ana.keyboard.press("Enter")
    expect(ana.locator("#notes")).to_contain_text("Looked at it by keyboard.")


def test_the_sheet_lists_the_keys_and_switches_them_off(ana: Page) -> None:
    ana.keyboard.press("?")
    sheet = ana.get_by_role("dialog")
    expect(sheet).to_contain_text("Next dispute")
    ana.get_by_label("Single keys do something").uncheck()
    ana.keyboard.press("Escape")
    ana.keyboard.press("j")
    expect(ana.locator("tr.is-chosen")).to_have_count(0)
    ana.get_by_role("button", name="Keyboard").click()
    ana.get_by_label("Single keys do something").check()


def test_what_was_typed_is_there_again_and_goes_when_it_was_sent(ana: Page) -> None:
    ana.goto("/desk/disputes/DSP-00001")
    ana.keyboard.press("p")
    ana.keyboard.type("Half a sentence")
    ana.reload()
    box = ana.locator("textarea[name=progress]")
    expect(box).to_have_value("Half a sentence")
    box.fill("A whole sentence for the client.")
    ana.get_by_role("button", name="Send the update").click()
    expect(ana.get_by_role("status").first).to_contain_text("told")
    expect(ana.locator("textarea[name=progress]")).to_have_value("")


def test_the_letter_is_read_before_it_is_sent(ana: Page) -> None:
    ana.goto("/desk/disputes/DSP-00001")
    expect(ana.locator("[data-credits-sum]")).to_contain_text("above your limit")
    ana.get_by_role("button", name="Read the letter first").first.click()
    expect(ana.locator("#letter")).to_contain_text("Nothing has been sent")
    expect(ana.locator("#letter")).to_be_in_viewport()


def test_rows_come_by_themselves_and_the_chosen_one_stays(ana: Page, chromium: Browser, web_only: Programs) -> None:
    ana.goto("/desk/?view=all")
    ana.keyboard.press("j")
    ana.keyboard.press("j")
    before = chosen(ana)
    rows = ana.locator("tr[data-reference]").count()
    _dispute_as_maria(chromium, web_only)
    expect(ana.locator("tr[data-reference]")).to_have_count(rows + 1, timeout=20_000)
    assert chosen(ana) == before
    expect(ana.locator("tr.is-chosen a")).to_be_focused()


def _dispute_as_maria(chromium: Browser, web_only: Programs) -> None:
    """She disputes a charge in the portal, while the agent's queue is open."""
    page = signed_in(chromium, web_only, "maria.santos@harbour-cafe.example").new_page()
    page.goto("/portal/invoices")
    page.get_by_role("link", name=re.compile("INV-")).last.click()
    page.get_by_role("link", name=re.compile("Question this charge")).first.click()
    page.get_by_label("What is wrong?").select_option("other")
    page.get_by_label("What happened, in your own words").fill("This is not ours.")
    page.get_by_role("button", name="Look at the summary").click()
    page.get_by_role("button", name="Open the dispute").click()
    page.wait_for_url("**/portal/disputes/**")
    page.context.close()


def test_a_dispute_is_chosen_decided_read_and_sent_by_keyboard_and_the_next_one_opens(ana: Page) -> None:
    """What goes before (taking it, the checks) is tested above. The last of these: it decides what the others look at."""
    keys = ana.keyboard
    keys.press("6")
    ana.wait_for_url("**view=all*")
    ana.wait_for_load_state()
    _to(ana, "DSP-00001")
    keys.press("x")
    expect(ana.locator("#bulk")).to_contain_text("With the 1 chosen")
    keys.press("x")
    keys.press("Enter")
    ana.wait_for_url("**/DSP-00001")
    ana.wait_for_load_state()
    _decide(ana)
    keys.press(".")
    ana.wait_for_url(lambda address: "DSP-00001" not in address)
    expect(ana.locator("h1")).to_contain_text("DSP-")


def _decide(ana: Page) -> None:
    """The first credit is changed, the letter read, and the decision sent."""
    keys = ana.keyboard
    keys.press("d")
    expect(ana.locator("#form-resolve")).to_have_attribute("open", "")
    first = ana.locator("#form-resolve input[name^=credit_]").first
    expect(first).to_be_focused()
    keys.press("Control+a")
    keys.type("10.00")
    keys.press("Enter")
    expect(ana.locator("#letter")).to_contain_text("Nothing has been sent")
    ana.wait_for_load_state()
    first = ana.locator("#form-resolve input[name^=credit_]").first
    expect(first).to_have_value("10.00")
    ana.locator("#form-resolve").get_by_role("button", name="Resolve with this credit").focus()
    keys.press("Enter")
    expect(ana.get_by_role("status").first).to_contain_text("Posted. The client has been written to.")
    ana.wait_for_load_state()


def _to(page: Page, reference: str) -> None:
    for _ in range(20):
        page.keyboard.press("j")
        if chosen(page) == reference:
            return
    raise AssertionError(f"{reference} is not in the list")
