"""Tables of what was done and what is owed for it: usage, deliveries, time entries, days off, credits due."""

# ruff: noqa: RUF009 — needed() and optional() make fields, which is what dataclasses ask for
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from support.billing.importing import csv_values as values
from support.billing.importing.csv_rows import RecordRow, Row, in_order, needed, optional, whole_minor
from support.billing.kinds import CreditCause, RecordKind
from support.kernel.sayings import N_

_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow(Row):
    """A metered use of a service; both days of the period belong to it."""

    key = ("client_ref", "usage_id")
    client_ref: str = needed(values.short)
    usage_id: str = needed(values.name)
    sku: str = needed(values.name)
    quantity: Decimal = needed(values.figure)
    unit: str = optional(values.short, "")
    period_start: date = needed(values.day)
    period_end: date = needed(values.day)
    site: str = optional(values.name, "")
    note: str = optional(values.text, "")
    approved: bool = optional(values.flag, True)
    billable: bool = optional(values.flag, True)
    estimated: bool = optional(values.flag, False)
    recorded_on: date | None = optional(values.day)

    def problem(self) -> tuple[str, str] | None:
        return in_order(self.period_start, self.period_end, "period_end")

    def as_record(self) -> RecordRow:
        names = ("line", "client_ref", "sku", "quantity", "unit", "period_start", "period_end", "site", "note")
        flags = ("approved", "billable", "estimated", "recorded_on")
        kept = {name: getattr(self, name) for name in (*names, *flags)}
        return RecordRow(record_id=self.usage_id, kind=RecordKind.USAGE, **kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow(Row):
    """One thing delivered on one day; `received_by` is who signed for it."""

    key = ("client_ref", "delivery_id")
    client_ref: str = needed(values.short)
    delivery_id: str = needed(values.name)
    sku: str = needed(values.name)
    quantity: Decimal = needed(values.figure)
    unit: str = optional(values.short, "")
    delivered_on: date = needed(values.day)
    site: str = optional(values.name, "")
    received_by: str = optional(values.name, "")
    note: str = optional(values.text, "")
    approved: bool = optional(values.flag, True)
    billable: bool = optional(values.flag, True)
    recorded_on: date | None = optional(values.day)

    def as_record(self) -> RecordRow:
        names = ("line", "client_ref", "sku", "quantity", "unit", "site", "note", "approved", "billable", "recorded_on")
        kept = {name: getattr(self, name) for name in names}
        days: dict[str, Any] = {"period_start": self.delivered_on, "period_end": self.delivered_on}
        return RecordRow(record_id=self.delivery_id, kind=RecordKind.DELIVERY, person=self.received_by, **days, **kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow(Row):
    """Minutes that one person worked for a client on one day."""

    key = ("client_ref", "entry_id")
    client_ref: str = needed(values.short)
    entry_id: str = needed(values.name)
    person: str = needed(values.name)
    worked_on: date = needed(values.day)
    minutes: int = needed(values.minutes)
    sku: str = needed(values.name)
    increment_minutes: int | None = optional(values.minutes)
    site: str = optional(values.name, "")
    note: str = optional(values.text, "")
    approved: bool = optional(values.flag, True)
    billable: bool = optional(values.flag, True)
    recorded_on: date | None = optional(values.day)

    def problem(self) -> tuple[str, str] | None:
        if self.minutes > _A_DAY:
            return "minutes", N_(
                "%(minutes)s minutes are more than a day. Enter each day for itself.", minutes=self.minutes
            )
        return None

    def as_record(self) -> RecordRow:
        """In hours, to four decimals; the minutes are kept as they are."""
        names = ("line", "client_ref", "person", "minutes", "sku", "increment_minutes", "site", "note")
        kept = {name: getattr(self, name) for name in (*names, "approved", "billable", "recorded_on")}
        hours = round(Decimal(self.minutes) / 60, 4).normalize() + 0
        days: dict[str, Any] = {"period_start": self.worked_on, "period_end": self.worked_on}
        return RecordRow(record_id=self.entry_id, kind=RecordKind.TIME, quantity=hours, unit="hour", **days, **kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOffRow(Row):
    """Days on which somebody who serves clients did not work."""

    key = ("person", "first_day")
    person: str = needed(values.name)
    first_day: date = needed(values.day)
    last_day: date = needed(values.day)
    why: str = optional(values.name, "")

    def problem(self) -> tuple[str, str] | None:
        return in_order(self.first_day, self.last_day, "last_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDueRow(Row):
    """A credit that is owed, net of tax, once it is approved: for an outage, a return, a rebate, or as agreed."""

    key = ("client_ref", "credit_reference")
    client_ref: str = needed(values.short)
    credit_reference: str = needed(values.name)
    cause: CreditCause = needed(values.one_of(CreditCause))
    sku: str | None = optional(values.name)
    invoice_number: str | None = optional(values.number)
    happened_on: date = needed(values.day)
    ended_on: date | None = optional(values.day)
    minutes: int | None = optional(values.minutes)
    amount: Decimal = needed(values.above_zero)
    currency: str = needed(values.currency)
    approved_on: date | None = optional(values.day)
    next_invoice: bool = optional(values.flag, False)
    clause: str = optional(values.text, "")
    words: str = optional(values.text, "")

    def problem(self) -> tuple[str, str] | None:
        return whole_minor(self.amount, self.currency) or in_order(self.happened_on, self.ended_on, "ended_on")
