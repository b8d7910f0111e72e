"""Reads of the clocks."""

from datetime import datetime

from sqlalchemy import func, select

from support.disputes.models import Dispute
from support.extensions import db
from support.sla.models import Clock


def clocks_of(dispute: Dispute) -> list[Clock]:
    """Running ones first, by their due moment."""
    wanted = select(Clock).where(Clock.dispute_id == dispute.id)
    return list(db.session.scalars(wanted.order_by(Clock.ended_at.is_not(None), Clock.due_at, Clock.id)))


def words_due(by: datetime, limit: int) -> list[int]:
    """The disputes, by id, whose client is to hear something by then and for whom it is not the client's turn."""
    running = (Clock.ended_at.is_(None), Clock.paused_since.is_(None), Clock.name == "update", Clock.due_at <= by)
    first = select(Clock.dispute_id).where(*running).group_by(Clock.dispute_id).order_by(func.min(Clock.due_at))
    return list(db.session.scalars(first.limit(limit)))


def next_clock(dispute: Dispute) -> Clock | None:
    """The running clock that is due first and does not wait for the client."""
    running = (row for row in clocks_of(dispute) if row.running and row.paused_since is None)
    return next(running, None)
