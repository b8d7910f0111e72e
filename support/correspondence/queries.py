"""Reading what has been written to people."""

from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel.errors import NotFound
from support.kernel.sayings import N_


def latest_letters(limit: int = 100, *, to: str | None = None) -> list[OutgoingLetter]:
    """The newest first; those to one address where `to` names it."""
    wanted = select(OutgoingLetter).order_by(OutgoingLetter.id.desc()).limit(limit)
    if to:
        wanted = wanted.where(OutgoingLetter.to_email == to.strip().lower())
    return list(db.session.scalars(wanted))


def letter(letter_id: int) -> OutgoingLetter:
    found = db.session.get(OutgoingLetter, letter_id)
    if found is None:
        raise NotFound(N_("There is no such letter."))
    return found


def letters_of(dispute: Dispute) -> list[OutgoingLetter]:
    """Everything written about a dispute, to clients and staff, oldest first."""
    return list(
        db.session.scalars(
            select(OutgoingLetter).where(OutgoingLetter.dispute_id == dispute.id).order_by(OutgoingLetter.id)
        )
    )


def given_up(limit: int = 100) -> list[OutgoingLetter]:
    """Letters that could not be sent and wait for a person, the newest first."""
    return list(
        db.session.scalars(
            select(OutgoingLetter)
            .where(OutgoingLetter.status == LetterStatus.GIVEN_UP)
            .order_by(OutgoingLetter.id.desc())
            .limit(limit)
        )
    )


def sent_to(person: Person, limit: int = 100) -> list[OutgoingLetter]:
    """What this person was sent, the newest first."""
    wanted = select(OutgoingLetter).where(OutgoingLetter.person_id == person.id, OutgoingLetter.sent_at.is_not(None))
    return list(db.session.scalars(wanted.order_by(OutgoingLetter.id.desc()).limit(limit)))
