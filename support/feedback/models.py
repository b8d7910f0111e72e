"""What is due after a decision, and what the client thought of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.disputes.models import Dispute
from support.feedback.themes import Theme
from support.kernel.types import Model, PrimaryKey


class FollowUp(Model):
    """One follow-up of one decision (`decided_at`), due some days after it."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("dispute_id", "decided_at"),
        Index("ix_follow_ups_due", "done_at", "due_at"),
    )

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"))
    decided_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    dispute: Mapped[Dispute] = relationship()


class Survey(Model):
    """1 (not at all) to 5 for the result, and, where the client says so, for how clear and how right the invoice was. The link carries a token whose digest alone is kept."""

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("score is null or score between 1 and 5", name="score_in_range"),
        CheckConstraint("clarity is null or clarity between 1 and 5", name="clarity_in_range"),
        CheckConstraint("accuracy is null or accuracy between 1 and 5", name="accuracy_in_range"),
    )

    id: Mapped[PrimaryKey]
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_ups.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    score: Mapped[int | None]
    clarity: Mapped[int | None]
    accuracy: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="")

    dispute: Mapped[Dispute] = relationship()


class Opinion(Model):
    """What a client said of our bills without being asked; `about` is “clarity”, the one thing told apart so far."""

    __tablename__ = "opinions"

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    about: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)

    person: Mapped[Person] = relationship()


class Voice(Model):
    """What a client or a colleague said of one theme, and what came of it.

    `survey_id` or `opinion_id` is where it comes from; a colleague's has neither. `score` is the mark of 1 to 5 that it
    was given with. `measure` is the public id of the task that answers it, `told_at` when whoever said it was told what
    has changed. `left_why` says why nothing is to be done. While neither is there it waits.
    """

    __tablename__ = "voices"
    __table_args__ = (
        UniqueConstraint("survey_id", "theme"),
        CheckConstraint("score is null or score between 1 and 5", name="score_in_range"),
        CheckConstraint("measure is null or left_why = ''", name="answered_or_left"),
        CheckConstraint("told_at is null or measure is not null", name="told_of_something"),
        Index("ix_voices_theme", "theme", "at"),
        Index("ix_voices_measure", "measure"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    theme: Mapped[Theme]
    words: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[int | None]
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("surveys.id"))
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey("opinions.id"), unique=True)
    measure: Mapped[str | None] = mapped_column(String(36))
    left_why: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    survey: Mapped[Survey | None] = relationship()
