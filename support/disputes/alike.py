"""Disputes that a decision should be seen beside: the client's others, and like ones of anybody."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from support.disputes.models import Dispute
from support.disputes.reasons import Reason
from support.disputes.states import DECIDED
from support.extensions import db

SHOWN = 5


def previous(dispute: Dispute) -> list[Dispute]:
    """This client's others, the latest first."""
    wanted = (
        select(Dispute)
        .where(Dispute.organisation_id == dispute.organisation_id, Dispute.id != dispute.id)
        .order_by(Dispute.opened_at.desc(), Dispute.id.desc())
    )
    return list(db.session.scalars(wanted.limit(2 * SHOWN)))


def precedents(dispute: Dispute) -> list[Dispute]:
    """Like cases, so that they get like remedies: decided, the same reason, the nearest amounts first, then the latest."""
    return _nearest(dispute, _decided(dispute.reason))


def precedents_of(disputes: Iterable[Dispute]) -> dict[int, list[Dispute]]:
    """`precedents` of each, by its id: the ledger is asked once a reason, however many they are."""
    among: dict[Reason, list[Dispute]] = {}
    found = {}
    for dispute in disputes:
        if dispute.reason not in among:
            among[dispute.reason] = _decided(dispute.reason)
        found[dispute.id] = _nearest(dispute, among[dispute.reason])
    return found


def _decided(reason: Reason) -> list[Dispute]:
    wanted = (
        select(Dispute)
        .where(Dispute.reason == reason, Dispute.status.in_(DECIDED))
        .options(selectinload(Dispute.remedies), selectinload(Dispute.lines))
        .order_by(Dispute.decided_at.desc(), Dispute.id.desc())
    )
    return list(db.session.scalars(wanted.limit(10 * SHOWN)))


def _nearest(dispute: Dispute, decided: list[Dispute]) -> list[Dispute]:
    amount = dispute.disputed.minor
    others = [other for other in decided if other.id != dispute.id]
    return sorted(others, key=lambda other: abs(other.disputed.minor - amount))[:SHOWN]
