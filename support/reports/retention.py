"""Whether clients stay, by what became of their disputes, and who may be about to leave."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import aliased

from support.accounts.models import Organisation
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.disputes.models import Dispute
from support.disputes.reasons import Outcome
from support.extensions import db
from support.feedback.models import Survey
from support.kernel.sayings import N_, joined
from support.reports.shapes import Chart, Column, Holds, Period, Report, bars, share, tenths

MANY = 3
"""So many disputes in one period are a sign by themselves."""
BAD_SCORE = 2
"""And so low an answer, of 5."""
FALLEN = Decimal("0.5")
"""Billed at most that part of what was billed before."""
LARGEST = 25

NONE, CONTENT, REFUSED, UNSATISFIED, WAITING = range(5)
HISTORIES = {
    NONE: N_("Nothing disputed"),
    CONTENT: N_("Disputed, and something was put right"),
    REFUSED: N_("Disputed, and the invoice was right each time"),
    UNSATISFIED: N_("Not satisfied with a decision"),
    WAITING: N_("Disputed, and not decided yet"),
}
STAYING = (
    Column(N_("In the period before"), Holds.WORDS),
    Column(N_("Clients")),
    Column(N_("Billed again")),
    Column(N_("Share"), Holds.SHARE),
    Column(N_("Share before"), Holds.SHARE),
    Column(N_("Mean survey score"), Holds.DAYS),
)


def retention(period: Period) -> Report:
    """Of the clients billed in the period before, those billed in this one too, by what became of their disputes then."""
    now, before = _stayed(period), _stayed(period.before)
    nobody = (0, 0, None)
    found = [(label, now.get(history, nobody), before.get(history, nobody)) for history, label in HISTORIES.items()]
    rows = tuple(
        (label, clients, stayed, share(stayed, clients), share(earlier[1], earlier[0]), score)
        for label, (clients, stayed, score), earlier in found
        if clients or earlier[0]
    )
    series = (
        (N_("Clients"), tuple(float(row[1]) for row in rows)),
        (N_("Billed again"), tuple(float(row[2]) for row in rows)),
    )
    return Report(
        "retention",
        N_("Clients who stay"),
        N_("Do clients stay after a dispute?"),
        STAYING,
        rows,
        Chart("bar", tuple(row[0] for row in rows), series),
    )


def _stayed(period: Period) -> dict[int, tuple[int, int, Decimal | None]]:
    """By history: clients billed in the period before, those of them billed in this one, and their mean score then."""
    billed = _billed(period.before).subquery()
    kept, told = aliased(Invoice), _told(period.before).subquery()
    again = exists().where(
        kept.organisation_id == billed.c.organisation_id,
        kept.issued_on.between(period.first, period.last),
        kept.kind == DocumentKind.INVOICE,
    )
    scores = _scores(period.before).subquery()
    history = func.coalesce(told.c.history, NONE)
    wanted = (
        select(history, func.count(), func.sum(case((again, 1), else_=0)), func.avg(scores.c.score))
        .select_from(billed)
        .outerjoin(told, told.c.organisation_id == billed.c.organisation_id)
        .outerjoin(scores, scores.c.organisation_id == billed.c.organisation_id)
        .group_by(history)
    )
    return {int(key): (count, int(some), tenths(mean)) for key, count, some, mean in db.session.execute(wanted)}


def _billed(period: Period) -> Select[Any]:
    """Each client with an invoice of those days."""
    within = Invoice.issued_on.between(period.first, period.last)
    return select(Invoice.organisation_id).where(within, Invoice.kind == DocumentKind.INVOICE).distinct()


def _told(period: Period) -> Select[Any]:
    """Each client that opened a dispute in those days, with the worst that became of one."""
    worst = case(
        (func.sum(_one(Dispute.satisfied.is_(False))) > 0, UNSATISFIED),
        (func.count(Dispute.decided_at) == 0, WAITING),
        (func.sum(_one(Dispute.outcome.not_in((Outcome.NOT_UPHELD, Outcome.WITHDRAWN)))) > 0, CONTENT),
        else_=REFUSED,
    )
    return (
        select(Dispute.organisation_id, worst.label("history"))
        .where(*_opened_in(period))
        .group_by(Dispute.organisation_id)
    )


def _one(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _opened_in(period: Period) -> tuple[Any, ...]:
    return (Dispute.opened_at >= period.start, Dispute.opened_at < period.end)


def _scores(period: Period) -> Select[Any]:
    """Each client's mean answer, and the lowest, of those days."""
    return (
        select(Dispute.organisation_id, func.avg(Survey.score).label("score"), func.min(Survey.score).label("lowest"))
        .join(Dispute, Dispute.id == Survey.dispute_id)
        .where(Survey.answered_at >= period.start, Survey.answered_at < period.end)
        .group_by(Dispute.organisation_id)
    )


LEAVING = (
    Column(N_("Client"), Holds.WORDS),
    Column(N_("Disputes")),
    Column(N_("Refused")),
    Column(N_("Not satisfied")),
    Column(N_("Lowest survey score")),
    Column(N_("Billed, of what was billed before"), Holds.SHARE),
    Column(N_("Signs"), Holds.WORDS),
)


@dataclass(frozen=True)
class Standing:
    """A client that disputed in the period. `billed` is net, a share of the period before; None where nothing was."""

    name: str
    disputes: int
    refused: int
    unsatisfied: int
    lowest: int | None
    billed: Decimal | None

    @property
    def signs(self) -> list[str]:
        told = {
            N_("not satisfied"): self.unsatisfied > 0,
            N_("a bad answer to the survey"): self.lowest is not None and self.lowest <= BAD_SCORE,
            N_("many disputes"): self.disputes >= MANY,
            N_("refused each time"): self.disputes > 1 and self.refused == self.disputes,
            N_("billed much less than before"): self.billed is not None and self.billed <= FALLEN,
        }
        return [sign for sign, there in told.items() if there]


def at_risk(period: Period) -> Report:
    """Clients that disputed in the period and may be about to leave, those with most signs first: to be called."""
    found = sorted(_standing(period), key=lambda one: (-len(one.signs), -one.disputes, one.name))
    rows = tuple(
        (one.name, one.disputes, one.refused, one.unsatisfied, one.lowest, one.billed, joined(", ", one.signs))
        for one in found[:LARGEST]
        if one.signs
    )
    return Report(
        "at-risk",
        N_("Clients at risk"),
        N_("Who may be about to leave, and why?"),
        LEAVING,
        rows,
        bars(LEAVING, rows, 1, 2, 3),
    )


def _standing(period: Period) -> list[Standing]:
    told, scores = _counted(period).subquery(), _scores(period).subquery()
    wanted = (
        select(Organisation.id, Organisation.name, told.c.count, told.c.refused, told.c.unsatisfied, scores.c.lowest)
        .join(told, told.c.organisation_id == Organisation.id)
        .outerjoin(scores, scores.c.organisation_id == Organisation.id)
    )
    found = db.session.execute(wanted).tuples().all()
    now, before = (_sums(days, period) for days in (period, period.before))
    return [
        Standing(
            name, count, int(refused), int(unsatisfied), lowest, _compared(now.get(client, {}), before.get(client, {}))
        )
        for client, name, count, refused, unsatisfied, lowest in found
    ]


def _counted(period: Period) -> Select[Any]:
    return (
        select(
            Dispute.organisation_id,
            func.count().label("count"),
            func.sum(_one(Dispute.outcome == Outcome.NOT_UPHELD)).label("refused"),
            func.sum(_one(Dispute.satisfied.is_(False))).label("unsatisfied"),
        )
        .where(*_opened_in(period))
        .group_by(Dispute.organisation_id)
    )


def _sums(days: Period, disputing: Period) -> dict[int, dict[str, int]]:
    """Net minor units billed in those days, by client and currency, to those who disputed in the other."""
    clients = select(Dispute.organisation_id).where(*_opened_in(disputing))
    wanted = (
        select(Invoice.organisation_id, Invoice.currency, func.sum(Invoice.net_minor))
        .where(Invoice.issued_on.between(days.first, days.last), Invoice.kind == DocumentKind.INVOICE)
        .where(Invoice.organisation_id.in_(clients))
        .group_by(Invoice.organisation_id, Invoice.currency)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for client, currency, minor in db.session.execute(wanted):
        found[client][currency] = int(minor)
    return found


def _compared(now: dict[str, int], before: dict[str, int]) -> Decimal | None:
    """Of several currencies the one that fell least: who moves from one to another has not left."""
    shares = [share(now.get(currency, 0), minor) for currency, minor in before.items() if minor > 0]
    return max((one for one in shares if one is not None), default=None)
