"""Reads of disputes. Lists and reads all pass through `visible_to`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts.models import Organisation, Person
from support.disputes.dossier import Dossier, dossier
from support.disputes.models import Dispute, Remedy
from support.disputes.permissions import can
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import DECIDED, OPEN, UNTOUCHED, Action, Status, actions_from
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound
from support.kernel.paging import Page, cursor_of, keys_of

__all__ = ["Dossier", "dossier"]

UNKNOWN_DISPUTE = "I can't find that dispute on your account."
FAR_AWAY = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
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
        raise NotFound(UNKNOWN_DISPUTE)
    return found


def dispute(dispute_id: int) -> Dispute:
    """For what has no person behind it: reactions and timed jobs."""
    return db.session.get_one(Dispute, dispute_id)


def remedy_with(public_id: str, *, seen_by: Person) -> Remedy:
    """Raises `NotFound`; clients find what was offered to them, never what waits for approval."""
    wanted = visible_to(seen_by, select(Remedy).join(Dispute).where(Remedy.public_id == public_id))
    found: Remedy | None = db.session.scalar(wanted)
    hidden = (RemedyStatus.AWAITING_APPROVAL, RemedyStatus.SENT_BACK)
    if found is None or (found.status in hidden and not seen_by.role.is_staff):
        raise NotFound("I can't find that offer on your account.")
    return found


VIEWS: dict[str, Callable[[Select[Any], Person], Select[Any]]] = {
    "unassigned": lambda wanted, _: wanted.where(Dispute.status.in_(UNTOUCHED)),
    "mine": lambda wanted, person: wanted.where(Dispute.owner_id == person.id, Dispute.status.in_(OPEN)),
    "team": lambda wanted, person: wanted.where(
        Dispute.status.in_((Status.INVESTIGATING, *WAITING)), Dispute.tier <= max(person.tier, 1)
    ),
    "waiting": lambda wanted, _: wanted.where(Dispute.status.in_(WAITING)),
    "all": lambda wanted, _: wanted.where(Dispute.status.in_(OPEN)),
}


def queue(*, seen_by: Person, view: str, before: str | None = None, limit: int = 50) -> Page[Dispute]:
    """Open disputes of a view, what is due first; `before` is a `Page.next`. Raises `BadInput` for an unknown view."""
    if view not in VIEWS:
        raise BadInput(f"There is no view “{view}”. There are: {', '.join(VIEWS)}.", field="view")
    wanted = VIEWS[view](visible_to(seen_by, select(Dispute)), seen_by)
    return _by_deadline(wanted, before, limit)


def escalated(seen_by: Person, before: str | None = None, limit: int = 50) -> Page[Dispute]:
    """Open disputes above the first tier, what is due first."""
    wanted = visible_to(seen_by, select(Dispute)).where(Dispute.tier > 1, Dispute.status.in_(OPEN))
    return _by_deadline(wanted, before, limit)


def _by_deadline(wanted: Select[Any], before: str | None, limit: int) -> Page[Dispute]:
    due = func.coalesce(Dispute.next_due_at, FAR_AWAY)
    if before:
        moment, row = _place(before)
        wanted = wanted.where(or_(due > moment, and_(due == moment, Dispute.id > row)))
    loaded = wanted.options(
        joinedload(Dispute.organisation), joinedload(Dispute.owner), joinedload(Dispute.invoice)
    ).order_by(due, Dispute.id)
    rows = list(db.session.scalars(loaded.limit(limit + 1)))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], cursor_of((last.next_due_at or FAR_AWAY).isoformat(), last.id) if last else None)


def _place(cursor: str) -> tuple[datetime, int]:
    moment, row = keys_of(cursor, 2)
    try:
        return datetime.fromisoformat(moment), int(row)
    except (TypeError, ValueError):
        raise BadInput("This page of the list is no longer there. Start again from its first page.") from None


def of_client(organisation: Organisation, limit: int = 100) -> list[Dispute]:
    """The client's disputes, the latest first."""
    wanted = select(Dispute).where(Dispute.organisation_id == organisation.id)
    loaded = wanted.options(joinedload(Dispute.invoice)).order_by(Dispute.opened_at.desc(), Dispute.id.desc())
    return list(db.session.scalars(loaded.limit(limit)))


def waiting_for_approval(seen_by: Person) -> list[Remedy]:
    """What waits for a manager, the oldest first."""
    wanted = visible_to(seen_by, select(Remedy).join(Dispute)).where(Remedy.status == RemedyStatus.AWAITING_APPROVAL)
    if not seen_by.role.is_staff:
        return []
    return list(db.session.scalars(wanted.order_by(Remedy.proposed_at, Remedy.id)))


def pending_offers(organisation: Organisation) -> list[Remedy]:
    """What the client can accept or decline now."""
    wanted = (
        select(Remedy)
        .join(Dispute)
        .where(Dispute.organisation_id == organisation.id, Remedy.status == RemedyStatus.OFFERED)
        .where((Remedy.expires_at.is_(None)) | (Remedy.expires_at >= clock.now()))
    )
    return list(db.session.scalars(wanted.order_by(Remedy.proposed_at, Remedy.id)))


def offers_run_out() -> list[Remedy]:
    """Offers whose time is over and that nobody has ended yet."""
    wanted = select(Remedy).where(Remedy.status == RemedyStatus.OFFERED, Remedy.expires_at < clock.now())
    return list(db.session.scalars(wanted.order_by(Remedy.expires_at, Remedy.id)))


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
