"""Rows of tables into the ledger. What is there already stays; master data may change, what happened may not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlalchemy import select

from support.accounts.models import Organisation
from support.billing.agreements import Contract, Price, Promise, ServiceRecord
from support.billing.importing.csv_rows import ClientRow, ContractRow, PaymentRow, PriceRow, PromiseRow, RecordRow, Row
from support.billing.importing.refusals import NotReadable
from support.billing.models import Invoice
from support.billing.settlement import Allocation, Payment
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.transaction import transaction
from support.kernel.types import Model


@dataclass(slots=True)
class RowCount:
    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    clients: set[int] = field(default_factory=set)


def store_rows(rows: Sequence[Row], *, file: str) -> RowCount:
    """All rows of one table, or none: raises `NotReadable` with the line that does not fit the ledger."""
    count = RowCount()
    with transaction():
        known = _Known(file)
        for row in rows:
            _STORE[type(row)](row, known, count)
        db.session.flush()
    return count


class _Known:
    """Clients, contracts and invoices by what tables call them, each looked up once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._clients: dict[str, Organisation] = {}
        self._contracts: dict[str, Contract] = {}

    def client(self, row: Any) -> Organisation:
        if row.client_ref not in self._clients:
            found = db.session.scalar(select(Organisation).where(Organisation.ref == row.client_ref))
            if found is None:
                self.refuse(row, "client_ref", f"There is no client {row.client_ref}. Import the clients first.")
            self._clients[row.client_ref] = found
        return self._clients[row.client_ref]

    def contract(self, row: PriceRow) -> Contract:
        if row.contract_number not in self._contracts:
            found = db.session.scalar(select(Contract).where(Contract.number == row.contract_number))
            if found is None:
                self.refuse(
                    row, "contract_number", f"There is no contract {row.contract_number}. Import the contracts first."
                )
            self._contracts[row.contract_number] = found
        return self._contracts[row.contract_number]

    def refuse(self, row: Row, column: str, reason: str) -> NoReturn:
        raise NotReadable(self.file, f"line {row.line}, column {column}", reason)


def _put(found: Model | None, make: Callable[[], Model], values: dict[str, Any], count: RowCount) -> None:
    """Adds the row, or brings what is there up to date."""
    if found is None:
        db.session.add(make())
        count.stored += 1
        return
    different = {name: value for name, value in values.items() if getattr(found, name) != value}
    for name, value in different.items():
        setattr(found, name, value)
    count.changed += bool(different)
    count.unchanged += not different


def _values(row: Row, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _store_client(row: ClientRow, known: _Known, count: RowCount) -> None:
    names = ("name", "street", "city", "postcode", "country", "currency", "locale", "timezone", "policy_profile")
    values = _values(row, *names) | {"tax_id": row.tax_id or None, "company_id": row.company_id or None}
    found = db.session.scalar(select(Organisation).where(Organisation.ref == row.ref))
    _put(found, lambda: Organisation(ref=row.ref, created_at=clock.now(), **values), values, count)


def _store_contract(row: ContractRow, known: _Known, count: RowCount) -> None:
    client = known.client(row)
    values = _values(row, "title", "signed_on", "starts_on", "ends_on", "payment_terms_days", "currency", "clauses")
    found = db.session.scalar(select(Contract).where(Contract.number == row.number))
    if found is not None and found.organisation_id != client.id:
        known.refuse(row, "number", f"Contract {row.number} is another client's.")
    _put(found, lambda: Contract(organisation_id=client.id, number=row.number, **values), values, count)
    count.clients.add(client.id)


def _store_price(row: PriceRow, known: _Known, count: RowCount) -> None:
    contract = known.contract(row) if row.contract_number else None
    values = _values(
        row, "description", "unit", "unit_price", "currency", "valid_to", "version", "clause", "notice_sent_on"
    )
    key = {"contract_id": contract.id if contract else None, "sku": row.sku, "valid_from": row.valid_from}
    found = db.session.scalar(select(Price).filter_by(**key))
    _put(found, lambda: Price(**key, **values), values, count)
    if contract:
        count.clients.add(contract.organisation_id)


def _store_promise(row: PromiseRow, known: _Known, count: RowCount) -> None:
    client = known.client(row)
    values = _values(row, "value", "valid_to", "words", "recorded_by", "recorded_on")
    key = {"organisation_id": client.id, "sku": row.sku or None, "kind": row.kind, "valid_from": row.valid_from}
    found = db.session.scalar(select(Promise).filter_by(**key))
    _put(found, lambda: Promise(**key, **values), values, count)
    count.clients.add(client.id)


def _store_record(row: RecordRow, known: _Known, count: RowCount) -> None:
    client = known.client(row)
    values = _values(row, "kind", "sku", "quantity", "unit", "period_start", "period_end", "site", "person", "note")
    key = {"organisation_id": client.id, "record_id": row.record_id}
    found = db.session.scalar(select(ServiceRecord).filter_by(**key))
    if found is not None and _differs(found, values):
        known.refuse(
            row, "record_id", f"Record {row.record_id} is in the ledger with other content, which bills rest on."
        )
    _put(found, lambda: ServiceRecord(**key, **values), values, count)
    count.clients.add(client.id)


def _store_payment(row: PaymentRow, known: _Known, count: RowCount) -> None:
    client = known.client(row)
    amount = Money.of(row.amount, row.currency)
    values = _values(row, "received_on", "currency", "method", "remittance") | {"amount_minor": amount.minor}
    key = {"organisation_id": client.id, "reference": row.reference}
    found = db.session.scalar(select(Payment).filter_by(**key))
    if found is None:
        found = Payment(**key, **values, allocations=_allocations(row, client, amount, known))
        db.session.add(found)
        count.stored += 1
    elif _differs(found, values):
        known.refuse(row, "reference", f"Payment {row.reference} is in the ledger with other content.")
    else:
        count.unchanged += 1
    count.clients.add(client.id)


def _allocations(row: PaymentRow, client: Organisation, amount: Money, known: _Known) -> list[Allocation]:
    """The whole payment on the invoice it was booked against, as the books say it, right or wrong."""
    if not row.allocated_to:
        return []
    wanted = select(Invoice).where(Invoice.organisation_id == client.id, Invoice.number == row.allocated_to)
    invoice = db.session.scalar(wanted.order_by(Invoice.id).limit(1))
    if invoice is None:
        known.refuse(
            row, "allocated_to", f"Client {client.ref} has no invoice {row.allocated_to}. Import the invoices first."
        )
    if invoice.currency != amount.currency:
        known.refuse(
            row, "currency", f"Invoice {invoice.number} is in {invoice.currency}, the payment in {amount.currency}."
        )
    return [Allocation(invoice=invoice, amount_minor=amount.minor)]


def _differs(found: Model, values: dict[str, Any]) -> bool:
    return any(getattr(found, name) != value for name, value in values.items())


_STORE: dict[type[Row], Callable[[Any, _Known, RowCount], None]] = {
    ClientRow: _store_client,
    ContractRow: _store_contract,
    PriceRow: _store_price,
    PromiseRow: _store_promise,
    RecordRow: _store_record,
    PaymentRow: _store_payment,
}
