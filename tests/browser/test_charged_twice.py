"""The main job in a real browser: charged twice, disputed in the chat, credited, followed up, closed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import People
from tests.browser.programs import Programs

pytestmark = pytest.mark.browser


def test_a_client_charged_twice_is_heard_credited_and_asked(desk: Programs, at_the_browser_of: People) -> None:
    home, maria, ana = desk.address, at_the_browser_of(steps.MARIA), at_the_browser_of(steps.ANA)
    maria.goto(f"{home}/portal/invoices")
    maria.get_by_role("link", name=re.compile("INV-.*-0042")).first.click()
    expect(maria.locator("main")).to_contain_text("Espresso bean delivery")

    reference = steps.dispute_in_the_chat(maria, home)
    assert "by" in steps.letter(maria, home, reference)

    steps.investigate(ana, home, reference)
    steps.resolve(ana)
    expect(ana.locator("main")).to_contain_text("a manager has been asked")

    steps.approve(at_the_browser_of(steps.GRACE), home, reference)
    maria.goto(f"{home}/portal/disputes/{reference}")
    expect(maria.locator("main")).to_contain_text("entered twice")
    expect(maria.locator("main")).to_contain_text(re.compile("CN-"))

    desk.flask("demo", "forward", "--days", "7", "--hours", "1")
    steps.answer_the_question(maria, home)
    ana.goto(f"{home}/desk/disputes/{reference}")
    expect(ana.locator("main")).to_contain_text("Closed")
