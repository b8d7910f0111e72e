"""Letters on their way out: written with the change that caused them, sent after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.kernel.enums import RichEnum
from support.kernel.types import Model, PrimaryKey


class LetterStatus(RichEnum):
    QUEUED = "queued", "Waiting to be sent", "secondary"
    SENT = "sent", "Sent", "success"
    RETRY = "retry", "To be tried again", "warning"
    GIVEN_UP = "given_up", "Given up", "danger"


class OutgoingLetter(Model):
    """`key` (letter, recipient, event) is unique: one mail at most for each. A worker holds it by `claimed_until`."""

    __tablename__ = "outgoing_letters"
    __table_args__ = (Index("ix_outgoing_letters_due", "status", "next_try_at", "id"),)

    id: Mapped[PrimaryKey]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    to_name: Mapped[str] = mapped_column(String(200), default="")
    to_email: Mapped[str] = mapped_column(String(254), index=True)
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"), index=True)
    subject: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message_id: Mapped[str] = mapped_column(String(255))
    status: Mapped[LetterStatus] = mapped_column(default=LetterStatus.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()
