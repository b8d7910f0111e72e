"""From an empty database to the first dispute, as its owner goes: by the page of first steps and what it leads to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support.demo.company import company_on, write_company
from support.kernel import clock
from tests.browser import web_only
from tests.browser.programs import Programs

pytestmark = pytest.mark.browser

OWNER, AGENT, CLIENT = "olga@example.com", "ana@example.com", "maria.santos@harbour-cafe.example"


@pytest.fixture
def new_desk(tmp_path: Path) -> Iterator[Programs]:
    with web_only.running(tmp_path, empty=True) as started:
        yield started


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Clients, agreements, prices, and the last bill of the first client."""
    written = write_company(tmp_path / "documents", clock.today())
    last = [bill for bill in company_on(clock.today()).invoices if bill.buyer.name == "Harbour Café Group"][-1]
    wanted = {"clients.csv", "contracts.csv", "prices.csv", "records.csv", f"{last.number}.xml"}
    return [file for file in written if file.name in wanted]


def signed_in(browser: Browser, link: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").last.click()
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


def follow(page: Page, step: str) -> None:
    """What the strip on the page says to do next leads there."""
    page.get_by_role("navigation", name="First steps").get_by_role("link", name=step).click()


def company_and_people(page: Page) -> None:
    page.get_by_label("Company", exact=True).fill("Lumen & Larder Ltd")
    page.get_by_label("Mail address of the billing desk").fill("billing@lumen-larder.example")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Bring in your people").click()
    page.get_by_label("Name", exact=True).fill("Ana Ruiz")
    page.get_by_label("E-mail address").fill(AGENT)
    page.get_by_role("button", name="Add", exact=True).click()


def rules_and_policy(page: Page) -> None:
    follow(page, "Go through the rules")
    page.get_by_role("button", name="I have read them").click()
    page.get_by_role("link", name="Publish how you bill").click()
    page.get_by_role("button", name="Start from the drafts").click()
    page.get_by_role("link", name="Our billing policy").click()
    page.get_by_role("button", name="Publish").click()


def invoices_and_client(page: Page, files: list[Path]) -> None:
    follow(page, "Take in your first invoices")
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Take them in").click()
    follow(page, "Invite a client's person")
    page.get_by_role("link", name="People of Harbour Café Group").click()
    page.get_by_label("Name", exact=True).fill("Maria Santos")
    page.get_by_label("E-mail address").fill(CLIENT)
    page.get_by_role("button", name="Invite", exact=True).click()


def first_dispute(page: Page, number: str) -> None:
    follow(page, "Open the first dispute")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Invoice {number}")
    page.get_by_role("link", name="Open a dispute for the client").click()
    page.get_by_label("How the client told us").select_option("phone")
    page.get_by_label("What they say, in their own words").fill("The first cleaning did not take place.")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("What is wrong").select_option("not_rendered")
    page.get_by_role("button", name="Open the dispute").click()


def test_an_empty_desk_leads_its_owner_to_the_first_dispute(
    chromium: Browser, new_desk: Programs, files: list[Path]
) -> None:
    link = new_desk.flask("owner", "invite", OWNER, "--name", "Olga Petrova").splitlines()[-1]
    page = signed_in(chromium, link)
    expect(page.get_by_role("heading", level=1)).to_have_text("First steps")
    company_and_people(page)
    rules_and_policy(page)
    invoices_and_client(page, files)
    first_dispute(page, files[-1].stem)
    expect(page.get_by_role("heading", level=1)).to_contain_text("DSP-00001")
    page.goto(f"{new_desk.address}/office/start")
    assert page.locator(".checklist-step.is-done").count() == 7
    expect(page.get_by_text("Everything is there. This desk is at work.")).to_be_visible()
    page.goto(f"{new_desk.address}/office/people")
    assert page.get_by_role("navigation", name="First steps").count() == 0
