"""Tables of what was agreed and what changed: terms, orders, cancellations, notices of prices, invoice schedules."""

# ruff: noqa: RUF009 — needed() and optional() make fields, which is what dataclasses ask for
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from support.billing.importing import csv_values as values
from support.billing.importing.csv_rows import Row, in_order, needed, optional
from support.billing.kinds import OrderKind, ProrationMethod, TimeRounding
from support.kernel.sayings import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsRow(Row):
    """What agreement `contract_number` says beside its prices; a blank cell where it says nothing."""

    key = ("contract_number",)
    contract_number: str = needed(values.number)
    notice_days: int | None = optional(values.days)
    renewal_months: int | None = optional(values.months)
    cancellation_clause: str = optional(values.short, "")
    exit_fee: Decimal | None = optional(values.not_negative)
    proration: ProrationMethod | None = optional(values.one_of(ProrationMethod))
    proration_clause: str = optional(values.short, "")
    time_increment_minutes: int | None = optional(values.minutes)
    time_rounding: TimeRounding | None = optional(values.one_of(TimeRounding))
    late_fee_percent: Decimal | None = optional(values.percent)
    late_fee_amount: Decimal | None = optional(values.not_negative)
    late_fee_grace_days: int = optional(values.days, 0)
    late_fee_cap: Decimal | None = optional(values.not_negative)
    late_fee_clause: str = optional(values.short, "")
    minimum_commitment: Decimal | None = optional(values.not_negative)
    minimum_clause: str = optional(values.short, "")
    price_notice_days: int | None = optional(values.days)
    fx_source: str = optional(values.short, "")
    fx_rate: Decimal | None = optional(values.above_zero)
    fx_tolerance_percent: Decimal | None = optional(values.percent)
    review_on: date | None = optional(values.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow(Row):
    """What a client ordered, or consented to; `bundle_sku` is the service of which this one is a part."""

    key = ("client_ref", "order_reference", "sku")
    client_ref: str = needed(values.short)
    order_reference: str = needed(values.name)
    kind: OrderKind = optional(values.one_of(OrderKind), OrderKind.ORDER)
    sku: str = needed(values.name)
    quantity: Decimal | None = optional(values.above_zero)
    unit_price: Decimal | None = optional(values.not_negative)
    currency: str | None = optional(values.currency)
    ordered_on: date = needed(values.day)
    valid_to: date | None = optional(values.day)
    ordered_by: str = optional(values.name, "")
    channel: str = optional(values.short, "")
    bundle_sku: str | None = optional(values.name)
    note: str = optional(values.text, "")

    def problem(self) -> tuple[str, str] | None:
        if self.unit_price is not None and self.currency is None:
            return "currency", N_("A price needs its currency.")
        return in_order(self.ordered_on, self.valid_to, "valid_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationRow(Row):
    """Of a contract, of one service, or (both blank) of all; `effective_on` is the last day served."""

    key = ("client_ref", "cancellation_reference")
    client_ref: str = needed(values.short)
    cancellation_reference: str = needed(values.name)
    contract_number: str = optional(values.number, "")
    sku: str | None = optional(values.name)
    received_on: date = needed(values.day)
    effective_on: date | None = optional(values.day)
    channel: str = optional(values.short, "")
    words: str = optional(values.text, "")
    processed_on: date | None = optional(values.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow(Row):
    """A price change that was announced, to one client or (blank) to all, for one service or (blank) for all."""

    key = ("client_ref", "sku", "effective_on")
    client_ref: str = optional(values.short, "")
    sku: str | None = optional(values.name)
    sent_on: date = needed(values.day)
    effective_on: date = needed(values.day)
    old_price: Decimal | None = optional(values.not_negative)
    new_price: Decimal | None = optional(values.not_negative)
    currency: str | None = optional(values.currency)
    channel: str = optional(values.short, "")
    recipient: str = optional(values.word, "")
    words: str = optional(values.text, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow(Row):
    """Invoices of a client, or of one contract, every `every_months` on `day_of_month` (31: the last day)."""

    key = ("client_ref", "contract_number", "starts_on")
    client_ref: str = needed(values.short)
    contract_number: str = optional(values.number, "")
    every_months: int = needed(values.months)
    day_of_month: int = needed(values.day_of_month)
    in_advance: bool = optional(values.flag, False)
    starts_on: date = needed(values.day)
    ends_on: date | None = optional(values.day)
    early_days: int | None = optional(values.days)
    late_days: int | None = optional(values.days)

    def problem(self) -> tuple[str, str] | None:
        return in_order(self.starts_on, self.ends_on, "ends_on")
