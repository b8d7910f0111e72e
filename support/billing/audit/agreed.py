"""What one client's bills must rest on, as the rules see it: contracts, prices, promises, records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, true

from support.accounts.models import Organisation
from support.billing.agreements import Contract, Price, Promise, ServiceRecord
from support.billing.audit.facts import ContractFacts, PriceFacts, PromiseFacts, RecordFacts
from support.billing.queries import promises_of
from support.extensions import db


def agreements_of(organisation: Organisation, records: ColumnElement[bool] | None = None) -> dict[str, Any]:
    """As arguments of `Context`; of the service records all, or those for which `records` holds."""
    contracts = {row.id: _contract(row) for row in _contracts(organisation)}
    prices = select(Price).where(Price.contract_id.is_(None) | Price.contract_id.in_(contracts))
    return {
        "contracts": list(contracts.values()),
        "prices": [_price(row, contracts) for row in db.session.scalars(prices.order_by(Price.valid_from))],
        "promises": [_promise(row) for row in promises_of(organisation)],
        "records": _records(organisation, true() if records is None else records),
    }


def _contracts(organisation: Organisation) -> Sequence[Contract]:
    return db.session.scalars(select(Contract).where(Contract.organisation_id == organisation.id)).all()


def _contract(row: Contract) -> ContractFacts:
    return ContractFacts(row.number, row.starts_on, row.ends_on, row.currency, row.clauses, row.id)


def _price(row: Price, contracts: dict[int, ContractFacts]) -> PriceFacts:
    return PriceFacts(
        sku=row.sku,
        unit=row.unit,
        unit_price=row.unit_price,
        currency=row.currency,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        version=row.version,
        clause=row.clause,
        notice_sent_on=row.notice_sent_on,
        contract=contracts.get(row.contract_id) if row.contract_id else None,
        description=row.description,
        row=row.id,
    )


def _promise(row: Promise) -> PromiseFacts:
    return PromiseFacts(
        sku=row.sku,
        kind=row.kind.value,
        value=row.value,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        words=row.words,
        recorded_by=row.recorded_by,
        recorded_on=row.recorded_on,
        row=row.id,
    )


def _records(organisation: Organisation, wanted: ColumnElement[bool]) -> dict[str, RecordFacts]:
    """Read as plain columns: a client may have very many of them."""
    columns = (
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
    )
    rows = db.session.execute(select(*columns).where(ServiceRecord.organisation_id == organisation.id, wanted))
    return {row[0]: RecordFacts(row[0], row[1].value, *row[2:]) for row in rows.tuples()}
