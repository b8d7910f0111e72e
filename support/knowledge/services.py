"""Writing articles: a change is a new version, and what clients read is what was published."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import select

from support.accounts.models import Person
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, JustChanged, RuleBroken
from support.kernel.plain_text import readable
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.knowledge.models import Article, ArticleKind, ArticleVersion
from support.knowledge.queries import DRAFTS
from support.knowledge.rights import require

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 200, 300, 50_000
NEW = "written"


@dataclass(frozen=True, slots=True)
class Text:
    """What stands in an article; `body` is Markdown."""

    title: str
    summary: str
    body: str


def write(kind: ArticleKind, text: Text, *, by: Person) -> Article:
    """A new article, which nobody but managers sees until it is published. Raises `BadInput` with its field."""
    with transaction():
        require(by)
        said = _checked(text)
        article = Article(slug=_free_slug(said.title), kind=kind, published=False, number=1, changed_at=clock.now())
        _set(article, said)
        db.session.add(article)
        db.session.flush()
        _keep(article, by, NEW)
    return article


def rewrite(article: Article, text: Text, *, why: str, number: int, by: Person) -> Article:
    """Another version. Raises `JustChanged` where somebody has written one since version `number` was read."""
    with transaction():
        require(by)
        said, reason = _checked(text), readable(why, "why")
        row = _locked(article)
        if row.number != number:
            raise JustChanged(N_("Somebody has changed this article meanwhile. Compare, then save again."))
        if (row.title, row.summary, row.body) == (said.title, said.summary, said.body):
            return row
        if not reason or len(reason) > LONGEST_SUMMARY:
            raise BadInput(N_("Say in a few words what you changed: it stands beside the version."), field="why")
        _set(row, said)
        row.number, row.changed_at = row.number + 1, clock.now()
        _keep(row, by, reason)
    return row


def publish(article: Article, *, by: Person) -> Article:
    with transaction():
        require(by)
        row = _locked(article)
        row.published = True
    return row


def take_back(article: Article, *, by: Person) -> Article:
    """Clients no longer see it; it and its versions stay here."""
    with transaction():
        require(by)
        row = _locked(article)
        row.published = False
    return row


def begin_from_drafts(*, by: Person) -> list[Article]:
    """The articles that come with the program, to be read and changed before they are published.

    Raises `RuleBroken` where there are articles already.
    """
    with transaction():
        require(by)
        if db.session.scalar(select(Article.id).limit(1)) is not None:
            raise RuleBroken(N_("There are articles already. Write further ones by hand."))
        return [write(*_draft(path.read_text("utf-8")), by=by) for path in sorted(DRAFTS.glob("*.md"))]


def _draft(content: str) -> tuple[ArticleKind, Text]:
    """Kind, title and summary stand on the first three lines."""
    kind, title, summary, body = content.split("\n", 3)
    return ArticleKind(kind), Text(title, summary, body.strip())


def _checked(text: Text) -> Text:
    title, summary = readable(text.title, "title"), readable(text.summary, "summary")
    body = readable(text.body, "body")
    if not title or len(title) > LONGEST_TITLE or "\n" in title:
        raise BadInput(
            N_("The title is one line of %(longest_title)s letters at most.", longest_title=LONGEST_TITLE),
            field="title",
        )
    if len(summary) > LONGEST_SUMMARY or "\n" in summary:
        raise BadInput(
            N_("The summary is one line of %(longest_summary)s letters at most.", longest_summary=LONGEST_SUMMARY),
            field="summary",
        )
    if not body or len(body) > LONGEST_BODY:
        raise BadInput(N_("Write the text: up to %(longest_body)s letters.", longest_body=LONGEST_BODY), field="body")
    return Text(title, summary, body)


def _set(article: Article, text: Text) -> None:
    article.title, article.summary, article.body = text.title, text.summary, text.body


def _keep(article: Article, by: Person, why: str) -> None:
    text = {"title": article.title, "summary": article.summary, "body": article.body}
    db.session.add(
        ArticleVersion(article_id=article.id, number=article.number, why=why, by_id=by.id, at=clock.now(), **text)
    )


def _locked(article: Article) -> Article:
    wanted = select(Article).where(Article.id == article.id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def _free_slug(title: str) -> str:
    """The title in an address; a number behind it where there is such an address already."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or "article"
    taken = set(db.session.scalars(select(Article.slug).where(Article.slug.startswith(slug))))
    return next(name for name in (slug, *(f"{slug}-{place}" for place in range(2, 10_000))) if name not in taken)
