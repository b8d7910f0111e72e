"""Credits that a client is to get."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from support.billing.kinds import CreditCause
from support.kernel.types import Minor, Model, PrimaryKey


class CreditDue(Model):
    """A credit that a client is to get, net of tax: for an outage, a return, a rebate, or as agreed.

    minutes: how long an outage was. approved_on: None: not approved yet, so nothing is owed. next_invoice: it is to
    appear on the next invoice, not before.
    """

    __tablename__ = "credits_due"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    reference: Mapped[str] = mapped_column(String(100))
    cause: Mapped[CreditCause]
    sku: Mapped[str | None] = mapped_column(String(100))
    invoice_number: Mapped[str | None] = mapped_column(String(60))
    happened_on: Mapped[date]
    ended_on: Mapped[date | None]
    minutes: Mapped[int | None]
    amount_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    approved_on: Mapped[date | None]
    next_invoice: Mapped[bool] = mapped_column(default=False)
    clause: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
