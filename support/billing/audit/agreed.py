"""What one client's bills must rest on, as the rules see it: contracts, prices, promises, records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload

from support.accounts.models import Organisation
from support.billing.agreements import Contract, Price, Promise, ServiceRecord, Terms
from support.billing.audit.everybody import Everybody, everybody_now, price_facts, promise_facts
from support.billing.audit.happened import RecordFacts
from support.billing.audit.known import NO_TERMS, ContractFacts, TermsFacts
from support.extensions import db


def agreements_of(
    organisation: Organisation, records: ColumnElement[bool] | None = None, everybody: Everybody | None = None
) -> dict[str, Any]:
    """As arguments of `Context`; of the service records all, or those for which `records` holds."""
    shared = everybody or everybody_now()
    contracts = {row.id: _contract(row) for row in _contracts(organisation)}
    own = select(Price).where(Price.contract_id.in_(contracts)).order_by(Price.valid_from)
    promises = (
        select(Promise).where(Promise.organisation_id == organisation.id).order_by(Promise.valid_from, Promise.id)
    )
    prices = [price_facts(row, contracts[row.contract_id]) for row in db.session.scalars(own) if row.contract_id]
    return {
        "contracts": list(contracts.values()),
        "prices": [*prices, *shared.prices],
        "promises": [*(promise_facts(row) for row in db.session.scalars(promises)), *shared.promises],
        "records": _records(organisation, true() if records is None else records),
        "days_off": shared.days_off,
        "rates": shared.rates,
        "tax_rates": shared.tax_rates,
    }


def _contracts(organisation: Organisation) -> Sequence[Contract]:
    wanted = select(Contract).where(Contract.organisation_id == organisation.id).options(joinedload(Contract.terms))
    return db.session.scalars(wanted).all()


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
        price_notice_days=row.price_notice_days,
        fx_source=row.fx_source,
        fx_rate=row.fx_rate,
        fx_tolerance_percent=row.fx_tolerance_percent,
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
        ServiceRecord.minutes,
        ServiceRecord.increment_minutes,
        ServiceRecord.approved,
        ServiceRecord.billable,
        ServiceRecord.estimated,
        ServiceRecord.recorded_on,
        ServiceRecord.note,
    )
    rows = db.session.execute(select(*columns).where(ServiceRecord.organisation_id == organisation.id, wanted))
    return {row[0]: RecordFacts(row[0], row[1].value, *row[2:]) for row in rows.tuples()}
