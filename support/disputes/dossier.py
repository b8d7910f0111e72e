"""All that the ledger and the past know about a dispute, ready when an agent opens it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from support.billing import queries as ledger
from support.billing.agreements import Contract, Price, Promise, ServiceRecord
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Allocation, Finding, Payment
from support.disputes.models import Dispute, DisputedLine
from support.disputes.states import DECIDED
from support.extensions import db

PRECEDENTS = 5


@dataclass(frozen=True, slots=True)
class Paper:
    """A row of the ledger that a decision can rest on, named for the client."""

    kind: str
    ref: str
    title: str


@dataclass(frozen=True)
class LineFacts:
    """A disputed line beside what it should rest on."""

    disputed: DisputedLine
    line: InvoiceLine
    price: Price | None
    records: list[ServiceRecord]
    findings: list[Finding]


@dataclass(frozen=True)
class Dossier:
    """`precedents` are decided disputes of any client with the same reason, `previous` this client's own others."""

    invoice: Invoice
    contract: Contract | None
    lines: list[LineFacts]
    findings: list[Finding]
    promises: list[Promise]
    payments: list[Payment]
    credit_notes: list[Invoice]
    previous: list[Dispute]
    precedents: list[Dispute]
    documents: list[Paper]


def dossier(dispute: Dispute) -> Dossier:
    invoice = dispute.invoice
    on = invoice.period_start or invoice.issued_on
    findings = ledger.findings_of(invoice)
    contract = ledger.contract_in_force(dispute.organisation, on)
    lines = [_line_facts(dispute, row, findings) for row in dispute.lines]
    promises, payments = ledger.promises_of(dispute.organisation), _payments(invoice)
    return Dossier(
        invoice=invoice,
        contract=contract,
        lines=lines,
        findings=findings,
        promises=promises,
        payments=payments,
        credit_notes=ledger.credit_notes_of(invoice),
        previous=_previous(dispute),
        precedents=_precedents(dispute),
        documents=papers_of(
            invoice,
            contract,
            [facts.price for facts in lines if facts.price is not None],
            [record for facts in lines for record in facts.records],
            payments,
        ),
    )


def _line_facts(dispute: Dispute, row: DisputedLine, findings: list[Finding]) -> LineFacts:
    line = row.line
    on = line.period_start or dispute.invoice.period_start or dispute.invoice.issued_on
    return LineFacts(
        disputed=row,
        line=line,
        price=ledger.price_in_force(dispute.organisation, line.sku, on),
        records=ledger.records_for(line),
        findings=[finding for finding in findings if finding.line_id == line.id],
    )


def _payments(invoice: Invoice) -> list[Payment]:
    wanted = select(Payment).join(Allocation).where(Allocation.invoice_id == invoice.id)
    return list(db.session.scalars(wanted.order_by(Payment.received_on, Payment.id).distinct()))


def _previous(dispute: Dispute) -> list[Dispute]:
    wanted = (
        select(Dispute)
        .where(Dispute.organisation_id == dispute.organisation_id, Dispute.id != dispute.id)
        .options(joinedload(Dispute.invoice))
        .order_by(Dispute.opened_at.desc(), Dispute.id.desc())
    )
    return list(db.session.scalars(wanted.limit(2 * PRECEDENTS)))


def _precedents(dispute: Dispute) -> list[Dispute]:
    """Like cases, so that they get like remedies: the same reason, the nearest amounts first, then the latest."""
    wanted = (
        select(Dispute)
        .where(Dispute.reason == dispute.reason, Dispute.id != dispute.id, Dispute.status.in_(DECIDED))
        .options(selectinload(Dispute.remedies), selectinload(Dispute.lines))
        .order_by(Dispute.decided_at.desc(), Dispute.id.desc())
    )
    found = list(db.session.scalars(wanted.limit(10 * PRECEDENTS)))
    amount = dispute.disputed.minor
    return sorted(found, key=lambda other: abs(other.disputed.minor - amount))[:PRECEDENTS]


def papers_of(
    invoice: Invoice,
    contract: Contract | None,
    prices: list[Price],
    records: list[ServiceRecord],
    payments: list[Payment],
) -> list[Paper]:
    """The rows of the ledger that a decision on this invoice can rest on, each once."""
    papers = [Paper("invoice", invoice.number, f"Invoice {invoice.number}")]
    if contract is not None:
        papers.append(Paper("contract", contract.number, f"Agreement {contract.number}: {contract.title}"))
    papers += [_price_paper(price) for price in prices]
    papers += [_record_paper(record) for record in records]
    papers += [Paper("payment", payment.reference, f"Payment {payment.reference}") for payment in payments]
    return list(dict.fromkeys(papers))


def _price_paper(price: Price) -> Paper:
    name = price.description or price.sku
    title = f"Price of {name} from {price.valid_from:%Y-%m-%d}"
    if price.notice_sent_on:
        title += f", announced on {price.notice_sent_on:%Y-%m-%d}"
    return Paper("price", f"{price.sku}@{price.valid_from:%Y-%m-%d}", title)


def _record_paper(record: ServiceRecord) -> Paper:
    return Paper("record", record.record_id, f"{record.kind.label} {record.record_id}")
