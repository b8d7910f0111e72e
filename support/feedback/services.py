"""The follow-up after a decision: thanks and one question, one reminder, and what the answer means.

What follows for the dispute itself (it is being followed up, closed, opened again) is said by events.
"""

import base64
import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.accounts.passwords import digest
from support.disputes.models import Dispute
from support.disputes.states import Status
from support.extensions import db
from support.feedback import voices
from support.feedback.events import FollowUpDue, FollowUpReminded, FollowUpUnanswered, SurveyAnswered
from support.feedback.models import FollowUp, Opinion, Survey
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

FOLLOWED = (Status.RESOLVED, Status.FOLLOW_UP)
NO_SURVEY = N_("This link is not known. Open the newest letter about your dispute, or sign in.")
LONGEST_WORDS = 5000


def schedule_follow_up(dispute_id: int) -> FollowUp | None:
    """One follow-up for each decision, due some days after it; None for a dispute that is not decided."""
    with transaction():
        dispute = db.session.get_one(Dispute, dispute_id)
        if dispute.decided_at is None:
            return None
        known = db.session.scalar(
            select(FollowUp).where(FollowUp.dispute_id == dispute_id, FollowUp.decided_at == dispute.decided_at)
        )
        if known is not None:
            return known
        due_at = dispute.decided_at + timedelta(days=policies.desk().follow_up_days)
        row = FollowUp(dispute_id=dispute_id, decided_at=dispute.decided_at, due_at=due_at)
        db.session.add(row)
        return row


def send_due_follow_ups(limit: int = 100) -> int:
    """Ask, remind or end what is due, one follow-up a transaction. Returns how many clients were written to."""
    due = db.session.scalars(
        select(FollowUp.id)
        .where(FollowUp.done_at.is_(None), FollowUp.due_at <= clock.now())
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(limit)
    ).all()
    return sum(_take_up(follow_up_id) for follow_up_id in due)


def _take_up(follow_up_id: int) -> bool:
    """The next step of one follow-up; whether it writes to the client."""
    with transaction():
        row = db.session.get_one(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
        if row.done_at is not None or row.due_at > clock.now():
            return False
        if row.dispute.status not in FOLLOWED or row.dispute.decided_at != row.decided_at:
            row.done_at = clock.now()  # opened again or closed since: there is nothing to ask
            return False
        survey = db.session.scalar(select(Survey).where(Survey.follow_up_id == row.id))
        if survey is None:
            return _ask(row)
        return _remind(row, survey) if row.reminded_at is None else _end(row)


def _ask(row: FollowUp) -> bool:
    desk = policies.desk()
    now = clock.now()
    token = token_of(row)
    survey = Survey(
        dispute_id=row.dispute_id,
        follow_up_id=row.id,
        digest=digest(token),
        asked_at=now,
        expires_at=now + timedelta(days=desk.survey_valid_days),
    )
    db.session.add(survey)
    db.session.flush()
    row.due_at = now + timedelta(days=desk.follow_up_reminder_days)
    record(FollowUpDue(row.dispute_id, survey.id, token))
    return True


def _remind(row: FollowUp, survey: Survey) -> bool:
    token = token_of(row)
    survey.digest = digest(token)
    row.reminded_at = clock.now()
    row.due_at = max(survey.expires_at, clock.now())
    record(FollowUpReminded(row.dispute_id, survey.id, token))
    return True


def _end(row: FollowUp) -> bool:
    row.done_at = clock.now()
    record(FollowUpUnanswered(row.dispute_id))
    return False


def token_of(row: FollowUp) -> str:
    """What opens the survey: nobody without our secret can make it, and the reminder carries the same one."""
    secret = current_app.config["SECRET_KEY"].encode()
    name = f"survey\0{row.id}\0{row.dispute_id}\0{row.decided_at.isoformat()}".encode()
    return base64.urlsafe_b64encode(hmac.new(secret, name, hashlib.sha256).digest()).decode().rstrip("=")


def survey_with(token: str) -> Survey:
    """Raises `NotFound` for a token we have not given out."""
    found = db.session.scalar(select(Survey).where(Survey.digest == digest(token)))
    if found is None:
        raise NotFound(NO_SURVEY)
    return found


def open_question(dispute: Dispute) -> tuple[str, Survey] | None:
    """The question that waits for an answer about this decision, with the token that opens its page; None where none does."""
    wanted = (
        select(Survey, FollowUp)
        .join(FollowUp, FollowUp.id == Survey.follow_up_id)
        .where(FollowUp.dispute_id == dispute.id, FollowUp.decided_at == dispute.decided_at)
        .where(Survey.answered_at.is_(None), Survey.expires_at > clock.now())
    )
    found = db.session.execute(wanted).first() if dispute.status in FOLLOWED else None
    return (token_of(found[1]), found[0]) if found else None


def answers_about(dispute: Dispute) -> list[Survey]:
    """What the client answered after each of its decisions, the earliest first."""
    wanted = select(Survey).where(Survey.dispute_id == dispute.id, Survey.answered_at.is_not(None))
    return list(db.session.scalars(wanted.order_by(Survey.answered_at, Survey.id)))


def answer_survey(
    token: str, *, score: int, words: str = "", clarity: int | None = None, accuracy: int | None = None
) -> Survey:
    """Take the answer, 1 to 5; `clarity` and `accuracy` are about the invoice and may be left out.

    A second answer is refused, and so is one that comes too late.
    """
    for field, value in (("score", score), ("clarity", clarity), ("accuracy", accuracy)):
        if value not in range(1, 6) and (field == "score" or value is not None):
            raise BadInput(N_("Choose a number from 1 to 5."), field=field)
    if len(words) > LONGEST_WORDS:
        raise BadInput(
            N_("Please keep it below %(longest_words)s characters.", longest_words=LONGEST_WORDS), field="words"
        )
    with transaction():
        survey = db.session.scalar(select(Survey).where(Survey.digest == digest(token)).with_for_update())
        if survey is None:
            raise NotFound(NO_SURVEY)
        if survey.answered_at is not None:
            raise RuleBroken(N_("You have answered this already. Thank you."))
        if survey.expires_at < clock.now():
            raise RuleBroken(N_("The time for this answer has passed. You can still write to us."))
        survey.answered_at, survey.score, survey.words = clock.now(), score, words.strip()
        survey.clarity, survey.accuracy = clarity, accuracy
        db.session.get_one(FollowUp, survey.follow_up_id).done_at = clock.now()
        record(answered(survey, score))
        return survey


def answered(survey: Survey, score: int) -> SurveyAnswered:
    """What an answer of 1 to 5 means by the desk's policy."""
    desk = policies.desk()
    satisfied, alert = score >= desk.satisfied_from, score <= desk.alert_at
    return SurveyAnswered(
        survey.dispute_id,
        survey.id,
        score,
        survey.words,
        satisfied=True if satisfied else False if alert else None,
        alert=alert,
    )


CLARITY = "clarity"


def note_opinion(words: str, *, by: Person) -> Opinion | None:
    """Keep what a client says of our bills, unasked. The same words on the same day are one opinion; none for no words."""
    said = words.strip()[:LONGEST_WORDS]
    if not said:
        return None
    with transaction():
        day = clock.now() - timedelta(days=1)
        same = select(Opinion).where(Opinion.person_id == by.id, Opinion.words == said, Opinion.at > day)
        known = db.session.scalar(same)
        if known is None:
            known = Opinion(person_id=by.id, at=clock.now(), about=CLARITY, words=said)
            db.session.add(known)
            db.session.flush()
            voices.hear_opinion(known)
        return known
