"""From the assistant to a person and back, both in a real browser: the panel, who is there, who types, and the answer."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import People
from tests.browser.programs import Programs

pytestmark = pytest.mark.browser
JONAS = "jonas.weber@brightwater.example"
SOON = 20_000
"""Milliseconds: the pages look for news every two or three seconds."""


def test_a_person_takes_over_with_everything_known_and_both_see_each_other_write(
    desk: Programs, at_the_browser_of: People
) -> None:
    home, jonas, ana = desk.address, at_the_browser_of(JONAS), at_the_browser_of(steps.ANA)
    _asks_for_a_person_in_the_middle_of_a_dispute(jonas, home)
    conversation = jonas.locator("[data-chat]").get_attribute("data-conversation")
    _takes_over_with_everything_known(ana, f"{home}/desk/chats", conversation or "")
    expect(jonas.get_by_role("log")).to_contain_text("Ana from the billing desk is here now", timeout=SOON)
    _see_each_other_write(jonas, ana)
    ana.get_by_label("Your answer").fill("I have the visit of that day before me. One moment, please.")
    ana.get_by_role("button", name="Send").click()
    expect(jonas.get_by_role("log")).to_contain_text("I have the visit of that day before me", timeout=SOON)
    ana.get_by_role("button", name="Hand back to the assistant").click()
    expect(jonas.get_by_role("log")).to_contain_text("The assistant answers again", timeout=SOON)
    steps.ask(jonas, "what do I owe?")
    steps.answer(jonas, re.compile("is due now"))


def _asks_for_a_person_in_the_middle_of_a_dispute(page: Page, home: str) -> None:
    page.goto(f"{home}/portal/chat")
    steps.ask(page, "I want to dispute line 1 of my latest invoice, it was never done")
    steps.answer(page, "Shall I open this dispute?")
    steps.ask(page, "no, let me talk to a person")
    steps.answer(page, "A person from the billing desk takes over")


def _takes_over_with_everything_known(page: Page, chats: str, conversation: str) -> None:
    page.goto(chats)
    page.locator(f"main a[href$='/desk/chats/{conversation}']").first.click()
    for words in ("open a dispute", "What is wrong", "INV-", "looking at the chat", "client asked"):
        expect(page.get_by_role("region", name="Before you answer")).to_contain_text(words)
    page.get_by_role("button", name="Take over").click()


def _see_each_other_write(client: Page, agent: Page) -> None:
    agent.get_by_label("Your answer").press_sequentially("Good morning")
    expect(client.get_by_text("Ana is writing")).to_be_visible(timeout=SOON)
    _kept(client, "client")
    client.get_by_label("Your message").press_sequentially("Hello Ana")
    expect(agent.get_by_role("region", name="Before you answer")).to_contain_text("is writing", timeout=SOON)
    _kept(agent, "desk")


def _kept(page: Page, name: str) -> None:
    """A picture for whoever wants to look: KEEP_PICTURES names the folder."""
    if folder := os.environ.get("KEEP_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
