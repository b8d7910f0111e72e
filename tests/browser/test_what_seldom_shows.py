"""Pages that nobody goes to on purpose: what is refused, what is not there, what was done, and a client who may only look."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.addresses import AGENT, CLIENT, MANAGER
from tests.browser.programs import Programs
from tests.browser.test_accessibility import NARROW, WIDE, out_of_sight, violations

pytestmark = pytest.mark.browser

MISSING = [
    ("", "/nothing-here", "Nothing here"),
    (CLIENT, "/portal/invoices/INV-0", "Nothing here"),
    (CLIENT, "/desk/", "Not open to you"),
    (AGENT, "/desk/disputes/DSP-99999", "Nothing here"),
]
REFUSED = [
    ("", "/sign-in", "/sign-in"),
    (CLIENT, "/portal/disputes/new?invoice=INV-2026-0042", "/portal/disputes/new"),
    (CLIENT, "/portal/disputes/DSP-00004", "/counter"),
    (CLIENT, "/portal/people", "/portal/people"),
    (AGENT, "/desk/disputes/DSP-00001", "/notes"),
    (AGENT, "/desk/replies", "/desk/replies"),
    (MANAGER, "/office/articles/new", "/office/articles/new"),
    (MANAGER, "/office/people", "/office/people"),
]
"""Who, where, and the end of the address of a form that is sent with nothing in it."""
EMPTIED = """form => {
  for (const field of form.querySelectorAll('textarea, input:not([type=hidden]):not([type=checkbox]):not([type=radio])')) field.value = '';
  form.submit();
}"""
SAID = ".is-invalid, .invalid-feedback, .alert-danger, .refusal"
Sits = Callable[[str], Page]


@pytest.fixture(scope="module")
def sits(chromium: Browser, web_only: Programs) -> Iterator[Sits]:
    """Somebody at a browser of their own, signed in by link; "" is nobody."""
    contexts: dict[str, BrowserContext] = {}

    def begin(email: str) -> Page:
        if email in contexts:
            return contexts[email].pages[0]
        # Without transitions: the colours are looked at the moment they change.
        contexts[email] = chromium.new_context(viewport=WIDE, base_url=web_only.address, reduced_motion="reduce")
        page = contexts[email].new_page()
        if email:
            page.goto(web_only.flask("demo", "sign-in", email).splitlines()[-1])
            page.get_by_role("button", name="Sign in").last.click()
            page.wait_for_url(lambda address: "sign-in" not in address)
        return page

    yield begin
    for context in contexts.values():
        context.close()


def trouble(page: Page) -> list[str]:
    """What is wrong with the page as it stands: in both colours, and on a narrow screen."""
    found = []
    for colours in ("light", "dark"):
        page.evaluate("colours => { document.documentElement.dataset.bsTheme = colours; }", colours)
        found += [f"{colours} {rule}: {node}" for rule, nodes in violations(page).items() for node in nodes]
    page.set_viewport_size(NARROW)
    found += [where for places in out_of_sight(page) for where in places]
    page.set_viewport_size(WIDE)
    return found


def test_what_is_not_there_or_not_open_can_be_read_by_everybody(sits: Sits) -> None:
    found = {}
    for email, path, heading in MISSING:
        page = sits(email)
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        found[path] = trouble(page)
    assert not any(found.values()), found


def test_a_form_that_was_refused_says_so_to_everybody(sits: Sits) -> None:
    found = {}
    for email, path, action in REFUSED:
        page = sits(email)
        page.goto(path)
        with page.expect_navigation():
            page.locator(f"main form[method=post][action$='{action}']").first.evaluate(EMPTIED)
        assert page.locator(SAID).count(), f"{path}: {action} was not refused"
        found[path] = trouble(page)
    assert not any(found.values()), found


def test_somebody_is_invited_who_may_only_look_and_is_offered_nothing_else(sits: Sits) -> None:
    maria, lena = sits(CLIENT), "lena.limit@harbour-cafe.example"
    maria.goto("/portal/people")
    form = maria.locator("form[action$='/portal/people']")
    form.get_by_label("Name").fill("Lena Limit")
    form.get_by_label("E-mail address").fill(lena)
    form.get_by_label("Question charges").uncheck()
    form.get_by_role("button", name="Invite").click()
    expect(maria.locator(".flash")).to_contain_text("Lena Limit has been sent a link")
    found = {"the flash": trouble(maria)}
    looking = sits(lena)
    for path in (
        "/portal/",
        "/portal/disputes/DSP-00001",
        "/portal/disputes/new?invoice=INV-2026-0042",
        "/portal/people",
    ):
        looking.goto(path)
        assert not looking.locator("main form[method=post]").count(), f"{path} offers what would be refused"
        found[path] = trouble(looking)
    assert not any(found.values()), found
