"""What was agreed, promised and delivered: the rows that a charge must rest on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation
from support.billing.kinds import PromiseKind, RecordKind
from support.kernel.types import Exact, Model, PrimaryKey


class Contract(Model):
    __tablename__ = "contracts"

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    payment_terms_days: Mapped[int] = mapped_column(default=30)
    currency: Mapped[str] = mapped_column(String(3))
    clauses: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship()
    prices: Mapped[list[Price]] = relationship(back_populates="contract", order_by="Price.sku, Price.valid_from")


class Price(Model):
    """The price of a service from `valid_from` to `valid_to` (both days belong to it); no contract means the price list."""

    __tablename__ = "prices"
    __table_args__ = (
        UniqueConstraint("contract_id", "sku", "valid_from"),
        Index("ix_prices_sku_valid_from", "sku", "valid_from"),
    )

    id: Mapped[PrimaryKey]
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"))
    sku: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(20), default="")
    unit_price: Mapped[Exact]
    currency: Mapped[str] = mapped_column(String(3))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[str] = mapped_column(String(40), default="")
    clause: Mapped[str] = mapped_column(Text, default="")
    notice_sent_on: Mapped[date | None]

    contract: Mapped[Contract | None] = relationship(back_populates="prices")


class Promise(Model):
    """What sales promised a client, in the words used."""

    __tablename__ = "promises"
    __table_args__ = (UniqueConstraint("organisation_id", "sku", "valid_from", "kind"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    sku: Mapped[str | None] = mapped_column(String(100))
    kind: Mapped[PromiseKind]
    value: Mapped[Exact]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    words: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(120), default="")
    recorded_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()


class ServiceRecord(Model):
    """A delivery, a metered use or a time entry; `record_id` is the source system's own."""

    __tablename__ = "service_records"
    __table_args__ = (UniqueConstraint("organisation_id", "record_id"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    record_id: Mapped[str] = mapped_column(String(100))
    kind: Mapped[RecordKind]
    sku: Mapped[str] = mapped_column(String(100))
    quantity: Mapped[Exact]
    unit: Mapped[str] = mapped_column(String(20), default="")
    period_start: Mapped[date]
    period_end: Mapped[date]
    site: Mapped[str] = mapped_column(String(100), default="")
    person: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")


class ImportedFile(Model):
    """A file that has been taken in, by its digest: the same bytes a second time change nothing."""

    __tablename__ = "imported_files"

    id: Mapped[PrimaryKey]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    rows: Mapped[int]
    imported_at: Mapped[datetime]
