"""How the desk stands this minute."""

from datetime import timedelta

from support.accounts.absences import enter_absence
from support.accounts.models import Person
from support.disputes import services
from support.kernel import clock
from tests import factories
from tests.conftest import Calendar
from tests.pages import Pages


def test_a_quiet_desk_says_so(pages: Pages, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/now")
    assert "Nothing is late" in page.text
    assert pages.get("/office/").heading == "Now"


def test_late_disputes_stand_with_their_clock_and_owner(
    pages: Pages, manager: Person, agent: Person, client_person: Person, calendar: Calendar
) -> None:
    dispute = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    services.take(dispute, by=agent)
    calendar.forward(days=20)
    page = pages.sign_in(manager).get("/office/now")
    row = next(row for row in page.soup.find_all("tr") if dispute.reference in row.get_text())
    assert "late" in row.get_text()
    assert agent.name in row.get_text()
    loads = next(row for row in page.soup.find_all("tr") if row.find("meter") and agent.name in row.get_text())
    assert loads.find("meter")["value"] == "1"


def test_who_is_away_is_said(pages: Pages, manager: Person, agent: Person) -> None:
    day = clock.today()
    enter_absence(agent, starts_on=day, ends_on=day + timedelta(days=3), by=manager)
    assert "away until" in pages.sign_in(manager).get("/office/now").text


def test_agents_have_no_such_page(pages: Pages, agent: Person) -> None:
    pages.sign_in(agent).get("/office/now", status=403)
