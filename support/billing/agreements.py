"""What was agreed, promised and delivered: the rows that a charge must rest on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation
from support.billing.kinds import PricingModel, PromiseKind, ProrationMethod, RecordKind, TimeRounding
from support.kernel.types import Exact, Model, PrimaryKey


class Contract(Model):
    """An agreement with a client. `policy_profile` holds for disputes of what is billed under it; empty: the client's own."""

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
    policy_profile: Mapped[str] = mapped_column(String(40), default="", server_default="")

    organisation: Mapped[Organisation] = relationship()
    prices: Mapped[list[Price]] = relationship(back_populates="contract", order_by="Price.sku, Price.valid_from")
    terms: Mapped[Terms | None] = relationship(back_populates="contract", uselist=False)


class Terms(Model):
    """What an agreement says beside its prices; None where it says nothing. Each `*_clause` names the clause it stands in.

    notice_days: between a cancellation and the end. renewal_months: by how much it goes on at `Contract.ends_on` unless
    cancelled. late_fee_percent: of the overdue amount, for each month begun; late_fee_amount: once, in the contract's
    currency; neither before `late_fee_grace_days` after the due date, nor above `late_fee_cap` an invoice.
    price_notice_days: between the notice of a price and its first day. fx_tolerance_percent: of `fx_source`'s rate.
    """

    __tablename__ = "contract_terms"

    id: Mapped[PrimaryKey]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), unique=True)
    notice_days: Mapped[int | None]
    renewal_months: Mapped[int | None]
    cancellation_clause: Mapped[str] = mapped_column(String(40), default="")
    exit_fee: Mapped[Exact | None]
    proration: Mapped[ProrationMethod | None]
    proration_clause: Mapped[str] = mapped_column(String(40), default="")
    time_increment_minutes: Mapped[int | None]
    time_rounding: Mapped[TimeRounding | None]
    late_fee_percent: Mapped[Exact | None]
    late_fee_amount: Mapped[Exact | None]
    late_fee_grace_days: Mapped[int] = mapped_column(default=0)
    late_fee_cap: Mapped[Exact | None]
    late_fee_clause: Mapped[str] = mapped_column(String(40), default="")
    minimum_commitment: Mapped[Exact | None]
    minimum_clause: Mapped[str] = mapped_column(String(40), default="")
    price_notice_days: Mapped[int | None]
    fx_source: Mapped[str] = mapped_column(String(40), default="")
    fx_rate: Mapped[Exact | None]
    fx_tolerance_percent: Mapped[Exact | None]
    review_on: Mapped[date | None]

    contract: Mapped[Contract] = relationship(back_populates="terms")


class Tier(NamedTuple):
    """Units up to and including `up_to` (None: all further ones) at `unit_price` each, and `flat` once when reached."""

    up_to: Decimal | None
    unit_price: Decimal
    flat: Decimal = Decimal(0)


class Price(Model):
    """The price of a service from `valid_from` to `valid_to` (both days belong to it); no contract means the price list.

    Where `model` has steps, `tiers` holds them in order as [up to, unit price, flat amount] texts, and `unit_price` is the
    first step's. `minimum_charge`: what a line of it comes to at least, in `currency`.
    """

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
    model: Mapped[PricingModel] = mapped_column(default=PricingModel.PER_UNIT)
    tiers: Mapped[list[Any]] = mapped_column(default=list)
    minimum_charge: Mapped[Exact | None]

    contract: Mapped[Contract | None] = relationship(back_populates="prices")

    @property
    def steps(self) -> tuple[Tier, ...]:
        """The last one is open; none for one price for every unit."""
        return tuple(
            Tier(Decimal(up_to) if up_to else None, Decimal(price), Decimal(flat)) for up_to, price, flat in self.tiers
        )


class Promise(Model):
    """What sales promised a client, in the words used; without a client, a promotion that holds for everybody.

    From `minimum_quantity` units a line on, at most `cap` off an invoice, once only where `once`. `code`: what a client
    must have given for it, as the document's properties or notes show.
    """

    __tablename__ = "promises"
    __table_args__ = (UniqueConstraint("organisation_id", "sku", "valid_from", "kind"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    sku: Mapped[str | None] = mapped_column(String(100))
    kind: Mapped[PromiseKind]
    value: Mapped[Exact]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    words: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(120), default="")
    recorded_on: Mapped[date | None]
    minimum_quantity: Mapped[Exact | None]
    cap: Mapped[Exact | None]
    code: Mapped[str] = mapped_column(String(40), default="")
    once: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation | None] = relationship()


class ServiceRecord(Model):
    """A delivery, a metered use or a time entry; `record_id` is the source system's own.

    A time entry is of one `person` on one day: `minutes` as logged, `quantity` the hours they make;
    `increment_minutes` where the entry itself says how it is rounded. Only what is `approved` and `billable` may be
    billed. `estimated`: a reading that a later one makes true. `recorded_on`: when it became known, None with the use.
    """

    __tablename__ = "service_records"
    __table_args__ = (
        UniqueConstraint("organisation_id", "record_id"),
        Index("ix_service_records_kind_person", "kind", "person", "period_start"),
    )

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
    minutes: Mapped[int | None]
    increment_minutes: Mapped[int | None]
    approved: Mapped[bool] = mapped_column(default=True)
    billable: Mapped[bool] = mapped_column(default=True)
    estimated: Mapped[bool] = mapped_column(default=False)
    recorded_on: Mapped[date | None]


class ImportedFile(Model):
    """A file that has been taken in, by its digest: the same bytes a second time change nothing."""

    __tablename__ = "imported_files"

    id: Mapped[PrimaryKey]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    rows: Mapped[int]
    imported_at: Mapped[datetime]


class LedgerEvent(Model):
    """What a payment provider told us, once for each of its own event ids; `body` is the object it is about.

    status: applied, waiting (for what it rests on), noted (nothing to do), refused (with the reason).
    """

    __tablename__ = "ledger_events"
    __table_args__ = (
        UniqueConstraint("source", "event_id"),
        Index("ix_ledger_events_subject", "source", "subject", "happened_at"),
        Index("ix_ledger_events_status", "status", "id"),
    )

    id: Mapped[PrimaryKey]
    source: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(100), default="")
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
