"""Reads of articles: clients find what is published, managers everything."""

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from support.extensions import db
from support.kernel.errors import NotFound
from support.kernel.sayings import N_
from support.knowledge.models import Article, ArticleKind, ArticleVersion

UNKNOWN = N_("There is no such article here.")
DRAFTS = Path(__file__).parent / "drafts"


def published(kind: ArticleKind | None = None) -> list[Article]:
    """What everybody may read, policies first, by title."""
    wanted = select(Article).where(Article.published)
    if kind is not None:
        wanted = wanted.where(Article.kind == kind)
    return list(db.session.scalars(wanted.order_by(Article.kind.desc(), Article.title, Article.id)))


def headings() -> list[Article]:
    """As `published`, with what a list shows of each and not the whole text."""
    wanted = select(Article).where(Article.published).options(defer(Article.body))
    return list(db.session.scalars(wanted.order_by(Article.kind.desc(), Article.title, Article.id)))


def every_article() -> list[Article]:
    return list(db.session.scalars(select(Article).order_by(Article.kind.desc(), Article.title, Article.id)))


def article_with(slug: str, *, hidden: bool = False) -> Article:
    """`hidden`: also one that is not published. Raises `NotFound`."""
    found = db.session.scalar(select(Article).where(Article.slug == slug))
    if found is None or not (found.published or hidden):
        raise NotFound(UNKNOWN)
    return found


def versions_of(article: Article) -> list[ArticleVersion]:
    """The latest first."""
    wanted = select(ArticleVersion).where(ArticleVersion.article_id == article.id)
    return list(db.session.scalars(wanted.order_by(ArticleVersion.number.desc())))


def version_of(article: Article, number: int) -> ArticleVersion:
    """Raises `NotFound`."""
    wanted = select(ArticleVersion).where(ArticleVersion.article_id == article.id, ArticleVersion.number == number)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def has_policy() -> bool:
    """Whether clients can read at least one policy that the owner wrote."""
    wanted = select(func.count()).where(Article.published, Article.kind == ArticleKind.POLICY)
    return bool(db.session.scalar(wanted))
