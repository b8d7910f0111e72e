"""Every page of every audience, light and dark, wide and narrow: WCAG 2.2 AA by axe, and nothing to scroll sideways."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.programs import Programs

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
NARROW = {"width": 320, "height": 800}
WIDE = {"width": 1440, "height": 900}
AGENT, MANAGER = "ana.ruiz@lumen-larder.example", "grace.adeyemi@lumen-larder.example"
CLIENT = "maria.santos@harbour-cafe.example"
DISPUTES = [f"DSP-{number:05}" for number in range(1, 8)]

PAGES = {
    "": [
        "/", "/sign-in", "/survey/unknown", "/nothing-here", "/help", "/help?q=hold", "/policies/disputes",
        "/help/our-billing-policy",
    ],
    CLIENT: [
        "/portal/", "/portal/invoices", "/portal/invoices/{invoice}", "/portal/disputes", "/portal/chat",
        "/portal/disputes/DSP-00001", "/portal/disputes/DSP-00004", "/portal/disputes/DSP-00006",
        "/portal/disputes/new?invoice={invoice}", "/portal/you", "/portal/letters", "/portal/company", "/portal/people",
        "/portal/payments", "/portal/agreements", "/portal/documents", "/portal/welcome",
    ],
    AGENT: [
        "/desk/?view=all", "/desk/?view=all&tier=2&client=x", "/desk/?view=mine", "/desk/?view=all&sort=most&col=amount&col=tags&col=channel", "/desk/replies",
        "/desk/bulk?deed=take&reference=DSP-00001&reference=DSP-00007", "/desk/bulk?deed=assign&reference=DSP-00001",
        "/desk/chats", "{chat}",
        *(f"/desk/disputes/{reference}" for reference in DISPUTES), "/dev/mail", "/dev/mail/1",
    ],
    MANAGER: [
        "/office/approvals", "/office/escalations", "/desk/disputes/DSP-00003", "/office/now", "/office/start",
        "/office/rules", "/office/rules/default_b2b", "/office/clients", "/office/clients/CL-0001", "/office/articles",
        "/office/articles/our-billing-policy", "/office/people", "/office/overrides", "/office/reports/volume",
        "/office/reports/reasons", "/office/reports/value", "/office/delivery", "/office/review", "/prevention/drafts",
        "/prevention/findings", "/prevention/incidents", "/prevention/tasks", "{task}", "{draft}", "{finding}",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, web_only: Programs) -> Iterator[dict[str, BrowserContext]]:
    """A browser for each person, signed in by link; "" is nobody's."""
    contexts = {}
    for email in PAGES:
        contexts[email] = chromium.new_context(viewport=WIDE)
        if email:
            page = contexts[email].new_page()
            page.goto(web_only.flask("demo", "sign-in", email).splitlines()[-1])
            page.get_by_role("button", name="Sign in").last.click()
            page.wait_for_url(lambda address: "sign-in" not in address)
            page.close()
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("email", PAGES, ids=["public", "portal", "desk", "office"])
def test_every_page_can_be_used_by_everybody(
    email: str, colours: str, signed_in: dict[str, BrowserContext], web_only: Programs
) -> None:
    page = signed_in[email].new_page()
    page.emulate_media(color_scheme=colours)
    found = {}
    for path in PAGES[email]:
        page.goto(web_only.address + address(page, web_only, path))
        # The dispute's page fetches its longer reading.
        page.wait_for_selector(".part-link", state="detached")
        unfold(page)
        found |= {f"{path} {rule}": where for rule, where in violations(page).items()}
        page.set_viewport_size(NARROW)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found[f"{path} at 320 px"] = [widest(page)]
        page.set_viewport_size(WIDE)
    page.close()
    assert not found, "\n".join(f"{what}: {node}" for what, nodes in found.items() for node in nodes)


def address(page: Page, web: Programs, path: str) -> str:
    """What stands in braces is the first that the person's own list leads to."""
    if "{chat}" in path:
        return first_link(page, f"{web.address}/desk/chats", "/desk/chats/")
    for thing in ("task", "draft", "finding"):
        if path == f"{{{thing}}}":
            return first_link(page, f"{web.address}/prevention/{thing}s", f"/prevention/{thing}s/")
    if "{invoice}" in path:
        number = first_link(page, f"{web.address}/portal/invoices", "/portal/invoices/").rpartition("/")[2]
        return path.format(invoice=number)
    return path


def first_link(page: Page, where: str, begins: str) -> str:
    page.goto(where)
    return page.locator(f"main a[href^='{begins}']").first.get_attribute("href") or ""


def unfold(page: Page) -> None:
    """What is folded away is checked too."""
    page.evaluate(
        "for (const part of document.querySelectorAll('details')) { part.removeAttribute('name'); part.open = true; }"
    )


def violations(page: Page) -> dict[str, list[str]]:
    """Rule → the markup of what breaks it."""
    response = Axe().run(page, options=RULES).response
    return {
        found["id"]: [f"{node['html'][:200]}: {node['failureSummary'][:300]}" for node in found["nodes"][:3]]
        for found in response["violations"]
    }


def widest(page: Page) -> str:
    """The markup of what is wider than the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter((one) => !one.closest('.scroll-box, .table-responsive'))
             .sort((one, other) => other.getBoundingClientRect().right - one.getBoundingClientRect().right)[0].outerHTML.slice(0, 200)"""
    )
