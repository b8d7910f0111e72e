"""Credits for the time being: the client has the use of the money while a dispute runs; it ends kept or taken back.

It is no credit note: nothing of what was billed is corrected before it is decided, so neither tax nor what can still be
credited moves. It counts in balances from the day it is given until it is kept, in whose place a credit note stands,
or until the day that the client was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.billing.holding import locked
from support.billing.models import Invoice
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.money import Money
from support.kernel.safeguards import INSERT, Safeguard, keep
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.kernel.types import Minor, Model, PrimaryKey


class ProvisionalCredit(Model):
    """An amount, tax included, given until `dispute_ref` is decided.

    Ended, `kept_minor` of it stays the client's by a credit note, and the rest counts until the day before `debit_on`.
    """

    __tablename__ = "provisional_credits"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("kept_minor >= 0 and kept_minor <= amount_minor", name="kept_within"),
        CheckConstraint("ended_at is not null or (kept_minor = 0 and debit_on is null)", name="stands_whole"),
        CheckConstraint("ended_at is null or kept_minor = amount_minor or debit_on is not null", name="ends_whole"),
        Index("ix_provisional_credits_dispute_ref", "dispute_ref", "id"),
    )

    id: Mapped[PrimaryKey]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    dispute_ref: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[Minor]
    given_on: Mapped[date]
    posted_at: Mapped[datetime]
    kept_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    debit_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text, default="", server_default="")

    invoice: Mapped[Invoice] = relationship()

    @property
    def amount(self) -> Money:
        return self.invoice.money(self.amount_minor)

    @property
    def stands_until_told(self) -> Money:
        """What of it counts today."""
        over = self.debit_on is not None and self.debit_on <= clock.today()
        return self.invoice.money(0 if over else self.amount_minor - self.kept_minor)


STANDING = ProvisionalCredit.amount_minor - ProvisionalCredit.kept_minor


def counts_on(day: ColumnElement[date] | date) -> ColumnElement[bool]:
    return or_(ProvisionalCredit.debit_on.is_(None), ProvisionalCredit.debit_on > day)


def give_for_now(invoice: Invoice, amount: Money, *, dispute_ref: str, on: date) -> ProvisionalCredit:
    """Post it. Raises `RuleBroken` for nothing, and for more than the invoice comes to with what stands on it already."""
    with transaction():
        billed = locked(invoice)
        stands = select(func.sum(STANDING)).where(ProvisionalCredit.invoice_id == billed.id, counts_on(clock.today()))
        left = billed.payable_minor - (db.session.scalar(stands) or 0)
        if amount.currency != billed.currency or not 0 < amount.minor <= left:
            raise RuleBroken(
                N_("At most %(left)s can be credited for the time being.", left=billed.money(max(left, 0)))
            )
        row = ProvisionalCredit(
            invoice_id=billed.id,
            dispute_ref=dispute_ref,
            amount_minor=amount.minor,
            given_on=on,
            posted_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
    return row


def given_for_now(dispute_ref: str) -> Sequence[ProvisionalCredit]:
    """All that was ever given for it, oldest first."""
    wanted = select(ProvisionalCredit).where(ProvisionalCredit.dispute_ref == dispute_ref)
    return db.session.scalars(wanted.order_by(ProvisionalCredit.id)).all()


def standing_for_now(dispute_ref: str) -> ProvisionalCredit | None:
    """The one of which nobody has said what becomes of it."""
    return next((row for row in given_for_now(dispute_ref) if row.ended_at is None), None)


def end_for_now(row: ProvisionalCredit, *, kept: Money, debit_on: date, why: str) -> Money:
    """`kept` of it has become a credit note; the rest, which is returned, is taken back on `debit_on`.

    Raises `RuleBroken` where it has ended before.
    """
    with transaction():
        locked(row.invoice)
        if row.ended_at is not None:
            raise RuleBroken(N_("Nothing is credited for the time being."))
        row.kept_minor = min(kept.minor, row.amount_minor)
        rest = row.invoice.money(row.amount_minor - row.kept_minor)
        row.ended_at, row.why = clock.now(), why
        row.debit_on = debit_on if rest else None
        db.session.flush()
    return rest


def pass_on(dispute_ref: str, to: str) -> None:
    """Two disputes become one: what stands for the one stands for the other."""
    with transaction():
        for row in given_for_now(dispute_ref):
            if row.ended_at is None:
                row.dispute_ref = to
        db.session.flush()


def with_for_now(organisation_ids: Iterable[int]) -> set[int]:
    """Those of the clients who have something of the kind today."""
    wanted = select(Invoice.organisation_id).join(ProvisionalCredit, ProvisionalCredit.invoice_id == Invoice.id)
    wanted = wanted.where(Invoice.organisation_id.in_(organisation_ids), counts_on(clock.today()), STANDING > 0)
    return set(db.session.scalars(wanted))


keep(
    Safeguard(
        "for_now_frozen",
        "provisional_credits",
        ("update of amount_minor, invoice_id, given_on",),
        "NEW.amount_minor <> OLD.amount_minor or NEW.invoice_id <> OLD.invoice_id or NEW.given_on <> OLD.given_on",
        "a credit for the time being is never edited",
    ),
    Safeguard(
        "for_now_ended",
        "provisional_credits",
        ("update of kept_minor, debit_on, ended_at",),
        "OLD.ended_at is not null",
        "a credit for the time being ends once",
    ),
    Safeguard(
        "for_now_within",
        "provisional_credits",
        (INSERT,),
        "NEW.amount_minor > (select case when payable_minor > 0 then payable_minor else 0 end"
        " from invoices where id = NEW.invoice_id)",
        "more than an invoice came to would be credited for the time being",
        ("invoices", "NEW.invoice_id"),
    ),
)
