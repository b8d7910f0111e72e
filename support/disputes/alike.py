"""Disputes that a decision should be seen beside: the client's others, and like ones of anybody."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from support.disputes.models import Dispute
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
    wanted = (
        select(Dispute)
        .where(Dispute.reason == dispute.reason, Dispute.id != dispute.id, Dispute.status.in_(DECIDED))
        .options(selectinload(Dispute.remedies), selectinload(Dispute.lines))
        .order_by(Dispute.decided_at.desc(), Dispute.id.desc())
    )
    found = list(db.session.scalars(wanted.limit(10 * SHOWN)))
    amount = dispute.disputed.minor
    return sorted(found, key=lambda other: abs(other.disputed.minor - amount))[:SHOWN]
