"""One client's context for the rules, from the ledger's rows."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select, true

from support.accounts.models import Organisation
from support.billing.agreements import ServiceRecord
from support.billing.audit.agreed import agreements_of
from support.billing.audit.circumstances import circumstances_of, foreign_contracts, foreign_invoices
from support.billing.audit.everybody import Everybody
from support.billing.audit.facts import Context
from support.billing.audit.happened import PaymentFacts
from support.billing.audit.loading import documents_where
from support.billing.kinds import ReversalKind
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import payments_of
from support.billing.settlement import Payment
from support.kernel import clock

AROUND = timedelta(days=100)
"""No rule about repeats looks further than 90 days."""


def context_of(
    organisation: Organisation, around: Invoice | None = None, everybody: Everybody | None = None
) -> Context:
    """Everything the ledger knows of a client, in a fixed number of statements and one for each 500 documents.

    `around`: only what was issued within `AROUND` of an invoice, or billed for one of its records at any time.
    `everybody`: what holds for all clients, for a caller that asks for many of them.
    """
    wanted = Invoice.organisation_id == organisation.id
    documents, notes = documents_where(wanted if around is None else and_(wanted, _near(around)))
    payments = [_payment(row) for row in payments_of(organisation)]
    known = agreements_of(organisation, _records_around(around), everybody)
    return Context(
        today=clock.today(),
        documents=documents,
        notes=notes,
        organisation=organisation.id,
        whole=around is None,
        payments=payments,
        foreign=foreign_invoices(organisation, documents, payments) if around is None else {},
        foreign_contracts=foreign_contracts(organisation.id, documents, (row.number for row in known["contracts"])),
        **circumstances_of(organisation.id),
        **known,
    )


def context_for(invoice: Invoice) -> Context:
    """One bill and what it must rest on, in a fixed number of statements; without payments and other bills."""
    documents, notes = documents_where(Invoice.id == invoice.id, balances=False)
    named = select(InvoiceLine.record_ref).where(InvoiceLine.invoice_id == invoice.id)
    return Context(
        today=clock.today(),
        documents=documents or notes,
        organisation=invoice.organisation_id,
        whole=False,
        **agreements_of(invoice.organisation, ServiceRecord.record_id.in_(named)),
        **circumstances_of(invoice.organisation_id),
    )


def _records_around(invoice: Invoice | None) -> ColumnElement[bool]:
    if invoice is None:
        return true()
    named = {line.record_ref for line in invoice.lines if line.record_ref}
    then = and_(
        ServiceRecord.period_end >= invoice.issued_on - AROUND, ServiceRecord.period_start <= invoice.issued_on + AROUND
    )
    return or_(then, ServiceRecord.record_id.in_(named))


def _near(invoice: Invoice) -> ColumnElement[bool]:
    named = {line.record_ref for line in invoice.lines if line.record_ref}
    sharing = select(InvoiceLine.invoice_id).where(InvoiceLine.record_ref.in_(named))
    when = Invoice.issued_on.between(invoice.issued_on - AROUND, invoice.issued_on + AROUND)
    # What corrects one of them counts whenever it was issued.
    notes = and_(Invoice.corrects_id.is_not(None), Invoice.issued_on >= invoice.issued_on - AROUND)
    return or_(when, Invoice.id.in_(sharing), notes)


def _payment(row: Payment) -> PaymentFacts:
    """What went back counts no more, unless a chargeback was decided for us."""
    back = [one for one in row.reversals if not (one.kind is ReversalKind.CHARGEBACK and one.ended_on)]
    settled: dict[int, int] = {}
    for part in row.allocations:
        settled[part.invoice_id] = settled.get(part.invoice_id, 0) + part.amount_minor
    for one in back:
        if one.invoice_id in settled:
            settled[one.invoice_id] -= one.amount_minor
    returned = sum(one.amount_minor for one in back)
    return PaymentFacts(
        row.reference,
        row.received_on,
        row.amount_minor,
        row.currency,
        row.remittance,
        tuple((key, minor) for key, minor in settled.items() if minor > 0),
        row.id,
        returned,
        row.payer,
    )
