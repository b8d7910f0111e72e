"""The desk's page about the reader: notes that name them, days on which they are away."""

import pytest

from support.accounts.absences import absences_of, enter_absence
from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes import services
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from tests import factories
from tests.pages import Pages


@pytest.fixture
def ben(app) -> Person:
    return factories.make_person(Role.AGENT, name="Ben Okafor", email="ben.okafor@desk.example")


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    invoice = factories.make_invoice(client_person.organisation, [{"unit_price": "40"}])
    return factories.investigated(factories.make_dispute(invoice, by=client_person), by=agent)


def test_a_colleague_named_in_a_note_finds_it_from_the_queue_and_says_that_they_have_seen_it(
    pages: Pages, dispute: Dispute, agent: Person, ben: Person
) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    assert "@ben.okafor" in page.form("/notes").get_text()
    pages.submit(page, "/notes", note="@ben.okafor: was it promised to them?")

    theirs = Pages(pages.app).sign_in(ben)
    page = theirs.get(theirs.get("/desk/").link("1 note mentions you"))
    assert "was it promised to them?" in page.text
    assert page.link(dispute.reference) == f"/desk/disputes/{dispute.reference}#notes"
    theirs.submit(page, "/you/mentions")
    assert "mentions you" not in theirs.get("/desk/").text
    assert "was it promised to them?" in theirs.get("/desk/you").text


def test_a_name_that_nobody_has_comes_back_with_the_note(pages: Pages, dispute: Dispute, agent: Person) -> None:
    page = pages.sign_in(agent).get(f"/desk/disputes/{dispute.reference}")
    page = pages.submit(page, "/notes", 422, note="@nobody.here look")
    assert "Nobody here is @nobody.here" in page.form("/notes").get_text()
    assert page.form("/notes").find("textarea").get_text().strip() == "@nobody.here look"


def test_nobody_says_for_others_that_they_have_seen_a_note(
    pages: Pages, dispute: Dispute, agent: Person, ben: Person
) -> None:
    services.add_note(dispute, words="@ben.okafor look", by=agent)
    mine = factories.make_person(Role.AGENT, email="eve@desk.example")
    services.add_note(dispute, words="@eve look", by=agent)
    eve = Pages(pages.app).sign_in(mine)
    page = eve.get("/desk/you")
    eve.submit(page, "/you/mentions", mention="1")
    assert "1 note mentions you" in Pages(pages.app).sign_in(ben).get("/desk/").text


def test_an_absence_is_entered_and_taken_off_the_list(pages: Pages, agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/you")
    page = pages.submit(page, "/you/absences", starts_on="2026-03-20", ends_on="2026-03-22", reason="Moving house")
    assert "20 March 2026 to 22 March 2026 Moving house" in page.text
    page = pages.submit(page, "Take it off the list")
    assert absences_of(agent) == []


def test_days_that_run_backwards_come_back_beside_their_field(pages: Pages, agent: Person) -> None:
    page = pages.sign_in(agent).get("/desk/you")
    page = pages.submit(page, "/you/absences", 422, starts_on="2026-03-22", ends_on="2026-03-20", reason="Moving")
    assert "The last day lies before the first." in page.text
    assert page.form("/you/absences").find("input", attrs={"name": "reason"})["value"] == "Moving"


def test_a_colleagues_absence_is_not_ended_here(pages: Pages, agent: Person, ben: Person) -> None:
    day = clock.today()
    absence = enter_absence(ben, starts_on=day, ends_on=day, by=ben)
    own = enter_absence(agent, starts_on=day, ends_on=day, by=agent)
    page = pages.sign_in(agent).get("/desk/you")
    form = page.form(f"/you/absences/{own.id}/end")
    form["action"] = f"/desk/you/absences/{absence.id}/end"
    refused = pages.submit(page, f"/you/absences/{absence.id}/end", 403)
    assert "a colleague's absence" in refused.text
    db.session.expire_all()
    assert absences_of(ben) == [absence]
