"""Errors that come again, or hit many clients at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.disputes.models import Dispute
from support.kernel.money import Money
from support.kernel.types import Minor, Model, PrimaryKey, Said
from support.prevention.kinds import IncidentKind, IncidentStatus


class Incident(Model):
    """One cause behind many errors. `key` is what its errors have in common, and names it while it is open.

    `count` errors at `clients` clients within the window; `expected` is what the months before would have led one to
    expect, `chance` (Poisson) how likely so many are by accident. `explanation` is what clients are told.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_status", "status", "id"),
        UniqueConstraint("key"),
        CheckConstraint("released_by_id is null or released_by_id != prepared_by_id", name="four_eyes"),
    )

    id: Mapped[PrimaryKey]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[IncidentKind]
    status: Mapped[IncidentStatus] = mapped_column(default=IncidentStatus.NOTICED)
    title: Mapped[str] = mapped_column(Said)
    count: Mapped[int]
    clients: Mapped[int]
    expected: Mapped[float]
    chance: Mapped[float]
    noticed_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    explanation: Mapped[str] = mapped_column(Text, default="")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    released_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    draw: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    prepared_by: Mapped[Person | None] = relationship(foreign_keys=[prepared_by_id])
    errors: Mapped[list[IncidentError]] = relationship(back_populates="incident", order_by="IncidentError.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — read once, by the mapper


class IncidentError(Model):
    """One line that the incident made wrong: its finding or its dispute, and what is credited for it.

    `amount_minor` is net of tax. `sampled`: a person looks at it before the batch goes out; `right` is what they said.
    `left_out` says why nothing is credited; credited it has its note. `told_at`: the client has been written to.
    """

    __tablename__ = "incident_errors"
    __table_args__ = (
        UniqueConstraint("incident_id", "line_id"),
        Index("ix_incident_errors_to_do", "incident_id", "credit_note_id", "id"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    )

    id: Mapped[PrimaryKey]
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("invoice_lines.id"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"))
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"), index=True)
    amount_minor: Mapped[Minor]
    sampled: Mapped[bool] = mapped_column(default=False)
    right: Mapped[bool | None]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    left_out: Mapped[str] = mapped_column(Said, default="")
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"))
    told_at: Mapped[datetime | None]

    incident: Mapped[Incident] = relationship(back_populates="errors")
    organisation: Mapped[Organisation] = relationship()
    invoice: Mapped[Invoice] = relationship(foreign_keys=[invoice_id])
    line: Mapped[InvoiceLine] = relationship()
    finding: Mapped[Finding | None] = relationship()
    dispute: Mapped[Dispute | None] = relationship()
    credit_note: Mapped[Invoice | None] = relationship(foreign_keys=[credit_note_id])

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.invoice.currency)
