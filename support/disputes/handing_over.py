"""From one department to another: the same dispute, the same clocks, somebody else who looks into it."""

from sqlalchemy import select

from support import policies
from support.accounts.absences import is_away
from support.accounts.models import Person
from support.accounts.roles import STAFF
from support.disputes import assignment, ladder
from support.disputes.events import DisputeHandedOver
from support.disputes.locking import locked
from support.disputes.models import Dispute
from support.disputes.permissions import require
from support.disputes.rules import needed
from support.disputes.states import Action, after
from support.extensions import db
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.policies.staffing import Department


def hand_over(dispute: Dispute, *, to: str, why: str, by: Person, version: int | None = None) -> Dispute:
    """Give it to the department `to`: to whoever had it there before, else to the next who is free.

    With nobody there just now it waits in the department, and everybody in it is told. The clocks run on. Raises
    `BadInput` for a department that does not exist or has it already, `RuleBroken` for one in which nobody works.
    """
    reason = needed(why, "handing_why", N_("The reason"))
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.HAND_OVER)
        require(by, Action.HAND_OVER, dispute)
        old, new = policies.desk().department(dispute.department), _destination(dispute, to)
        facts = {"why": reason, "from": old.name, "from_owner": dispute.owner_id, "to": new.name}
        _give(dispute, new)
        facts |= {"department": new.label, "owner": ladder.owner_name(dispute)}
        # Not for the client: the reason is ours. They are told in words of their own who looks into it now.
        dispute.apply(Action.HAND_OVER, by=by, facts=facts, for_client=False)
        record(DisputeHandedOver(dispute.id, reason))
    return dispute


def _destination(dispute: Dispute, name: str) -> Department:
    found = next((row for row in policies.desk().departments if row.name == name), None)
    if found is None:
        raise BadInput(N_("Choose one of the departments."), field="department")
    if found == policies.desk().department(dispute.department):
        raise BadInput(N_("%(label)s has it already.", label=found.label), field="department")
    works_there = assignment.belongs(Person.department, name)
    if db.session.scalars(select(Person.id).where(Person.active, Person.role.in_(STAFF), works_there)).first() is None:
        raise RuleBroken(N_("Nobody works in %(label)s.", label=found.label))
    return found


def _give(dispute: Dispute, department: Department) -> None:
    before = _owner_there(dispute, department)
    dispute.department = department.name
    dispute.owner_id, dispute.taken_at = None, None
    db.session.expire(dispute, ["owner"])
    known = before is not None and assignment.may_own(before, dispute) and not is_away(before)
    ladder.give_to(dispute, before if known else ladder.next_owner(dispute))


def _owner_there(dispute: Dispute, department: Department) -> Person | None:
    """Who had it in `department` when it was last handed over from there."""
    for entry in reversed(dispute.history):
        if entry.action == Action.HAND_OVER.value and entry.facts.get("from") == department.name:
            owner = entry.facts.get("from_owner")
            return db.session.get(Person, owner) if owner else None
    return None


def came_from(dispute: Dispute) -> Department | None:
    """The department that handed it over to where it is now; None where nobody has."""
    handed = [entry for entry in dispute.history if entry.action == Action.HAND_OVER.value]
    return policies.desk().department(str(handed[-1].facts["from"])) if handed else None
