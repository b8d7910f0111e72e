"""Tables of what is known of clients over time, and of rates that hold for everybody."""

# ruff: noqa: RUF009 — needed() and optional() make fields, which is what dataclasses ask for
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from support.billing.importing import csv_values as values
from support.billing.importing.csv_rows import Row, in_order, needed, optional
from support.billing.kinds import AliasKind
from support.kernel.sayings import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsRow(Row):
    """A client's name, address and numbers from `valid_from` until the next row."""

    key = ("client_ref", "valid_from")
    client_ref: str = needed(values.short)
    valid_from: date = needed(values.day)
    name: str = needed(values.word)
    street: str = optional(values.word, "")
    city: str = optional(values.name, "")
    postcode: str = optional(values.short, "")
    country: str = optional(values.country, "")
    tax_id: str | None = optional(values.short)
    email: str | None = optional(values.mail)
    verified_on: date | None = optional(values.day)
    source: str = optional(values.name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasRow(Row):
    """Another name, payer or account of a client; of kind `parent`, `alias` is the other client's reference."""

    key = ("client_ref", "kind", "alias")
    client_ref: str = needed(values.short)
    kind: AliasKind = needed(values.one_of(AliasKind))
    alias: str = needed(values.word)


@dataclass(frozen=True, slots=True, kw_only=True)
class FxRow(Row):
    """One unit of `base` was worth `rate` units of `quote` on `day`."""

    key = ("base", "quote", "day", "source")
    base: str = needed(values.currency)
    quote: str = needed(values.currency)
    day: date = needed(values.day)
    rate: Decimal = needed(values.above_zero)
    source: str = optional(values.short, "")

    def problem(self) -> tuple[str, str] | None:
        return ("quote", N_("These are the same currency.")) if self.base == self.quote else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateRow(Row):
    """A country's tax rate of a category, in percent, for the days it holds."""

    key = ("country", "category", "rate", "valid_from")
    country: str = needed(values.country)
    category: str = needed(values.tax_category)
    rate: Decimal = needed(values.percent)
    valid_from: date = needed(values.day)
    valid_to: date | None = optional(values.day)
    name: str = optional(values.name, "")

    def problem(self) -> tuple[str, str] | None:
        return in_order(self.valid_from, self.valid_to, "valid_to")
