"""What is given to a client, from the proposal to what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.billing.models import Invoice
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.kernel.money import Money
from support.kernel.types import Minor, Model, PrimaryKey

if TYPE_CHECKING:
    from support.disputes.models import Dispute


class Remedy(Model):
    """What is given: proposed by one person, above their limit approved by another. `amount_minor` is net of tax.

    `counter_minor` is what the client asked for instead, net of tax too, and `counter_answered_at` when we said yes or
    no to that. `reminded_at` is when we asked for an answer, `notice_at` when we said that without one we close.
    `delivered_on` is when the client got an additional service; agreed and without it, it is still owed.
    `lines` holds {"line_id": InvoiceLine.id, "minor": net} rows for corrections. `public_id` is for clients' doors.
    """

    __tablename__ = "remedies"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("approved_by_id is null or approved_by_id != proposed_by_id", name="four_eyes"),
        CheckConstraint("status not in ('posted', 'void') or posted_at is not null", name="posted_at_a_time"),
        CheckConstraint(
            "delivered_on is null or (kind = 'additional_service' and posted_at is not null)", name="delivers_a_service"
        ),
        # What a client asks for instead is never given by itself: the offer that it answers has ended.
        CheckConstraint(
            "counter_minor is null or (counter_minor > amount_minor and status = 'declined')", name="counter_ends_it"
        ),
        # One proposal at a time: what is approved or accepted is what was last proposed.
        Index(
            "uq_remedies_live",
            "dispute_id",
            unique=True,
            sqlite_where=text("status in ('awaiting_approval', 'offered')"),
            postgresql_where=text("status in ('awaiting_approval', 'offered')"),
        ),
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    kind: Mapped[RemedyKind]
    status: Mapped[RemedyStatus] = mapped_column(index=True)
    amount_minor: Mapped[Minor]
    lines: Mapped[list[Any]] = mapped_column(default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decision_words: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime | None]
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"))
    posted_at: Mapped[datetime | None]
    counter_minor: Mapped[int | None] = mapped_column(BigInteger)
    counter_answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    notice_at: Mapped[datetime | None]
    delivered_on: Mapped[date | None]
    key: Mapped[str | None] = mapped_column(String(120), unique=True)

    @property
    def amount(self) -> Money:
        """Net of tax."""
        return Money(self.amount_minor, self.dispute.currency)

    dispute: Mapped[Dispute] = relationship(back_populates="remedies")
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    credit_note: Mapped[Invoice | None] = relationship()
