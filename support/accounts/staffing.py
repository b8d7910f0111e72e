"""The staff: who works here, as what, in which department, knowing what. Every change is written down with its author."""

import secrets
from collections.abc import Sequence

from sqlalchemy import or_, select, update

from support import policies
from support.accounts.events import AccountClosed, DutiesChanged
from support.accounts.models import AccountChange, Person, SignInLink
from support.accounts.permissions import Deed, require
from support.accounts.roles import Role
from support.accounts.services import add_person
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

LONGEST_NAME = 120
LONGEST_SKILL = 40
LAST_MANAGER = N_("There would be no manager left: make somebody else a manager first.")


def add_colleague(*, email: str, name: str, role: Role, department: str, by: Person) -> Person:
    """A new member of the staff, who signs in by a mailed link. Raises `BadInput` with the field that does not fit."""
    with transaction():
        require(by, Deed.ADD)
        _check(name, role, department)
        person = add_person(email=email, name=name, role=role)
        person.department = department
        db.session.flush()
        _write_down(person, by, "added", "", f"{role.label}, {_called(department)}")
    return person


def _check(name: str, role: Role, department: str) -> None:
    if not name.strip() or len(name.strip()) > LONGEST_NAME or not name.isprintable():
        raise BadInput(
            N_("The name is one line of %(longest_name)s letters at most.", longest_name=LONGEST_NAME), field="name"
        )
    _check_role(role)
    _check_department(department)


def _check_role(role: Role) -> None:
    if not role.is_staff:
        raise BadInput(N_("Choose a role of the staff. A client's people belong to their client."), field="role")


def _check_department(name: str) -> None:
    if name not in {department.name for department in policies.desk().departments}:
        raise BadInput(N_("Choose one of the departments."), field="department")


def _called(department: str) -> str:
    return policies.desk().department(department).label


def change_role(person: Person, role: Role, *, by: Person) -> Person:
    """Another role, with its tier and its limits. Raises `RuleBroken` for the last manager."""
    with transaction():
        person = _changed_by(person, by, Deed.CHANGE_ROLE)
        _check_role(role)
        if role is person.role:
            return person
        if person.role is Role.MANAGER:
            _see_that_a_manager_is_left(person)
        before, person.role = person.role, role
        _write_down(person, by, "role", before.label, role.label)
        record(DutiesChanged(person.id))
    return person


def change_department(person: Person, department: str, *, by: Person) -> Person:
    with transaction():
        person = _changed_by(person, by, Deed.CHANGE_DEPARTMENT)
        _check_department(department)
        if department == person.department:
            return person
        before, person.department = _called(person.department), department
        _write_down(person, by, "department", before, _called(department))
        record(DutiesChanged(person.id))
    return person


def change_skills(person: Person, skills: Sequence[str], *, by: Person) -> Person:
    """The reasons that they know best: disputes for these go to them first. Each once, in order."""
    with transaction():
        person = _changed_by(person, by, Deed.CHANGE_SKILLS)
        known = sorted(set(skills))
        if any(not skill.isprintable() or not 0 < len(skill) <= LONGEST_SKILL for skill in known):
            raise BadInput(N_("Choose the reasons from the list."), field="skills")
        if known == person.skills:
            return person
        before, person.skills = person.skills, known
        _write_down(person, by, "skills", ", ".join(before), ", ".join(known))
    return person


def close_account(person: Person, *, by: Person) -> Person:
    """They no longer work here: every session ends at once, and what they own goes to others. Twice is once."""
    with transaction():
        person = _changed_by(person, by, Deed.CLOSE)
        if not person.active:
            return person
        if person.role is Role.MANAGER:
            _see_that_a_manager_is_left(person)
        person.active, person.session_salt = False, secrets.token_hex(16)
        links = update(SignInLink).where(SignInLink.person_id == person.id, SignInLink.used_at.is_(None))
        db.session.execute(links.values(used_at=clock.now()))
        _write_down(person, by, "account", "open", "closed")
        record(AccountClosed(person.id))
    return person


def open_again(person: Person, *, by: Person) -> Person:
    """They are back. What they owned stays with those who have it now."""
    with transaction():
        person = _changed_by(person, by, Deed.OPEN_AGAIN)
        if person.active:
            return person
        person.active = True
        _write_down(person, by, "account", "closed", "open")
    return person


def _changed_by(person: Person, by: Person, deed: Deed) -> Person:
    """The row under its lock, when `by` may change it. All managers are locked with it, in one order: of two who close
    each other's accounts at once one stays.
    """
    wanted = select(Person).where(or_(Person.id == person.id, Person.role == Role.MANAGER)).order_by(Person.id)
    # Rows that merely name these people go on being written.
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    rows = {row.id: row for row in db.session.scalars(locked)}
    require(by, deed, rows[person.id])
    return rows[person.id]


def _see_that_a_manager_is_left(person: Person) -> None:
    others = select(Person.id).where(Person.active, Person.role == Role.MANAGER, Person.id != person.id)
    if db.session.scalars(others.limit(1)).first() is None:
        raise RuleBroken(LAST_MANAGER)


def _write_down(person: Person, by: Person, what: str, before: str, after: str) -> None:
    values = {"what": what, "before": before[:500], "after": after[:500]}
    db.session.add(AccountChange(person_id=person.id, by_id=by.id, at=clock.now(), **values))


def changes_of(person: Person, limit: int = 50) -> list[AccountChange]:
    """What was changed about the account, the latest first."""
    wanted = select(AccountChange).where(AccountChange.person_id == person.id)
    return list(db.session.scalars(wanted.order_by(AccountChange.id.desc()).limit(limit)))
