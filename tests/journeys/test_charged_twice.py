"""A client was charged twice, asks, disputes, and is put right; a manager approves it; a survey closes it."""

import re
from collections.abc import Callable

from tests.journeys.conftest import ANA, GRACE, MARIA, investigate, press, say
from tests.pages import Page, Pages

FOUND = {
    "billing": "Lines 4 and 6 charge the same delivery.",
    "agreement": "The agreement has one price for each delivery.",
    "documents": "There is one delivery slip.",
}
EXPLANATION = "The delivery of 3 March was billed on lines 4 and 6. We have credited line 6 in full."


def test_charged_twice_from_the_question_to_the_survey(
    at_the_browser_of: Callable[[str], Pages],
    work_done: Callable[[], None],
    letter: Callable[[str, str], Page],
    calendar,
) -> None:
    maria = at_the_browser_of(MARIA)
    reference = ask_and_dispute(maria)
    work_done()
    acknowledged = letter(MARIA, reference).text
    assert "29 June 2026" in acknowledged
    assert "€182.04" in acknowledged

    resolve(at_the_browser_of(ANA), reference)
    assert "Being looked into" in maria.get(f"/portal/disputes/{reference}").text
    approve(at_the_browser_of(GRACE))
    see_it_put_right(maria, reference)
    work_done()
    assert EXPLANATION in letter(MARIA, reference).text

    calendar.forward(days=8)
    work_done()
    answer_the_survey(letter(MARIA, "").text, Pages(maria.app), reference)
    assert "Closed" in at_the_browser_of(MARIA).get(f"/portal/disputes/{reference}").text
    assert "Closed" in at_the_browser_of(ANA).get(f"/desk/disputes/{reference}").text


def ask_and_dispute(maria: Pages) -> str:
    """In the chat: the question, both lines side by side, the summary, the yes."""
    page = say(maria, "Why was I charged twice on my March invoice?")
    for words in (
        "Line 4: Espresso bean delivery (Quay), 8 kg at €18.50 per kg, 3 March 2026, €148.00.",
        "Line 6: Espresso bean delivery (Quay), 8 kg at €18.50 per kg, 3 March 2026, €148.00.",
        "DLV-202603-QUA1",
    ):
        assert words in page.text
    page = press(maria, "Open a dispute")
    for words in ("Billed €148.00, right amount €0.00, in dispute €148.00", "€182.04 with tax is put on hold"):
        assert words in page.text
    page = press(maria, "Yes, open it")
    found = re.search(r"Its reference is (DSP-\d{5})\.", page.text)
    assert found, page.text[-800:]
    assert "You hear our decision by 29 June 2026." in page.text
    return found[1]


def resolve(ana: Pages, reference: str) -> None:
    """The agent sees everything on one page, records what was found, and credits what was charged twice."""
    page = investigate(ana, reference, FOUND, cause="data_entry", passed="no")
    for words in ("INV-2026-0042", "CT-H-011", "DLV-202603-QUA1", "Why was I charged twice on my March invoice?"):
        assert words in page.text
    assert "R4" in page.text
    assert "above your limit" in ana.submit(page, "/resolve", explanation=EXPLANATION).text


def approve(grace: Pages) -> None:
    page = grace.get("/office/approvals")
    assert EXPLANATION in page.text
    assert "Approved" in grace.submit(page, "Approve").text


def see_it_put_right(maria: Pages, reference: str) -> None:
    page = maria.get(f"/portal/disputes/{reference}")
    assert "Our decision: upheld" in page.text
    assert EXPLANATION in page.text
    note = maria.get(page.link("CN-"))
    assert "Credited to you €182.04" in note.text
    invoice = maria.get("/portal/invoices/INV-2026-0042")
    assert "Credited -€182.04 To pay now €0.00" in invoice.text
    assert "€148.00 of this has been credited" in invoice.text
    assert "you were right. Credit note CN-2026-0001 gives you €182.04" in maria.get("/portal/chat").text


def answer_the_survey(text: str, browser: Pages, reference: str) -> None:
    """The link of the letter is enough: nobody signs in."""
    found = re.search(r"https?://[^/\s]+(/survey/\S+)", text)
    assert found, text
    page = browser.get(found[1])
    assert reference in page.text
    page = browser.submit(page, found[1], 422, words="Quick.")
    assert "Choose a number" in page.text
    assert page.soup.find(id="words").get_text() == "Quick."
    page = browser.submit(page, found[1], score="5", words="Quick and clear.")
    assert page.heading == "Thank you"
    assert browser.get(found[1]).heading == "Thank you"
