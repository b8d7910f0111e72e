"""One client's orders, cancellations, schedules, details, credits owed, holds, and whatever else their bills rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from support.accounts.addresses import Suppression
from support.accounts.models import Organisation, Person
from support.billing.agreements import Contract
from support.billing.audit.facts import Document
from support.billing.audit.happened import CreditDueFacts, DetailsFacts, ForeignInvoice, HoldFacts, PaymentFacts
from support.billing.audit.known import CancellationFacts, NoticeFacts, OrderFacts, ScheduleFacts
from support.billing.audit.payments import bare
from support.billing.balance import invoice_balances
from support.billing.changes import Cancellation, InvoiceSchedule, Order, PriceNotice
from support.billing.client_records import ClientAlias, ClientDetails
from support.billing.kinds import AliasKind
from support.billing.models import Invoice
from support.billing.owed import CreditDue
from support.billing.settlement import Hold
from support.extensions import db

_NEIGHBOURS = 20
_NUMBERS = re.compile(r"\w[\w\-/.#]*\d[\w\-/.]*")


def circumstances_of(clients: Sequence[int]) -> dict[int, dict[str, Any]]:
    """By client, as arguments of `Context`."""
    loaders: dict[str, Iterable[tuple[int, Any]]] = {
        "orders": _orders(clients),
        "cancellations": _cancellations(clients),
        "notices": _notices(clients),
        "schedules": _schedules(clients),
        "details": _details(clients),
        "credits_due": _credits_due(clients),
        "holds": _holds(clients),
        "other_names": _names(clients),
        "bounced": _bounced(clients),
    }
    found: dict[int, dict[str, Any]] = {client: {name: [] for name in loaders} for client in clients}
    for name, rows in loaders.items():
        for client, row in rows:
            found[client][name].append(row)
    return found


def _rows(wanted: Select[Any] | CompoundSelect[Any]) -> Iterable[Any]:
    return db.session.execute(wanted).tuples()


def _orders(clients: Sequence[int]) -> Iterable[tuple[int, OrderFacts]]:
    one = Order
    columns = (one.organisation_id, one.reference, one.sku, one.ordered_on, one.valid_to, one.bundle_sku, one.quantity)
    return [(row[0], OrderFacts(*row[1:])) for row in _rows(select(*columns).where(one.organisation_id.in_(clients)))]


def _cancellations(clients: Sequence[int]) -> Iterable[tuple[int, CancellationFacts]]:
    one = Cancellation
    ours = (one.organisation_id, one.reference, one.received_on, one.effective_on)
    wanted = select(*ours, Contract.number, one.sku, one.channel, one.processed_on)
    wanted = wanted.outerjoin(Contract, Contract.id == one.contract_id).where(one.organisation_id.in_(clients))
    return [(row[0], CancellationFacts(*row[1:])) for row in _rows(wanted)]


def _notices(clients: Sequence[int]) -> Iterable[tuple[int, NoticeFacts]]:
    """Those to everybody are everyone's."""
    one = PriceNotice
    theirs = or_(one.organisation_id.in_(clients), one.organisation_id.is_(None))
    for client, *row in _rows(select(one.organisation_id, one.sku, one.sent_on, one.effective_on).where(theirs)):
        for each in clients if client is None else (client,):
            yield each, NoticeFacts(*row)


def _schedules(clients: Sequence[int]) -> Iterable[tuple[int, ScheduleFacts]]:
    one = InvoiceSchedule
    ours = (
        one.every_months,
        one.day_of_month,
        one.in_advance,
        one.starts_on,
        one.ends_on,
        one.early_days,
        one.late_days,
    )
    wanted = select(one.organisation_id, Contract.number, *ours)
    wanted = wanted.outerjoin(Contract, Contract.id == one.contract_id).where(one.organisation_id.in_(clients))
    return [(row[0], ScheduleFacts(*row[1:])) for row in _rows(wanted)]


def _names(clients: Sequence[int]) -> Iterable[tuple[int, str]]:
    one = ClientAlias
    wanted = select(one.organisation_id, one.value)
    return _rows(wanted.where(one.organisation_id.in_(clients), one.kind == AliasKind.NAME))


def _details(clients: Sequence[int]) -> Iterable[tuple[int, DetailsFacts]]:
    one = ClientDetails
    ours = (one.valid_from, one.name, one.street, one.city, one.postcode, one.country)
    wanted = select(one.organisation_id, *ours, one.tax_id, one.email, one.verified_on)
    for row in _rows(wanted.where(one.organisation_id.in_(clients))):
        client, since, name, street, city, postcode, country, tax_id, email, verified = row
        yield client, DetailsFacts(since, name, street, city, postcode, country, tax_id or "", email or "", verified)


def _bounced(clients: Sequence[int]) -> Iterable[tuple[int, tuple[str, date]]]:
    """Addresses of theirs that are shut because mail came back from them."""
    shut = select(Suppression.email, Suppression.since).where(Suppression.lifted_at.is_(None)).subquery()
    people = select(Person.organisation_id, shut).join(shut, shut.c.email == Person.email)
    people = people.where(Person.organisation_id.in_(clients), Person.active)
    details = select(ClientDetails.organisation_id, shut).join(shut, shut.c.email == func.lower(ClientDetails.email))
    for client, email, since in _rows(people.union(details.where(ClientDetails.organisation_id.in_(clients)))):
        yield client, (email, since.date())


def neighbours_of(organisations: Sequence[Organisation]) -> dict[int, list[str]]:
    """By client the refs of unrelated clients who have the same address now; those without any are left out."""
    own, other, later = aliased(ClientDetails), aliased(ClientDetails), aliased(ClientDetails)

    def last(row: Any) -> ColumnElement[bool]:
        newer = select(later.id).where(later.organisation_id == row.organisation_id, later.valid_from > row.valid_from)
        return ~newer.exists()

    same = and_(*(getattr(own, name) == getattr(other, name) for name in ("street", "postcode", "city", "country")))
    ours = own.organisation_id.in_([one.id for one in organisations])
    wanted = (
        select(own.organisation_id, other.organisation_id, Organisation.ref)
        .join(other, and_(same, own.organisation_id != other.organisation_id))
        .join(Organisation, Organisation.id == other.organisation_id)
        .where(ours, own.street != "", last(own), last(other))
        .order_by(Organisation.ref)
    )
    found: dict[int, dict[int, str]] = {}
    for client, neighbour, ref in _rows(wanted):
        found.setdefault(client, {})[neighbour] = ref
    clients = {one.id: one for one in organisations}
    related = {client: _related(clients[client], set(rows)) for client, rows in found.items()}
    return {
        client: [ref for neighbour, ref in rows.items() if neighbour not in related[client]][:_NEIGHBOURS]
        for client, rows in found.items()
    }


def _credits_due(clients: Sequence[int]) -> Iterable[tuple[int, CreditDueFacts]]:
    for row in db.session.scalars(select(CreditDue).where(CreditDue.organisation_id.in_(clients))):
        yield (
            row.organisation_id,
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
            ),
        )


def _holds(clients: Sequence[int]) -> Iterable[tuple[int, HoldFacts]]:
    one = Hold
    wanted = select(
        Invoice.organisation_id, one.invoice_id, one.amount_minor, one.placed_at, one.released_at, one.new_due_on
    )
    wanted = wanted.join(Invoice, Invoice.id == one.invoice_id).where(Invoice.organisation_id.in_(clients))
    for client, invoice, minor, placed, released, new_due in _rows(wanted):
        yield client, HoldFacts(invoice, minor, placed.date(), released.date() if released else None, new_due)


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
    own, numbers = {row.row for row in documents}, {bare(row.number) for row in documents}
    booked = {row for payment in payments for row, _ in payment.settles if row not in own}
    foreign = (payment.remittance for payment in payments if not _names_one(payment.remittance, numbers))
    words = {word.upper() for said in foreign for word in _NUMBERS.findall(said)}
    if not booked and not words:
        return {}
    found = list(db.session.scalars(select(Invoice).where(_elsewhere(organisation.id, booked, words))))
    related = _related(organisation, {row.organisation_id for row in found})
    balances = invoice_balances(found)
    return {row.number: _foreign(row, balances[row.id].open.minor, row.organisation_id in related) for row in found}


def _names_one(said: str, numbers: set[str]) -> bool:
    joined = bare(said)
    return any(number in joined for number in numbers)


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
