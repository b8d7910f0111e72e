"""Takes the pictures of the README and of docs/tour.md: the main job on a demo company, then a desk in full work.

Run it by `make screenshots`.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import programs, steps, web_only  # noqa: E402 — the project's root has to be on the path first
from tests.browser.conftest import QUIET, People  # noqa: E402 — as above

PICTURES = ROOT / "docs" / "screenshots"


def picture(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/screenshots/{name}.png")


def client_side(maria: Page, home: str) -> str:
    maria.goto(f"{home}/portal/")
    picture(maria, "overview")
    maria.goto(f"{home}/portal/invoices")
    maria.get_by_role("link", name=re.compile("INV-.*-0042")).first.click()
    picture(maria, "invoice")
    reference = steps.dispute_in_the_chat(maria, home)
    picture(maria, "chat")
    return reference


def desk_side(ana: Page, grace: Page, home: str, reference: str) -> None:
    steps.investigate(ana, home, reference)
    picture(ana, "dispute")
    steps.resolve(ana)
    grace.goto(f"{home}/office/approvals")
    picture(grace, "approvals")
    steps.approve(grace, home, reference)


def afterwards(maria: Page, desk: programs.Programs, reference: str) -> None:
    maria.goto(f"{desk.address}/portal/disputes/{reference}")
    picture(maria, "decided")
    desk.flask("demo", "forward", "--days", "7", "--hours", "1")
    steps.letter(maria, desk.address, "Is all well")
    picture(maria, "letter")
    steps.question(maria, desk.address)
    picture(maria, "survey")


def in_full_work(people: People, home: str) -> None:
    """Disputes in every state: what agents and managers have before them all day."""
    maria, ana, grace = (people(email) for email in (steps.MARIA, steps.ANA, steps.GRACE))
    ana.goto(f"{home}/desk/?view=all")
    picture(ana, "queue")
    ana.keyboard.press("Control+k")
    ana.keyboard.type("harbour")
    ana.locator("li[role=option]").nth(1).wait_for()
    picture(ana, "palette")
    ana.goto(f"{home}/desk/chats")
    ana.locator("main a[href^='/desk/chats/']").first.click()
    picture(ana, "live-chat")
    for name in ("now", "reports/value", "people"):
        grace.goto(f"{home}/office/{name}")
        picture(grace, f"office-{name.rpartition('/')[2]}")
    on_a_phone(maria, ana, home)


def on_a_phone(maria: Page, ana: Page, home: str) -> None:
    """Narrow, dark, and in German."""
    for page in (maria, ana):
        page.set_viewport_size({"width": 390, "height": 844})
    ana.emulate_media(color_scheme="dark")
    ana.goto(f"{home}/desk/?view=all")
    picture(ana, "phone-dark")
    maria.goto(f"{home}/portal/disputes/DSP-00004")
    maria.get_by_text("Deutsch", exact=True).click()
    picture(maria, "phone-german")


def of_the_main_job(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder, programs.running(Path(folder)) as desk:
        people = People(browser, desk)
        maria = people(steps.MARIA)
        reference = client_side(maria, desk.address)
        desk_side(people(steps.ANA), people(steps.GRACE), desk.address, reference)
        afterwards(maria, desk, reference)


def of_a_desk_in_full_work(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder, web_only.running(Path(folder)) as desk:
        in_full_work(People(browser, desk), desk.address)


def main() -> None:
    if reason := programs.why_not():
        sys.exit(f"No pictures: {reason}.")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programs.CHROMIUM, args=QUIET)
        of_the_main_job(browser)
        of_a_desk_in_full_work(browser)
        browser.close()


if __name__ == "__main__":
    main()
