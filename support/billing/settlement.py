"""What has been paid, credited, held back and found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation, Person
from support.billing import safeguards
from support.billing.kinds import FindingStatus, ReversalKind, Severity
from support.billing.models import Invoice, InvoiceLine
from support.kernel.money import Money
from support.kernel.types import Minor, Model, PrimaryKey, Said, WithSayings

__all__ = [
    "Allocation",
    "CreditApplication",
    "Finding",
    "Hold",
    "Instalment",
    "Payment",
    "PaymentPlan",
    "Refund",
    "Reversal",
    "safeguards",
]


class Payment(Model):
    """Money received. `payer`: as the bank names them; `account`: theirs; `our_account`: the one it came in on."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    reference: Mapped[str] = mapped_column(String(100))
    received_on: Mapped[date]
    amount_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[str] = mapped_column(String(40), default="")
    remittance: Mapped[str] = mapped_column(Text, default="")
    payer: Mapped[str] = mapped_column(String(200), default="")
    account: Mapped[str] = mapped_column(String(40), default="")
    our_account: Mapped[str] = mapped_column(String(40), default="")

    organisation: Mapped[Organisation] = relationship()
    allocations: Mapped[list[Allocation]] = relationship(back_populates="payment", order_by="Allocation.id")
    reversals: Mapped[list[Reversal]] = relationship(back_populates="payment", order_by="Reversal.id")

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Reversal(Model):
    """Part of a payment that went back: paid back by us, or taken back through the payer's bank.

    `invoice_id`: whose settlement it undoes. A chargeback that was decided for us has `ended_on` and counts no more.
    """

    __tablename__ = "payment_reversals"
    __table_args__ = (
        UniqueConstraint("payment_id", "reference"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    id: Mapped[PrimaryKey]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    kind: Mapped[ReversalKind]
    reference: Mapped[str] = mapped_column(String(100))
    amount_minor: Mapped[Minor]
    happened_on: Mapped[date]
    ended_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(100), default="")

    payment: Mapped[Payment] = relationship(back_populates="reversals")


class Allocation(Model):
    """The part of a payment that settles an invoice."""

    __tablename__ = "allocations"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_positive"),)

    id: Mapped[PrimaryKey]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    amount_minor: Mapped[Minor]

    payment: Mapped[Payment] = relationship(back_populates="allocations")
    invoice: Mapped[Invoice] = relationship()


class CreditApplication(Model):
    """The part of a credit note that settles an invoice; what is left of the note is the client's balance."""

    __tablename__ = "credit_applications"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_positive"),)

    id: Mapped[PrimaryKey]
    credit_note_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    amount_minor: Mapped[Minor]
    applied_at: Mapped[datetime]

    credit_note: Mapped[Invoice] = relationship(foreign_keys=[credit_note_id])
    invoice: Mapped[Invoice] = relationship(foreign_keys=[invoice_id])


class Refund(Model):
    """What a credit note has left, kept for paying back outside: owed without a reference, paid with one."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("credit_note_id"),
        UniqueConstraint("organisation_id", "reference"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(reference is null) = (paid_on is null)", name="paid_with_a_reference"),
    )

    id: Mapped[PrimaryKey]
    credit_note_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    amount_minor: Mapped[Minor]
    promised_at: Mapped[datetime]
    reference: Mapped[str | None] = mapped_column(String(100))
    paid_on: Mapped[date | None]


class PaymentPlan(Model):
    """An amount of an invoice, tax included, that may be paid in parts; it holds from `agreed_at` on."""

    __tablename__ = "payment_plans"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_positive"), UniqueConstraint("key"))

    id: Mapped[PrimaryKey]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    amount_minor: Mapped[Minor]
    proposed_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]

    invoice: Mapped[Invoice] = relationship()
    instalments: Mapped[list[Instalment]] = relationship(back_populates="plan", order_by="Instalment.position")


class Instalment(Model):
    __tablename__ = "instalments"
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        UniqueConstraint("payment_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(paid_on is null) = (payment_id is null)", name="paid_by_a_payment"),
        Index("ix_instalments_due_on", "due_on"),
    )

    id: Mapped[PrimaryKey]
    plan_id: Mapped[int] = mapped_column(ForeignKey("payment_plans.id"))
    position: Mapped[int]
    due_on: Mapped[date]
    amount_minor: Mapped[Minor]
    reminded_at: Mapped[datetime | None]
    paid_on: Mapped[date | None]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))

    plan: Mapped[PaymentPlan] = relationship(back_populates="instalments")


class Hold(Model):
    """The disputed gross amount of an invoice: out of “amount due”, late fees and dunning until released."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        UniqueConstraint("dispute_ref"),
    )

    id: Mapped[PrimaryKey]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    dispute_ref: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[Minor]
    placed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    new_due_on: Mapped[date | None]

    invoice: Mapped[Invoice] = relationship()


class Finding(Model):
    """What the audit found: billed, expected, the rows it rests on. The fingerprint keeps a second run from doubling it.

    `evidence` is a list of {"kind", "ref", "text"} rows; amounts are minor units of the invoice's currency.
    `verdict` is what a person last said of it, confirmed or not an error, and outlives its correction.
    """

    __tablename__ = "findings"
    __table_args__ = (
        Index("ix_findings_organisation_status", "organisation_id", "status"),
        Index("ix_findings_status", "status", "id"),
        Index("ix_findings_owner", "owner_id", "status", "id"),
    )

    id: Mapped[PrimaryKey]
    rule: Mapped[str] = mapped_column(String(4))
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_lines.id"), index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(40))
    severity: Mapped[Severity]
    billed_minor: Mapped[Minor | None]
    expected_minor: Mapped[Minor | None]
    difference_minor: Mapped[Minor | None]
    currency: Mapped[str] = mapped_column(String(3))
    message: Mapped[str] = mapped_column(Said)
    evidence: Mapped[list[Any]] = mapped_column(WithSayings, default=list)
    status: Mapped[FindingStatus] = mapped_column(default=FindingStatus.OPEN)
    verdict: Mapped[FindingStatus | None]
    found_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    organisation: Mapped[Organisation] = relationship()
    invoice: Mapped[Invoice | None] = relationship()
    line: Mapped[InvoiceLine | None] = relationship()
    owner: Mapped[Person | None] = relationship()

    @property
    def billed(self) -> Money | None:
        return self._money(self.billed_minor)

    @property
    def expected(self) -> Money | None:
        return self._money(self.expected_minor)

    @property
    def difference(self) -> Money | None:
        """Above nothing: charged too much."""
        return self._money(self.difference_minor)

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, self.currency)
