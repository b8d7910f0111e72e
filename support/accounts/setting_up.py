"""Setting up a desk: its first manager, who runs it, and which rules hold for clients who come without any."""

from sqlalchemy import select

from support import policies
from support.accounts.models import AccountChange, Company, Person
from support.accounts.permissions import Deed, require
from support.accounts.roles import Role
from support.accounts.services import add_person, new_sign_in_link
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

FIELDS = {"name": 200, "street": 200, "postcode": 20, "city": 100, "country": 2, "email": 254, "phone": 40}
USUAL = "default_b2b"
THERE_IS_ONE = N_("This desk has a manager already: %(name)s. They add further people under “People”.")


def first_manager(*, email: str, name: str) -> str:
    """The first account of an empty desk; returns the token of a link that signs them in once.

    Raises `RuleBroken` as soon as anybody has managed this desk, so that a stray run opens no second door.
    """
    with transaction():
        known = db.session.scalar(select(Person).where(Person.role == Role.MANAGER).limit(1))
        if known is not None:
            raise RuleBroken(N_(THERE_IS_ONE, name=known.name))
        if not name.strip() or len(name.strip()) > 120 or not name.isprintable():
            raise BadInput(N_("The name is one line of 120 letters at most."), field="name")
        person = add_person(email=email, name=name, role=Role.MANAGER)
        person.department = policies.desk().home.name
        db.session.flush()
        facts = {"what": "added", "before": "", "after": "the first manager, on the server's own command line"}
        db.session.add(AccountChange(person_id=person.id, by_id=person.id, at=clock.now(), **facts))
        return new_sign_in_link(person)


def is_empty() -> bool:
    """Whether nobody has an account here yet."""
    return db.session.scalar(select(Person.id).limit(1)) is None


def company() -> Company | None:
    return db.session.scalar(select(Company).order_by(Company.id).limit(1))


def usual_profile() -> str:
    """The policy profile of clients who come without one."""
    found = company()
    return found.policy_profile if found else USUAL


def describe_company(said: dict[str, str], *, by: Person) -> Company:
    """Who runs this desk, by the names of `FIELDS`. Raises `BadInput` with its field."""
    with transaction():
        require(by, Deed.SET_UP_DESK)
        values = {name: _one_line(said.get(name, ""), name, longest) for name, longest in FIELDS.items()}
        if not values["name"]:
            raise BadInput(N_("The name is missing: clients read it."), field="name")
        row = company() or Company(policy_profile=USUAL)
        for name, value in values.items():
            setattr(row, name, value.upper() if name == "country" else value)
        row.changed_at = clock.now()
        db.session.add(row)
    return row


def _one_line(words: str, field: str, longest: int) -> str:
    said = readable(words, field).strip()
    if len(said) > longest or "\n" in said:
        raise BadInput(N_("One line of %(longest)s letters at most.", longest=longest), field=field)
    return said


def choose_policy(profile: str, *, by: Person) -> Company:
    """Somebody has gone through the rules, and says which hold for clients who come without. Needs the company first."""
    with transaction():
        require(by, Deed.SET_UP_DESK)
        row = company()
        if row is None:
            raise RuleBroken(N_("Say first who runs this desk."))
        if profile not in {found.id for found in policies.profiles()}:
            raise BadInput(N_("Choose one of the rules that there are."), field="profile")
        row.policy_profile, row.policy_read_at, row.policy_read_by_id = profile, clock.now(), by.id
    return row
