"""Who gets a dispute: somebody of its tier with room for it, the least busy first, then who waited longest."""

from sqlalchemy import func, select

from support import policies
from support.accounts.models import Person
from support.accounts.roles import TIER_OF
from support.disputes.models import Dispute
from support.disputes.reasons import Reason
from support.disputes.states import OPEN
from support.extensions import db


def next_owner(tier: int, reason: Reason, *, but_not: int | None = None) -> Person | None:
    """Somebody of `tier`, or of the nearest tier above it that has anybody; None when there is no such staff.

    People who know the reason go first, those at their capacity last. `but_not` is a person's id.
    """
    for rung in range(tier, 4):
        found = [person for person in _staff_of(rung) if person.id != but_not]
        if found:
            loads = _loads([person.id for person in found])
            return min(found, key=lambda person: _order(person, reason, *loads.get(person.id, (0, 0))))
    return None


def _staff_of(tier: int) -> list[Person]:
    roles = [role for role, rung in TIER_OF.items() if rung == tier]
    return list(db.session.scalars(select(Person).where(Person.active, Person.role.in_(roles)).order_by(Person.id)))


def _loads(people: list[int]) -> dict[int, tuple[int, int]]:
    """By person: open disputes, and the id of the latest of them."""
    wanted = (
        select(Dispute.owner_id, func.count(), func.max(Dispute.id))
        .where(Dispute.owner_id.in_(people), Dispute.status.in_(OPEN))
        .group_by(Dispute.owner_id)
    )
    return {owner: (count, latest) for owner, count, latest in db.session.execute(wanted) if owner is not None}


def _order(person: Person, reason: Reason, load: int, latest: int) -> tuple[bool, bool, int, int, int]:
    desk = policies.desk()
    full = load >= desk.capacity[person.role.value]
    knows = person.email in desk.skills.get(reason.value, ())
    return full, not knows, load, latest, person.id


def waiting() -> list[Dispute]:
    """Open disputes that nobody owns, the oldest first."""
    wanted = select(Dispute).where(Dispute.owner_id.is_(None), Dispute.status.in_(OPEN))
    return list(db.session.scalars(wanted.order_by(Dispute.opened_at, Dispute.id)))
