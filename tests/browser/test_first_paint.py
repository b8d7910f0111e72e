"""Every page is drawn once: nothing jumps while it loads, and little has to be fetched before it stands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.browser.addresses import PAGES, address_of
from tests.browser.programs import Programs

pytestmark = pytest.mark.browser

MOST_SHIFTED = 0.02
"""Cumulative layout shift: the part of the screen that moves, times how far."""
MOST_BYTES = 100_000
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})
WATCH = """
window.shifted = 0;
window.movers = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shifted += entry.value;
    window.movers.push(...entry.sources.map((one) => (one.node?.outerHTML ?? '').slice(0, 120)));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(params=PAGES, ids=["public", "portal", "desk", "specialist", "office"])
def visitor(
    request: pytest.FixtureRequest, chromium: Browser, web_only: Programs
) -> Iterator[tuple[str, BrowserContext]]:
    context = chromium.new_context(viewport=SIZES[0])
    if request.param:
        page = context.new_page()
        page.goto(web_only.flask("demo", "sign-in", request.param).splitlines()[-1])
        page.get_by_role("button", name="Sign in").last.click()
        page.wait_for_url(lambda address: "sign-in" not in address)
        page.close()
    context.add_init_script(WATCH)
    yield request.param, context
    context.close()


class Meter:
    """What came over the wire as styles and scripts, compressed, with nothing in the browser's store."""

    def __init__(self, session: CDPSession) -> None:
        self.kinds: dict[str, str] = {}
        self.bytes = 0
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.responseReceived", self._note)
        session.on("Network.loadingFinished", self._add)

    def _note(self, event: dict[str, str]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _add(self, event: dict[str, float]) -> None:
        if self.kinds.get(str(event["requestId"])) in {"Stylesheet", "Script"}:
            self.bytes += int(event["encodedDataLength"])


def test_nothing_moves_and_little_is_fetched(visitor: tuple[str, BrowserContext], web_only: Programs) -> None:
    email, context = visitor
    page = context.new_page()
    meter = Meter(context.new_cdp_session(page))
    found = []
    for path in PAGES[email]:
        address = address_of(page, web_only.address, path)
        for size in SIZES:
            found += looked_at(page, meter, address, size)
    assert found == [], "\n".join(found)


def looked_at(page: Page, meter: Meter, address: str, size: dict[str, int]) -> list[str]:
    page.set_viewport_size(size)
    meter.bytes = 0
    page.goto(address)
    page.wait_for_load_state("networkidle")
    shifted, movers = page.evaluate("[window.shifted, window.movers]")
    trouble = []
    if shifted > MOST_SHIFTED:
        trouble.append(f"{address} at {size['width']} px moves by {shifted:.3f}: {movers[:3]}")
    if meter.bytes > MOST_BYTES:
        trouble.append(f"{address} fetches {meter.bytes} bytes")
    return trouble
