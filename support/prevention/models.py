"""Drafts before they go out, what was learned about disputes, dated tasks, and who did what to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from support.accounts.models import Organisation, Person
from support.billing.agreements import Contract, Price
from support.billing.models import Invoice
from support.kernel.money import Money
from support.kernel.types import Minor, Model, PrimaryKey, Said, WithSayings
from support.prevention.incident_models import Incident
from support.prevention.kinds import DraftStatus, TaskKind, TaskStatus

_LIVE = "status in ('waiting', 'sent_back', 'ready')"


class DraftFile(Model):
    """The bytes that drafts came in: issuing reads them again, so that what was reviewed is what goes out."""

    __tablename__ = "draft_files"

    id: Mapped[PrimaryKey]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class Draft(Model):
    """A bill that nobody has got yet. It is no invoice: not in balances, not in lists, not for clients' eyes.

    `position` is its place in its file, from 0. `editors` are the ids of all who gave it a content. `revision` counts how often its content was replaced. `findings` are
    {"rule", "place", "billed", "expected", "difference", "severity", "message"} rows, amounts as decimal strings;
    `parts` are {"feature", "points", "words"} rows that add up to `score`. `why_review` is empty where no review is due.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index("ix_drafts_status", "status", "id"),
        Index("ix_drafts_prepared_by", "prepared_by_id", "status", "id"),
        # One draft of a number at a time; a new content replaces it.
        Index(
            "uq_drafts_live",
            "seller_name",
            "number",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        CheckConstraint("reviewed_by_id is null or reviewed_by_id != prepared_by_id", name="four_eyes"),
        CheckConstraint("(status = 'issued') = (invoice_id is not null)", name="issued_has_invoice"),
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("draft_files.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    source_format: Mapped[str] = mapped_column(String(20))
    seller_name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(60), index=True)
    content_digest: Mapped[str] = mapped_column(String(64))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    currency: Mapped[str] = mapped_column(String(3))
    net_minor: Mapped[Minor]
    payable_minor: Mapped[Minor]
    status: Mapped[DraftStatus] = mapped_column(default=DraftStatus.WAITING)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    prepared_at: Mapped[datetime]
    editors: Mapped[list[Any]] = mapped_column(default=list)
    revision: Mapped[int] = mapped_column(default=1)
    checked_at: Mapped[datetime]
    findings: Mapped[list[Any]] = mapped_column(WithSayings, default=list)
    score: Mapped[int] = mapped_column(default=0)
    parts: Mapped[list[Any]] = mapped_column(WithSayings, default=list)
    why_review: Mapped[str] = mapped_column(Said, default="")
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reviewed_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(Said, default="")
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), unique=True)
    issued_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    file: Mapped[DraftFile] = relationship()
    organisation: Mapped[Organisation] = relationship()
    prepared_by: Mapped[Person] = relationship(foreign_keys=[prepared_by_id])
    reviewed_by: Mapped[Person | None] = relationship(foreign_keys=[reviewed_by_id])
    invoice: Mapped[Invoice | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — read once, by the mapper

    @property
    def payable(self) -> Money:
        return Money(self.payable_minor, self.currency)


class Calibration(Model):
    """What the points came to mean: a bill with `score` is disputed with probability 1 / (1 + e^-(intercept + slope * score)).

    Losses are mean log losses on the later third of the bills, which were not learned from: its own, and that of
    saying the same share for every bill. `in_use` only where it says more than that share.
    """

    __tablename__ = "calibrations"

    id: Mapped[PrimaryKey]
    fitted_at: Mapped[datetime]
    labelled: Mapped[int]
    disputed: Mapped[int]
    intercept: Mapped[float]
    slope: Mapped[float]
    loss: Mapped[float]
    plain_loss: Mapped[float]
    in_use: Mapped[bool]


class Task(Model):
    """Something to be done by a day. `key` names its cause, so that the timetable makes it once."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_status_due_on", "status", "due_on", "id"),
        Index("ix_tasks_owner", "owner_id", "status", "due_on", "id"),
        CheckConstraint("(status = 'open') = (ended_at is null)", name="ends_at_a_time"),
    )

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[TaskKind]
    status: Mapped[TaskStatus] = mapped_column(default=TaskStatus.OPEN)
    title: Mapped[str] = mapped_column(Said)
    due_on: Mapped[date]
    last_on: Mapped[date | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"))
    price_id: Mapped[int | None] = mapped_column(ForeignKey("prices.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    reminded_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Said, default="")
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation | None] = relationship()
    incident: Mapped[Incident | None] = relationship()
    contract: Mapped[Contract | None] = relationship()
    price: Mapped[Price | None] = relationship()
    owner: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — read once, by the mapper


class Verification(Model):
    """A group of a client's data that somebody has confirmed to be right."""

    __tablename__ = "verifications"
    __table_args__ = (Index("ix_verifications_organisation", "organisation_id", "on"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    on: Mapped[date]
    group: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Said, default="")


class Step(Model):
    """What somebody did to a draft, a finding, a task or an incident, append-only. `about` is "draft:12"; `by` None: the program."""

    __tablename__ = "prevention_steps"
    __table_args__ = (Index("ix_prevention_steps_about", "about", "id"),)

    id: Mapped[PrimaryKey]
    about: Mapped[str] = mapped_column(String(60))
    did: Mapped[str] = mapped_column(Said)
    words: Mapped[str] = mapped_column(Said, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person | None] = relationship()
