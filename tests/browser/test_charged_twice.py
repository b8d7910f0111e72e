"""The main job in a real browser: charged twice, disputed in the chat, credited, followed up, closed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import People
from tests.browser.programs import Programs

pytestmark = pytest.mark.browser


def test_a_client_charged_twice_is_heard_credited_and_asked(desk: Programs, at_the_browser_of: People) -> None:
    home = desk.address
    maria = at_the_browser_of(steps.MARIA)
    maria.goto(f"{home}/portal/invoices")
    maria.get_by_role("link", name=re.compile("INV-.*-0042")).first.click()
    expect(maria.locator("main")).to_contain_text("Espresso bean delivery")

    reference = steps.dispute_in_the_chat(maria, home)
    assert "by" in steps.letter(maria, home, reference)

    ana = at_the_browser_of(steps.ANA)
    steps.investigate(ana, home, reference)
    steps.resolve(ana)
    expect(ana.locator("main")).to_contain_text("a manager has been asked")

    grace = at_the_browser_of(steps.GRACE)
    steps.approve(grace, home, reference)
    expect(grace.locator("main")).to_contain_text("Approved")

    maria.goto(f"{home}/portal/disputes/{reference}")
    expect(maria.locator("main")).to_contain_text("entered twice")
    expect(maria.locator("main")).to_contain_text(re.compile("CN-"))

    desk.flask("demo", "forward", "--days", "7")
    asked = steps.letter(maria, home, "Is all well")
    survey = re.search(r"https?://\S+/survey/\S+", asked)
    assert survey is not None, asked
    maria.goto(survey.group())
    maria.locator("label[for='score-5']").click()
    maria.get_by_role("button", name="Send my answer").click()
    expect(maria.get_by_role("heading", level=1)).to_have_text("Thank you")

    ana.goto(f"{home}/desk/disputes/{reference}")
    expect(ana.locator("main")).to_contain_text("Closed")
