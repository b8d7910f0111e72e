"""Who may do what to an account of the staff: Deed → clauses of predicates, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from support.accounts.roles import Role
from support.kernel.enums import RichEnum
from support.kernel.errors import NotAllowed


class Deed(RichEnum):
    ADD = "add", "Add a person"
    CHANGE_ROLE = "change_role", "Change the role"
    CHANGE_DEPARTMENT = "change_department", "Change the department"
    CHANGE_SKILLS = "change_skills", "Change the skills"
    CLOSE = "close", "Close the account"
    OPEN_AGAIN = "open_again", "Open the account again"
    ENTER_ABSENCE = "enter_absence", "Enter an absence"


Predicate = Callable[[Any, Any], bool]
WHY_NOT: dict[Predicate, str] = {}


def says(why_not: str) -> Callable[[Predicate], Predicate]:
    def keep(predicate: Predicate) -> Predicate:
        WHY_NOT[predicate] = why_not
        return predicate

    return keep


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


LEADS = (is_active, is_manager, is_about_staff)
CHANGES = (*LEADS, is_about_somebody_else)

PERMISSIONS: Mapping[Deed, tuple[tuple[Predicate, ...], ...]] = {
    Deed.ADD: ((is_active, is_manager),),
    Deed.CHANGE_ROLE: (CHANGES,),
    Deed.CHANGE_DEPARTMENT: (CHANGES,),
    Deed.CHANGE_SKILLS: (CHANGES,),
    Deed.CLOSE: (CHANGES,),
    Deed.OPEN_AGAIN: (CHANGES,),
    Deed.ENTER_ABSENCE: ((is_active, is_about_staff, is_about_oneself), LEADS),
}


def why_not(by: Any, deed: Deed, person: Any = None) -> str:
    """What hinders, of the first clause that nearly fits; empty when nothing does."""
    said = ""
    for clause in PERMISSIONS[deed]:
        failed = next((predicate for predicate in clause if not predicate(by, person)), None)
        if failed is None:
            return ""
        said = said or WHY_NOT[failed]
    return said


def require(by: Any, deed: Deed, person: Any = None) -> None:
    """Raises `NotAllowed` in a sentence."""
    hindrance = why_not(by, deed, person)
    if hindrance:
        raise NotAllowed(hindrance)
