"""What holds for every client: the price list, promotions, days off, exchange and tax rates. Read once for many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from support.billing.agreements import Price, Promise
from support.billing.audit.happened import Rates, TaxRateFacts
from support.billing.audit.known import ContractFacts, PriceFacts, PromiseFacts, Step
from support.billing.client_records import DayOff, FxRate, TaxRate
from support.extensions import db


@dataclass(frozen=True, slots=True)
class Everybody:
    prices: list[PriceFacts]
    promises: list[PromiseFacts]
    days_off: dict[str, list[tuple[date, date]]]
    rates: Rates
    tax_rates: list[TaxRateFacts]


def everybody_now() -> Everybody:
    """In five statements."""
    listed = select(Price).where(Price.contract_id.is_(None)).order_by(Price.valid_from)
    promotions = select(Promise).where(Promise.organisation_id.is_(None)).order_by(Promise.valid_from, Promise.id)
    return Everybody(
        prices=[price_facts(row, None) for row in db.session.scalars(listed)],
        promises=[promise_facts(row) for row in db.session.scalars(promotions)],
        days_off=_days_off(),
        rates=_rates(),
        tax_rates=[
            TaxRateFacts(row.country, row.category, row.rate, row.valid_from, row.valid_to)
            for row in db.session.scalars(select(TaxRate))
        ],
    )


def _days_off() -> dict[str, list[tuple[date, date]]]:
    found: dict[str, list[tuple[date, date]]] = {}
    for person, first, last in db.session.execute(select(DayOff.person, DayOff.first_day, DayOff.last_day)).tuples():
        found.setdefault(person, []).append((first, last))
    return found


def _rates() -> Rates:
    """One source a day: where two publish a rate, agreements name theirs, and the first stands for the rest."""
    rates = Rates()
    rows = select(FxRate.base, FxRate.quote, FxRate.day, FxRate.rate, FxRate.source).order_by(FxRate.id)
    for base, quote, on, rate, source in db.session.execute(rows).tuples():
        rates.add(base, quote, on, rate, source)
    return rates


def price_facts(row: Price, contract: ContractFacts | None) -> PriceFacts:
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
        contract=contract,
        description=row.description,
        row=row.id,
        model=row.model.value,
        steps=tuple(Step(*step) for step in row.steps),
        minimum=row.minimum_charge,
    )


def promise_facts(row: Promise) -> PromiseFacts:
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
        minimum=row.minimum_quantity,
        cap=row.cap,
        code=row.code,
        once=row.once,
    )
