"""What the ledger and the disputes tell about a bill's chances, gathered for one client at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from sqlalchemy import func, or_, select

from support.accounts.models import Organisation
from support.billing.agreements import Contract, Price, Promise
from support.billing.kinds import DocumentKind, FindingStatus, Severity
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.disputes.models import Dispute, DisputedLine
from support.extensions import db
from support.prevention.kinds import DraftStatus
from support.prevention.models import Draft
from support.prevention.scoring import Bill, Surroundings

LATEST_DRAFTS = 100


@dataclass(frozen=True, slots=True)
class Billed:
    """An issued bill with its invoice's id, and whether it was disputed."""

    invoice_id: int
    bill: Bill
    disputed: bool


@dataclass(frozen=True, slots=True)
class Past:
    """One client's bills, the oldest first, and what surrounds them."""

    billed: list[Billed]
    prices: list[tuple[str, date]]
    promises: list[tuple[str | None, date, date | None]]
    disputes: list[tuple[date, frozenset[str]]]

    def before(self, on: date, *, but: int | None = None) -> Surroundings:
        """As it stood on a day, without the bill `but`; of the same day only bills that were stored before it count."""
        earlier = [
            one.bill
            for one in self.billed
            if one.bill.issued_on < on or (one.bill.issued_on == on and but is not None and one.invoice_id < but)
        ]
        return Surroundings(earlier, self.prices, self.promises, self.disputes)

    def each(self) -> Iterator[tuple[Billed, Surroundings]]:
        """Every bill with what came before it."""
        for at, one in enumerate(self.billed):
            yield one, Surroundings([row.bill for row in self.billed[:at]], self.prices, self.promises, self.disputes)


def past_of(client: Organisation) -> Past:
    """In a fixed number of statements."""
    rows = _invoices(client)
    skus, found, disputes = _skus(client), _findings(client), _disputes(client)
    edits = _edits(client)
    disputed = {row.invoice_id for row in disputes}
    billed = [
        Billed(row.id, _bill(row, skus[row.id], found[row.id], edits.get(row.id, 0)), row.id in disputed)
        for row in rows
    ]
    days = [(row.opened_at.astimezone(UTC).date(), skus_of) for row, skus_of in _with_skus(disputes)]
    return Past(billed, _prices(client), _promises(client), days)


def _invoices(client: Organisation) -> list[Any]:
    columns = (Invoice.id, Invoice.issued_on, Invoice.net_minor, Invoice.buyer)
    wanted = select(*columns).where(Invoice.organisation_id == client.id, Invoice.kind == DocumentKind.INVOICE)
    return list(db.session.execute(wanted.order_by(Invoice.issued_on, Invoice.id)))


def _bill(row: Any, skus: set[str], found: dict[Severity, int], edits: int) -> Bill:
    return Bill(
        issued_on=row.issued_on,
        net=row.net_minor,
        skus=frozenset(skus),
        buyer=buyer_key(row.buyer or {}),
        errors=found[Severity.ERROR],
        warnings=found[Severity.WARNING],
        edits=edits,
    )


def buyer_key(buyer: dict[str, Any]) -> str:
    """Name, address and tax number, as printed."""
    return json.dumps([buyer.get(part) for part in ("name", "address", "tax_id")], sort_keys=True)


def _edits(client: Organisation) -> dict[int, int]:
    """How often a bill was changed while it was a draft."""
    wanted = select(Draft.invoice_id, Draft.revision).where(Draft.organisation_id == client.id)
    return {row: revision - 1 for row, revision in db.session.execute(wanted) if row is not None}


def _skus(client: Organisation) -> dict[int, set[str]]:
    wanted = select(InvoiceLine.invoice_id, InvoiceLine.sku).join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    found: dict[int, set[str]] = defaultdict(set)
    for invoice, sku in db.session.execute(wanted.where(Invoice.organisation_id == client.id).distinct()):
        if sku:
            found[invoice].add(sku)
    return found


def _findings(client: Organisation) -> dict[int, dict[Severity, int]]:
    wanted = (
        select(Finding.invoice_id, Finding.severity, func.count())
        .where(Finding.organisation_id == client.id, Finding.status != FindingStatus.FALSE_POSITIVE)
        .group_by(Finding.invoice_id, Finding.severity)
    )
    found: dict[int, dict[Severity, int]] = defaultdict(lambda: defaultdict(int))
    for invoice, severity, count in db.session.execute(wanted):
        if invoice is not None:
            found[invoice][severity] = count
    return found


def _disputes(client: Organisation) -> list[Any]:
    columns = (Dispute.id, Dispute.invoice_id, Dispute.opened_at)
    wanted = select(*columns).where(Dispute.organisation_id == client.id).order_by(Dispute.id)
    return list(db.session.execute(wanted))


def _with_skus(disputes: list[Any]) -> Iterator[tuple[Any, frozenset[str]]]:
    wanted = select(DisputedLine.dispute_id, InvoiceLine.sku).join(InvoiceLine, InvoiceLine.id == DisputedLine.line_id)
    ids = [row.id for row in disputes]
    found: dict[int, set[str]] = defaultdict(set)
    for first in range(0, len(ids), 500):
        some = wanted.where(DisputedLine.dispute_id.in_(ids[first : first + 500]))
        for dispute, sku in db.session.execute(some):
            if sku:
                found[dispute].add(sku)
    return ((row, frozenset(found[row.id])) for row in disputes)


def _prices(client: Organisation) -> list[tuple[str, date]]:
    own = select(Contract.id).where(Contract.organisation_id == client.id)
    wanted = select(Price.sku, Price.valid_from).where(or_(Price.contract_id.is_(None), Price.contract_id.in_(own)))
    return [(sku, first) for sku, first in db.session.execute(wanted)]


def _promises(client: Organisation) -> list[tuple[str | None, date, date | None]]:
    columns = (Promise.sku, Promise.valid_from, Promise.valid_to)
    wanted = select(*columns).where(Promise.organisation_id == client.id)
    return [(sku, first, last) for sku, first, last in db.session.execute(wanted)]


def preparer_errors(person_id: int) -> int:
    """How many tenths of a person's latest drafts had to be changed, or were disputed once they were out."""
    latest = (
        select(Draft.revision, Draft.invoice_id)
        .where(Draft.prepared_by_id == person_id, Draft.status == DraftStatus.ISSUED)
        .order_by(Draft.id.desc())
        .limit(LATEST_DRAFTS)
    )
    rows = db.session.execute(latest).all()
    if not rows:
        return 0
    out = [row.invoice_id for row in rows]
    disputed = set(db.session.scalars(select(Dispute.invoice_id).where(Dispute.invoice_id.in_(out))))
    return sum(1 for row in rows if row.revision > 1 or row.invoice_id in disputed) * 10 // len(rows)


def severities(findings: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """How many errors and warnings there are among findings as they are kept with a draft."""
    found = [row["severity"] for row in findings]
    return found.count(Severity.ERROR.value), found.count(Severity.WARNING.value)
