"""Policies and articles: open to everybody, found by their words."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from support.accounts.setting_up import company
from support.knowledge import queries
from support.knowledge.models import ArticleKind
from support.knowledge.rendering import as_html
from support.search.models import Kind
from support.search.queries import find
from support.web.public import blueprint


@blueprint.get("/help")
def help_pages() -> ResponseReturnValue:
    """All of them, or what has the words of `q`."""
    words = request.args.get("q", "").strip()
    found = find(words, seen_by=g.person, kind=Kind.ARTICLE) if words else None
    articles = [(kind, queries.published(kind)) for kind in ArticleKind]
    return render_template("public/help.html", words=words, found=found, articles=articles, company=company())


@blueprint.get("/help/<slug>")
def article(slug: str) -> ResponseReturnValue:
    """`version` names an earlier one: what was agreed is read as it stood then."""
    found = queries.article_with(slug)
    number = request.args.get("version", default=found.number, type=int)
    shown = queries.version_of(found, number)
    versions = queries.versions_of(found)
    return render_template(
        "public/article.html", article=found, shown=shown, body=as_html(shown.body), versions=versions
    )
