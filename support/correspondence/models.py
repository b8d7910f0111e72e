"""Letters on their way out: written with the change that caused them, sent after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.kernel.enums import RichEnum
from support.kernel.types import Model, PrimaryKey, Said


class LetterStatus(RichEnum):
    QUEUED = "queued", "Waiting to be sent", "secondary"
    SENT = "sent", "Sent", "success"
    RETRY = "retry", "To be tried again", "warning"
    GIVEN_UP = "given_up", "Given up", "danger"
    HELD = "held", "Held back for somebody to look at", "danger"
    COLLECTED = "collected", "Waits for the daily letter", "secondary"
    IN_DIGEST = "in_digest", "In the daily letter", "info"
    DROPPED = "dropped", "Not needed any more", "secondary"


class Format(RichEnum):
    HTML = "html", "With headings and tables"
    TEXT = "text", "Plain text"


class Detail(RichEnum):
    FULL = "full", "Each letter whole"
    SHORT = "short", "What each of them is about, with a link to the rest"


class Rhythm(RichEnum):
    AT_ONCE = "at_once", "Each letter when it is written"
    DAILY = "daily", "One letter a day"


class OutgoingLetter(Model):
    """`key` (letter, recipient, event) is unique: one mail at most for each. A worker holds it by `claimed_until`.

    It leaves at `next_try_at`, never before `not_before`. `offered_at` stands while a server has been given the mail and
    nobody has written down its answer; `unsure` counts the tries that ended so: each of them may have arrived.
    `figures` are the amounts that it
    answers for, as written, and `due=€180.00` for those that are bound to what they are; `rests_on` names where they come from besides its dispute and invoice, as "price:12". `attempts` are tries that somebody has told about, `crashes` those whose worker never came back.
    """

    __tablename__ = "outgoing_letters"
    __table_args__ = (
        Index("ix_outgoing_letters_due", "status", "next_try_at", "id"),
        Index("ix_outgoing_letters_sent", "sent_at", "to_email"),
    )

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
    last_error: Mapped[str] = mapped_column(Said, default="")
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    unsure: Mapped[int] = mapped_column(default=0, server_default="0")
    crashes: Mapped[int] = mapped_column(default=0, server_default="0")
    figures: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    rests_on: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_letters.id"), index=True)

    person: Mapped[Person | None] = relationship()


class LetterPreference(Model):
    """How one person wants to be written to; who has none gets every letter at once, with its page."""

    __tablename__ = "letter_preferences"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    format: Mapped[Format] = mapped_column(default=Format.HTML)
    detail: Mapped[Detail] = mapped_column(default=Detail.FULL)
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.AT_ONCE)
    reminders: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
