"""What clients thought of it."""

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from support.accounts.models import Organisation, Person
from support.disputes.models import Dispute
from support.disputes.states import DECIDED
from support.extensions import db
from support.feedback.models import Opinion, Survey
from support.kernel.sayings import N_
from support.reports.shapes import Cell, Chart, Column, Holds, Period, Report

SCORES = (1, 2, 3, 4, 5)


ASKED = {
    N_("Result"): Survey.score,
    N_("Invoice was clear"): Survey.clarity,
    N_("Invoice was right"): Survey.accuracy,
}
QUESTION = N_("What do clients think afterwards? %(answered)s have answered; %(asked)s were asked.")


def surveys(period: Period) -> Report:
    """Answers by score: to the result, and to the two questions about the invoice."""
    questions = ASKED
    found = {label: _scores(column, period) for label, column in questions.items()}
    rows: list[tuple[Cell, ...]] = [
        (N_("%(score)s of 5", score=score), *(counts.get(score, 0) for counts in found.values())) for score in SCORES
    ]
    mean: tuple[Cell, ...] = (N_("Mean"), *(_mean(counts) for counts in found.values()))
    earlier = (_mean(_scores(column, period.before)) for column in questions.values())
    before: tuple[Cell, ...] = (N_("Mean before"), *earlier)
    asked = db.session.scalar(select(func.count()).where(Survey.asked_at >= period.start, Survey.asked_at < period.end))
    answered = sum(found["Result"].values())
    return Report(
        "surveys",
        N_("Surveys"),
        N_(QUESTION, answered=answered, asked=asked or 0),
        (Column(N_("Answer"), Holds.WORDS), *(Column(label) for label in questions)),
        (*rows, mean, before),
        Chart(
            "bar",
            tuple(f"{score}" for score in SCORES),
            tuple((label, tuple(float(counts.get(score, 0)) for score in SCORES)) for label, counts in found.items()),
        ),
    )


def _scores(column: Any, period: Period) -> dict[int, int]:
    within = (Survey.answered_at >= period.start, Survey.answered_at < period.end, column.is_not(None))
    return dict(db.session.execute(select(column, func.count()).where(*within).group_by(column)).tuples().all())


def _mean(counts: dict[int, int]) -> Decimal | None:
    whole = sum(counts.values())
    total = sum(score * count for score, count in counts.items())
    return (Decimal(total) / whole).quantize(Decimal("0.01")) if whole else None


def unsatisfied(period: Period) -> Report:
    """Decided, and yet the client is not satisfied: a bucket of its own."""
    now, before = _unsatisfied(period), _unsatisfied(period.before)
    says = N_("Which decisions left clients unsatisfied? %(now)s now, %(before)s before.", now=now, before=before)
    wanted = (
        select(Dispute.reference, Organisation.name, Dispute.reason, Dispute.outcome, Person.name)
        .join(Organisation, Organisation.id == Dispute.organisation_id)
        .outerjoin(Person, Person.id == Dispute.owner_id)
        .where(Dispute.decided_at >= period.start, Dispute.decided_at < period.end)
        .where(Dispute.status.in_(DECIDED), Dispute.satisfied.is_(False))
        .order_by(Dispute.decided_at.desc(), Dispute.id.desc())
        .limit(100)
    )
    rows = tuple(
        (reference, client, reason.label, outcome.label if outcome else "", owner or "—")
        for reference, client, reason, outcome, owner in db.session.execute(wanted).tuples()
    )
    labels = (N_("Dispute"), N_("Client"), N_("Reason"), N_("Outcome"), N_("Owner"))
    return Report(
        "unsatisfied",
        N_("Decided, not satisfied"),
        says,
        tuple(Column(label, Holds.WORDS) for label in labels),
        rows,
    )


def _unsatisfied(period: Period) -> int:
    within = (Dispute.decided_at >= period.start, Dispute.decided_at < period.end)
    wanted = select(func.count()).where(*within, Dispute.status.in_(DECIDED), Dispute.satisfied.is_(False))
    return db.session.scalar(wanted) or 0


def opinions(period: Period) -> Report:
    """What clients said of our bills without being asked, the newest first."""
    wanted = (
        select(Opinion.words, Organisation.name, Person.name)
        .join(Person, Person.id == Opinion.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Opinion.at >= period.start, Opinion.at < period.end)
        .order_by(Opinion.id.desc())
        .limit(100)
    )
    rows = tuple(tuple(row) for row in db.session.execute(wanted).tuples())
    labels = (N_("In their words"), N_("Client"), N_("Person"))
    return Report(
        "opinions",
        N_("Said unasked"),
        N_("What do clients say of our bills in the chat?"),
        tuple(Column(label, Holds.WORDS) for label in labels),
        rows,
    )
