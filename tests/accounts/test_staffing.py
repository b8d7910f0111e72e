"""Who works here, as what: changed by managers, by nobody for themselves, and written down."""

from datetime import timedelta

import pytest

from support.accounts import absences, staffing
from support.accounts.models import Person
from support.accounts.permissions import PERMISSIONS, Deed, why_not
from support.accounts.roles import Role
from support.accounts.services import add_person, new_sign_in_link, sign_in_by_link
from support.disputes import services as disputes
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, RuleBroken, SignInNeeded
from support.kernel.permissions import WHY_NOT
from tests import factories
from tests.disputes.building import make_bill, ready
from tests.disputes.stand_ins import Somebody, client
from tests.disputes.stand_ins import manager as a_manager

CHANGES = [Deed.CHANGE_ROLE, Deed.CHANGE_DEPARTMENT, Deed.CHANGE_SKILLS, Deed.CLOSE, Deed.OPEN_AGAIN]


@pytest.fixture
def boss(app) -> Person:
    return factories.make_person(Role.MANAGER, name="Olga Petrova")


def added(by: Person, **given) -> Person:
    values = {"email": "lena@desk.example", "name": "Lena Novak", "role": Role.AGENT, "department": "billing", **given}
    return staffing.add_colleague(**values, by=by)


# Who may


def test_every_predicate_says_why_not() -> None:
    assert {predicate for clauses in PERMISSIONS.values() for clause in clauses for predicate in clause} <= set(WHY_NOT)
    assert set(PERMISSIONS) == set(Deed)


@pytest.mark.parametrize("deed", [Deed.ADD, *CHANGES])
def test_only_a_manager_changes_the_staff(deed: Deed) -> None:
    assert why_not(a_manager(id=2), deed, Somebody(id=1)) == ""
    assert why_not(Somebody(Role.SPECIALIST, id=2), deed, Somebody(id=1)) == "Only a manager can do this."
    assert why_not(a_manager(id=2, active=False), deed, Somebody(id=1)) == "Your account is no longer active."


@pytest.mark.parametrize("deed", CHANGES)
def test_nobody_changes_their_own_role_department_or_account(deed: Deed) -> None:
    assert why_not(a_manager(id=1), deed, a_manager(id=1)).startswith("Nobody changes their own")


@pytest.mark.parametrize("deed", [*CHANGES, Deed.ENTER_ABSENCE])
def test_a_clients_person_is_none_of_the_staff(deed: Deed) -> None:
    assert why_not(a_manager(id=2), deed, client(id=1)) == "This is about the staff only."


def test_everybody_enters_their_own_absence_and_a_manager_those_of_others() -> None:
    assert why_not(Somebody(id=1), Deed.ENTER_ABSENCE, Somebody(id=1)) == ""
    assert why_not(a_manager(id=2), Deed.ENTER_ABSENCE, Somebody(id=1)) == ""
    assert "you enter your own" in why_not(Somebody(id=2), Deed.ENTER_ABSENCE, Somebody(id=1))
    assert why_not(Somebody(id=1, active=False), Deed.ENTER_ABSENCE, Somebody(id=1)) != ""
    assert why_not(client(id=1), Deed.ENTER_ABSENCE, client(id=1)) == "This is about the staff only."


# Adding


def test_a_new_colleague_has_role_and_department_and_no_password(manager) -> None:
    person = added(manager, role=Role.SPECIALIST, department="sales")
    assert (person.role, person.department, person.password_hash) == (Role.SPECIALIST, "sales", None)
    assert person.timezone == "Europe/London"
    [change] = staffing.changes_of(person)
    assert (change.what, change.after, change.by) == ("added", "Specialist, Sales", manager)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "Le\nna"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"role": Role.CLIENT}, "role"),
        ({"department": "kitchen"}, "department"),
        ({"email": "not an address"}, "email"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(manager, given, field) -> None:
    with pytest.raises(BadInput) as refused:
        added(manager, **given)
    assert refused.value.field == field


def test_an_address_that_is_taken_is_refused_also_when_its_account_is_closed(manager, agent) -> None:
    with pytest.raises(BadInput, match="has an account already"):
        added(manager, email=agent.email.upper())
    staffing.close_account(agent, by=manager)
    with pytest.raises(BadInput, match="It is closed: open it again"):
        added(manager, email=agent.email)


def test_an_agent_adds_nobody(agent) -> None:
    with pytest.raises(NotAllowed):
        added(agent)


# Duties


def test_a_role_brings_its_tier_and_is_written_down(manager, agent) -> None:
    staffing.change_role(agent, Role.SPECIALIST, by=manager)
    assert (agent.role, agent.tier) == (Role.SPECIALIST, 2)
    [change] = staffing.changes_of(agent)
    assert (change.what, change.before, change.after) == ("role", "Agent", "Specialist")
    staffing.change_role(agent, Role.SPECIALIST, by=manager)
    assert len(staffing.changes_of(agent)) == 1


def test_nobody_raises_their_own_role(manager, agent) -> None:
    with pytest.raises(NotAllowed, match="Only a manager"):
        staffing.change_role(agent, Role.MANAGER, by=agent)
    with pytest.raises(NotAllowed, match="Nobody changes their own"):
        staffing.change_role(manager, Role.AGENT, by=manager)


def test_staff_never_become_a_client_nor_a_client_staff(manager, agent, client_person) -> None:
    with pytest.raises(BadInput, match="role of the staff"):
        staffing.change_role(agent, Role.CLIENT, by=manager)
    with pytest.raises(NotAllowed, match="about the staff only"):
        staffing.change_role(client_person, Role.MANAGER, by=manager)


def test_a_manager_among_several_steps_down_and_the_last_one_stays(manager, boss, agent) -> None:
    staffing.change_role(boss, Role.AGENT, by=manager)
    assert boss.role is Role.AGENT
    with pytest.raises(NotAllowed):
        staffing.change_role(manager, Role.AGENT, by=boss)


def test_the_last_manager_cannot_be_removed(manager) -> None:
    """Nobody can ask for it but the manager themselves, who may not; the rule holds for two who ask at once."""
    with pytest.raises(RuleBroken, match="no manager left"):
        staffing._see_that_a_manager_is_left(manager)


def test_who_steps_down_leaves_what_they_no_longer_reach(client_person, agent, specialist, manager) -> None:
    sofia = factories.make_person(Role.SPECIALIST, name="Second Specialist")
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    disputes.escalate(dispute, why="It is difficult.", by=agent)
    assert dispute.owner == specialist
    staffing.change_role(specialist, Role.AGENT, by=manager)
    assert dispute.owner == sofia
    assert dispute.history[-1].facts["why"] == f"{specialist.name} has other duties now."


def test_skills_are_kept_once_and_in_order(manager, agent) -> None:
    staffing.change_skills(agent, ["tax", "duplicate", "tax"], by=manager)
    assert agent.skills == ["duplicate", "tax"]
    with pytest.raises(BadInput, match="from the list"):
        staffing.change_skills(agent, ["a\x00b"], by=manager)
    with pytest.raises(NotAllowed):
        staffing.change_skills(agent, [], by=agent)


def test_a_department_that_does_not_exist_is_refused(manager, agent) -> None:
    with pytest.raises(BadInput, match="one of the departments"):
        staffing.change_department(agent, "kitchen", by=manager)


# Leaving


def test_who_leaves_loses_links_and_disputes_at_once(client_person, agent, other_agent, manager) -> None:
    dispute = ready(client_person, agent)
    token, salt = new_sign_in_link(agent), agent.session_salt
    staffing.close_account(agent, by=manager)
    assert not agent.active
    assert agent.session_salt != salt
    with pytest.raises(SignInNeeded):
        sign_in_by_link(token)
    assert dispute.owner == other_agent
    assert dispute.history[-1].facts["why"] == f"{agent.name} no longer works here."


def test_with_nobody_left_their_disputes_wait_for_the_next(client_person, agent, manager) -> None:
    day = clock.today()
    absence = absences.enter_absence(manager, starts_on=day, ends_on=day, by=manager)
    dispute = ready(client_person, agent)
    staffing.close_account(agent, by=manager)
    assert dispute.owner is None
    absences.end_absence(absence, by=manager)
    assert disputes.hand_out_waiting() == 1
    assert dispute.owner == manager


def test_an_account_is_opened_again_and_old_links_stay_dead(agent, manager) -> None:
    token = new_sign_in_link(agent)
    staffing.close_account(agent, by=manager)
    staffing.open_again(agent, by=manager)
    assert agent.active
    with pytest.raises(SignInNeeded):
        sign_in_by_link(token)
    assert [row.after for row in staffing.changes_of(agent)] == ["open", "closed"]


def test_closing_twice_is_closing_once(agent, manager) -> None:
    for _ in range(2):
        staffing.close_account(agent, by=manager)
    assert len(staffing.changes_of(agent)) == 1


# Absences


def away(person: Person, by: Person, first: int, last: int, reason: str = ""):
    day = clock.today()
    days = {"starts_on": day + timedelta(days=first), "ends_on": day + timedelta(days=last)}
    return absences.enter_absence(person, **days, reason=reason, by=by)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(2, 1, "before the first"), (-9, -1, "have passed"), (0, 500, "a year at most"), (500, 501, "a year at most")],
)
def test_days_that_cannot_be_are_refused(agent, first, last, said) -> None:
    with pytest.raises(BadInput, match=said):
        away(agent, agent, first, last)


def test_a_reason_is_one_short_line(agent) -> None:
    for reason in ("x" * 201, "two\nlines"):
        with pytest.raises(BadInput, match="one line"):
            away(agent, agent, 0, 1, reason)


def test_a_day_is_entered_once(agent) -> None:
    away(agent, agent, 0, 3)
    with pytest.raises(RuleBroken, match="away from 16 March 2026 to 19 March 2026 already"):
        away(agent, agent, 3, 5)
    away(agent, agent, 4, 5)
    assert absences.away() == {agent.id: clock.today() + timedelta(days=5)}


def test_a_colleague_enters_nobodys_absence_and_ends_none(agent, other_agent, manager) -> None:
    with pytest.raises(NotAllowed, match="you enter your own"):
        away(agent, other_agent, 0, 1)
    absence = away(agent, manager, 0, 1)
    with pytest.raises(NotAllowed):
        absences.end_absence(absence, by=other_agent)


def test_an_absence_that_runs_ends_yesterday_and_one_that_is_over_stays(agent, calendar) -> None:
    absence = away(agent, agent, 0, 5)
    calendar.forward(days=2)
    absences.end_absence(absence, by=agent)
    assert absence.ends_on == clock.today() - timedelta(days=1)
    assert absences.away() == {}
    with pytest.raises(RuleBroken, match="is over"):
        absences.end_absence(absence, by=agent)


def test_new_staff_work_in_the_desks_time_zone(app) -> None:
    assert add_person(email="x@desk.example", name="X", role=Role.AGENT).timezone == "Europe/London"
