"""What an investigation leaves behind: the three checks, the documents, the notes, the links to other disputes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.disputes.reasons import CheckKind, OverrideKind
from support.kernel.types import Model, PrimaryKey

if TYPE_CHECKING:
    from support.disputes.models import Dispute


class Check(Model):
    """One of the three checks: what was found, and what it rests on. `passed`: the bill stood up to it."""

    __tablename__ = "checks"
    __table_args__ = (UniqueConstraint("dispute_id", "kind"),)

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    kind: Mapped[CheckKind]
    finding: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    passed: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class DisputeDocument(Model):
    """A document that a decision rests on: a row of the ledger (`kind`, `ref`) named for the client."""

    __tablename__ = "dispute_documents"
    __table_args__ = (UniqueConstraint("dispute_id", "kind", "ref"),)

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    kind: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(255))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime]


class Note(Model):
    """Internal: no client, bot, letter or export for clients ever sees it."""

    __tablename__ = "notes"

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)

    by: Mapped[Person] = relationship()
    dispute: Mapped[Dispute] = relationship(viewonly=True)


class Mention(Model):
    """A colleague named in a note (@ana.ruiz); `read_at` is when they said that they have seen it."""

    __tablename__ = "mentions"
    __table_args__ = (UniqueConstraint("note_id", "person_id"), Index("ix_mentions_unread", "person_id", "read_at"))

    id: Mapped[PrimaryKey]
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    read_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship()
    person: Mapped[Person] = relationship()


class Override(Model):
    """A rule that a manager has set aside in the client's favour, with the reason; the desk reports them all."""

    __tablename__ = "overrides"
    __table_args__ = (
        Index("ix_overrides_at", "at", "id"),
        CheckConstraint("length(why) > 0", name="has_a_reason"),
    )

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    rule: Mapped[OverrideKind]
    why: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class DisputeLink(Model):
    """Two disputes of one client that have to do with each other; kept once, the earlier one first."""

    __tablename__ = "dispute_links"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )

    id: Mapped[PrimaryKey]
    first_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
