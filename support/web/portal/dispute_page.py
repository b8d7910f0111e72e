"""What a client sees of one dispute. Notes, limits, checks under way and proposals that wait inside are left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support import policies
from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.balance import InvoiceBalance, invoice_balance
from support.billing.models import Invoice
from support.disputes import queries
from support.disputes.models import Dispute, DisputeDocument, HistoryEntry, Remedy
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import DECIDED, OPENED, UNTOUCHED, Action, Status
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.sla.models import Clock
from support.sla.queries import clocks_of
from support.web.portal.happenings import TITLES, words_of
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
    credit_notes: list[Invoice]


@dataclass(frozen=True)
class DisputePage:
    standing: Standing
    steps: list[Step]
    promises: list[Clock]
    balance: InvoiceBalance
    settlement: list[tuple[str, Money, str]]
    decision: Decision | None
    offers: list[Remedy]
    question: str
    happenings: list[Happening]
    may: set[str]
    """Actions open to this person, by value."""


def of(dispute: Dispute, *, seen_by: Person) -> DisputePage:
    shown = [entry for entry in dispute.history if entry.for_client]
    balance = invoice_balance(dispute.invoice)
    return DisputePage(
        standing=standing_of(dispute, seen_by),
        steps=_steps(dispute, shown),
        promises=_promises(dispute),
        balance=balance,
        settlement=settlement(dispute.invoice, balance),
        decision=_decision(dispute),
        offers=[row for row in queries.pending_offers(dispute.organisation) if row.dispute_id == dispute.id],
        question=_question(dispute, shown),
        happenings=[_happening(entry) for entry in reversed(shown) if entry.action in TITLES],
        may={action.value for action in queries.actions_for(dispute, seen_by)},
    )


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
    notes = [row.credit_note for row in dispute.remedies if row.status is RemedyStatus.POSTED and row.credit_note]
    papers = list(dispute.documents)
    return Decision(dispute.outcome, decision_words(dispute), dispute.corrected, dispute.explanation, papers, notes)


def _question(dispute: Dispute, history: list[HistoryEntry]) -> str:
    """What we asked and wait for."""
    if dispute.status is not Status.AWAITING_CLIENT:
        return ""
    asked: list[dict[str, Any]] = [entry.facts for entry in history if entry.action == Action.ASK_CLIENT.value]
    return str(asked[-1].get("question", "")) if asked else ""


def _happening(entry: HistoryEntry) -> Happening:
    title, tone = TITLES[entry.action]
    return Happening(entry.at, title, words_of(entry), _who(entry), tone)


def _who(entry: HistoryEntry) -> str:
    if entry.by is None:
        return ""
    if entry.by.role is Role.CLIENT:
        return entry.by.name
    department = policies.desk().department(entry.by.department)
    where = N_("billing desk") if department.home else N_(department.label).lower()
    return N_("%(name)s, %(where)s", name=entry.by.first_name, where=where)
