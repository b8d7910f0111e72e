"""One client's context for the rules, from the ledger's rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true

from support.accounts.models import Organisation
from support.billing.agreements import ServiceRecord
from support.billing.audit.agreed import agreements_of
from support.billing.audit.circumstances import circumstances_of, foreign_contracts, foreign_invoices, neighbours_of
from support.billing.audit.everybody import Everybody
from support.billing.audit.facts import Context
from support.billing.audit.happened import PaymentFacts
from support.billing.audit.loading import documents_where
from support.billing.kinds import ReversalKind
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Allocation, Payment, Reversal
from support.extensions import db
from support.kernel import clock

AROUND = timedelta(days=100)
"""No rule about repeats looks further than 90 days."""


def context_of(organisation: Organisation, around: Invoice | None = None) -> Context:
    """Everything the ledger knows of a client, in a fixed number of statements and one for each 500 documents.

    `around`: only what was issued within `AROUND` of an invoice, or billed for one of its records at any time.
    """
    return contexts_of([organisation], around)[organisation.id]


def contexts_of(
    organisations: Sequence[Organisation], around: Invoice | None = None, everybody: Everybody | None = None
) -> dict[int, Context]:
    """Those of several clients, in as many statements as of one. `everybody`: what holds for all clients, read before."""
    clients = [organisation.id for organisation in organisations]
    wanted = Invoice.organisation_id.in_(clients)
    loaded = documents_where(wanted if around is None else and_(wanted, _near(around)))
    known = agreements_of(clients, _records_around(around), everybody)
    beside, paid = circumstances_of(clients), _payments(clients)
    found, neighbours = dict[int, Context](), {} if around else neighbours_of(organisations)
    for one in organisations:
        (documents, notes), payments = loaded.get(one.id, ([], [])), paid.get(one.id, [])
        found[one.id] = Context(
            today=clock.today(),
            documents=documents,
            notes=notes,
            organisation=one.id,
            whole=around is None,
            payments=payments,
            neighbours=neighbours.get(one.id, []),
            foreign=foreign_invoices(one, documents, payments) if around is None else {},
            foreign_contracts=foreign_contracts(one.id, documents, (row.number for row in known[one.id]["contracts"])),
            **beside[one.id],
            **known[one.id],
        )
    return found


def context_for(invoice: Invoice) -> Context:
    """One bill and what it must rest on, in a fixed number of statements; without payments and other bills."""
    client = invoice.organisation_id
    documents, notes = documents_where(Invoice.id == invoice.id, balances=False)[client]
    named = select(InvoiceLine.record_ref).where(InvoiceLine.invoice_id == invoice.id)
    return Context(
        today=clock.today(),
        documents=documents or notes,
        organisation=client,
        whole=False,
        **agreements_of([client], ServiceRecord.record_id.in_(named))[client],
        **circumstances_of([client])[client],
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


def _payments(clients: Sequence[int]) -> dict[int, list[PaymentFacts]]:
    """By client, in the order they came; what went back counts no more, unless a chargeback was decided for us."""
    ours = Payment.organisation_id.in_(clients)
    settled: dict[int, dict[int, int]] = {}
    parts = select(Allocation.payment_id, Allocation.invoice_id, Allocation.amount_minor).join(Payment).where(ours)
    for payment, invoice, minor in db.session.execute(parts).tuples():
        booked = settled.setdefault(payment, {})
        booked[invoice] = booked.get(invoice, 0) + minor
    returned: dict[int, int] = {}
    for back in db.session.scalars(select(Reversal).join(Payment).where(ours)):
        if back.kind is ReversalKind.CHARGEBACK and back.ended_on:
            continue
        returned[back.payment_id] = returned.get(back.payment_id, 0) + back.amount_minor
        if back.invoice_id in settled.get(back.payment_id, {}):
            settled[back.payment_id][back.invoice_id] -= back.amount_minor
    found: dict[int, list[PaymentFacts]] = {}
    for row in db.session.execute(_PAYMENTS.where(ours).order_by(Payment.received_on, Payment.id)):
        kept = tuple((key, minor) for key, minor in settled.get(row.id, {}).items() if minor > 0)
        found.setdefault(row.organisation_id, []).append(_payment(row, kept, returned.get(row.id, 0)))
    return found


_PAYMENTS = select(
    Payment.id, Payment.organisation_id, Payment.reference, Payment.received_on, Payment.amount_minor, Payment.currency,
    Payment.remittance, Payment.payer,
)  # fmt: skip


def _payment(row: Any, settles: tuple[tuple[int, int], ...], returned: int) -> PaymentFacts:
    amount = row.amount_minor
    return PaymentFacts(
        row.reference, row.received_on, amount, row.currency, row.remittance, settles, row.id, returned, row.payer
    )
