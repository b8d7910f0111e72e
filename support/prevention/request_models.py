"""What clients ask us to change about themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation, Person
from support.kernel.enums import RichEnum
from support.kernel.types import Model, PrimaryKey


class RequestStatus(RichEnum):
    WAITING = "waiting", "With us", "warning"
    MADE = "made", "Changed", "success"
    DECLINED = "declined", "Not changed", "secondary"
    TAKEN_BACK = "taken_back", "Taken back", "secondary"


class DataRequest(Model):
    """A change of a client's own data that waits for somebody of the staff.

    `changes` is {column of the organisation: [as it was, as it should be]}; `answer` is what we said to it.
    """

    __tablename__ = "data_requests"
    __table_args__ = (
        Index("ix_data_requests_client", "organisation_id", "id"),
        CheckConstraint("(status = 'waiting') = (decided_at is null)", name="decided_at_a_time"),
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    status: Mapped[RequestStatus] = mapped_column(default=RequestStatus.WAITING)
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[str] = mapped_column(Text, default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — read once, by the mapper
