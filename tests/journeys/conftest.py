"""The demo company, its people at their browsers, an assistant, and the worker."""

from collections.abc import Callable

import pytest
from flask import Flask

from support.accounts.queries import person_with
from support.conversations.gateway import use_gateway
from support.demo import loading
from support.extensions import db
from tests.journeys.assistant import Assistant
from tests.pages import Page, Pages

MARIA = "maria.santos@harbour-cafe.example"
JONAS = "jonas.weber@brightwater.example"
ANA = "ana.ruiz@lumen-larder.example"
SOFIA = "sofia.lindqvist@lumen-larder.example"
GRACE = "grace.adeyemi@lumen-larder.example"


@pytest.fixture
def company(app: Flask, calendar) -> Flask:
    """The demo company in the middle of June: its March invoice charges one delivery twice."""
    calendar.set("2026-06-15T09:00+00:00")
    loading.load()
    use_gateway(app, Assistant(app))
    return app


@pytest.fixture
def at_the_browser_of(company: Flask) -> Callable[[str], Pages]:
    def browser(email: str) -> Pages:
        return Pages(company).sign_in(person_with(email))

    return browser


@pytest.fixture
def work_done(company: Flask) -> Callable[[], None]:
    """The worker goes through its timetable once."""

    def tick() -> None:
        ran = company.test_cli_runner().invoke(args=["tick"])
        assert ran.exit_code == 0, ran.output
        db.session.rollback()

    return tick


@pytest.fixture
def letter(company: Flask) -> Callable[[str, str], Page]:
    """The newest letter to somebody with these words in its subject, read in the mailbox."""

    def read(to: str, subject: str) -> Page:
        pages = Pages(company)
        for row in pages.get("/dev/mail").soup.select("tbody tr"):
            if to in row.get_text() and subject in row.get_text():
                return pages.get(str(row.select_one("a")["href"]))
        raise AssertionError(f"no letter “{subject}” to {to}")

    return read


def say(pages: Pages, text: str) -> Page:
    """Write into the chat and send."""
    return pages.submit(pages.get("/portal/chat"), "Send", text=text)


def press(pages: Pages, title: str) -> Page:
    """Press the newest button of this name in the chat."""
    page = pages.get("/portal/chat")
    buttons = [button for button in page.soup.select("button[name=button]") if button.get_text(strip=True) == title]
    assert buttons, f"no button “{title}” in the chat: {page.text[-600:]}"
    return pages.submit(page, title, button=str(buttons[-1]["value"]))


def investigate(pages: Pages, reference: str, found: dict[str, str], cause: str, passed: str) -> Page:
    """Take the dispute, record the three checks and the root cause."""
    page = pages.get(pages.get("/desk/?view=unassigned").link(reference))
    page = pages.submit(page, "Take")
    for kind, words in found.items():
        fields = {f"{kind}_finding": words, f"{kind}_evidence": "The documents of the ledger", f"{kind}_passed": passed}
        page = pages.submit(page, f"/checks/{kind}", **fields)
    return pages.submit(page, "/cause", root_cause=cause)
