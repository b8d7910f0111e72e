"""Takes the pictures of the README: starts everything on a demo company of its own and walks through the main job.

Run it by `make screenshots`.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import programs, steps  # noqa: E402 — the project's root has to be on the path first
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
    ana.goto(f"{home}/desk/?view=all")
    picture(ana, "queue")
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


def main() -> None:
    if reason := programs.why_not():
        sys.exit(f"No pictures: {reason}.")
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        programs.running(Path(folder)) as desk,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=programs.CHROMIUM, args=QUIET)
        people = People(browser, desk)
        maria = people(steps.MARIA)
        reference = client_side(maria, desk.address)
        desk_side(people(steps.ANA), people(steps.GRACE), desk.address, reference)
        afterwards(maria, desk, reference)
        browser.close()


if __name__ == "__main__":
    main()
