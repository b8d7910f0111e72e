"""A real Chromium against the four running programs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import programs
from tests.browser.programs import Programs
from tests.browser.web_only import web_only

__all__ = ["web_only"]

# A machine that does much else draws a page late; what does not come is still told.
expect.set_options(timeout=20_000)

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--no-sandbox",
]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    if reason := programs.why_not():
        pytest.skip(f"browser tests need more than is here: {reason}")
    folder: Path = tmp_path_factory.mktemp("running")
    with programs.running(folder) as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if programs.CHROMIUM is None:
        pytest.skip(f"browser tests need more than is here: {programs.why_not()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programs.CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class People:
    """Each person sits at a browser of their own."""

    def __init__(self, browser: Browser, desk: Programs) -> None:
        self._browser, self._desk = browser, desk

    def __call__(self, email: str) -> Page:
        page = self._browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(self._desk.flask("demo", "sign-in", email).splitlines()[-1])
        page.get_by_role("button", name="Sign in").last.click()
        page.wait_for_url(lambda address: "sign-in" not in address)
        return page


@pytest.fixture
def at_the_browser_of(chromium: Browser, desk: Programs) -> People:
    return People(chromium, desk)
