"""Reads of people and organisations."""

from sqlalchemy import and_, or_, select

from support.accounts.models import Organisation, Person
from support.accounts.roles import STAFF, Role
from support.extensions import db
from support.kernel.errors import BadInput, NotFound
from support.kernel.paging import Page, cursor_of, keys_of
from support.kernel.sayings import N_


def normal_email(email: str) -> str:
    return email.strip().lower()


def find_person(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == normal_email(email), Person.active))


def person_with(email: str) -> Person:
    """Raises `NotFound` when nobody active has this address."""
    found = find_person(email)
    if found is None:
        raise NotFound(N_("Nobody here has the address %(email)s.", email=email))
    return found


def person(person_id: int) -> Person:
    found = db.session.get(Person, person_id)
    if found is None or not found.active:
        raise NotFound(N_("That person has no account here."))
    return found


def staff(*roles: Role) -> list[Person]:
    """Active staff of the given roles (all when none is named), by name."""
    wanted = roles or tuple(STAFF)
    return list(db.session.scalars(select(Person).where(Person.active, Person.role.in_(wanted)).order_by(Person.name)))


def staff_ever() -> list[Person]:
    """Everybody who works here or has worked here, by name."""
    return list(db.session.scalars(select(Person).where(Person.role.in_(STAFF)).order_by(Person.name, Person.id)))


def colleague(person_id: int) -> Person:
    """One of the staff, also of those who have left. Raises `NotFound`."""
    found = db.session.get(Person, person_id)
    if found is None or not found.role.is_staff:
        raise NotFound(N_("Nobody of the staff has this number."))
    return found


def people_of(organisation: Organisation) -> list[Person]:
    """The client's active people, the longest known first."""
    return list(
        db.session.scalars(
            select(Person).where(Person.organisation_id == organisation.id, Person.active).order_by(Person.id)
        )
    )


def organisations(words: str = "", before: str | None = None, limit: int = 50) -> Page[Organisation]:
    """Clients by name; those whose name or ref begins with `words`, where there are any. `before` is a `Page.next`."""
    wanted = select(Organisation).order_by(Organisation.name, Organisation.id).limit(limit + 1)
    if words:
        wanted = wanted.where(
            or_(Organisation.name.istartswith(words, autoescape=True), Organisation.ref == words.upper())
        )
    if before:
        name, row = keys_of(before, 2)
        if not isinstance(name, str) or type(row) is not int:
            raise BadInput(
                N_("This page of the list is no longer there. Start again from its first page."), field="before"
            )
        wanted = wanted.where(or_(Organisation.name > name, and_(Organisation.name == name, Organisation.id > row)))
    found = list(db.session.scalars(wanted))
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], cursor_of(last.name, last.id) if last else None)


def organisation_with(ref: str) -> Organisation:
    found = db.session.scalar(select(Organisation).where(Organisation.ref == ref))
    if found is None:
        raise NotFound(N_("There is no client %(ref)s.", ref=ref))
    return found
