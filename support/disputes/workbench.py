"""What the staff keep around disputes for their own work: tags, views, drafts, who is at it, saved replies, bulk runs.

No client ever sees any of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.kernel.triggers import Trigger, declare
from support.kernel.types import Model, PrimaryKey

if TYPE_CHECKING:
    from support.disputes.models import Dispute


class DisputeTag(Model):
    """A word of the staff on a dispute, in small letters."""

    __tablename__ = "dispute_tags"
    __table_args__ = (UniqueConstraint("dispute_id", "name"), Index("ix_dispute_tags_name", "name", "dispute_id"))

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    name: Mapped[str] = mapped_column(String(40))


class QueueView(Model):
    """A view of the queue that somebody has kept; `asks` is what its address says, name → value or values.

    `department` is the owner's when it was kept: its people see it too when it is `shared`.
    """

    __tablename__ = "queue_views"
    __table_args__ = (UniqueConstraint("owner_id", "name"), Index("ix_queue_views_shared", "shared", "department"))

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department: Mapped[str] = mapped_column(String(40), default="")
    shared: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(60))
    asks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]

    owner: Mapped[Person] = relationship()


class Unsent(Model):
    """What somebody has typed into a field of a dispute's page and not sent; everybody at the desk can read it."""

    __tablename__ = "unsent_words"
    __table_args__ = (UniqueConstraint("dispute_id", "by_id", "form", "field"), Index("ix_unsent_words_at", "at"))

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form: Mapped[str] = mapped_column(String(80))
    field: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Visit(Model):
    """Somebody has a dispute's page open: when it was last heard of, and when and where they typed."""

    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("dispute_id", "person_id"), Index("ix_visits_seen", "seen_at"))

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    seen_at: Mapped[datetime]
    typing_at: Mapped[datetime | None]


class SavedReply(Model):
    """Sentences that somebody sends again and again, with `{places}` to be filled in; shared as views are."""

    __tablename__ = "saved_replies"
    __table_args__ = (UniqueConstraint("owner_id", "title"), Index("ix_saved_replies_shared", "shared", "department"))

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department: Mapped[str] = mapped_column(String(40), default="")
    shared: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]

    owner: Mapped[Person] = relationship()


def is_for(table: type[QueueView] | type[SavedReply], person: Any, department: Any) -> ColumnElement[bool]:
    """Whether a row is the person's own, or shared with the people of `department`."""
    return or_(table.owner_id == person, and_(table.shared, table.department == department))


class BulkRun(Model):
    """One deed done to several disputes at once, each in a transaction of its own; `facts` say what with."""

    __tablename__ = "bulk_runs"

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    deed: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    steps: Mapped[list[BulkStep]] = relationship(order_by="BulkStep.id", cascade="all, delete-orphan")


class BulkStep(Model):
    """What the run did to one dispute: how long its history was afterwards, and what it was `before`."""

    __tablename__ = "bulk_steps"
    __table_args__ = (UniqueConstraint("run_id", "dispute_id"),)

    id: Mapped[PrimaryKey]
    run_id: Mapped[int] = mapped_column(ForeignKey("bulk_runs.id"))
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    history_length: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)

    dispute: Mapped[Dispute] = relationship()


def _add_up(row: str) -> str:
    own = f"{row}.dispute_id"
    total = "select coalesce(sum(billed_minor - coalesce(claimed_minor, 0)), 0) from disputed_lines"
    return f"update disputes set disputed_minor = ({total} where dispute_id = {own}) where id = {own};"  # noqa: S608 — our own names


# A list is sorted by it along an index, so it stands on the dispute; whoever writes lines, it is their sum.
declare(
    *(
        Trigger(f"disputed_minor_{what}", "disputed_lines", f"after {when}", _add_up(row), _add_up(row), "", "disputes")
        for what, when, row in (
            ("come", "insert", "new"),
            ("changed", "update of billed_minor, claimed_minor", "new"),
            ("gone", "delete", "old"),
        )
    )
)
