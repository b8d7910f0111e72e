"""Rows of terms, orders, cancellations, notices, schedules, credits due, details and rates into the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from support.billing.agreements import Terms
from support.billing.changes import Cancellation, InvoiceSchedule, Order, PriceNotice
from support.billing.client_records import ClientAlias, ClientDetails, DayOff, FxRate, TaxRate
from support.billing.importing.csv_rate_rows import AliasRow, DetailsRow, FxRow, TaxRateRow
from support.billing.importing.csv_rows import Row
from support.billing.importing.csv_term_rows import CancellationRow, NoticeRow, OrderRow, ScheduleRow, TermsRow
from support.billing.importing.csv_work_rows import CreditDueRow, DayOffRow
from support.billing.importing.row_keeping import Known, RowCount, keep, values_of
from support.billing.kinds import AliasKind
from support.billing.owed import CreditDue
from support.kernel.money import Money
from support.kernel.sayings import N_


def _rest(row: Row, *key: str) -> dict[str, Any]:
    """All values of a row but those that say whom and what it is about."""
    return values_of(row, *(name for name in type(row).columns() if name not in key))


def _store_terms(row: TermsRow, known: Known, count: RowCount) -> None:
    contract = known.contract(row)
    keep(Terms, {"contract_id": contract.id}, _rest(row, "contract_number"), count)
    count.clients.add(contract.organisation_id)


def _store_order(row: OrderRow, known: Known, count: RowCount) -> None:
    client = known.client(row)
    key = {"organisation_id": client.id, "reference": row.order_reference, "sku": row.sku}
    keep(Order, key, _rest(row, "client_ref", "order_reference", "sku"), count)
    count.clients.add(client.id)


def _store_cancellation(row: CancellationRow, known: Known, count: RowCount) -> None:
    client = known.client(row)
    contract = known.contract(row, client).id if row.contract_number else None
    key = {"organisation_id": client.id, "reference": row.cancellation_reference}
    values = _rest(row, "client_ref", "cancellation_reference", "contract_number") | {"contract_id": contract}
    keep(Cancellation, key, values, count)
    count.clients.add(client.id)


def _store_notice(row: NoticeRow, known: Known, count: RowCount) -> None:
    client = known.client(row).id if row.client_ref else None
    key = {"organisation_id": client, "sku": row.sku, "effective_on": row.effective_on}
    keep(PriceNotice, key, _rest(row, "client_ref", "sku", "effective_on"), count)
    if client:
        count.clients.add(client)


def _store_schedule(row: ScheduleRow, known: Known, count: RowCount) -> None:
    client = known.client(row)
    contract = known.contract(row, client).id if row.contract_number else None
    key = {"organisation_id": client.id, "contract_id": contract, "starts_on": row.starts_on}
    keep(InvoiceSchedule, key, _rest(row, "client_ref", "contract_number", "starts_on"), count)
    count.clients.add(client.id)


def _store_credit_due(row: CreditDueRow, known: Known, count: RowCount) -> None:
    client = known.client(row)
    key = {"organisation_id": client.id, "reference": row.credit_reference}
    values = _rest(row, "client_ref", "credit_reference", "amount")
    values["amount_minor"] = Money.of(row.amount, row.currency).minor
    keep(CreditDue, key, values, count)
    count.clients.add(client.id)


def _store_details(row: DetailsRow, known: Known, count: RowCount) -> None:
    client = known.client(row)
    key = {"organisation_id": client.id, "valid_from": row.valid_from}
    keep(ClientDetails, key, _rest(row, "client_ref", "valid_from"), count)
    count.clients.add(client.id)


def _store_alias(row: AliasRow, known: Known, count: RowCount) -> None:
    client = known.client(row)
    if row.kind is AliasKind.PARENT and row.alias == client.ref:
        known.refuse(row, "alias", N_("A client cannot belong to itself."))
    keep(ClientAlias, {"organisation_id": client.id, "kind": row.kind, "value": row.alias}, {}, count)
    count.clients.add(client.id)


def _store_day_off(row: DayOffRow, known: Known, count: RowCount) -> None:
    key = {"person": row.person, "first_day": row.first_day}
    keep(DayOff, key, _rest(row, "person", "first_day"), count)


def _store_fx(row: FxRow, known: Known, count: RowCount) -> None:
    key = values_of(row, "base", "quote", "day", "source")
    keep(FxRate, key, {"rate": row.rate}, count)


def _store_tax_rate(row: TaxRateRow, known: Known, count: RowCount) -> None:
    key = values_of(row, "country", "category", "rate", "valid_from")
    keep(TaxRate, key, values_of(row, "valid_to", "name"), count)


STORE_TERMS: dict[type[Row], Callable[[Any, Known, RowCount], None]] = {
    TermsRow: _store_terms,
    OrderRow: _store_order,
    CancellationRow: _store_cancellation,
    NoticeRow: _store_notice,
    ScheduleRow: _store_schedule,
    CreditDueRow: _store_credit_due,
    DetailsRow: _store_details,
    AliasRow: _store_alias,
    DayOffRow: _store_day_off,
    FxRow: _store_fx,
    TaxRateRow: _store_tax_rate,
}
