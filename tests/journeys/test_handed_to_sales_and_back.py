"""A dispute goes to sales and back, a colleague is named in a note, the owner goes away, and the manager confirms who she is."""

import re
from collections.abc import Callable

from tests.journeys.conftest import ANA, GRACE, MARIA, press, say
from tests.pages import Page, Pages

OMAR = "omar.haddad@lumen-larder.example"
BEN = "ben.okafor@lumen-larder.example"


def test_a_dispute_goes_to_sales_and_back_and_on_to_a_colleague(
    at_the_browser_of: Callable[[str], Pages], work_done: Callable[[], None], letter: Callable[[str, str], Page]
) -> None:
    maria, ana, omar = at_the_browser_of(MARIA), at_the_browser_of(ANA), at_the_browser_of(OMAR)
    reference = opened(maria)
    page = ana.submit(ana.get(f"/desk/disputes/{reference}"), "Take")
    page = ana.submit(page, "/notes", note="@omar.haddad: did you promise them one delivery a week?")
    page = ana.submit(page, "/hand-over", department="sales", handing_why="Sales knows what was promised.")
    assert "is with Sales now" in page.text

    work_done()
    assert "our colleagues in sales" in maria.get(f"/portal/disputes/{reference}").text
    assert "our colleagues in sales" in letter(MARIA, reference).text
    assert "Sales knows" not in letter(MARIA, reference).text
    assert "Sales knows what was promised." in letter(OMAR, "For Sales").text

    assert "did you promise them" in omar.get(omar.get("/desk/").link("1 note mentions you")).text
    listed = omar.get("/desk/?view=all&department=sales")
    page = omar.submit(omar.get(listed.link(reference)), "Take")
    assert "It came from Billing: choosing that hands it back." in page.text
    omar.submit(page, "/hand-over", handing_why="One a week was promised, in writing.")

    page = ana.get(f"/desk/disputes/{reference}")
    assert "Handed over to Billing, Ana Ruiz" in page.text
    assert "our colleagues in sales" not in maria.get(f"/portal/disputes/{reference}").text


def test_who_goes_away_hands_on_what_they_own(
    at_the_browser_of: Callable[[str], Pages], work_done: Callable[[], None], letter: Callable[[str, str], Page]
) -> None:
    reference = opened(at_the_browser_of(MARIA))
    ana, ben = at_the_browser_of(ANA), at_the_browser_of(BEN)
    ana.submit(ana.get(f"/desk/disputes/{reference}"), "Take")
    ana.submit(ana.get("/desk/you"), "/you/absences", starts_on="2026-06-15", ends_on="2026-06-26", reason="Leave")
    work_done()
    assert "Ana Ruiz is away until 26 June 2026." in letter(BEN, "Given to you").text
    assert reference in ben.get("/desk/?view=mine").text
    grace = at_the_browser_of(GRACE)
    assert "away until 26 June 2026" in grace.get("/office/people").text


def opened(maria: Pages) -> str:
    say(maria, "Why was I charged twice for espresso beans on my March invoice?")
    press(maria, "Open a dispute")
    page = press(maria, "Yes, open it")
    found = re.search(r"Its reference is (DSP-\d{5})\.", page.text)
    assert found, page.text[-600:]
    return found[1]
