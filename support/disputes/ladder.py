"""The escalation ladder: what lifts a dispute a tier, and to whom it goes."""

from support import policies
from support.accounts.absences import is_away
from support.accounts.models import Person
from support.disputes import assignment
from support.disputes.events import DisputeEscalated
from support.disputes.models import Dispute
from support.disputes.states import Action
from support.extensions import db
from support.kernel.money import Money
from support.kernel.transaction import record

TOP = 3


def lift(dispute: Dispute, tier: int) -> bool:
    """Put it on `tier` with an owner from there; False when it stands there already. Writes no history."""
    target = min(tier, TOP)
    if dispute.tier >= target:
        return False
    dispute.tier = target
    give_to(dispute, next_owner(dispute, but_not=dispute.owner_id))
    return True


def next_owner(dispute: Dispute, *, but_not: int | None = None) -> Person | None:
    """Who should own it on the tier and in the department where it stands."""
    return assignment.next_owner(dispute.tier, dispute.reason, department=dispute.department, but_not=but_not)


def give_to(dispute: Dispute, owner: Person | None) -> None:
    """A new owner who has not begun yet; with nobody to give it to, it stays where it is."""
    if owner is not None:
        dispute.owner_id = owner.id
        db.session.expire(dispute, ["owner"])
        assignment.took_a_turn(owner)
    dispute.taken_at = None


def see_that_it_has_an_owner(dispute: Dispute) -> None:
    """Its old one, where they are still there and may own it; else the next who is free."""
    owner = db.session.get(Person, dispute.owner_id) if dispute.owner_id else None
    if owner is None or not assignment.may_own(owner, dispute) or is_away(owner):
        owner = next_owner(dispute) or owner
    give_to(dispute, owner)


def escalate_to(dispute: Dispute, tier: int, *, why: str, trigger: str, by: Person | None) -> bool:
    """Lift it, write why, say so. Nothing happens when it stands as high already."""
    before = dispute.tier
    if not lift(dispute, tier):
        return False
    facts = {"why": why, "trigger": trigger, "from_tier": before, "to_tier": dispute.tier, "owner": owner_name(dispute)}
    dispute.apply(Action.ESCALATE, by=by, facts=facts)
    record(DisputeEscalated(dispute.id, dispute.tier, why))
    return True


def owner_name(dispute: Dispute) -> str | None:
    owner = db.session.get(Person, dispute.owner_id) if dispute.owner_id else None
    return owner.name if owner else None


def target(dispute: Dispute, trigger: str) -> int:
    """The tier that the rungs of `trigger` lift it to; its own where the ladder has none."""
    return max((_target(rung.tier, dispute) for rung in policies.desk().rungs(trigger)), default=dispute.tier)


def climb_at_opening(dispute: Dispute) -> None:
    """What a dispute brings with it may lift it at once: its amount, or that the client's service suffers."""
    desk = policies.desk()
    for rung in desk.rungs("amount"):
        if dispute.disputed > Money.of(rung.over, dispute.currency):
            escalate_to(dispute, _target(rung.tier, dispute), why=rung.why, trigger="amount", by=None)
    if dispute.service_impact:
        climb(dispute, "service_impact")


def climb(dispute: Dispute, trigger: str, *, count: int = 0, by: Person | None = None) -> None:
    """Fire the rungs of `trigger`; those that count fire from their count on."""
    for rung in policies.desk().rungs(trigger):
        if count >= rung.count:
            escalate_to(dispute, _target(rung.tier, dispute), why=rung.why, trigger=trigger, by=by)


def _target(tier: int, dispute: Dispute) -> int:
    return tier or dispute.tier + 1
