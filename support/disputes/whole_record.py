"""A dispute's whole record as data: one file that says everything but the internal notes."""

from typing import Any

from support.billing.plans import plan_with
from support.billing.refunding import refund_of
from support.disputes.joining import linked_with
from support.disputes.models import Dispute, Remedy
from support.disputes.papers import Override
from support.disputes.reasons import RemedyKind

REMEDY_TIMES = (
    "proposed_at",
    "decided_at",
    "expires_at",
    "posted_at",
    "counter_answered_at",
    "reminded_at",
    "notice_at",
)


def record_of(dispute: Dispute) -> dict[str, Any]:
    """The whole record, ready for JSON; amounts are decimal strings, net of tax. Internal notes stay inside."""
    return {
        "reference": dispute.reference,
        "client": dispute.organisation.ref,
        "invoice": dispute.invoice.number,
        "status": dispute.status,
        "tier": dispute.tier,
        "department": dispute.department,
        "merged_into": dispute.merged_into.reference if dispute.merged_into else None,
        "linked_with": [other.reference for other in linked_with(dispute)],
        "owner": dispute.owner.name if dispute.owner else None,
        "reason": dispute.reason,
        "channel": dispute.channel,
        "statement": dispute.statement,
        "currency": dispute.currency,
        "late": dispute.late,
        "service_impact": dispute.service_impact,
        "profile": {"id": dispute.profile, "version": dispute.profile_version},
        **_moments(dispute),
        "decision": _decision(dispute),
        **_parts(dispute),
    }


def _parts(dispute: Dispute) -> dict[str, Any]:
    return {
        "lines": [_line(dispute, row) for row in dispute.lines],
        "checks": [_check(row) for row in dispute.checks],
        "overrides": [_override(row) for row in dispute.overrides],
        "remedies": [_remedy(row) for row in dispute.remedies],
        "documents": [{"kind": row.kind, "ref": row.ref, "title": row.title} for row in dispute.documents],
        "history": [_entry(row) for row in dispute.history],
    }


def _moments(dispute: Dispute) -> dict[str, Any]:
    return _times(dispute, ("opened_at", "taken_at", "respond_by", "next_due_at", "decided_at", "closed_at"))


def _decision(dispute: Dispute) -> dict[str, Any]:
    return {
        "outcome": dispute.outcome,
        "root_cause": dispute.root_cause,
        "cause_class": dispute.cause_class,
        "explanation": dispute.explanation,
        "satisfied": dispute.satisfied,
    }


def _line(dispute: Dispute, row: Any) -> dict[str, Any]:
    kinds = ("billed", "claimed", "verified", "approved")
    minors = {kind: getattr(row, f"{kind}_minor") for kind in kinds}
    amounts = {kind: None if minor is None else dispute.money(minor).decimal for kind, minor in minors.items()}
    return {"line": row.line.line_id, "name": row.line.name, **amounts}


def _check(row: Any) -> dict[str, Any]:
    said = {"kind": row.kind, "finding": row.finding, "evidence": row.evidence, "passed": row.passed}
    return {**said, "by": row.by.name, "at": row.at.isoformat()}


def _remedy(row: Remedy) -> dict[str, Any]:
    """From proposal to delivery: who proposed and who approved it, what the client asked for instead, what became of it."""
    money, names = row.dispute.money, {line.line_id: line.line.line_id for line in row.dispute.lines}
    return {
        "id": row.public_id,
        "kind": row.kind,
        "status": row.status,
        "amount": row.amount.decimal,
        "lines": [{"line": names[part["line_id"]], "amount": money(part["minor"]).decimal} for part in row.lines],
        "words": row.words,
        "proposed_by": row.proposed_by.name,
        "approved_by": row.approved_by.name if row.approved_by else None,
        "decision_words": row.decision_words,
        "counter_offer": None if row.counter_minor is None else money(row.counter_minor).decimal,
        "credit_note": row.credit_note.number if row.credit_note else None,
        "refund": _refund(row),
        "instalments": _instalments(row),
        "delivered_on": row.delivered_on.isoformat() if row.delivered_on else None,
        **_times(row, REMEDY_TIMES),
    }


def _refund(row: Remedy) -> dict[str, Any] | None:
    """What is paid back outside; without a reference it is still owed."""
    refund = refund_of(row.credit_note) if row.credit_note is not None else None
    if refund is None:
        return None
    amount = row.dispute.money(refund.amount_minor).decimal
    paid_on = refund.paid_on.isoformat() if refund.paid_on else None
    return {"amount": amount, "reference": refund.reference, "paid_on": paid_on}


def _instalments(row: Remedy) -> list[dict[str, Any]]:
    plan = plan_with(row.public_id) if row.kind is RemedyKind.PAYMENT_PLAN else None
    return [
        {
            "position": due.position,
            "amount": row.dispute.money(due.amount_minor).decimal,
            "due_on": due.due_on.isoformat(),
            "paid_on": due.paid_on.isoformat() if due.paid_on else None,
        }
        for due in (plan.instalments if plan else [])
    ]


def _override(row: Override) -> dict[str, Any]:
    return {"rule": row.rule, "why": row.why, "by": row.by.name, "at": row.at.isoformat()}


def _times(row: Any, names: tuple[str, ...]) -> dict[str, str | None]:
    moments = {name: getattr(row, name) for name in names}
    return {name: moment.isoformat() if moment else None for name, moment in moments.items()}


def _entry(row: Any) -> dict[str, Any]:
    return {
        "entry": row.seq,
        "at": row.at.isoformat(),
        "action": row.action,
        "before": row.before,
        "after": row.after,
        "tier": row.tier,
        "by": row.by.name if row.by else "the system",
        "facts": row.facts,
        "for_client": row.for_client,
        "digest": row.digest,
    }
