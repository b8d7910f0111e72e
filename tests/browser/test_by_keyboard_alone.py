"""A whole dispute without a pointer: signing in, finding it, looking into it, deciding, reading the letter, posting.

Nothing is focused by the test: it presses keys, and what has the focus must show it.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.programs import Programs

pytestmark = pytest.mark.browser

ANA = "ana.ruiz@lumen-larder.example"
OVERPRICED = "DSP-00008"
SHOWS_FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  return marked && box.width > 1 && box.bottom > 0 && box.top < innerHeight;
}"""


@pytest.fixture
def page(chromium: Browser, web_only: Programs) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=web_only.address)
    yield context.new_page()
    context.close()


class Hands:
    """Two hands on a keyboard. `pressed` counts the keys that were not letters of a text."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)

    def tab_to(self, wanted: str, most: int = 12) -> None:
        """With the tabulator to what the selector means, which must show that it has the focus; `most` is how far it may be."""
        for _ in range(most):
            self.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                assert self.page.evaluate(SHOWS_FOCUS), f"{wanted} has the focus and does not show it"
                return
        where = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"{wanted} is further than {most} keys away; the focus is on {where}")

    def send(self) -> None:
        """Enter on a button, and the page that follows it is there with its scripts."""
        with self.page.expect_navigation(wait_until="load"):
            self.press("Enter")


def test_an_agent_decides_a_dispute_from_signing_in_to_posting_by_keyboard_alone(
    page: Page, web_only: Programs
) -> None:
    hands = Hands(page)
    sign_in(hands, web_only)
    find(hands)
    take(hands)
    for kind in ("billing", "agreement", "documents"):
        check(hands, kind)
    root_cause(hands)
    change_and_read(hands)
    hands.tab_to("#letter button")
    hands.send()
    expect(
        page.get_by_role("status")
        .filter(has_text="The client has been written to")
        .or_(page.get_by_role("status").filter(has_text="manager"))
        .first
    ).to_be_in_viewport()
    assert hands.pressed < 100


def sign_in(hands: Hands, web: Programs) -> None:
    hands.page.goto(web.flask("demo", "sign-in", ANA).splitlines()[-1])
    hands.tab_to(".skip-link")
    hands.press("Enter")
    hands.tab_to("main form button")
    hands.send()
    hands.page.wait_for_url("**/desk/**")


def find(hands: Hands) -> None:
    """By the palette: a few letters, and there."""
    hands.press("Control+k")
    hands.write(OVERPRICED)
    expect(hands.page.locator("#palette-0")).to_contain_text(OVERPRICED)
    hands.send()
    expect(hands.page.locator("h1")).to_have_text(OVERPRICED)


def take(hands: Hands) -> None:
    with hands.page.expect_navigation(wait_until="load"):
        hands.press("t")
    expect(hands.page.get_by_role("status").filter(has_text="is yours")).to_be_visible()


def check(hands: Hands, kind: str) -> None:
    """What the ledger has found stands there already."""
    hands.press("c")
    finding = hands.page.locator(f"[name={kind}_finding]")
    expect(finding).to_be_focused()
    if not finding.input_value():
        hands.write("Looked at, and as it is billed.")
    hands.press("Tab")
    if not hands.page.locator(f"[name={kind}_evidence]").input_value():
        hands.write("The agreement")
    hands.tab_to(f"#form-{kind} button")
    hands.send()
    expect(hands.page.locator(f"#form-{kind}.act-quiet")).to_be_visible()


def root_cause(hands: Hands) -> None:
    hands.press("r")
    expect(hands.page.locator("#form-record_cause select")).to_be_focused()
    hands.write("Data")
    hands.tab_to("#form-record_cause > button")
    hands.send()
    expect(hands.page.locator("#checks")).to_contain_text("cause known")


def change_and_read(hands: Hands) -> None:
    """Another amount than the proposed one; its letter is read to the end."""
    hands.press("d")
    expect(hands.page.locator("#form-resolve input[name^=credit_]").first).to_be_focused()
    hands.press("Control+a")
    hands.write("12.50")
    hands.tab_to("#form-resolve select")
    hands.tab_to("#form-resolve textarea")
    if not hands.page.locator("#form-resolve textarea").input_value():
        hands.write("The hour was billed at another price than agreed. We credit the difference.")
    hands.tab_to("#form-resolve button")
    hands.send()
    expect(hands.page.locator("#letter")).to_contain_text("12.50")
    expect(hands.page.locator("#letter .letter-text")).to_be_focused()
    hands.press("PageDown")
