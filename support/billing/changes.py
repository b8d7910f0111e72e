"""What changed between a client and us: orders and consents, cancellations, notices of prices, and when invoices come."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation
from support.billing.agreements import Contract
from support.billing.kinds import OrderKind
from support.kernel.types import Exact, Model, PrimaryKey


class Order(Model):
    """What a client ordered or agreed to: one service a row. `bundle_sku`: the service it comes with, as part of it."""

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("organisation_id", "reference", "sku"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    reference: Mapped[str] = mapped_column(String(100))
    kind: Mapped[OrderKind]
    sku: Mapped[str] = mapped_column(String(100))
    quantity: Mapped[Exact | None]
    unit_price: Mapped[Exact | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    ordered_on: Mapped[date]
    valid_to: Mapped[date | None]
    ordered_by: Mapped[str] = mapped_column(String(120), default="")
    channel: Mapped[str] = mapped_column(String(40), default="")
    bundle_sku: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(Text, default="")


class Cancellation(Model):
    """A client's cancellation of a contract, of one service (`sku`), or of all. `effective_on` is the last day served.

    processed_on: when it was acted on here; None: received, and nothing was done.
    """

    __tablename__ = "cancellations"
    __table_args__ = (UniqueConstraint("organisation_id", "reference"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"), index=True)
    reference: Mapped[str] = mapped_column(String(100))
    sku: Mapped[str | None] = mapped_column(String(100))
    received_on: Mapped[date]
    effective_on: Mapped[date | None]
    channel: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    processed_on: Mapped[date | None]

    contract: Mapped[Contract | None] = relationship()


class PriceNotice(Model):
    """A price change that was announced to a client, or (no client) to everybody; no `sku` means all services."""

    __tablename__ = "price_notices"
    __table_args__ = (
        UniqueConstraint("organisation_id", "sku", "effective_on"),
        Index("ix_price_notices_sku_effective_on", "sku", "effective_on"),
    )

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    sku: Mapped[str | None] = mapped_column(String(100))
    sent_on: Mapped[date]
    effective_on: Mapped[date]
    old_price: Mapped[Exact | None]
    new_price: Mapped[Exact | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    channel: Mapped[str] = mapped_column(String(40), default="")
    recipient: Mapped[str] = mapped_column(String(254), default="")
    words: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation | None] = relationship()


class InvoiceSchedule(Model):
    """When a client's invoices are issued: every `every_months` on `day_of_month` (31: the last day), from `starts_on`.

    in_advance: for the period that begins, else for the one that ended. early_days, late_days: working days by which an
    issue date may differ; None: as is usual here.
    """

    __tablename__ = "invoice_schedules"
    __table_args__ = (UniqueConstraint("organisation_id", "contract_id", "starts_on"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"), index=True)
    every_months: Mapped[int]
    day_of_month: Mapped[int]
    in_advance: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    early_days: Mapped[int | None]
    late_days: Mapped[int | None]

    contract: Mapped[Contract | None] = relationship()
