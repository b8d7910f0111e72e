"""Wrong lines of the last months, from findings and from disputes that were decided for the client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from support import policies
from support.accounts.models import Organisation, Person
from support.billing.kinds import DocumentKind, FindingStatus, Severity
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.disputes.models import Dispute, DisputedLine
from support.disputes.reasons import Outcome
from support.extensions import db
from support.kernel import clock
from support.prevention.models import Draft
from support.prevention.patterns import Known, Occurrence

UPHELD = (Outcome.UPHELD, Outcome.PARTLY_UPHELD)


def known() -> Known | None:
    """None while nothing has been billed."""
    first = db.session.scalar(select(func.min(Invoice.issued_on)))
    clients = db.session.scalar(select(func.count(Organisation.id))) or 0
    return Known(clock.today(), clients, first) if first else None


def occurrences() -> list[Occurrence]:
    """Each line once: the finding says what is wrong with it, the dispute why it came about."""
    numbers = policies.desk().prevention.recurrence
    since = clock.today() - timedelta(days=numbers.window_days + numbers.base_days)
    preparers = _preparers(since)
    found = {row.line_id: _of_finding(row, preparers) for row in _findings(since)}
    for row in _disputed(since):
        cause = row.root_cause.value if row.root_cause else ""
        one = found.get(row.line_id) or _of_dispute(row, preparers)
        found[row.line_id] = replace(one, root_cause=cause)
    return list(found.values())


def _findings(since: date) -> Sequence[Any]:
    columns = (
        Finding.line_id,
        Finding.organisation_id,
        Finding.reason,
        Finding.evidence,
        Invoice.id.label("invoice"),
        Invoice.issued_on,
        InvoiceLine.sku,
    )
    wanted = (
        select(*columns)
        .join(Invoice, Invoice.id == Finding.invoice_id)
        .join(InvoiceLine, InvoiceLine.id == Finding.line_id)
        .where(Finding.status != FindingStatus.FALSE_POSITIVE, Finding.severity != Severity.INFO)
        .where(Invoice.issued_on >= since, Invoice.kind != DocumentKind.CREDIT_NOTE)
        # Of several findings on one line the last one read stays: that of the first rule.
        .order_by(Finding.rule.desc(), Finding.id.desc())
    )
    return db.session.execute(wanted).all()


def _of_finding(row: Any, preparers: dict[int, str]) -> Occurrence:
    return Occurrence(
        line_id=row.line_id,
        client=row.organisation_id,
        on=row.issued_on,
        reason=row.reason,
        sku=row.sku or "",
        preparer=preparers.get(row.invoice, ""),
        price_version=_version(row.evidence or ()),
    )


def _version(evidence: Iterable[dict[str, str]]) -> str:
    """The agreement or the version of the price list that the finding rests on."""
    return next((str(part.get("ref", "")) for part in evidence if part.get("kind") == "price"), "")


def _disputed(since: date) -> Sequence[Any]:
    columns = (
        DisputedLine.line_id,
        Dispute.organisation_id,
        Dispute.reason,
        Dispute.root_cause,
        Invoice.id.label("invoice"),
        Invoice.issued_on,
        InvoiceLine.sku,
    )
    wanted = (
        select(*columns)
        .join(Dispute, Dispute.id == DisputedLine.dispute_id)
        .join(InvoiceLine, InvoiceLine.id == DisputedLine.line_id)
        .join(Invoice, Invoice.id == Dispute.invoice_id)
        .where(Dispute.outcome.in_(UPHELD), DisputedLine.approved_minor > 0, Invoice.issued_on >= since)
        .order_by(Dispute.id)
    )
    return db.session.execute(wanted).all()


def _of_dispute(row: Any, preparers: dict[int, str]) -> Occurrence:
    return Occurrence(
        line_id=row.line_id,
        client=row.organisation_id,
        on=row.issued_on,
        reason=row.reason.value,
        sku=row.sku or "",
        preparer=preparers.get(row.invoice, ""),
    )


def _preparers(since: date) -> dict[int, str]:
    wanted = select(Draft.invoice_id, Person.name).join(Person, Person.id == Draft.prepared_by_id)
    rows = db.session.execute(wanted.where(Draft.invoice_id.is_not(None), Draft.issued_on >= since))
    return {invoice: name for invoice, name in rows if invoice is not None}
