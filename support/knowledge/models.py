"""Articles and their versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
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
