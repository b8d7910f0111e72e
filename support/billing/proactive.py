"""Corrections of errors that we found before the client did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.billing.models import Invoice
from support.billing.settlement import Finding
from support.kernel.enums import RichEnum
from support.kernel.money import Money
from support.kernel.types import Minor, Model, PrimaryKey


class CorrectionStatus(RichEnum):
    AWAITING_APPROVAL = "awaiting_approval", "Waiting for approval", "warning"
    POSTED = "posted", "Credited", "success"
    SENT_BACK = "sent_back", "Sent back", "secondary"


class ProactiveCorrection(Model):
    """The credit for a finding, net of tax in minor units of its currency; above the proposer's limit somebody else approves.

    `words` is the explanation that the client gets with it. What is posted or waits is there once for each finding.
    """

    __tablename__ = "proactive_corrections"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("approved_by_id is null or approved_by_id != proposed_by_id", name="four_eyes"),
        CheckConstraint("(status = 'posted') = (credit_note_id is not null)", name="posted_has_note"),
        Index(
            "uq_proactive_corrections_live",
            "finding_id",
            unique=True,
            sqlite_where=text("status in ('awaiting_approval', 'posted')"),
            postgresql_where=text("status in ('awaiting_approval', 'posted')"),
        ),
        Index("ix_proactive_corrections_proposed_by", "proposed_by_id", "proposed_at"),
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"))
    status: Mapped[CorrectionStatus] = mapped_column(index=True)
    amount_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    words: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decision_words: Mapped[str] = mapped_column(Text, default="")
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"))

    finding: Mapped[Finding] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    credit_note: Mapped[Invoice | None] = relationship()

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
