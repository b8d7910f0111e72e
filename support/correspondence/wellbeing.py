"""Is correspondence well? What waits too long, what was given up, what is held back, and where nobody can know."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from support import policies
from support.correspondence.claiming import WAITING
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.correspondence.outbox import STOPPED
from support.extensions import db
from support.kernel import clock


@dataclass(frozen=True)
class Wellbeing:
    """`stuck` letters should have left long ago; `stopped` ones wait for a person; `unsure` may have arrived twice."""

    waiting: int
    stuck: list[OutgoingLetter]
    stopped: list[OutgoingLetter]
    unsure: list[OutgoingLetter]


def look(limit: int = 100) -> Wellbeing:
    """The oldest of each first, `limit` of each at most."""
    return Wellbeing(
        waiting=db.session.scalar(select(func.count(OutgoingLetter.id)).where(OutgoingLetter.status.in_(WAITING))) or 0,
        stuck=_letters(OutgoingLetter.status.in_(WAITING) & _late(), limit),
        stopped=_letters(OutgoingLetter.status.in_(STOPPED), limit),
        unsure=_letters((OutgoingLetter.unsure > 0) & (OutgoingLetter.status == LetterStatus.SENT), limit),
    )


def any_stuck() -> bool:
    return (
        db.session.scalar(select(OutgoingLetter.id).where(OutgoingLetter.status.in_(WAITING), _late()).limit(1))
        is not None
    )


def _late() -> ColumnElement[bool]:
    """By the time at which it could have left first, not by that of its next try."""
    return (
        func.coalesce(OutgoingLetter.not_before, OutgoingLetter.queued_at)
        < clock.now() - policies.correspondence().stuck_after
    )


def _letters(wanted: ColumnElement[bool], limit: int) -> list[OutgoingLetter]:
    return list(db.session.scalars(select(OutgoingLetter).where(wanted).order_by(OutgoingLetter.id).limit(limit)))
