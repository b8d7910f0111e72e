"""Who gets a dispute: somebody of its department and tier who is there and has room, in the order that the desk sets."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from support import policies
from support.accounts.absences import present
from support.accounts.models import Person
from support.accounts.roles import TIER_OF, Role
from support.disputes.models import Dispute
from support.disputes.reasons import Reason
from support.disputes.states import OPEN
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_

TOP = 3


def next_owner(tier: int, reason: Reason, *, department: str = "", but_not: int | None = None) -> Person | None:
    """Somebody of `tier` in the department, or of the nearest tier above it with anybody who is there.

    Above the first tier any manager will do in the end: authority must not wait for a department. None when nobody is
    there, or (where the desk lets disputes wait) when all are at their capacity. `but_not` is a person's id.
    Others who hand out at the same time wait until the verb is over, so that two never count the same room.
    """
    for people in _rungs(tier, department):
        free = [person for person in present(people) if person.id != but_not]
        if free:
            return _best(free, reason)
    return None


def _rungs(tier: int, department: str) -> Iterator[list[Person]]:
    """The staff who could own it, locked, by tier from its own upwards; who is not reached is not asked for."""
    people = _staff(tier, department)
    for rung in range(tier, TOP + 1):
        yield [person for person in people if person.tier == rung]
    if tier > 1:
        yield _staff(TOP)


def _staff(tier: int, department: str | None = None) -> list[Person]:
    roles = [role for role, rung in TIER_OF.items() if rung >= tier]
    wanted = select(Person).where(Person.active, Person.role.in_(roles)).order_by(Person.id)
    if department is not None:
        wanted = wanted.where(belongs(Person.department, department))
    # Only what would change a person's key is kept out with it: rows that merely name them go on being written.
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(db.session.scalars(locked))


def belongs(column: InstrumentedAttribute[str], department: str) -> ColumnElement[bool]:
    """Whether a row is of `department`; what names none that there is, belongs to the home one."""
    desk = policies.desk()
    wanted = desk.department(department)
    if wanted.home:
        return column.not_in([other.name for other in desk.departments if not other.home])
    return column == wanted.name


def is_of(person: Person, department: str) -> bool:
    """Whether `person` may own disputes of `department`: they work in it, or are a manager."""
    desk = policies.desk()
    return person.role is Role.MANAGER or desk.department(person.department) == desk.department(department)


def may_own(person: Person, dispute: Dispute) -> bool:
    """Whether it can be theirs: they have an account, reach its tier, and work in its department."""
    return person.active and person.tier >= dispute.tier and is_of(person, dispute.department)


def refuse_to_own(person: Person, dispute: Dispute) -> None:
    """Raises `RuleBroken` in a sentence where it cannot be theirs."""
    if not person.active or person.tier < dispute.tier:
        raise RuleBroken(N_("%(name)s cannot own a dispute of tier %(tier)s.", name=person.name, tier=dispute.tier))
    if not is_of(person, dispute.department):
        raise RuleBroken(N_("%(name)s works in another department: hand it over to that department.", name=person.name))


def _best(people: list[Person], reason: Reason) -> Person | None:
    desk = policies.desk().assignment
    loads = loads_of([person.id for person in people])
    with_room = [person for person in people if loads.get(person.id, 0) < desk.capacity[person.role.value]]
    if not with_room and desk.when_full == "wait":
        return None
    return min(with_room or people, key=lambda person: _order(person, reason, loads.get(person.id, 0)))


def _order(person: Person, reason: Reason, load: int) -> tuple[int, ...]:
    worth = {"skill": int(not knows(person, reason)), "load": load, "turn": person.turn}
    return (*(worth[criterion] for criterion in policies.desk().assignment.order), person.id)


def knows(person: Person, reason: Reason) -> bool:
    """Whether disputes for this reason go to them first."""
    return reason.value in person.skills or person.email in policies.desk().assignment.skills.get(reason.value, ())


def loads_of(people: Sequence[int]) -> dict[int, int]:
    """Open disputes by person id; who has none is left out."""
    wanted = (
        select(Dispute.owner_id, func.count())
        .where(Dispute.owner_id.in_(people), Dispute.status.in_(OPEN))
        .group_by(Dispute.owner_id)
    )
    return {owner: count for owner, count in db.session.execute(wanted) if owner is not None}


def took_a_turn(person: Person) -> None:
    """They have just been given one: the others come first next time."""
    person.turn = (db.session.scalar(select(func.max(Person.turn))) or 0) + 1
