"""The answer to the one question, given in the chat before or after its letter went out."""

from datetime import timedelta

from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.accounts.passwords import digest
from support.disputes.models import Dispute
from support.extensions import db
from support.feedback.models import FollowUp, Survey
from support.feedback.services import FOLLOWED, answered, token_of
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

SCORES = {1: N_("Not at all"), 2: N_("Not really"), 3: N_("Partly"), 4: N_("Mostly"), 5: N_("Completely")}


def unrated(person: Person) -> Dispute | None:
    """The latest dispute of this person's own that was decided, and of which they have not said what they think."""
    wanted = (
        select(Dispute)
        .join(FollowUp, (FollowUp.dispute_id == Dispute.id) & (FollowUp.decided_at == Dispute.decided_at))
        .where(Dispute.opened_by_id == person.id, Dispute.status.in_(FOLLOWED), FollowUp.done_at.is_(None))
        .order_by(Dispute.decided_at.desc(), Dispute.id.desc())
        .limit(1)
    )
    return db.session.scalar(wanted)


def rate(dispute: Dispute, *, score: int, by: Person) -> Survey:
    """Take the answer, 1 to 5, of whoever opened the dispute; the letter's question is answered with it. Once."""
    if score not in SCORES:
        raise BadInput(N_("Choose a number from 1 to 5."), field="score")
    if by.id != dispute.opened_by_id or not by.active:
        raise NotAllowed(N_("Only who opened a dispute is asked how it ended."))
    with transaction():
        row = db.session.scalar(
            select(FollowUp)
            .where(FollowUp.dispute_id == dispute.id, FollowUp.decided_at == dispute.decided_at)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if row is None or row.done_at is not None or row.dispute.status not in FOLLOWED:
            raise RuleBroken(N_("There is nothing to answer just now: you have answered already, or it goes on."))
        survey = db.session.scalar(select(Survey).where(Survey.follow_up_id == row.id)) or _asked_here(row)
        row.done_at = survey.answered_at = clock.now()
        survey.score = score
        record(answered(survey, score))
        return survey


def _asked_here(row: FollowUp) -> Survey:
    """The question came from the chat, before the day of its letter, which is not sent any more."""
    now = clock.now()
    made = Survey(
        dispute_id=row.dispute_id,
        follow_up_id=row.id,
        digest=digest(token_of(row)),
        asked_at=now,
        expires_at=now + timedelta(days=policies.desk().survey_valid_days),
    )
    db.session.add(made)
    db.session.flush()
    return made
