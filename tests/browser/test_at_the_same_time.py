"""Several people at one dispute, and one person whose session ends: nobody's words are lost, and nobody's work is undone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.programs import Programs

pytestmark = pytest.mark.browser

STAFF = "@lumen-larder.example"
MARIA = "maria.santos@harbour-cafe.example"
TOLD_WITHIN = 30_000
"""Milliseconds: pages ask every twelve seconds."""
Sits = Callable[[str], Page]


@pytest.fixture
def sits(chromium: Browser, web_only: Programs) -> Iterator[Sits]:
    """Somebody at a browser of their own, signed in."""
    contexts: list[BrowserContext] = []

    def begin(email: str) -> Page:
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=web_only.address))
        page = contexts[-1].new_page()
        sign_in(page, web_only, email)
        return page

    yield begin
    for context in contexts:
        context.close()


def sign_in(page: Page, web: Programs, email: str) -> None:
    page.goto(web.flask("demo", "sign-in", email).splitlines()[-1])
    page.get_by_role("button", name="Sign in").last.click()
    page.wait_for_url(lambda address: "sign-in" not in address)


def unfolded(page: Page, form: str) -> Page:
    if page.locator(f"#form-{form}").get_attribute("open") is None:
        page.locator(f"#form-{form} > summary").click()
    return page


def test_colleagues_see_who_looks_who_types_and_what_was_begun(sits: Sits) -> None:
    ana, ben = sits(f"ana.ruiz{STAFF}"), sits(f"ben.okafor{STAFF}")
    for page in (ana, ben):
        page.goto("/desk/disputes/DSP-00005")
    expect(ben.locator("[data-here]")).to_contain_text("Ana Ruiz is looking at this too", timeout=TOLD_WITHIN)
    unfolded(ana, "add_note").locator("#note").type("The offer of spring ran until May.", delay=60)
    expect(ben.locator("[data-here]")).to_contain_text("Ana Ruiz is typing here", timeout=TOLD_WITHIN)
    begun = ben.locator(".begun")
    expect(begun).to_contain_text("The offer of spring ran until May.", timeout=TOLD_WITHIN)
    ben.locator("#form-add_note > summary").click()
    begun.get_by_role("button", name="Go on with these words").click()
    expect(ben.locator("#note")).to_have_value("The offer of spring ran until May.")
    ben.get_by_role("button", name="Keep the note").click()
    expect(ben.locator("#notes")).to_contain_text("The offer of spring ran until May.")
    expect(ana.locator("[data-changed]")).to_be_visible(timeout=TOLD_WITHIN)


def test_a_draft_on_its_way_does_not_bring_back_what_was_sent_meanwhile(sits: Sits) -> None:
    """The save of the draft is slower than the sending of the form."""
    ana = sits(f"ana.ruiz{STAFF}")
    ana.goto("/desk/disputes/DSP-00005")
    held: list[Route] = []
    ana.route(
        "**/here",
        lambda route: held.append(route) if "A slow draft" in (route.request.post_data or "") else route.continue_(),
    )
    unfolded(ana, "add_note").locator("#note").fill("A slow draft.")
    ana.wait_for_timeout(1500)
    assert held, "the draft was not on its way"
    gone: list[str] = []
    ana.on("requestfailed", lambda request: gone.append(request.url))
    ana.get_by_role("button", name="Keep the note").click()
    expect(ana.locator("#notes")).to_contain_text("A slow draft.")
    assert held[0].request.url in gone, "the draft was let go before the form left"
    ana.unroute("**/here")
    ana.reload()
    ana.wait_for_timeout(1500)
    expect(ana.locator("#note")).to_have_value("")


def test_two_who_decide_at_once_become_one_decision_and_one_kept_text(sits: Sits) -> None:
    sofia, grace = sits(f"sofia.lindqvist{STAFF}"), sits(f"grace.adeyemi{STAFF}")
    sofia.goto("/desk/disputes/DSP-00003")
    words = "The price was announced by letter, and the letter was answered."
    unfolded(sofia, "not_upheld").locator("#reasons").fill(words)
    grace.goto("/desk/disputes/DSP-00003")
    unfolded(grace, "share_progress").locator("#progress").fill("We look for the letter once more.")
    grace.get_by_role("button", name="Send the update").click()
    expect(grace.get_by_role("status").first).to_contain_text("told")
    sofia.get_by_role("button", name="Send this decision").click()
    expect(sofia.get_by_role("alert")).to_be_visible()
    expect(sofia.locator("#reasons")).to_have_value(words)
    expect(sofia.locator("#history")).to_contain_text("We look for the letter once more.")


@pytest.mark.parametrize(
    ("form", "field", "button"),
    [("share_progress", "progress", "Send the update"), ("not_upheld", "reasons", "Send this decision")],
)
def test_words_outlive_a_session_and_are_in_their_form_again(
    form: str, field: str, button: str, sits: Sits, web_only: Programs
) -> None:
    sofia = sits(f"sofia.lindqvist{STAFF}")
    sofia.goto("/desk/disputes/DSP-00003")
    words = f"Half a day of thinking went into this ({form})."
    unfolded(sofia, form).locator(f"#{field}").fill(words)
    sofia.context.clear_cookies()
    sofia.get_by_role("button", name=button).click()
    goes_back(sofia, web_only, f"sofia.lindqvist{STAFF}", "**/desk/disputes/DSP-00003")
    expect(sofia.locator(f"#{field}")).to_have_value(words)
    expect(sofia.locator(f"#form-{form}")).to_have_attribute("open", "")


def test_a_clients_words_outlive_their_session_too(sits: Sits, web_only: Programs) -> None:
    maria = sits(MARIA)
    maria.goto("/portal/invoices")
    maria.get_by_role("link", name=re.compile("INV-")).nth(2).click()
    maria.get_by_role("link", name=re.compile("Question this charge")).first.click()
    words = "This was agreed on the phone, with Ben."
    maria.get_by_label("What is wrong?").select_option("other")
    maria.get_by_label("What happened, in your own words").fill(words)
    maria.context.clear_cookies()
    maria.get_by_role("button", name="Look at the summary").click()
    goes_back(maria, web_only, MARIA, "**/portal/disputes/new*")
    expect(maria.get_by_label("What happened, in your own words")).to_have_value(words)
    expect(maria.get_by_label("What is wrong?")).to_have_value("other")
    maria.get_by_role("button", name="Look at the summary").click()
    expect(maria.locator("main")).to_contain_text(words)


def goes_back(page: Page, web: Programs, email: str, where: str) -> None:
    """From the page that says it came too late, by signing in, to the form."""
    expect(page.get_by_role("heading", level=1)).to_have_text("This page was too old")
    there = page.locator("[data-lost] a")
    there.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    # The letter with the link is opened in the same browser.
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Mail me a sign-in link instead").click()
    page.goto(web.flask("demo", "sign-in", email).splitlines()[-1])
    page.get_by_role("button", name="Sign in").last.click()
    page.wait_for_url(where)
