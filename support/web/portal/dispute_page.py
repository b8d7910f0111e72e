"""What a client sees of one dispute. Notes, limits, checks under way and proposals that wait inside are left out."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from support import policies
from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.balance import InvoiceBalance, invoice_balance
from support.billing.credit import goodwill_gross
from support.billing.models import Invoice
from support.disputes import queries
from support.disputes.models import Dispute, DisputeDocument, HistoryEntry, Remedy
from support.disputes.posting import CREDITED_SETTLEMENTS
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import DECIDED, OPENED, UNTOUCHED, Action, Status
from support.feedback import services as feedback
from support.feedback.models import Survey
from support.feedback.rating import SCORES
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.sla.models import Clock
from support.sla.queries import clocks_of
from support.web.portal.happenings import TITLES, title_of, words_of
from support.web.portal.invoice_page import settlement
from support.web.standing import Standing, decision_words, standing_of


@dataclass(frozen=True)
class Step:
    """`state`: done, current or todo."""

    label: str
    state: str
    on: datetime | None


@dataclass(frozen=True)
class Happening:
    at: datetime
    title: str
    words: str
    who: str
    tone: str


@dataclass(frozen=True)
class Decision:
    outcome: Outcome
    means: str
    corrected: str
    explanation: str
    documents: list[DisputeDocument]


@dataclass(frozen=True)
class DisputePage:
    """`with_tax` is what an offer of money comes to, by `Remedy.id`; `survey` is the token of the question that waits for whoever opened the dispute, or empty."""

    standing: Standing
    steps: list[Step]
    promises: list[Clock]
    balance: InvoiceBalance
    settlement: list[tuple[str, Money, str]]
    decision: Decision | None
    credit_notes: list[Invoice]
    offers: list[Remedy]
    with_tax: dict[int, Money]
    survey: str
    question: str
    happenings: list[Happening]
    may: set[str]
    """Actions open to this person, by value."""


def of(dispute: Dispute, *, seen_by: Person) -> DisputePage:
    shown = [entry for entry in dispute.history if entry.for_client]
    balance, promises = invoice_balance(dispute.invoice), _promises(dispute)
    survey = feedback.open_question(dispute) if seen_by.id == dispute.opened_by_id else None
    offers = [row for row in queries.pending_offers(dispute.organisation) if row.dispute_id == dispute.id]
    return DisputePage(
        standing=_standing(dispute, seen_by, promises, survey[1] if survey else None),
        steps=_steps(dispute, shown),
        promises=promises,
        balance=balance,
        settlement=settlement(dispute.invoice, balance),
        decision=_decision(dispute),
        credit_notes=_credited(dispute),
        offers=offers,
        with_tax={row.id: goodwill_gross(dispute.invoice, row.amount) for row in offers if _is_money(row)},
        survey=survey[0] if survey else "",
        question=_question(dispute, shown),
        happenings=_happenings(dispute, shown),
        may={action.value for action in queries.actions_for(dispute, seen_by)},
    )


def _is_money(offer: Remedy) -> bool:
    return offer.kind in CREDITED_SETTLEMENTS and offer.amount_minor > 0


def _standing(dispute: Dispute, reader: Person, promises: list[Clock], survey: Survey | None) -> Standing:
    """With the day of what comes after the decision: our question, or their answer to it."""
    found = standing_of(dispute, reader)
    if dispute.status not in (Status.RESOLVED, Status.FOLLOW_UP):
        return found
    due = survey.expires_at if survey else promises[0].due_at if promises else None
    return replace(found, due_on=due.astimezone(ZoneInfo(reader.timezone)).date()) if due else found


def _credited(dispute: Dispute) -> list[Invoice]:
    return [row.credit_note for row in dispute.remedies if row.status is RemedyStatus.POSTED and row.credit_note]


def _happenings(dispute: Dispute, shown: list[HistoryEntry]) -> list[Happening]:
    """The latest first: the steps, and what the client answered after a decision."""
    steps = [_happening(entry) for entry in reversed(shown) if entry.action in TITLES]
    return sorted(
        [*steps, *map(_answer, reversed(feedback.answers_about(dispute)))], key=lambda row: row.at, reverse=True
    )


def _answer(survey: Survey) -> Happening:
    score = survey.score or 0
    says = N_("You said how satisfied you are: %(score)s of 5, “%(words)s”", score=score, words=SCORES[score].lower())
    return Happening(survey.answered_at or survey.asked_at, says, survey.words, "", "secondary")


REACHED = {
    N_("Received"): (OPENED,),
    N_("Looked into"): (Action.TAKE, Action.REJECT_OUTCOME, Action.REOPEN),
    N_("Decided"): (Action.RESOLVE, Action.APPROVE, Action.ACCEPT),
    N_("Closed"): (Action.CLOSE,),
}
"""The line of steps, and what brings a dispute to each."""


def _steps(dispute: Dispute, history: list[HistoryEntry]) -> list[Step]:
    here = _place(dispute)
    reached = [_latest(history, actions) for actions in REACHED.values()]
    labels = list(REACHED)
    if dispute.status is Status.WITHDRAWN:
        return [Step(labels[0], "done", dispute.opened_at), Step(N_("Withdrawn"), "current", dispute.closed_at)]
    if dispute.merged_into is not None:
        label = N_("Goes on as %(reference)s", reference=dispute.merged_into.reference)
        return [Step(labels[0], "done", dispute.opened_at), Step(label, "current", dispute.closed_at)]
    return [
        Step(
            label,
            "done" if place < here else "current" if place == here else "todo",
            reached[place] if place <= here else None,
        )
        for place, label in enumerate(labels)
    ]


def _place(dispute: Dispute) -> int:
    if dispute.status in UNTOUCHED:
        return 0
    if dispute.status is Status.CLOSED:
        return 3
    return 2 if dispute.status in DECIDED else 1


def _latest(history: list[HistoryEntry], actions: tuple[str, ...]) -> datetime | None:
    names = {str(action) for action in actions}
    return max((entry.at for entry in history if entry.action in names), default=None)


def _promises(dispute: Dispute) -> list[Clock]:
    """What the client's own rules still owe them, the nearest first; the desk's clocks beside them are its own."""
    return [clock for clock in clocks_of(dispute) if clock.running and clock.profile == dispute.profile]


def _decision(dispute: Dispute) -> Decision | None:
    if dispute.outcome is None or dispute.outcome is Outcome.WITHDRAWN:
        return None
    papers = list(dispute.documents)
    return Decision(dispute.outcome, decision_words(dispute), dispute.corrected, dispute.explanation, papers)


def _question(dispute: Dispute, history: list[HistoryEntry]) -> str:
    """What we asked and wait for."""
    if dispute.status is not Status.AWAITING_CLIENT:
        return ""
    asked: list[dict[str, Any]] = [entry.facts for entry in history if entry.action == Action.ASK_CLIENT.value]
    return str(asked[-1].get("question", "")) if asked else ""


def _happening(entry: HistoryEntry) -> Happening:
    _, tone = TITLES[entry.action]
    return Happening(entry.at, title_of(entry), words_of(entry), _who(entry), tone)


def _who(entry: HistoryEntry) -> str:
    if entry.by is None:
        return ""
    if entry.by.role is Role.CLIENT:
        return entry.by.name
    department = policies.desk().department(entry.by.department)
    where = N_("billing desk") if department.home else N_(department.label).lower()
    return N_("%(name)s, %(where)s", name=entry.by.first_name, where=where)
