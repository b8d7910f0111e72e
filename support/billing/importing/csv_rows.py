"""The tables that other systems hand over as CSV: one dataclass a row, its fields are the columns.

Text that a file leaves blank is "", other blanks are `None`. `line` is the line of the file that the row begins on.
"""

# ruff: noqa: RUF009 — needed() and optional() make fields, which is what dataclasses ask for
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from support.billing.importing import csv_values as values
from support.billing.kinds import PricingModel, PromiseKind, RecordKind
from support.kernel.money import exponent
from support.kernel.sayings import N_


def needed(read: Callable[[str], Any]) -> Any:
    """A column that must be there and filled in every row."""
    return dataclasses.field(metadata={"read": read, "needed": True})


def optional(read: Callable[[str], Any], blank: Any = None) -> Any:
    """A column that may be missing or blank, and then means `blank`."""
    return dataclasses.field(default=blank, metadata={"read": read, "needed": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`key`: the columns that name a row, no two rows of a file alike."""

    key: ClassVar[tuple[str, ...]] = ()
    line: int = 0

    @classmethod
    def columns(cls) -> dict[str, bool]:
        """The columns by name, each with whether it must be there."""
        return {field.name: field.metadata["needed"] for field in dataclasses.fields(cls) if field.metadata}

    def problem(self) -> tuple[str, str] | None:
        """(column, reason) where the values do not go together."""
        return None


def in_order(first: date | None, last: date | None, column: str) -> tuple[str, str] | None:
    return (
        (column, N_("%(last)s lies before %(first)s.", last=last, first=first))
        if first and last and last < first
        else None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRow(Row):
    """A client as it is now; `verified_on` is when its details were last confirmed. What changes is kept in its history."""

    key = ("ref",)
    ref: str = needed(values.short)
    name: str = needed(values.word)
    tax_id: str = optional(values.short, "")
    company_id: str = optional(values.short, "")
    street: str = optional(values.word, "")
    city: str = optional(values.name, "")
    postcode: str = optional(values.short, "")
    country: str = needed(values.country)
    email: str = needed(values.mail)
    contact_name: str = optional(values.name, "")
    contact_email: str = optional(values.mail, "")
    locale: str = optional(values.locale, "en_GB")
    timezone: str = optional(values.timezone, "UTC")
    currency: str = needed(values.currency)
    policy_profile: str = optional(values.profile, "")
    verified_on: date | None = optional(values.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow(Row):
    """An agreement with a client; `clauses` holds its numbered clauses, one a line ("4.2 Deliveries are ...").

    `policy_profile` holds for disputes of what is billed under it; blank: the client's own.
    """

    key = ("number",)
    client_ref: str = needed(values.short)
    number: str = needed(values.number)
    title: str = needed(values.word)
    signed_on: date | None = optional(values.day)
    starts_on: date = needed(values.day)
    ends_on: date | None = optional(values.day)
    payment_terms_days: int = optional(values.days, 30)
    currency: str = needed(values.currency)
    clauses: str = optional(values.text, "")
    policy_profile: str = optional(values.profile, "")

    def problem(self) -> tuple[str, str] | None:
        return in_order(self.starts_on, self.ends_on, "ends_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow(Row):
    """Without `contract_number` it is a price of the list that holds for everybody.

    With `model` graduated or volume, `tiers` holds the steps (`10@5.00; @4.00`), and `unit_price` may stay blank.
    """

    key = ("contract_number", "sku", "valid_from")
    contract_number: str = optional(values.number, "")
    sku: str = needed(values.name)
    description: str = optional(values.text, "")
    unit: str = optional(values.short, "")
    unit_price: Decimal | None = optional(values.not_negative)
    currency: str = needed(values.currency)
    valid_from: date = needed(values.day)
    valid_to: date | None = optional(values.day)
    version: str = optional(values.short, "")
    clause: str = optional(values.text, "")
    notice_sent_on: date | None = optional(values.day)
    model: PricingModel = optional(values.one_of(PricingModel), PricingModel.PER_UNIT)
    tiers: tuple[tuple[str, str, str], ...] = optional(values.tiers, ())
    minimum_charge: Decimal | None = optional(values.not_negative)

    @property
    def first_price(self) -> Decimal:
        """Of a unit, or of the units of the first step."""
        return Decimal(self.tiers[0][1]) if self.tiers else self.unit_price or Decimal(0)

    def problem(self) -> tuple[str, str] | None:
        if (self.model is PricingModel.PER_UNIT) == bool(self.tiers):
            return "tiers", N_("Steps go with the model graduated or volume, and these two need steps.")
        if self.unit_price is None and not self.tiers:
            return "unit_price", N_("This must be filled in.")
        if self.unit_price is not None and self.unit_price != self.first_price:
            return "unit_price", N_(
                "The first step's price is %(first_price)s. Write that, or leave this blank.",
                first_price=str(self.first_price),
            )
        return in_order(self.valid_from, self.valid_to, "valid_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow(Row):
    """`value` is percent, an amount, free units or the price of a unit, as `kind` says; without `sku` it holds for every
    service, without `client_ref` for every client (a promotion).
    """

    key = ("client_ref", "sku", "kind", "valid_from")
    client_ref: str = optional(values.short, "")
    sku: str = optional(values.name, "")
    kind: PromiseKind = needed(values.one_of(PromiseKind))
    value: Decimal = needed(values.above_zero)
    valid_from: date = needed(values.day)
    valid_to: date | None = optional(values.day)
    words: str = optional(values.text, "")
    recorded_by: str = optional(values.name, "")
    recorded_on: date | None = optional(values.day)
    minimum_quantity: Decimal | None = optional(values.above_zero)
    cap: Decimal | None = optional(values.above_zero)
    code: str = optional(values.short, "")
    once: bool = optional(values.flag, False)

    def problem(self) -> tuple[str, str] | None:
        if self.kind is PromiseKind.PERCENT and self.value > 100:
            return "value", N_("%(value)s percent is more than the whole.", value=str(self.value))
        if self.kind is PromiseKind.PRICE and not self.sku:
            return "sku", N_("A promised price is the price of one service. Say which.")
        return in_order(self.valid_from, self.valid_to, "valid_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow(Row):
    """A delivery, a metered use or a time entry; both days of the period belong to it."""

    key = ("client_ref", "record_id")
    client_ref: str = needed(values.short)
    record_id: str = needed(values.name)
    kind: RecordKind = needed(values.one_of(RecordKind))
    sku: str = needed(values.name)
    quantity: Decimal = needed(values.figure)
    unit: str = optional(values.short, "")
    period_start: date = needed(values.day)
    period_end: date = needed(values.day)
    site: str = optional(values.name, "")
    person: str = optional(values.name, "")
    note: str = optional(values.text, "")
    minutes: int | None = optional(values.minutes)
    increment_minutes: int | None = optional(values.minutes)
    approved: bool = optional(values.flag, True)
    billable: bool = optional(values.flag, True)
    estimated: bool = optional(values.flag, False)
    recorded_on: date | None = optional(values.day)

    def problem(self) -> tuple[str, str] | None:
        return in_order(self.period_start, self.period_end, "period_end")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow(Row):
    """Money received. `allocated_to` is the invoice it was booked against, `remittance` the payer's own words, `payer` and
    `account` are theirs as the bank names them, `our_account` is the one it came in on.
    """

    key = ("client_ref", "reference")
    client_ref: str = needed(values.short)
    reference: str = needed(values.name)
    received_on: date = needed(values.day)
    amount: Decimal = needed(values.above_zero)
    currency: str = needed(values.currency)
    method: str = optional(values.short, "")
    remittance: str = optional(values.text, "")
    allocated_to: str = optional(values.number, "")
    payer: str = optional(values.word, "")
    account: str = optional(values.short, "")
    our_account: str = optional(values.short, "")

    def problem(self) -> tuple[str, str] | None:
        return whole_minor(self.amount, self.currency)


def whole_minor(amount: Decimal, currency: str) -> tuple[str, str] | None:
    """An amount of money, which has no more decimals than its currency."""
    if amount != round(amount, exponent(currency)):
        return "amount", N_(
            "%(amount)s has more decimals than %(currency)s has.", amount=str(amount), currency=currency
        )
    return None
