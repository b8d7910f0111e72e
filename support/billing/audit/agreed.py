"""What one client's bills must rest on, as the rules see it: contracts, prices, promises, records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload

from support.billing.agreements import Contract, Price, Promise, ServiceRecord, Terms
from support.billing.audit.everybody import Everybody, everybody_now, price_facts, promise_facts
from support.billing.audit.happened import RecordFacts
from support.billing.audit.known import NO_TERMS, ContractFacts, TermsFacts
from support.extensions import db


def agreements_of(
    clients: Sequence[int], records: ColumnElement[bool] | None = None, everybody: Everybody | None = None
) -> dict[int, dict[str, Any]]:
    """By client, as arguments of `Context`; of the service records all, or those for which `records` holds."""
    shared = everybody or everybody_now()
    contracts = {row.id: (row.organisation_id, _contract(row)) for row in _contracts(clients)}
    found: dict[int, dict[str, Any]] = {client: _nothing(shared) for client in clients}
    for client, contract in contracts.values():
        found[client]["contracts"].append(contract)
    own = select(Price).where(Price.contract_id.in_(contracts)).order_by(Price.valid_from)
    for row in db.session.scalars(own):
        client, contract = contracts[row.contract_id or 0]
        found[client]["prices"].append(price_facts(row, contract))
    promises = select(Promise).where(Promise.organisation_id.in_(clients)).order_by(Promise.valid_from, Promise.id)
    for promise in db.session.scalars(promises):
        found[promise.organisation_id or 0]["promises"].append(promise_facts(promise))
    for client, record in _records(clients, true() if records is None else records):
        found[client]["records"][record.id] = record
    for known in found.values():
        known["prices"] += shared.prices
        known["promises"] += shared.promises
    return found


def _nothing(shared: Everybody) -> dict[str, Any]:
    general = {"days_off": shared.days_off, "rates": shared.rates, "tax_rates": shared.tax_rates}
    return {"contracts": [], "prices": [], "promises": [], "records": {}, **general}


def _contracts(clients: Sequence[int]) -> Sequence[Contract]:
    wanted = select(Contract).where(Contract.organisation_id.in_(clients)).order_by(Contract.id)
    return db.session.scalars(wanted.options(joinedload(Contract.terms))).all()


def _contract(row: Contract) -> ContractFacts:
    return ContractFacts(
        number=row.number,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        currency=row.currency,
        clauses=row.clauses,
        row=row.id,
        terms=_terms(row.terms) if row.terms else NO_TERMS,
        signed_on=row.signed_on,
    )


def _terms(row: Terms) -> TermsFacts:
    return TermsFacts(
        notice_days=row.notice_days,
        renewal_months=row.renewal_months,
        exit_fee=row.exit_fee,
        proration=row.proration.value if row.proration else "",
        time_increment_minutes=row.time_increment_minutes,
        time_rounding=row.time_rounding.value if row.time_rounding else "",
        late_fee_percent=row.late_fee_percent,
        late_fee_amount=row.late_fee_amount,
        late_fee_grace_days=row.late_fee_grace_days,
        late_fee_cap=row.late_fee_cap,
        late_fee_clause=row.late_fee_clause,
        minimum_commitment=row.minimum_commitment,
        minimum_clause=row.minimum_clause,
        price_notice_days=row.price_notice_days,
        fx_source=row.fx_source,
        fx_rate=row.fx_rate,
        fx_tolerance_percent=row.fx_tolerance_percent,
    )


def _records(clients: Sequence[int], wanted: ColumnElement[bool]) -> Iterator[tuple[int, RecordFacts]]:
    """Read as plain columns: a client may have very many of them."""
    columns = (
        ServiceRecord.organisation_id,
        ServiceRecord.record_id,
        ServiceRecord.kind,
        ServiceRecord.sku,
        ServiceRecord.quantity,
        ServiceRecord.unit,
        ServiceRecord.period_start,
        ServiceRecord.period_end,
        ServiceRecord.site,
        ServiceRecord.person,
        ServiceRecord.id,
        ServiceRecord.minutes,
        ServiceRecord.increment_minutes,
        ServiceRecord.approved,
        ServiceRecord.billable,
        ServiceRecord.estimated,
        ServiceRecord.recorded_on,
        ServiceRecord.note,
    )
    rows = select(*columns).where(ServiceRecord.organisation_id.in_(clients), wanted).order_by(ServiceRecord.id)
    for row in db.session.execute(rows).tuples():
        yield row[0], RecordFacts(row[1], row[2].value, *row[3:])
