"""Rows of tables into the ledger. What is there already stays; master data may change, what happened may not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from support.accounts.models import Organisation
from support.accounts.setting_up import usual_profile
from support.billing.agreements import Contract, Price, Promise, ServiceRecord
from support.billing.client_records import ClientDetails
from support.billing.importing.csv_rows import ClientRow, ContractRow, PaymentRow, PriceRow, PromiseRow, RecordRow, Row
from support.billing.importing.csv_work_rows import DeliveryRow, TimeRow, UsageRow
from support.billing.importing.ledger_term_rows import STORE_TERMS
from support.billing.importing.refusals import NotReadable
from support.billing.importing.row_keeping import Known, RowCount, differs, keep, put, values_of
from support.billing.models import Invoice
from support.billing.settlement import Allocation, Payment
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

__all__ = ["NotReadable", "RowCount", "store_rows"]


def store_rows(rows: Sequence[Row], *, file: str) -> RowCount:
    """All rows of one table, or none: raises `NotReadable` with the line that does not fit the ledger."""
    count = RowCount()
    with transaction():
        known = Known(file)
        for row in rows:
            _STORE[type(row)](row, known, count)
        db.session.flush()
    return count


def _store_client(row: ClientRow, known: Known, count: RowCount) -> None:
    names = ("name", "street", "city", "postcode", "country", "currency", "locale", "timezone", "policy_profile")
    values = values_of(row, *names) | {"tax_id": row.tax_id or None, "company_id": row.company_id or None}
    found = db.session.scalar(select(Organisation).where(Organisation.ref == row.ref))
    if not row.policy_profile:
        values["policy_profile"] = found.policy_profile if found else usual_profile()
    if found is None:
        found = Organisation(ref=row.ref, created_at=clock.now(), **values)
        db.session.add(found)
        db.session.flush()
        count.stored += 1
    else:
        put(found, Organisation, values, count)
    _keep_details(row, found)


def _keep_details(row: ClientRow, client: Organisation) -> None:
    """What a client is called and where it is, in the history of both: a new row where anything differs."""
    names = ("name", "street", "city", "postcode", "country", "email")
    values = values_of(row, *names) | {"tax_id": row.tax_id or None}
    latest = db.session.scalar(
        select(ClientDetails)
        .where(ClientDetails.organisation_id == client.id)
        .order_by(ClientDetails.valid_from.desc())
        .limit(1)
    )
    since: date = row.verified_on or clock.today()
    if latest is None or (differs(latest, values) and since > latest.valid_from):
        values |= {"verified_on": row.verified_on, "source": "table of clients"}
        db.session.add(ClientDetails(organisation_id=client.id, valid_from=since, **values))
    elif not differs(latest, values) and row.verified_on:
        latest.verified_on = max(row.verified_on, latest.verified_on or row.verified_on)


def _store_contract(row: ContractRow, known: Known, count: RowCount) -> None:
    client = known.client(row)
    names = (
        "title",
        "signed_on",
        "starts_on",
        "ends_on",
        "payment_terms_days",
        "currency",
        "clauses",
        "policy_profile",
    )
    values = values_of(row, *names)
    found = db.session.scalar(select(Contract).where(Contract.number == row.number))
    if found is not None and found.organisation_id != client.id:
        known.refuse(row, "number", N_("Contract %(number)s is another client's.", number=row.number))
    put(found, lambda: Contract(organisation_id=client.id, number=row.number, **values), values, count)
    count.clients.add(client.id)


def _store_price(row: PriceRow, known: Known, count: RowCount) -> None:
    contract = known.contract(row) if row.contract_number else None
    names = ("description", "unit", "currency", "valid_to", "version", "clause", "notice_sent_on", "model")
    values = values_of(row, *names, "minimum_charge")
    values |= {"unit_price": row.first_price, "tiers": [list(step) for step in row.tiers]}
    key = {"contract_id": contract.id if contract else None, "sku": row.sku, "valid_from": row.valid_from}
    keep(Price, key, values, count)
    if contract:
        count.clients.add(contract.organisation_id)


def _store_promise(row: PromiseRow, known: Known, count: RowCount) -> None:
    client = known.client(row).id if row.client_ref else None
    names = ("value", "valid_to", "words", "recorded_by", "recorded_on", "minimum_quantity", "cap", "code", "once")
    key = {"organisation_id": client, "sku": row.sku or None, "kind": row.kind, "valid_from": row.valid_from}
    keep(Promise, key, values_of(row, *names), count)
    if client:
        count.clients.add(client)


def _store_record(row: RecordRow, known: Known, count: RowCount, column: str = "record_id") -> None:
    client = known.client(row)
    names = ("kind", "sku", "quantity", "unit", "period_start", "period_end", "site", "person", "note", "minutes")
    values = values_of(row, *names, "increment_minutes", "billable", "estimated", "recorded_on")
    key = {"organisation_id": client.id, "record_id": row.record_id}
    found = db.session.scalar(select(ServiceRecord).filter_by(**key))
    if found is not None and differs(found, values):
        known.refuse(
            row,
            column,
            N_(
                "Record %(record_id)s is in the ledger with other content, which bills rest on.",
                record_id=row.record_id,
            ),
        )
    # Approval comes later than the record, and may be taken back.
    values["approved"] = row.approved
    put(found, lambda: ServiceRecord(**key, **values), values, count)
    count.clients.add(client.id)


def _store_payment(row: PaymentRow, known: Known, count: RowCount) -> None:
    client = known.client(row)
    amount = Money.of(row.amount, row.currency)
    names = ("received_on", "currency", "method", "remittance", "payer", "account", "our_account")
    values = values_of(row, *names) | {"amount_minor": amount.minor}
    key = {"organisation_id": client.id, "reference": row.reference}
    found = db.session.scalar(select(Payment).filter_by(**key))
    if found is None:
        found = Payment(**key, **values, allocations=_allocations(row, client, amount, known))
        db.session.add(found)
        count.stored += 1
    elif differs(found, values):
        known.refuse(
            row, "reference", N_("Payment %(reference)s is in the ledger with other content.", reference=row.reference)
        )
    else:
        count.unchanged += 1
    count.clients.add(client.id)


def _allocations(row: PaymentRow, client: Organisation, amount: Money, known: Known) -> list[Allocation]:
    """The whole payment on the invoice it was booked against, as the books say it, right or wrong."""
    if not row.allocated_to:
        return []
    invoice = _booked_against(row, client, known)
    if invoice.currency != amount.currency:
        known.refuse(
            row,
            "currency",
            N_(
                "Invoice %(number)s is in %(currency)s, the payment in %(paid_in)s.",
                number=invoice.number,
                currency=invoice.currency,
                paid_in=amount.currency,
            ),
        )
    return [Allocation(invoice=invoice, amount_minor=amount.minor)]


def _booked_against(row: PaymentRow, client: Organisation, known: Known) -> Invoice:
    wanted = select(Invoice).where(Invoice.organisation_id == client.id, Invoice.number == row.allocated_to)
    invoice = db.session.scalar(wanted.order_by(Invoice.id).limit(1))
    if invoice is None:
        no = N_(
            "Client %(ref)s has no invoice %(number)s. Import the invoices first.",
            ref=client.ref,
            number=row.allocated_to,
        )
        known.refuse(row, "allocated_to", no)
    return invoice


def _store_as_record(row: UsageRow | DeliveryRow | TimeRow, known: Known, count: RowCount) -> None:
    _store_record(row.as_record(), known, count, row.key[-1])


_STORE: dict[type[Row], Callable[[Any, Known, RowCount], None]] = {
    ClientRow: _store_client,
    ContractRow: _store_contract,
    PriceRow: _store_price,
    PromiseRow: _store_promise,
    RecordRow: _store_record,
    UsageRow: _store_as_record,
    DeliveryRow: _store_as_record,
    TimeRow: _store_as_record,
    PaymentRow: _store_payment,
    **STORE_TERMS,
}
