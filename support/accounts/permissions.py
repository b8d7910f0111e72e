"""Who may do what to an account of the staff: Deed → clauses of predicates, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from support.accounts.roles import Role
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
    """What hinders, of the clause that comes nearest to fitting; empty when nothing does."""
    return hindrance(PERMISSIONS[deed], by, person)


def require(by: Any, deed: Deed, person: Any = None) -> None:
    """Raises `NotAllowed` in a sentence."""
    refuse(why_not(by, deed, person))
