"""Disputes that have to do with each other: linked, or merged into one."""

from sqlalchemy import select, union

from support.accounts.models import Person
from support.billing.credit import release_hold
from support.billing.provisional import pass_on
from support.disputes import ladder
from support.disputes.events import DisputeMerged
from support.disputes.locking import going_on, lock_invoices, locked, place_hold
from support.disputes.models import Dispute, DisputedLine, DisputeDocument, DisputeLink
from support.disputes.permissions import require
from support.disputes.states import Action, after
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction


def link(dispute: Dispute, other: Dispute, *, by: Person) -> DisputeLink:
    """Say that two disputes of one client belong together, whatever their state; a second time changes nothing.

    Raises `BadInput` for the same dispute twice and for another client's.
    """
    with transaction():
        first, second = both(dispute, other)
        for row in (first, second):
            require(by, Action.LINK, row)
        return _linked(first, second, told_by=by, by=by)


def link_told_together(dispute: Dispute, other: Dispute, *, told_by: Person) -> DisputeLink:
    """What follows from one message of a client about two things: the desk sees that their disputes belong together.

    Raises `NotAllowed` for who may not dispute for this client, `BadInput` as `link` does.
    """
    with transaction():
        first, second = both(dispute, other)
        for row in (first, second):
            require(told_by, Action.ADD_STATEMENT, row)
        return _linked(first, second, told_by=told_by, by=None)


def _linked(first: Dispute, second: Dispute, *, told_by: Person, by: Person | None) -> DisputeLink:
    known = select(DisputeLink).where(DisputeLink.first_id == first.id, DisputeLink.second_id == second.id)
    found = db.session.scalar(known)
    if found is not None:
        return found
    made = DisputeLink(first_id=first.id, second_id=second.id, by_id=told_by.id, at=clock.now())
    db.session.add(made)
    for row, beside in ((first, second), (second, first)):
        row.apply(Action.LINK, by=by, facts={"other": beside.reference}, for_client=False)
    return made


def linked_with(dispute: Dispute) -> list[Dispute]:
    """The disputes that somebody has linked with it, the oldest first."""
    one, other = DisputeLink.first_id, DisputeLink.second_id
    ids = union(select(other).where(one == dispute.id), select(one).where(other == dispute.id))
    return list(db.session.scalars(select(Dispute).where(Dispute.id.in_(ids)).order_by(Dispute.id)))


def both(dispute: Dispute, other: Dispute) -> tuple[Dispute, Dispute]:
    """Both under their locks, which everybody takes in one order; the earlier first."""
    if dispute.id == other.id:
        raise BadInput(
            N_("%(reference)s is that dispute itself: name another.", reference=dispute.reference), field="other"
        )
    lock_invoices(dispute, other)
    first, second = (locked(row) for row in sorted((dispute, other), key=lambda row: row.id))
    if first.organisation_id != second.organisation_id:
        raise BadInput(N_("They are of different clients."), field="other")
    return first, second


def merge(dispute: Dispute, *, into: Dispute, by: Person, version: int | None = None) -> Dispute:
    """Go on with two open disputes of one invoice as one, the older: it gets the lines, papers and tier of the other.

    Returns the one that goes on. Where `into` was merged itself, that is the one it ended in. Raises `BadInput` for
    the same dispute, another client or invoice, and a later one: deadlines never move back by merging.
    """
    with transaction():
        into = going_on(into)
        both(into, dispute)
        dispute = locked(dispute, version)
        after(dispute.status, Action.MERGE)
        require(by, Action.MERGE, dispute)
        after(into.status, Action.TAKE_IN)
        require(by, Action.TAKE_IN, into)
        _fits(dispute, into)
        _end(dispute, into, by)
        _take_in(dispute, into, by)
        record(DisputeMerged(dispute.id, into.id))
    return into


def _fits(dispute: Dispute, into: Dispute) -> None:
    if dispute.invoice_id != into.invoice_id:
        raise BadInput(N_("They are about different invoices. Link them instead."), field="into")
    if into.id > dispute.id:
        raise BadInput(
            N_(
                "%(reference)s is older: merge %(reference_2)s into it, so that no deadline moves.",
                reference=dispute.reference,
                reference_2=into.reference,
            ),
            field="into",
        )
    if into.late and not dispute.late:
        raise RuleBroken(
            N_(
                "%(reference)s came too late for its rules, and %(reference_2)s did not.",
                reference=into.reference,
                reference_2=dispute.reference,
            )
        )


def _end(dispute: Dispute, into: Dispute, by: Person) -> None:
    for row in dispute.lines:
        row.open = False
    lines = [row.line.line_id for row in dispute.lines]
    dispute.merged_into_id, dispute.closed_at = into.id, clock.now()
    dispute.apply(Action.MERGE, by=by, facts={"into": into.reference, "lines": lines})
    release_hold(dispute.reference)
    pass_on(dispute.reference, into.reference)
    db.session.flush()  # a line is open in one dispute at most: it leaves this one before it comes into the other


def _take_in(dispute: Dispute, into: Dispute, by: Person) -> None:
    """Lines and documents are copied: what the merged dispute was about stays on its own page."""
    for row in dispute.lines:
        amounts = {
            f"{name}_minor": getattr(row, f"{name}_minor") for name in ("billed", "claimed", "verified", "approved")
        }
        into.lines.append(DisputedLine(line_id=row.line_id, line=row.line, open=True, **amounts))
    papers = {(row.kind, row.ref) for row in into.documents}
    for paper in dispute.documents:
        if (paper.kind, paper.ref) not in papers:
            columns = {name: getattr(paper, name) for name in ("kind", "ref", "title", "added_by_id", "added_at")}
            into.documents.append(DisputeDocument(**columns))
    into.service_impact = into.service_impact or dispute.service_impact
    ladder.lift(into, dispute.tier)
    facts = {"other": dispute.reference, "statement": dispute.statement, "owner": ladder.owner_name(into)}
    into.apply(Action.TAKE_IN, by=by, facts=facts)
    db.session.flush()
    place_hold(into)
