"""Looking whether histories are what was written, and a dispute's whole record as data."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from support.disputes.history import Fault, faults_of
from support.disputes.models import Dispute, Remedy
from support.extensions import db

AT_ONCE = 200


def verify(dispute: Dispute) -> list[Fault]:
    """What is wrong with the history of one dispute."""
    return faults_of(
        dispute.reference,
        dispute.history,
        length=dispute.history_length,
        head=dispute.history_head,
        status=dispute.status.value,
        tier=dispute.tier,
    )


def verify_all() -> tuple[int, list[Fault]]:
    """How many disputes were looked at, and what is wrong with them; a reference left out is a fault too."""
    count, faults, before = 0, list[Fault](), 0
    for dispute in _all():
        count += 1
        faults += verify(dispute)
        number = int(dispute.reference.rpartition("-")[2])
        faults += [Fault(f"DSP-{gone:05}", 0, "the whole dispute is missing") for gone in range(before + 1, number)]
        before = max(before, number)
    return count, faults


def _all() -> Iterator[Dispute]:
    """By reference, some at a time, so that ten years of them fit into memory."""
    last = ""
    while True:
        wanted = select(Dispute).where(Dispute.reference > last).order_by(Dispute.reference).limit(AT_ONCE)
        rows: Sequence[Dispute] = db.session.scalars(wanted.options(selectinload(Dispute.history))).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].reference
        db.session.expunge_all()


def record_of(dispute: Dispute) -> dict[str, Any]:
    """The whole record, ready for JSON; amounts are decimal strings, net of tax. Internal notes stay inside."""
    return {
        "reference": dispute.reference,
        "client": dispute.organisation.ref,
        "invoice": dispute.invoice.number,
        "status": dispute.status,
        "tier": dispute.tier,
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
        "lines": [_line(dispute, row) for row in dispute.lines],
        "checks": [_check(row) for row in dispute.checks],
        "remedies": [_remedy(row) for row in dispute.remedies],
        "documents": [{"kind": row.kind, "ref": row.ref, "title": row.title} for row in dispute.documents],
        "history": [_entry(row) for row in dispute.history],
    }


def _moments(dispute: Dispute) -> dict[str, Any]:
    names = ("opened_at", "taken_at", "respond_by", "next_due_at", "decided_at", "closed_at")
    moments = {name: getattr(dispute, name) for name in names}
    return {name: moment.isoformat() if moment else None for name, moment in moments.items()}


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
    return {
        "id": row.public_id,
        "kind": row.kind,
        "status": row.status,
        "amount": row.amount.decimal,
        "words": row.words,
        "proposed_by": row.proposed_by.name,
        "approved_by": row.approved_by.name if row.approved_by else None,
        "credit_note": row.credit_note.number if row.credit_note else None,
        "posted_at": row.posted_at.isoformat() if row.posted_at else None,
    }


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
