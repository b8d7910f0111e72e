"""Every page of every audience, light and dark, wide and narrow: WCAG 2.2 AA by axe, nothing to scroll sideways, nothing that jumps."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.addresses import PAGES, address_of
from tests.browser.programs import Programs

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
NARROW = {"width": 320, "height": 800}
WIDE = {"width": 1440, "height": 900}
ENLARGED = {"width": 320, "height": 256}
"""A screen of 1280 × 1024 at 400 %."""


CUT_OFF = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const seen = box.width > 4 && box.height > 4 && style.visibility === 'visible' && !one.closest('svg, select, option');
  return seen && style.overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1 && one.innerText?.trim();
}).slice(0, 3).map((one) => one.outerHTML.slice(0, 200))"""
IN_THE_WAY = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const box = one.getBoundingClientRect();
  return ['fixed', 'sticky'].includes(getComputedStyle(one).position) && box.height > innerHeight / 2 && box.width > 4;
}).slice(0, 3).map((one) => one.outerHTML.slice(0, 200))"""
MOST_SHIFTED = 0.02
"""Cumulative layout shift while a page loads: the part of the screen that moves, times how far."""
WATCH = """
window.shifted = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) window.shifted.push([entry.value, ...entry.sources.map((one) => (one.node?.outerHTML ?? '').slice(0, 120))]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# Two frames later what has come is drawn, and its shift is known.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.shifted)))))"


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, web_only: Programs) -> Iterator[dict[str, BrowserContext]]:
    """A browser for each person, signed in by link; "" is nobody's."""
    contexts = {}
    for email in PAGES:
        contexts[email] = chromium.new_context(viewport=WIDE)
        contexts[email].add_init_script(WATCH)
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
@pytest.mark.parametrize("email", PAGES, ids=["public", "portal", "desk", "specialist", "office"])
def test_every_page_can_be_used_by_everybody(
    email: str, colours: str, signed_in: dict[str, BrowserContext], web_only: Programs
) -> None:
    page = signed_in[email].new_page()
    page.emulate_media(color_scheme=colours)
    found = {}
    for path in PAGES[email]:
        settled(page, address_of(page, web_only.address, path))
        found |= {f"{path} moves": where for where in jumps(page)}
        unfold(page)
        found |= {f"{path} {rule}": where for rule, where in violations(page).items()}
        for size in (NARROW, ENLARGED):
            page.set_viewport_size(size)
            found |= {f"{path} at {size['width']} × {size['height']}": where for where in out_of_sight(page)}
        page.set_viewport_size(WIDE)
    page.close()
    assert not found, "\n".join(f"{what}: {node}" for what, nodes in found.items() for node in nodes)


def settled(page: Page, address: str) -> None:
    """Opened, with all that comes by itself: the dispute's page asks who else is there and fetches its longer reading."""
    if "/desk/disputes/DSP" in address:
        with page.expect_response("**/here"):
            page.goto(address)
    else:
        page.goto(address)
    page.wait_for_selector(".part-link", state="detached")


def jumps(page: Page) -> Iterator[list[str]]:
    """What moves while the page loads."""
    shifted = page.evaluate(DRAWN)
    if sum(entry[0] for entry in shifted) > MOST_SHIFTED:
        yield [f"{value:.3f}: {node}" for value, *nodes in shifted for node in nodes]


def out_of_sight(page: Page) -> Iterator[list[str]]:
    """What would have to be scrolled sideways, what is cut off, and what stands in the way of everything else."""
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield [f"wider than the page: {widest(page)}"]
    if cut := page.evaluate(CUT_OFF):
        yield [f"cut off: {markup}" for markup in cut]
    if stuck := page.evaluate(IN_THE_WAY):
        yield [f"covers more than half of the page: {markup}" for markup in stuck]


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
