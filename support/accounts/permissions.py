"""Who may do what to an account of the staff: Deed → clauses of predicates, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from support.accounts.roles import Power, Role
from support.kernel.enums import RichEnum
from support.kernel.permissions import Predicate, hindrance, refuse, says


class Deed(RichEnum):
    ADD = "add", "Add a person"
    CHANGE_ROLE = "change_role", "Change the role"
    CHANGE_DEPARTMENT = "change_department", "Change the department"
    CHANGE_SKILLS = "change_skills", "Change the skills"
    CLOSE = "close", "Close the account"
    OPEN_AGAIN = "open_again", "Open the account again"
    ENTER_ABSENCE = "enter_absence", "Enter an absence"
    ENROL = "enrol", "Set up a second factor"
    RESET_FACTOR = "reset_factor", "Reset the second factor"
    ADD_CLIENTS_PERSON = "add_clients_person", "Add a person of a client"
    CHANGE_POWERS = "change_powers", "Change what a client's person may do"
    REMOVE_CLIENTS_PERSON = "remove_clients_person", "Remove a person of a client"
    SET_UP_DESK = "set_up_desk", "Set up the desk"


@says("Your account is no longer active.")
def is_active(by: Any, person: Any) -> bool:
    return bool(by.active)


@says("Only a manager can do this.")
def is_manager(by: Any, person: Any) -> bool:
    return by.role is Role.MANAGER


@says("Nobody changes their own role, department or skills: another manager does.")
def is_about_somebody_else(by: Any, person: Any) -> bool:
    return bool(person is None or by.id != person.id)


@says("A manager enters the absences of others; you enter your own.")
def is_about_oneself(by: Any, person: Any) -> bool:
    return bool(by.id == person.id)


@says("This is about the staff only.")
def is_about_staff(by: Any, person: Any) -> bool:
    return bool(person is None or person.role.is_staff)


@says("This is about a client's own people.")
def is_about_a_clients_person(by: Any, person: Any) -> bool:
    return bool(person is None or person.role is Role.CLIENT)


@says("Only staff, or somebody who looks after the company's account, can do this.")
def administers(by: Any, person: Any) -> bool:
    return bool(by.role is Role.CLIENT and by.may(Power.ADMINISTER))


@says("They belong to another company.")
def is_a_colleague(by: Any, person: Any) -> bool:
    return bool(person is None or person.organisation_id == by.organisation_id)


LEADS = (is_active, is_manager, is_about_staff)
FOR_A_CLIENT = (is_active, is_manager, is_about_a_clients_person)
FOR_COLLEAGUES = (is_active, is_about_a_clients_person, administers, is_a_colleague)
CHANGES = (*LEADS, is_about_somebody_else)

PERMISSIONS: Mapping[Deed, tuple[tuple[Predicate, ...], ...]] = {
    Deed.ADD: ((is_active, is_manager),),
    Deed.CHANGE_ROLE: (CHANGES,),
    Deed.CHANGE_DEPARTMENT: (CHANGES,),
    Deed.CHANGE_SKILLS: (CHANGES,),
    Deed.CLOSE: (CHANGES,),
    Deed.OPEN_AGAIN: (CHANGES,),
    Deed.ENROL: ((is_active, is_about_staff),),
    Deed.RESET_FACTOR: (CHANGES,),
    Deed.ENTER_ABSENCE: ((is_active, is_about_staff, is_about_oneself), LEADS),
    Deed.ADD_CLIENTS_PERSON: (FOR_COLLEAGUES, FOR_A_CLIENT),
    Deed.CHANGE_POWERS: (FOR_COLLEAGUES, FOR_A_CLIENT),
    Deed.REMOVE_CLIENTS_PERSON: (FOR_COLLEAGUES, FOR_A_CLIENT),
    Deed.SET_UP_DESK: ((is_active, is_manager),),
}


def why_not(by: Any, deed: Deed, person: Any = None) -> str:
    """What hinders, of the clause that comes nearest to fitting; empty when nothing does."""
    return hindrance(PERMISSIONS[deed], by, person)


def require(by: Any, deed: Deed, person: Any = None) -> None:
    """Raises `NotAllowed` in a sentence."""
    refuse(why_not(by, deed, person))
