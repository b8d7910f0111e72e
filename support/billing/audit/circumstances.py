"""One client's orders, cancellations, schedules, details, credits owed, holds, and whatever else their bills rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from support.accounts.models import Organisation
from support.billing.agreements import Contract
from support.billing.audit.facts import Document
from support.billing.audit.happened import CreditDueFacts, DetailsFacts, ForeignInvoice, HoldFacts, PaymentFacts
from support.billing.audit.known import CancellationFacts, NoticeFacts, OrderFacts, ScheduleFacts
from support.billing.balance import invoice_balances
from support.billing.changes import Cancellation, InvoiceSchedule, Order, PriceNotice
from support.billing.client_records import ClientAlias, ClientDetails
from support.billing.kinds import AliasKind
from support.billing.models import Invoice
from support.billing.owed import CreditDue
from support.billing.settlement import Hold
from support.extensions import db

_NUMBERS = re.compile(r"\w[\w\-/.#]*\d[\w\-/.]*")


def circumstances_of(client: int) -> dict[str, Any]:
    """As arguments of `Context`."""
    return {
        "orders": [OrderFacts(*row) for row in _rows(_orders(client))],
        "cancellations": [CancellationFacts(*row) for row in _rows(_cancellations(client))],
        "notices": [NoticeFacts(*row) for row in _rows(_notices(client))],
        "schedules": [ScheduleFacts(*row) for row in _rows(_schedules(client))],
        "details": _details(client),
        "other_names": tuple(row[0] for row in _rows(_names(client))),
        "credits_due": _credits_due(client),
        "holds": _holds(client),
    }


def _rows(wanted: Select[Any]) -> Iterable[Any]:
    return db.session.execute(wanted).tuples()


def _orders(client: int) -> Select[Any]:
    one = Order
    columns = (one.reference, one.sku, one.ordered_on, one.valid_to, one.bundle_sku, one.quantity)
    return select(*columns).where(one.organisation_id == client)


def _cancellations(client: int) -> Select[Any]:
    one = Cancellation
    columns = (
        one.reference,
        one.received_on,
        one.effective_on,
        Contract.number,
        one.sku,
        one.channel,
        one.processed_on,
    )
    return select(*columns).outerjoin(Contract, Contract.id == one.contract_id).where(one.organisation_id == client)


def _notices(client: int) -> Select[Any]:
    one = PriceNotice
    theirs = or_(one.organisation_id == client, one.organisation_id.is_(None))
    return select(one.sku, one.sent_on, one.effective_on).where(theirs)


def _schedules(client: int) -> Select[Any]:
    one = InvoiceSchedule
    columns = (
        Contract.number,
        one.every_months,
        one.day_of_month,
        one.in_advance,
        one.starts_on,
        one.ends_on,
        one.early_days,
        one.late_days,
    )
    return select(*columns).outerjoin(Contract, Contract.id == one.contract_id).where(one.organisation_id == client)


def _names(client: int) -> Select[Any]:
    return select(ClientAlias.value).where(ClientAlias.organisation_id == client, ClientAlias.kind == AliasKind.NAME)


def _details(client: int) -> list[DetailsFacts]:
    rows = db.session.scalars(select(ClientDetails).where(ClientDetails.organisation_id == client))
    return [
        DetailsFacts(
            row.valid_from,
            row.name,
            row.street,
            row.city,
            row.postcode,
            row.country,
            row.tax_id or "",
            row.email or "",
            row.verified_on,
        )
        for row in rows
    ]


def _credits_due(client: int) -> list[CreditDueFacts]:
    rows = db.session.scalars(select(CreditDue).where(CreditDue.organisation_id == client))
    return [
        CreditDueFacts(
            reference=row.reference,
            cause=row.cause.label.lower(),
            minor=row.amount_minor,
            currency=row.currency,
            happened_on=row.happened_on,
            approved_on=row.approved_on,
            sku=row.sku,
            invoice=row.invoice_number,
            next_invoice=row.next_invoice,
            clause=row.clause,
            words=row.words,
            ended_on=row.ended_on,
        )
        for row in rows
    ]


def _holds(client: int) -> list[HoldFacts]:
    wanted = select(Hold).join(Invoice, Invoice.id == Hold.invoice_id).where(Invoice.organisation_id == client)
    return [
        HoldFacts(
            row.invoice_id,
            row.amount_minor,
            row.placed_at.date(),
            row.released_at.date() if row.released_at else None,
            row.new_due_on,
        )
        for row in db.session.scalars(wanted)
    ]


def foreign_contracts(client: int, documents: list[Document], own: Iterable[str]) -> frozenset[str]:
    """Numbers of other clients' agreements that the documents name."""
    named = {row.contract_reference for row in documents if row.contract_reference} - set(own)
    if not named:
        return frozenset()
    wanted = select(Contract.number).where(Contract.number.in_(named), Contract.organisation_id != client)
    return frozenset(db.session.scalars(wanted))


def foreign_invoices(
    organisation: Organisation, documents: list[Document], payments: list[PaymentFacts]
) -> dict[str, ForeignInvoice]:
    """Other clients' invoices that payments here were booked to, or whose numbers stand in their words."""
    own, numbers = {row.row for row in documents}, {row.number.upper() for row in documents}
    booked = {row for payment in payments for row, _ in payment.settles if row not in own}
    words = {word.upper() for payment in payments for word in _NUMBERS.findall(payment.remittance)} - numbers
    if not booked and not words:
        return {}
    found = list(db.session.scalars(select(Invoice).where(_elsewhere(organisation.id, booked, words))))
    related = _related(organisation, {row.organisation_id for row in found})
    balances = invoice_balances(found)
    return {row.number: _foreign(row, balances[row.id].open.minor, row.organisation_id in related) for row in found}


def _foreign(row: Invoice, still_open: int, related: bool) -> ForeignInvoice:
    client = row.organisation.ref
    return ForeignInvoice(row.number, client, row.payable_minor, still_open, row.currency, row.id, related)


def _elsewhere(client: int, booked: set[int], words: set[str]) -> ColumnElement[bool]:
    return and_(Invoice.organisation_id != client, or_(Invoice.id.in_(booked), Invoice.number.in_(words)))


def _related(organisation: Organisation, others: set[int]) -> set[int]:
    """Of other clients those of the same group: one belongs to the other, or both to a third."""
    if not others:
        return set()
    ref = aliased(Organisation)
    ids = [organisation.id, *others]
    wanted = (
        select(ClientAlias.organisation_id, ref.id)
        .join(ref, ref.ref == ClientAlias.value)
        .where(ClientAlias.kind == AliasKind.PARENT, ClientAlias.organisation_id.in_(ids))
    )
    heads = dict(list(db.session.execute(wanted).tuples()))
    head = heads.get(organisation.id, organisation.id)
    return {other for other in others if heads.get(other, other) == head}
