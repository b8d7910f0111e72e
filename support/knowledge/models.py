"""Articles and their versions, and what clients were told at the outset."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation, Person
from support.kernel.enums import RichEnum
from support.kernel.types import Model, PrimaryKey


class ArticleKind(RichEnum):
    POLICY = "policy", "Policy", "primary"
    ARTICLE = "article", "Article", "secondary"


class Article(Model):
    """What clients read, as it stands now: `number` counts its versions. Only what is `published` is shown to them."""

    __tablename__ = "articles"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[ArticleKind]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[str] = mapped_column(Text)
    published: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class ArticleVersion(Model):
    """An article as it once stood; append-only. `why` says what was changed, in the words of whoever changed it."""

    __tablename__ = "article_versions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[PrimaryKey]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class WelcomePack(Model):
    """What a client was told at the outset: services, prices, terms and rules, as they stood then. By None: the worker.

    `contracts` are numbers of agreements, `articles` {"slug", "number"} rows: the versions that were pointed to.
    """

    __tablename__ = "welcome_packs"
    __table_args__ = (CheckConstraint("(read_at is null) = (read_by_id is null)", name="read_by_somebody"),)

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    contracts: Mapped[list[str]] = mapped_column(default=list)
    articles: Mapped[list[Any]] = mapped_column(default=list)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[datetime]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    read_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    sent_by: Mapped[Person | None] = relationship(foreign_keys=[sent_by_id])
    read_by: Mapped[Person | None] = relationship(foreign_keys=[read_by_id])
