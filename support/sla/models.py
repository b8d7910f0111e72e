"""The stored due moments of a dispute: a cache of what (policy, calendar, history) say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.disputes.models import Dispute
from support.kernel.types import Model, PrimaryKey, WithSayings


class Clock(Model):
    """`steps` is a list of sentences that lead to `due_at`; `profile` is the policy it comes from.

    A clock ends satisfied or cancelled (`ending`); a missed one may still be satisfied, late. While `paused_since` is
    set it waits for the client, and misses nothing. `warn_at` and `climb_at` are when somebody is warned and when the
    ladder is climbed before it runs out; `warned_at`, `climbed_at` and `missed_at` when that was done.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("dispute_id", "profile", "name", "started_at"),
        Index("ix_clocks_due", "ended_at", "due_at"),
        Index("ix_clocks_warn", "ended_at", "warn_at"),
    )

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    profile: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    regulatory: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    unit: Mapped[str] = mapped_column(String(30))
    steps: Mapped[list[Any]] = mapped_column(WithSayings, default=list)
    paused_since: Mapped[datetime | None]
    warn_at: Mapped[datetime]
    climb_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    climbed_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(40))
    ending: Mapped[str | None] = mapped_column(String(20))

    dispute: Mapped[Dispute] = relationship()

    @property
    def running(self) -> bool:
        return self.ended_at is None
