"""What people do in their browsers, step by step: used by the browser tests and by the script that takes the pictures."""

import re

from playwright.sync_api import Page, expect

MARIA = "maria.santos@harbour-cafe.example"
ANA = "ana.ruiz@lumen-larder.example"
GRACE = "grace.adeyemi@lumen-larder.example"
PATIENCE = 60_000
"""Milliseconds: the assistant answers in less than one of these seconds, on a machine that does nothing else."""


def ask(page: Page, words: str) -> None:
    """Write into the chat and send."""
    page.get_by_label("Your message").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def answer(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait until the assistant has said this."""
    expect(page.get_by_role("log")).to_contain_text(words, timeout=PATIENCE)


def press(page: Page, name: str) -> None:
    page.get_by_role("log").get_by_role("button", name=name, exact=True).click()


def dispute_in_the_chat(page: Page, home: str) -> str:
    """From the question to the confirmed dispute; returns its reference."""
    page.goto(f"{home}/portal/chat")
    ask(page, "Why was I charged twice on my March invoice?")
    answer(page, "second charge for the same thing")
    press(page, "Open a dispute")
    answer(page, "Shall I open this dispute?")
    press(page, "Yes, open it")
    answer(page, re.compile(r"DSP-\d{5}"))
    found = re.search(r"DSP-\d{5}", page.get_by_role("log").inner_text())
    assert found is not None
    return found.group()


def investigate(page: Page, home: str, reference: str) -> None:
    """Take the dispute from the queue, record the three checks and the root cause."""
    page.goto(f"{home}/desk/?view=all")
    page.get_by_role("link", name=reference).click()
    send(page, "form[action$='/take']")
    for kind, found in (
        ("billing", "Lines 4 and 6 are the same delivery."),
        ("agreement", "The agreement has one price per delivery."),
        ("documents", "One delivery note was signed."),
    ):
        open_part(page, f"form[action$='/checks/{kind}']")
        form = page.locator(f"form[action$='/checks/{kind}']")
        form.get_by_label("What you found").fill(found)
        form.get_by_label("What it rests on").fill("The delivery record of 3 March")
        form.get_by_label("The bill").select_option("no")
        send(page, f"form[action$='/checks/{kind}']")
    open_part(page, "form[action$='/cause']")
    page.locator("form[action$='/cause']").get_by_label("Root cause").select_option("data_entry")
    send(page, "form[action$='/cause']")


def send(page: Page, form: str, button: str | None = None) -> None:
    """Send the form (a selector) by its last button, or the named one, and wait for the page that follows."""
    found = page.locator(form)
    pressed = found.get_by_role("button", name=button, exact=True) if button else found.get_by_role("button").last
    with page.expect_navigation():
        pressed.click()


def open_part(page: Page, form: str) -> None:
    """Unfold what the form is folded away in."""
    folded = page.locator("details:not([open])").filter(has=page.locator(form))
    for _ in range(folded.count()):
        folded.first.locator("summary").first.click()


def resolve(page: Page) -> None:
    """Credit what is proposed."""
    open_part(page, "form[action$='/resolve']")
    form = page.locator("form[action$='/resolve']")
    form.get_by_label("Explanation for the client").fill(
        "The delivery of 3 March was entered twice, on lines 4 and 6. We credit line 6 in full."
    )
    send(page, "form[action$='/resolve']", "Resolve with this credit")


def approve(page: Page, home: str, reference: str) -> None:
    page.goto(f"{home}/office/approvals")
    waiting = page.locator("article").filter(has_text=reference)
    with page.expect_navigation():
        waiting.get_by_role("button", name="Approve", exact=True).click()


def letter(page: Page, home: str, subject: str) -> str:
    """The text of the newest letter whose subject contains this; the worker may still be at it."""
    link = page.get_by_role("link", name=re.compile(subject)).first
    for _ in range(60):
        page.goto(f"{home}/dev/mail")
        if link.count():
            break
        page.wait_for_timeout(1000)
    link.click()
    return page.locator(".letter-text").inner_text()


def question(page: Page, home: str) -> None:
    """From the follow-up letter to the page with its question."""
    address = re.search(r"https?://\S+/survey/\S+", letter(page, home, "Is all well"))
    assert address is not None
    page.goto(address.group())


def answer_the_question(page: Page, home: str) -> None:
    """Entirely satisfied."""
    question(page, home)
    page.locator("label[for='score-5']").click()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
