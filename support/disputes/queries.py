"""Reads of disputes. Lists and reads all pass through `visible_to`."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from support import policies
from support.accounts.models import Organisation, Person
from support.billing.models import InvoiceLine
from support.disputes.alike import precedents, precedents_of, previous
from support.disputes.assignment import belongs
from support.disputes.dossier import Dossier, dossier_of
from support.disputes.listing import EVERYTHING, Listed, by_deadline, latest_first, sorted_by
from support.disputes.models import Dispute, DisputedLine, HistoryEntry, Remedy
from support.disputes.narrowing import Only, Sort, is_breaching, is_still_open, is_undated, is_unsatisfied
from support.disputes.permissions import can
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import DECIDED, OPEN, UNTOUCHED, Action, Status, actions_from
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound
from support.kernel.paging import Page
from support.kernel.sayings import N_

__all__ = ["Dossier", "Listed", "Only", "Sort", "precedents", "precedents_of", "previous"]

UNKNOWN_DISPUTE = N_("I can't find that dispute on your account.")
NO_SUCH_DISPUTE = N_("There is no dispute with this reference.")
"""The same for staff, who have no account."""
WAITING = (Status.AWAITING_CLIENT, Status.AWAITING_APPROVAL, Status.OFFERED)


def visible_to(person: Person, wanted: Select[Any]) -> Select[Any]:
    """`wanted` (of disputes, or joined with them) less what `person` may not see: staff see all, clients their own."""
    if not person.active:
        return wanted.where(false())
    if person.role.is_staff:
        return wanted
    return wanted.where(Dispute.organisation_id == person.organisation_id)


def dispute_with(reference: str, *, seen_by: Person) -> Dispute:
    """Raises `NotFound` in the same words for a foreign and an unknown one."""
    wanted = visible_to(seen_by, select(Dispute).where(Dispute.reference == reference.strip().upper()))
    found: Dispute | None = db.session.scalar(wanted)
    if found is None:
        raise NotFound(_unknown_to(seen_by))
    return found


def _unknown_to(person: Person) -> str:
    return NO_SUCH_DISPUTE if person.role.is_staff else UNKNOWN_DISPUTE


def dossier(reference: str, *, seen_by: Person) -> Dossier:
    """One dispute with all that its page shows. Raises `NotFound` as `dispute_with` does."""
    wanted = visible_to(seen_by, select(Dispute).where(Dispute.reference == reference.strip().upper()))
    return dossier_of(wanted, _unknown_to(seen_by), seen_by)


def dispute(dispute_id: int) -> Dispute:
    """For what has no person behind it: reactions and timed jobs."""
    return db.session.get_one(Dispute, dispute_id)


def remedy_with(public_id: str, *, seen_by: Person) -> Remedy:
    """Raises `NotFound`; clients find what was offered to them, never what waits for approval."""
    wanted = visible_to(seen_by, select(Remedy).join(Dispute).where(Remedy.public_id == public_id))
    found: Remedy | None = db.session.scalar(wanted)
    hidden = (RemedyStatus.AWAITING_APPROVAL, RemedyStatus.SENT_BACK)
    if found is None or (found.status in hidden and not seen_by.role.is_staff):
        raise NotFound(N_("I can't find that offer on your account."))
    return found


VIEWS: dict[str, Callable[[Select[Any], Person], Select[Any]]] = {
    "unassigned": lambda wanted, _: wanted.where(
        or_(Dispute.status.in_(UNTOUCHED), and_(Dispute.owner_id.is_(None), Dispute.status.in_(OPEN)))
    ),
    "mine": lambda wanted, person: wanted.where(Dispute.owner_id == person.id, Dispute.status.in_(OPEN)),
    "team": lambda wanted, person: wanted.where(is_still_open(), belongs(Dispute.department, person.department)),
    "waiting": lambda wanted, _: wanted.where(Dispute.status.in_(WAITING)),
    "breaching": lambda wanted, _: wanted.where(is_still_open(), is_breaching(clock.now())),
    "all": lambda wanted, _: wanted.where(is_still_open()),
    # Decided, and yet the client is not satisfied.
    "unsatisfied": lambda wanted, _: wanted.where(is_unsatisfied()),
}


def queue(
    *,
    seen_by: Person,
    view: str,
    before: str | None = None,
    limit: int = 50,
    only: Only = EVERYTHING,
    sort: Sort = Sort.DUE,
) -> Page[Listed]:
    """Disputes of a view in an order; `before` is a `Page.next` of that order. Raises `BadInput` for an unknown view.

    All views but “unsatisfied” are of open disputes; that one knows no other order than its own.
    """
    if view not in VIEWS:
        raise BadInput(
            N_("There is no view “%(view)s”. There are: %(all)s.", view=view, all=", ".join(VIEWS)), field="view"
        )
    wanted = VIEWS[view](visible_to(seen_by, select(Dispute)), seen_by)
    if view == "unsatisfied":
        return latest_first(only.of(wanted), before, limit)
    return sorted_by(sort, only.of(wanted, sort), before, limit)


def escalated(seen_by: Person, before: str | None = None, limit: int = 50) -> Page[Listed]:
    """Open disputes above the first tier, what is due first."""
    wanted = visible_to(seen_by, select(Dispute)).where(Dispute.tier > 1, Dispute.status.in_(OPEN))
    return by_deadline(wanted, before, limit, is_undated())


def late(seen_by: Person, limit: int = 25) -> list[Listed]:
    """Open disputes whose next clock has run out, the longest late first."""
    wanted = visible_to(seen_by, select(Dispute)).where(Dispute.next_due_at < clock.now(), Dispute.status.in_(OPEN))
    return by_deadline(wanted, None, limit).rows


def why_escalated(disputes: Sequence[Listed]) -> dict[int, HistoryEntry]:
    """The latest step that lifted each of them, by dispute id."""
    lifting = (Action.ESCALATE.value, Action.REJECT_OUTCOME.value, Action.REOPEN.value)
    wanted = select(HistoryEntry).where(
        HistoryEntry.dispute_id.in_([row.id for row in disputes]), HistoryEntry.action.in_(lifting)
    )
    return {entry.dispute_id: entry for entry in db.session.scalars(wanted.order_by(HistoryEntry.seq))}


def is_untouched() -> bool:
    """Whether nothing has ever been disputed here."""
    return db.session.scalar(select(Dispute.id).limit(1)) is None


def latest_step() -> int:
    """Names the state of all disputes together: it grows with everything that is done to any of them."""
    return db.session.scalar(select(func.max(HistoryEntry.id))) or 0


def of_client(organisation: Organisation, limit: int = 100) -> list[Dispute]:
    """The client's disputes, the latest first."""
    wanted = select(Dispute).where(Dispute.organisation_id == organisation.id)
    loaded = wanted.options(joinedload(Dispute.invoice), selectinload(Dispute.lines))
    return list(db.session.scalars(loaded.order_by(Dispute.opened_at.desc(), Dispute.id.desc()).limit(limit)))


def open_on(lines: Sequence[InvoiceLine]) -> list[tuple[InvoiceLine, Dispute]]:
    """Those of `lines` that are in an open dispute, each with it. A line is in one open dispute at most."""
    rows = {line.id: line for line in lines}
    wanted = select(DisputedLine).where(DisputedLine.line_id.in_(rows), DisputedLine.open).order_by(DisputedLine.id)
    return [(rows[found.line_id], found.dispute) for found in db.session.scalars(wanted)]


def waiting_for_approval(seen_by: Person) -> list[Remedy]:
    """What waits for a manager, the oldest first."""
    if not seen_by.role.is_staff:
        return []
    wanted = visible_to(seen_by, select(Remedy).join(Dispute)).where(Remedy.status == RemedyStatus.AWAITING_APPROVAL)
    dispute = contains_eager(Remedy.dispute)
    shown = wanted.options(
        joinedload(Remedy.proposed_by),
        dispute.joinedload(Dispute.organisation),
        dispute.joinedload(Dispute.invoice),
        dispute.joinedload(Dispute.owner),
        dispute.selectinload(Dispute.lines).joinedload(DisputedLine.line),
        dispute.selectinload(Dispute.checks),
        dispute.selectinload(Dispute.remedies),
    )
    return list(db.session.scalars(shown.order_by(Remedy.proposed_at, Remedy.id)))


def pending_offers(organisation: Organisation) -> list[Remedy]:
    """What the client can accept or decline now."""
    wanted = (
        select(Remedy)
        .join(Dispute)
        .where(Dispute.organisation_id == organisation.id, Remedy.status == RemedyStatus.OFFERED)
        .where((Remedy.expires_at.is_(None)) | (Remedy.expires_at >= clock.now()))
    )
    return list(db.session.scalars(wanted.order_by(Remedy.proposed_at, Remedy.id)))


def offers_run_out(limit: int = 100) -> list[Remedy]:
    """Offers whose time is over and that nobody has ended yet, the longest over first."""
    wanted = select(Remedy).where(Remedy.status == RemedyStatus.OFFERED, Remedy.expires_at < clock.now())
    return list(db.session.scalars(wanted.order_by(Remedy.expires_at, Remedy.id).limit(limit)))


def rejectable_outcomes(organisation: Organisation) -> list[Dispute]:
    """Decisions of ours that the client may still go back on, the latest first."""
    by_us = (Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD)
    wanted = (
        select(Dispute)
        .where(Dispute.organisation_id == organisation.id)
        .where(Dispute.status.in_(DECIDED), Dispute.outcome.in_(by_us))
        .where(Dispute.decided_at >= clock.now() - policies.desk().reopen_window)
        .where(Dispute.satisfied.is_not(True))
    )
    return list(db.session.scalars(wanted.order_by(Dispute.decided_at.desc(), Dispute.id.desc())))


def actions_for(dispute: Dispute, person: Person) -> list[Action]:
    """What `person` may do to it now: possible in its status, and permitted."""
    return [action for action in actions_from(dispute.status) if can(person, action, dispute)]
