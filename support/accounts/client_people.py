"""A client's people: who may come in for them, and what each may do. Looked after by one of them, or by a manager."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select, update

from support.accounts.models import AccountChange, Organisation, Person, SignInLink
from support.accounts.permissions import Deed, require
from support.accounts.queries import people_of
from support.accounts.roles import Power, Reach, Role
from support.accounts.services import add_person
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.plain_text import readable
from support.kernel.sayings import N_, joined
from support.kernel.transaction import transaction

LONGEST_NAME, LONGEST_PHONE, MOST_PEOPLE = 120, 40, 200
LAST_ONE = N_("Nobody would be left who looks after the account: give somebody else that right first.")


def invite(organisation: Organisation, *, email: str, name: str, powers: Sequence[str], by: Person) -> Person:
    """Somebody more who may come in for this client; they sign in by a mailed link. Raises `BadInput` with its field."""
    with transaction():
        require(by, Deed.ADD_CLIENTS_PERSON)
        if by.role is Role.CLIENT and by.organisation_id != organisation.id:
            raise NotFound(N_("There is no such client."))
        said = _one_line(name, "name", LONGEST_NAME)
        if not said:
            raise BadInput(N_("The name is missing."), field="name")
        if len(people_of(organisation)) >= MOST_PEOPLE:
            raise RuleBroken(
                N_("A client has up to %(most_people)s people here. Remove somebody first.", most_people=MOST_PEOPLE)
            )
        person = add_person(email=email, name=said, role=Role.CLIENT, organisation=organisation)
        person.powers = _known(powers)
        db.session.flush()
        _write_down(person, by, "invited", "", _said(person.powers))
    return person


def _known(powers: Sequence[str]) -> list[str]:
    chosen = set(powers)
    if not chosen <= {power.value for power in Power}:
        raise BadInput(N_("Choose the rights from the list."), field="powers")
    return [power.value for power in Power if power.value in chosen]


def _said(powers: Sequence[str]) -> str:
    return joined(", ", [Power(power).label.lower() for power in powers]) or N_("may look at everything")


def change_powers(person: Person, powers: Sequence[str], *, by: Person) -> Person:
    """Raises `RuleBroken` where nobody would look after the account any more."""
    with transaction():
        row = _locked(person)
        require(by, Deed.CHANGE_POWERS, row)
        chosen = _known(powers)
        if chosen == row.powers:
            return row
        if Power.ADMINISTER.value not in chosen:
            _see_that_somebody_is_left(row)
        before, row.powers = row.powers, chosen
        _write_down(row, by, "rights", _said(before), _said(chosen))
    return row


def remove(person: Person, *, by: Person) -> Person:
    """They may no longer come in: every session and every link ends at once. What they wrote stays."""
    with transaction():
        row = _locked(person)
        require(by, Deed.REMOVE_CLIENTS_PERSON, row)
        if not row.active:
            return row
        _see_that_somebody_is_left(row)
        row.active, row.session_salt = False, secrets.token_hex(16)
        links = update(SignInLink).where(SignInLink.person_id == row.id, SignInLink.used_at.is_(None))
        db.session.execute(links.values(used_at=clock.now()))
        _write_down(row, by, "account", "open", "closed")
    return row


def _locked(person: Person) -> Person:
    """The row, with everybody of the same client: of two who remove each other at once one stays."""
    wanted = select(Person).where(Person.organisation_id == person.organisation_id).order_by(Person.id)
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {row.id: row for row in db.session.scalars(locked)}.get(person.id, person)


def _see_that_somebody_is_left(person: Person) -> None:
    if not (person.active and person.may(Power.ADMINISTER)):
        return
    others = select(Person).where(Person.organisation_id == person.organisation_id, Person.active)
    if not any(row.may(Power.ADMINISTER) for row in db.session.scalars(others) if row.id != person.id):
        raise RuleBroken(LAST_ONE)


def _write_down(person: Person, by: Person, what: str, before: str, after: str) -> None:
    values = {"what": what, "before": before[:500], "after": after[:500]}
    db.session.add(AccountChange(person_id=person.id, by_id=by.id, at=clock.now(), **values))


def colleague_of(person_id: int, organisation: Organisation | None) -> Person:
    """One of this client's active people. Raises `NotFound`."""
    found = db.session.get(Person, person_id)
    if found is None or organisation is None or found.organisation_id != organisation.id or not found.active:
        raise NotFound(N_("There is nobody of that number among your people."))
    return found


def describe_oneself(person: Person, *, name: str, phone: str, reached_by: Reach, timezone: str, locale: str) -> Person:
    """What somebody says of themselves: nobody has to approve it. `timezone` and `locale` are known to be there."""
    with transaction():
        row = db.session.get_one(Person, person.id, with_for_update=True)
        said, number = _one_line(name, "name", LONGEST_NAME), _one_line(phone, "phone", LONGEST_PHONE)
        if not said:
            raise BadInput(N_("The name is missing."), field="name")
        if reached_by is Reach.PHONE and not any(letter.isdigit() for letter in number):
            raise BadInput(N_("Give the number at which we reach you."), field="phone")
        row.name, row.phone, row.reached_by = said, number, reached_by
        row.timezone, row.locale = timezone, locale
    return row


def _one_line(words: str, field: str, longest: int) -> str:
    said = readable(words, field).strip()
    if len(said) > longest or "\n" in said:
        raise BadInput(N_("One line of %(longest)s letters at most.", longest=longest), field=field)
    return said
