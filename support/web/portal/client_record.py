"""A client's record of a dispute as data: what its page shows them, and nothing of what is said inside."""

from typing import Any

from support.accounts.models import Person
from support.billing.refunding import refund_of
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import RemedyStatus
from support.web.portal import dispute_page

INSIDE = (RemedyStatus.AWAITING_APPROVAL, RemedyStatus.SENT_BACK, RemedyStatus.RECALLED)


def of(dispute: Dispute, reader: Person) -> dict[str, Any]:
    """Ready for JSON; amounts are decimal strings, before tax where nothing else is said."""
    page = dispute_page.of(dispute, seen_by=reader)
    standing = page.standing
    return {
        "reference": dispute.reference,
        "invoice": dispute.invoice.number,
        "currency": dispute.currency,
        "reason": dispute.reason.label,
        "statement": dispute.statement,
        "opened_at": dispute.opened_at.isoformat(),
        "stands": standing.label,
        "next_step": standing.next_step,
        "by": standing.due_on.isoformat() if standing.due_on else None,
        "goes_on_as": dispute.merged_into.reference if dispute.merged_into else None,
        "lines": [_line(dispute, row, decided=page.decision is not None) for row in dispute.lines],
        "decision": _decision(page.decision),
        "remedies": [_remedy(row) for row in dispute.remedies if row.status not in INSIDE],
        "promises": [{"what": clock.label, "by": clock.due_at.isoformat()} for clock in page.promises],
        "history": [
            {"at": row.at.isoformat(), "what": row.title, "words": row.words, "who": row.who}
            for row in reversed(page.happenings)
        ],
    }


def _line(dispute: Dispute, row: Any, *, decided: bool) -> dict[str, Any]:
    kinds = ("billed", "claimed", "approved") if decided else ("billed", "claimed")
    minors = {kind: getattr(row, f"{kind}_minor") for kind in kinds}
    amounts = {kind: None if minor is None else dispute.money(minor).decimal for kind, minor in minors.items()}
    return {"line": row.line.line_id, "name": row.line.name, **amounts}


def _decision(decision: dispute_page.Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    documents = [document.title for document in decision.documents]
    said = {"explanation": decision.explanation, "put_right": decision.corrected}
    return {"outcome": decision.outcome.label, **said, "documents": documents}


def _remedy(row: Remedy) -> dict[str, Any]:
    note = row.credit_note
    refund = refund_of(note) if note is not None else None
    return {
        "what": row.kind.label,
        "amount": row.amount.decimal,
        "stands": row.status.label,
        "words": row.words,
        "you_asked_for": None if row.counter_minor is None else row.dispute.money(row.counter_minor).decimal,
        "credit_note": note.number if note else None,
        "with_tax": note.payable.decimal if note else None,
        "paid_back_on": refund.paid_on.isoformat() if refund and refund.paid_on else None,
        "payment": refund.reference if refund else None,
        "delivered_on": row.delivered_on.isoformat() if row.delivered_on else None,
    }
