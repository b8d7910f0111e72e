"""What charges rest on: the agreement, its prices, the records, the payments; each read once for all lines together."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, or_, select

from support.billing.agreements import Contract, Price, ServiceRecord
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import STANDING
from support.billing.settlement import Allocation, Finding, Payment
from support.extensions import db


def agreed(invoice: Invoice, lines: Sequence[InvoiceLine]) -> tuple[Contract | None, dict[int, Price]]:
    """The agreement in force when the invoice's period began, and by `InvoiceLine.id` the price it sets.

    The price list's price stands in where the agreement sets none; without an agreement there are no prices.
    """
    on = invoice.period_start or invoice.issued_on
    days = {line.id: line.period_start or on for line in lines}
    skus = {line.sku for line in lines if line.sku}
    own = or_(Price.contract_id == Contract.id, Price.contract_id.is_(None))
    near = and_(own, Price.sku.in_(skus), Price.valid_from <= max([on, *days.values()]))
    wanted = (
        select(Contract, Price)
        .outerjoin(Price, near)
        .where(
            Contract.organisation_id == invoice.organisation_id, Contract.starts_on <= on, _lasts(Contract.ends_on, on)
        )
        .order_by(Contract.starts_on.desc(), Contract.id.desc())
        .order_by(case((Price.contract_id.is_(None), 1), else_=0), Price.valid_from.desc(), Price.id.desc())
    )
    rows = db.session.execute(wanted).all()
    contract = rows[0][0] if rows else None
    prices = [price for held, price in rows if held is contract and price is not None]
    found = {line.id: _in_force(prices, line.sku, days[line.id]) for line in lines}
    return contract, {line_id: price for line_id, price in found.items() if price is not None}


def _lasts(ends_on: SQLColumnExpression[date | None], on: date) -> ColumnElement[bool]:
    return or_(ends_on.is_(None), ends_on >= on)


def _in_force(prices: list[Price], sku: str | None, on: date) -> Price | None:
    fits = (
        row
        for row in prices
        if row.sku == sku and row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)
    )
    return next(fits, None)


def records_of(invoice: Invoice, lines: Sequence[InvoiceLine]) -> list[ServiceRecord]:
    """The deliveries, uses or hours behind `lines`: by the record a line names, else those of its service and period."""
    behind = [part for line in lines if (part := _behind(invoice, line)) is not None]
    if not behind:
        return []
    wanted = select(ServiceRecord).where(ServiceRecord.organisation_id == invoice.organisation_id, or_(*behind))
    return list(db.session.scalars(wanted.order_by(ServiceRecord.period_start, ServiceRecord.id)))


def _behind(invoice: Invoice, line: InvoiceLine) -> ColumnElement[bool] | None:
    start = line.period_start or invoice.period_start
    end = line.period_end or invoice.period_end
    if line.record_ref:
        return ServiceRecord.record_id == line.record_ref
    if not (line.sku and start and end):
        return None
    during = and_(ServiceRecord.sku == line.sku, ServiceRecord.period_start >= start, ServiceRecord.period_end <= end)
    if not line.subject:
        return during
    return and_(during, or_(ServiceRecord.site == line.subject, ServiceRecord.person == line.subject))


def payments_on(invoice: Invoice) -> list[tuple[Payment, int]]:
    """The payments that settle it, the oldest first, each with the minor units that went to this invoice."""
    wanted = select(Payment, Allocation.amount_minor).join(Allocation).where(Allocation.invoice_id == invoice.id)
    rows = db.session.execute(wanted.order_by(Payment.received_on, Payment.id))
    return [(payment, int(minor)) for payment, minor in rows]


def findings_on(invoices: Sequence[Invoice]) -> dict[int, list[Finding]]:
    """`findings_of` for several invoices in one statement; by `Invoice.id`."""
    found: dict[int, list[Finding]] = {invoice.id: [] for invoice in invoices}
    wanted = select(Finding).where(Finding.invoice_id.in_(found), Finding.status.in_(STANDING))
    for finding in db.session.scalars(wanted.order_by(Finding.rule, Finding.id)):
        if finding.invoice_id is not None:
            found[finding.invoice_id].append(finding)
    return found
