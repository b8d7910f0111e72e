"""The stored due moments of a dispute: a cache of what (policy, calendar, history) say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.disputes.models import Dispute
from support.kernel.types import Model, PrimaryKey


class Clock(Model):
    """`steps` is a list of sentences that lead to `due_at`. A clock ends satisfied, cancelled or missed (missed ones may still be satisfied late)."""

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("dispute_id", "name", "started_at"),
        Index("ix_clocks_due", "ended_at", "due_at"),
    )

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    regulatory: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    unit: Mapped[str] = mapped_column(String(30))
    steps: Mapped[list[Any]] = mapped_column(default=list)
    warned_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(40))

    dispute: Mapped[Dispute] = relationship()
