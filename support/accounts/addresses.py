"""Addresses of people that letters no longer reach."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.kernel.types import Model, PrimaryKey


class Suppression(Model):
    """One row for each time that an address was shut; it is open again once `lifted_at` stands."""

    __tablename__ = "suppressions"

    id: Mapped[PrimaryKey]
    email: Mapped[str] = mapped_column(String(254), index=True)
    why: Mapped[str] = mapped_column(Text)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_letters.id"))
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    lifted_by: Mapped[Person | None] = relationship()
