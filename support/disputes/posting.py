"""What a decision does to the ledger and to the dispute. Everything here joins the verb's transaction."""

from datetime import date, timedelta
from typing import Any

from support import policies
from support.accounts.models import Person
from support.billing.credit import credit_goodwill, credit_lines, gross_of, release_hold
from support.billing.plans import agree_plan, last_day_of
from support.billing.queries import lines_with
from support.billing.refunding import check_refundable, owe_refund
from support.disputes.events import DisputeResolved, RemedyPosted
from support.disputes.for_now import settle_for_now
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import CORRECTIONS, Outcome, RemedyKind, RemedyStatus
from support.disputes.rules import outcome_of
from support.disputes.states import Action
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import record

CREDITED_SETTLEMENTS = frozenset({RemedyKind.GOODWILL, RemedyKind.DISCOUNT})


def post(remedy: Remedy) -> None:
    """Give it: corrections and money settlements become a credit note; the others are recorded as given.

    Raises `RuleBroken` when the ledger has less left than that; then nothing of the verb happens.
    """
    dispute = remedy.dispute
    reason = f"{remedy.kind.label}, dispute {dispute.reference}"
    key = f"remedy:{remedy.public_id}"
    if remedy.kind in CORRECTIONS:
        check_paid(remedy)
        note = credit_lines(dispute.invoice, _amounts(remedy), reason=reason, key=key)
        remedy.credit_note_id = note.id
        if remedy.kind is RemedyKind.REFUND:
            owe_refund(note, dispute.invoice)
        _approve_lines(dispute, remedy)
    elif remedy.kind in CREDITED_SETTLEMENTS:
        note = credit_goodwill(dispute.organisation, remedy.amount, dispute.invoice, reason=reason, key=key)
        remedy.credit_note_id = note.id
    elif remedy.kind is RemedyKind.PAYMENT_PLAN:
        agree_plan(remedy.public_id)
    remedy.status, remedy.posted_at = RemedyStatus.POSTED, clock.now()
    record(RemedyPosted(dispute.id, remedy.id))


def check_paid(remedy: Remedy) -> None:
    """A refund gives back what was paid. Raises `RuleBroken` for one of more than that, less what was refunded."""
    if remedy.kind is RemedyKind.REFUND:
        check_refundable(remedy.dispute.invoice, gross_of(_amounts(remedy)))


def _amounts(remedy: Remedy) -> list[tuple[Any, Money]]:
    minors = {row["line_id"]: row["minor"] for row in remedy.lines}
    return [(line, remedy.dispute.money(minors[line.id])) for line in lines_with(list(minors))]


def _approve_lines(dispute: Dispute, remedy: Remedy) -> None:
    """What is credited adds to what was credited before; what is right is what is left of the bill."""
    minors = {row["line_id"]: row["minor"] for row in remedy.lines}
    for row in dispute.lines:
        row.approved_minor = (row.approved_minor or 0) + minors.get(row.line_id, 0)
        if row.approved_minor > max(row.billed_minor, 0):
            raise RuleBroken(
                N_(
                    "More than the %(billed_minor)s billed would be credited.",
                    billed_minor=dispute.money(row.billed_minor),
                )
            )


def conclude(
    dispute: Dispute,
    action: Action,
    by: Person,
    *,
    explanation: str,
    remedy: Remedy | None = None,
    outcome: Outcome | None = None,
    corrected: str = "",
) -> None:
    """The decision itself. The outcome is read from the lines unless it is given; the hold ends."""
    _end_lines(dispute, decided=outcome is None)
    dispute.explanation = explanation
    dispute.outcome = outcome or outcome_of(dispute.lines)
    dispute.decided_at, dispute.closed_at, dispute.satisfied = clock.now(), None, None
    facts: dict[str, Any] = {"outcome": dispute.outcome, "explanation": explanation}
    facts |= {"corrected": corrected} if corrected else {}
    if remedy is not None:
        facts |= {"remedy": remedy.public_id, "kind": remedy.kind, "amount": remedy.amount.decimal}
    settle_for_now(dispute, by)
    dispute.apply(action, by=by, facts=facts)
    end_hold(dispute)
    record(DisputeResolved(dispute.id, remedy.id if remedy else None))


def _end_lines(dispute: Dispute, *, decided: bool) -> None:
    for row in dispute.lines:
        row.open = False
        if decided:
            row.approved_minor = row.approved_minor or 0
            row.verified_minor = row.billed_minor - row.approved_minor


def end_hold(dispute: Dispute) -> date:
    """What was held back and is owed after all gets a due date that leaves time to pay, or the plan's last; returns it."""
    desk = policies.desk()
    due = clock.today(desk.timezone) + timedelta(days=desk.grace_days)
    if dispute.invoice.due_on is not None:
        due = max(due, dispute.invoice.due_on)
    due = max(due, last_day_of(dispute.invoice) or due)
    release_hold(dispute.reference, new_due_on=due)
    return due
