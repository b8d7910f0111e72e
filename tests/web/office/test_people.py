"""The managers' page of the staff."""

from support.accounts.absences import away, enter_absence
from support.accounts.models import Person
from support.accounts.queries import find_person
from support.accounts.roles import Role
from support.correspondence.models import OutgoingLetter
from support.disputes.models import Dispute
from support.disputes.reasons import Reason
from support.extensions import db
from support.kernel import clock
from tests import factories
from tests.disputes.building import make_bill, ready
from tests.pages import Pages


def test_the_page_shows_roles_departments_skills_loads_absences_and_limits(
    pages: Pages, client_person: Person, agent: Person, manager: Person
) -> None:
    agent.skills = ["tax"]
    db.session.commit()
    ready(client_person, agent)
    day = clock.today()
    seller = factories.make_person(Role.AGENT, name="Omar Haddad", department="sales")
    enter_absence(seller, starts_on=day, ends_on=day, by=seller)
    page = pages.sign_in(manager).get("/office/people")
    assert f"{agent.name} {agent.email} Agent Billing {Reason.TAX.label}" in page.text
    assert "1 of 40 yes" in page.text
    assert f"Omar Haddad {seller.email} Agent Sales — 0 of 40 away until 16 March 2026" in page.text
    assert "Manager any remedy 5,000 10,000 20,000 50,000 100,000" in page.text


def test_what_waits_for_somebody_is_said(pages: Pages, client_person: Person, manager: Person) -> None:
    day = clock.today()
    enter_absence(manager, starts_on=day, ends_on=day, by=manager)
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    page = pages.sign_in(manager).get("/office/people")
    assert "1 dispute waits for somebody" in page.text
    assert page.link(dispute.reference) == f"/desk/disputes/{dispute.reference}"


def test_a_person_is_added_and_gets_a_link(pages: Pages, manager: Person) -> None:
    page = pages.sign_in(manager).get("/office/people")
    given = {"name": "Lena Novak", "email": "lena@desk.example", "role": "specialist", "department": "delivery"}
    page = pages.submit(page, "Add", **given)
    assert page.heading == "Lena Novak"
    assert "Added to Specialist, Delivery" in page.text
    person = find_person("lena@desk.example")
    assert db.session.query(OutgoingLetter).filter_by(kind="sign_in_link", person_id=person.id).count() == 1


def test_an_address_that_is_taken_comes_back_beside_its_field(pages: Pages, manager: Person, agent: Person) -> None:
    page = pages.sign_in(manager).get("/office/people")
    page = pages.submit(page, "Add", 422, name="Lena Novak", email=agent.email)
    assert "has an account already" in page.form("Add").get_text()
    assert page.form("Add").find("input", attrs={"name": "name"})["value"] == "Lena Novak"


def test_role_department_and_skills_are_changed_and_written_down(pages: Pages, manager: Person, agent: Person) -> None:
    page = pages.sign_in(manager).get(f"/office/people/{agent.id}")
    page = pages.submit(page, "/role", role="specialist")
    page = pages.submit(page, "/department", department="sales")
    page = pages.submit(page, "/skills", skills="tax")
    assert (agent.role, agent.department, agent.skills) == (Role.SPECIALIST, "sales", ["tax"])
    for said in ("Role from Agent to Specialist", "Department from Billing to Sales", "Skills to tax"):
        assert said in page.text


def test_a_made_up_skill_is_refused(pages: Pages, manager: Person, agent: Person) -> None:
    page = pages.sign_in(manager).get(f"/office/people/{agent.id}")
    assert "Choose the reasons from the list." in pages.submit(page, "/skills", 422, skills="cooking").text


def test_nobody_finds_forms_to_raise_themselves(pages: Pages, manager: Person, agent: Person) -> None:
    page = pages.sign_in(manager).get(f"/office/people/{manager.id}")
    assert "Nobody changes their own role" in page.text
    assert not any(action.endswith(("/role", "/close")) for action in page.actions())
    other = pages.get(f"/office/people/{agent.id}")
    other.form("/role")["action"] = f"/office/people/{manager.id}/role"
    assert "Nobody changes their own" in pages.submit(other, f"/people/{manager.id}/role", 403, role="agent").text


def test_whoever_is_closed_out_is_out_at_once_and_their_disputes_have_moved(
    pages: Pages, client_person: Person, agent: Person, other_agent: Person, manager: Person
) -> None:
    dispute = ready(client_person, agent)
    theirs = Pages(pages.app).sign_in(agent)
    theirs.get("/desk/")
    page = pages.sign_in(manager).get(f"/office/people/{agent.id}")
    page = pages.submit(page, "Close the account")
    assert "signed out everywhere" in page.text
    assert theirs.get("/desk/").heading == "Sign in"
    assert db.session.get(Dispute, dispute.id).owner_id == other_agent.id
    pages.submit(page, "Open it again")
    assert theirs.get("/desk/").heading == "Sign in"


def test_a_manager_enters_and_ends_an_absence(pages: Pages, manager: Person, agent: Person) -> None:
    page = pages.sign_in(manager).get(f"/office/people/{agent.id}")
    page = pages.submit(page, "/absences", starts_on="2026-03-16", ends_on="2026-03-17", reason="Flu")
    assert "away until 17 March 2026" in page.text
    pages.submit(page, "Take it off the list")
    assert away() == {}


def test_a_day_that_is_missing_comes_back_on_the_persons_page(pages: Pages, manager: Person, agent: Person) -> None:
    page = pages.sign_in(manager).get(f"/office/people/{agent.id}")
    page = pages.submit(page, "/absences", 422, starts_on="", ends_on="2026-03-17", reason="Flu")
    assert page.heading == agent.name
    assert page.form("/absences").find("input", attrs={"name": "reason"})["value"] == "Flu"


def test_nobody_else_is_found_under_a_made_up_number(pages: Pages, manager: Person, client_person: Person) -> None:
    pages.sign_in(manager).get("/office/people/9999", 404)
    pages.get(f"/office/people/{client_person.id}", 404)


def test_the_approvals_say_who_else_could_and_when_nobody_can(
    pages: Pages, client_person: Person, agent: Person, manager: Person
) -> None:
    from tests.disputes.building import correct

    correct(ready(client_person, manager, "9000"), "9000", by=manager)
    page = pages.sign_in(manager).get("/office/approvals")
    assert "nobody who is here can decide on it" in page.text
