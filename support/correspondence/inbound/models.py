"""What is kept of a mail that came in. Its bytes lie on the disk as they came, and are never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.disputes.models import Dispute
from support.kernel.enums import RichEnum
from support.kernel.types import Model, PrimaryKey, Said


class Outcome(RichEnum):
    """What became of a mail."""

    RECEIVED = "received", "Not handled yet", "secondary"
    CREATED = "created", "Something new", "success"
    APPENDED = "appended", "Added to what it answers", "success"
    QUARANTINED = "quarantined", "Waits for a person", "warning"
    IGNORED = "ignored", "Needs nothing", "secondary"
    DISMISSED = "dismissed", "Put away by a person", "secondary"

    @property
    def keeps_files(self) -> bool:
        """Whether anybody may want to open what came with it."""
        return self is not Outcome.IGNORED


class IncomingMail(Model):
    """`key` names the mail by its Message-ID and its content: two mailboxes that it came to keep it once.

    `digest` is that of the raw bytes, by which they are found on the disk. `reference` is the dispute it went to, or
    the public id of the conversation; `text` is what the writer wrote themselves. `facts` holds {"no_answer": [...],
    "automatic": [...], "letter": id of the letter that bounced, "verified": whether anybody of ours vouches for its sender}.
    """

    __tablename__ = "incoming_mails"
    __table_args__ = (Index("ix_incoming_mails_outcome", "outcome", "id"),)

    id: Mapped[PrimaryKey]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    envelope_from: Mapped[str | None] = mapped_column(String(254))
    envelope_to: Mapped[list[str]] = mapped_column(default=list)
    received_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.RECEIVED)
    why: Mapped[str] = mapped_column(Said, default="")
    tries: Mapped[int] = mapped_column(default=0)
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    message_id: Mapped[str] = mapped_column(String(260), default="")
    author: Mapped[str] = mapped_column(String(254), default="", index=True)
    author_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(500), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"), index=True)
    reference: Mapped[str] = mapped_column(String(40), default="")

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    handled_by: Mapped[Person | None] = relationship(foreign_keys=[handled_by_id])
    dispute: Mapped[Dispute | None] = relationship()

    @property
    def no_answer(self) -> list[str]:
        """Why nothing may be answered by itself."""
        return [*self.facts.get("automatic", []), *self.facts.get("no_answer", [])]

    @property
    def verified(self) -> bool:
        """Whether our own mail server, or who gave us the file, vouches for its sender. Anybody can write any name above a mail."""
        return bool(self.facts.get("verified"))


class IntakeReceipt(Model):
    """A signature that the HTTP intake has accepted: the same one a second time is a replay."""

    __tablename__ = "intake_receipts"

    id: Mapped[PrimaryKey]
    signature: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
