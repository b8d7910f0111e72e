"""The dispute and everything that hangs on it. Only `Dispute.apply` assigns a status, and it writes the history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice, InvoiceLine
from support.disputes import safeguards
from support.disputes.history import FIRST, as_kept, digest_of
from support.disputes.papers import Check, DisputeDocument, DisputeLink, Mention, Note, Override
from support.disputes.reasons import CauseClass, Channel, Outcome, OverrideKind, Reason, RootCause
from support.disputes.remedies import Remedy
from support.disputes.safeguards import OPEN_ONES
from support.disputes.states import DECIDED, OPENED, Action, Status, after
from support.disputes.workbench import BulkRun, BulkStep, DisputeTag, QueueView, SavedReply, Unsent, Visit
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.types import Minor, Model, PrimaryKey, WithSayings

__all__ = [
    "BulkRun",
    "BulkStep",
    "Check",
    "Dispute",
    "DisputeDocument",
    "DisputeLink",
    "DisputeTag",
    "DisputedLine",
    "HistoryEntry",
    "Mention",
    "Note",
    "Override",
    "QueueView",
    "Remedy",
    "SavedReply",
    "Unsent",
    "Visit",
    "safeguards",
]

IS_OPEN = f"status || '' in ({OPEN_ONES})"
"""In SQL. A query that says it in the same words is answered by the indexes over open disputes, and by no other on the status."""
IS_DECIDED = f"status || '' in ({', '.join(repr(status.value) for status in DECIDED)})"
HAS_NO_DEADLINE = "case when next_due_at is null then 1 end = 1"
IS_UNDATED = f"{IS_OPEN} and {HAS_NO_DEADLINE}"
"""Open, and no clock runs. Closed ones have no deadline either, and they are many: said so that the index over deadlines is no help."""
IS_HAND_OVER = f"action = '{Action.HAND_OVER.value}'"


class Dispute(Model):
    """One dispute of one invoice. `tier` (1 agent, 2 specialist, 3 manager) stands beside the status.

    Amounts are net of tax, in minor units of `currency`; `version` guards against two people writing at once.
    `requested_key` makes a repeated opening find the first one. `taken_at` is when its owner began; without it the
    owner was only assigned. `history_length` and `history_head` (a digest) say how its history must end.
    `department` is whose it is to look into it (a name of the desk's policies; none of them: the home one), and
    `cause_departments` are those that did not tell each other, where that was the root cause.
    `merged_into` is the dispute that goes on with what this one was about.
    `respond_by` and `next_due_at` are kept true by the clocks, and by nobody else once the dispute is open.
    `disputed_minor` is the sum over its lines, kept by the database itself.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        Index("ix_disputes_queue", "status", "tier", "next_due_at", "id"),
        Index("ix_disputes_owner", "owner_id", "status", "next_due_at", "id"),
        Index("ix_disputes_organisation", "organisation_id", "opened_at", "id"),
        Index("ix_disputes_next_due", "next_due_at", "id"),
        Index("ix_disputes_alike", "reason", "decided_at", "id"),
        Index("ix_disputes_closed", "closed_at"),
        *(
            Index(f"ix_disputes_open_{name}", column, "id", sqlite_where=text(IS_OPEN), postgresql_where=text(IS_OPEN))
            for name, column in (("opened", "opened_at"), ("amount", "disputed_minor"), ("tier", "tier"))
        ),
        Index(
            "ix_disputes_open_owner",
            "owner_id",
            "next_due_at",
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index("ix_disputes_undated", "id", sqlite_where=text(IS_UNDATED), postgresql_where=text(IS_UNDATED)),
        Index(
            "ix_disputes_unsatisfied", "id", sqlite_where=text("satisfied = 0"), postgresql_where=text("not satisfied")
        ),
        CheckConstraint("tier between 1 and 3", name="tier_exists"),
        CheckConstraint("history_length > 0", name="has_history"),
        CheckConstraint(
            "status not in ('resolved', 'follow_up', 'closed') or (outcome is not null and decided_at is not null)",
            name="decided_has_outcome",
        ),
        CheckConstraint("status != 'withdrawn' or outcome = 'withdrawn'", name="withdrawn_has_outcome"),
        CheckConstraint("(status = 'merged') = (merged_into_id is not null)", name="merged_into_something"),
        CheckConstraint("merged_into_id != id", name="merged_into_another"),
    )

    id: Mapped[PrimaryKey]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[Channel]
    status: Mapped[Status] = mapped_column(default=Status.RECEIVED)
    tier: Mapped[int] = mapped_column(default=1)
    department: Mapped[str] = mapped_column(String(40), default="", server_default="")
    reason: Mapped[Reason]
    statement: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(String(3))
    disputed_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    service_impact: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    root_cause: Mapped[RootCause | None]
    cause_class: Mapped[CauseClass | None]
    cause_departments: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    outcome: Mapped[Outcome | None]
    explanation: Mapped[str] = mapped_column(Text, default="")
    profile: Mapped[str] = mapped_column(String(40))
    profile_version: Mapped[int]
    opened_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    respond_by: Mapped[datetime | None]
    next_due_at: Mapped[datetime | None]
    satisfied: Mapped[bool | None]
    requested_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"), index=True)
    history_length: Mapped[int] = mapped_column(default=0)
    history_head: Mapped[str] = mapped_column(String(64), default=FIRST)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()
    invoice: Mapped[Invoice] = relationship()
    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id])
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    merged_into: Mapped[Dispute | None] = relationship(remote_side="Dispute.id")
    lines: Mapped[list[DisputedLine]] = relationship(
        back_populates="dispute", order_by="DisputedLine.id", cascade="all, delete-orphan"
    )
    checks: Mapped[list[Check]] = relationship(order_by="Check.id", cascade="all, delete-orphan")
    remedies: Mapped[list[Remedy]] = relationship(
        back_populates="dispute", order_by="Remedy.id", cascade="all, delete-orphan"
    )
    documents: Mapped[list[DisputeDocument]] = relationship(order_by="DisputeDocument.id", cascade="all, delete-orphan")
    notes: Mapped[list[Note]] = relationship(order_by="Note.id", cascade="all, delete-orphan")
    overrides: Mapped[list[Override]] = relationship(order_by="Override.id", cascade="all, delete-orphan")
    history: Mapped[list[HistoryEntry]] = relationship(
        back_populates="dispute", order_by="HistoryEntry.seq", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — read once, by the mapper

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    @property
    def in_time(self) -> bool:
        """Inside the notice window, or treated so by a manager's override."""
        return not self.late or any(row.rule is OverrideKind.NOTICE_WINDOW for row in self.overrides)

    @property
    def disputed(self) -> Money:
        """What the client does not accept, net of tax."""
        return self.money(sum(line.disputed_minor for line in self.lines))

    @property
    def approved(self) -> Money:
        """What has been found wrong and credited, net of tax."""
        return self.money(sum(line.approved_minor or 0 for line in self.lines))

    @property
    def corrected(self) -> str:
        """What the last decision put right without a credit, in the words that the client got; empty where it did not."""
        decided = [entry.facts for entry in self.history if "outcome" in entry.facts]
        return str(decided[-1].get("corrected", "")) if decided else ""

    def apply(
        self, action: Action, *, by: Person | None, facts: dict[str, Any] | None = None, for_client: bool = True
    ) -> HistoryEntry:
        """Do `action`, and write it down. The only line that assigns a status. `by` is None for the system.

        `facts` are values that JSON can hold; with `for_client` false the entry is for staff only. Set the tier and
        the owner before calling. Raises `RuleBroken` where the table of states has no such step.
        """
        before = self.status
        self.status = after(before, action)
        return self._write(action.value, before, by, facts or {}, for_client)

    def begin(self, *, by: Person, facts: dict[str, Any]) -> HistoryEntry:
        """The first entry of the history, of a dispute that is being opened."""
        return self._write(OPENED, None, by, facts, for_client=True)

    def _write(
        self, action: str, before: Status | None, by: Person | None, facts: dict[str, Any], for_client: bool
    ) -> HistoryEntry:
        entry = HistoryEntry(
            seq=self.history_length + 1,
            action=action,
            before=before,
            after=self.status,
            tier=self.tier,
            by_id=by.id if by else None,
            at=clock.now(),
            facts=as_kept(facts),
            for_client=for_client,
            previous_digest=self.history_head,
        )
        entry.digest = digest_of(self.reference, entry)
        self.history.append(entry)
        self.history_length, self.history_head = entry.seq, entry.digest
        return entry


class DisputedLine(Model):
    """Billed, claimed (what the client says is right), verified (what we found right) and approved (what is credited), net."""

    __tablename__ = "disputed_lines"
    __table_args__ = (
        UniqueConstraint("dispute_id", "line_id"),
        CheckConstraint(
            "approved_minor is null or approved_minor = 0 or approved_minor between 0 and billed_minor",
            name="approved_within_billed",
        ),
        CheckConstraint("claimed_minor is null or claimed_minor <= billed_minor", name="claimed_within_billed"),
        # The same line is in one open dispute at most; `open` is cleared when the dispute ends.
        Index(
            "uq_disputed_lines_open_line",
            "line_id",
            unique=True,
            # As a query says it: only then does SQLite see that the index answers it.
            sqlite_where=text("open = 1"),
            postgresql_where=text("open"),
        ),
    )

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("invoice_lines.id"))
    open: Mapped[bool] = mapped_column(default=True)
    billed_minor: Mapped[Minor]
    claimed_minor: Mapped[Minor | None]
    verified_minor: Mapped[Minor | None]
    approved_minor: Mapped[Minor | None]

    dispute: Mapped[Dispute] = relationship(back_populates="lines")
    line: Mapped[InvoiceLine] = relationship()

    @property
    def disputed_minor(self) -> int:
        """What the client does not accept: billed less claimed; all of it when no amount was claimed."""
        return self.billed_minor - (self.claimed_minor or 0)


class HistoryEntry(Model):
    """One step, append-only: `digest` covers the entry and the digest before it. `by_id` is null for the system."""

    __tablename__ = "history"
    __table_args__ = (
        UniqueConstraint("dispute_id", "seq"),
        # One step in very many, asked for by its time alone.
        Index("ix_history_handed_over", "at", sqlite_where=text(IS_HAND_OVER), postgresql_where=text(IS_HAND_OVER)),
    )

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    seq: Mapped[int]
    action: Mapped[str] = mapped_column(String(40))
    before: Mapped[Status | None]
    after: Mapped[Status]
    tier: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(WithSayings, default=dict)
    for_client: Mapped[bool] = mapped_column(default=True)
    previous_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    dispute: Mapped[Dispute] = relationship(back_populates="history")
    by: Mapped[Person | None] = relationship()
