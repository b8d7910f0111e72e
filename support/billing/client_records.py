"""What is known of clients over time, of the people who serve them, and of rates that hold for everybody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from support.billing.kinds import AliasKind
from support.kernel.types import Exact, Model, PrimaryKey


class ClientDetails(Model):
    """A client's name, address and numbers from `valid_from` until the next row; `verified_on`: last confirmed right."""

    __tablename__ = "client_details"
    __table_args__ = (UniqueConstraint("organisation_id", "valid_from"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    valid_from: Mapped[date]
    name: Mapped[str] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    tax_id: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    verified_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(120), default="")


class ClientAlias(Model):
    """Another name, payer or account of a client; of kind `parent` the `value` is the other client's `Organisation.ref`."""

    __tablename__ = "client_aliases"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "value"),
        Index("ix_client_aliases_kind_value", "kind", "value"),
    )

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[AliasKind]
    value: Mapped[str] = mapped_column(String(200))


class DayOff(Model):
    """Somebody who serves clients was away from `first_day` to `last_day`, both included."""

    __tablename__ = "days_off"
    __table_args__ = (UniqueConstraint("person", "first_day"),)

    id: Mapped[PrimaryKey]
    person: Mapped[str] = mapped_column(String(120))
    first_day: Mapped[date]
    last_day: Mapped[date]
    why: Mapped[str] = mapped_column(String(100), default="")


class FxRate(Model):
    """One unit of `base` was `rate` units of `quote` on `day`, says `source`."""

    __tablename__ = "fx_rates"
    __table_args__ = (UniqueConstraint("base", "quote", "day", "source"),)

    id: Mapped[PrimaryKey]
    base: Mapped[str] = mapped_column(String(3))
    quote: Mapped[str] = mapped_column(String(3))
    day: Mapped[date]
    rate: Mapped[Exact]
    source: Mapped[str] = mapped_column(String(40), default="")


class TaxRate(Model):
    """A country's tax rate of a category (S, Z...) from `valid_from` to `valid_to`, both days included; in percent."""

    __tablename__ = "tax_rates"
    __table_args__ = (UniqueConstraint("country", "category", "rate", "valid_from"),)

    id: Mapped[PrimaryKey]
    country: Mapped[str] = mapped_column(String(2))
    category: Mapped[str] = mapped_column(String(5))
    rate: Mapped[Exact]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    name: Mapped[str] = mapped_column(String(100), default="")
