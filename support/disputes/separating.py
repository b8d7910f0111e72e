"""Taking apart what was put together: a link, or a dispute that was merged into another."""

from sqlalchemy import select

from support.accounts.models import Person
from support.disputes import ladder
from support.disputes.events import DisputeUnmerged
from support.disputes.joining import both
from support.disputes.locking import locked, place_hold
from support.disputes.models import Dispute, DisputeLink
from support.disputes.permissions import require
from support.disputes.rules import needed
from support.disputes.states import Action, after
from support.extensions import db
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def unlink(dispute: Dispute, other: Dispute, *, by: Person) -> bool:
    """Take the link between two disputes away; False when there is none (any more). Their histories keep that it was."""
    with transaction():
        first, second = both(dispute, other)
        for row in (first, second):
            require(by, Action.UNLINK, row)
        known = select(DisputeLink).where(DisputeLink.first_id == first.id, DisputeLink.second_id == second.id)
        found = db.session.scalar(known)
        if found is None:
            return False
        db.session.delete(found)
        for row, beside in ((first, second), (second, first)):
            row.apply(Action.UNLINK, by=by, facts={"other": beside.reference}, for_client=False)
    return True


def unmerge(dispute: Dispute, *, why: str, by: Person, version: int | None = None) -> Dispute:
    """A merged dispute goes on by itself again, with its lines and what was found out about them.

    What came meanwhile (words, documents, notes, other lines) stays in the one that took it in. Raises `RuleBroken`
    while a proposal of that one is out, and once it is decided: the decision was about these lines too.
    """
    reason = needed(why, "why", N_("The reason"))
    with transaction():
        dispute = locked(dispute, version)
        after(dispute.status, Action.UNMERGE)
        require(by, Action.UNMERGE, dispute)
        holders = _holders(dispute)
        for holder in holders:
            after(holder.status, Action.GIVE_BACK)
            require(by, Action.GIVE_BACK, holder)
        for holder in holders:
            _give_back(holder, dispute, by)
        db.session.flush()  # a line is open in one dispute at most: it leaves those before it is open in this one
        _go_on(dispute, holders[-1], reason, by)
        record(DisputeUnmerged(dispute.id, holders[-1].id))
    return dispute


def _holders(dispute: Dispute) -> list[Dispute]:
    """Those that took it in, one inside the other; the last of them goes on with it now."""
    found: list[Dispute] = []
    into = dispute.merged_into
    while into is not None:
        found.append(locked(into))
        into = found[-1].merged_into
    return found


def _give_back(holder: Dispute, dispute: Dispute, by: Person) -> None:
    """Its lines leave; what was verified on them goes along."""
    own = {row.line_id: row for row in dispute.lines}
    for row in [row for row in holder.lines if row.line_id in own]:
        back = own[row.line_id]
        back.claimed_minor, back.verified_minor, back.approved_minor = (
            row.claimed_minor,
            row.verified_minor,
            row.approved_minor,
        )
        holder.lines.remove(row)
    holder.apply(Action.GIVE_BACK, by=by, facts={"other": dispute.reference, "owner": ladder.owner_name(holder)})
    db.session.flush()
    if holder.merged_into_id is None:
        place_hold(holder)


def _go_on(dispute: Dispute, left: Dispute, why: str, by: Person) -> None:
    ladder.see_that_it_has_an_owner(dispute)
    facts = {"other": left.reference, "why": why, "owner": ladder.owner_name(dispute)}
    for row in dispute.lines:
        row.open = True
    dispute.merged_into, dispute.closed_at = None, None
    dispute.apply(Action.UNMERGE, by=by, facts=facts)
    db.session.flush()
    place_hold(dispute)
