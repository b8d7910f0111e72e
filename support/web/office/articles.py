"""Policies and articles: written here, looked at before they are kept, every version there to be read again."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.knowledge import queries, services
from support.knowledge.models import ArticleKind
from support.knowledge.rendering import as_html
from support.knowledge.services import Text
from support.web import given
from support.web.flashing import flash
from support.web.office import blueprint
from support.web.sent import endpoint, sent


@blueprint.get("/articles")
def articles() -> ResponseReturnValue:
    return render_template("office/articles.html", articles=queries.every_article())


@blueprint.post("/articles/drafts")
def begin_articles() -> ResponseReturnValue:
    made = services.begin_from_drafts(by=g.person)
    flash(N_("%(count)s drafts are here. Read each, make it yours, then publish it.", count=len(made)), "success")
    return redirect(url_for("office.articles"), 303)


@blueprint.get("/articles/new")
def new_article() -> ResponseReturnValue:
    return render()


@blueprint.post("/articles/new")
def write_article() -> ResponseReturnValue:
    if "look" in request.form:
        return render()
    article = services.write(given.choice("kind", N_("what it is"), ArticleKind), _text(), by=g.person)
    flash(N_("It is kept. Clients see it when you publish it."), "success")
    return redirect(url_for("office.article", slug=article.slug), 303)


@blueprint.get("/articles/<slug>")
def article(slug: str) -> ResponseReturnValue:
    return render()


@blueprint.post("/articles/<slug>")
def rewrite_article(slug: str) -> ResponseReturnValue:
    if "look" in request.form:
        return render()
    found = queries.article_with(slug, hidden=True)
    number = given.whole("number", N_("The version")) or 0
    why = given.words("why", N_("What you changed"), required=False)
    after = services.rewrite(found, _text(), why=why, number=number, by=g.person)
    flash(N_("Version %(number)s is kept.", number=after.number), "success")
    return redirect(url_for("office.article", slug=slug), 303)


def _text() -> Text:
    form = request.form
    return Text(form.get("title", ""), form.get("summary", ""), form.get("body", ""))


def render(problem: SupportError | None = None) -> str:
    """The form with what was typed, and below it what clients would read."""
    slug = (request.view_args or {}).get("slug", "")
    found = queries.article_with(slug, hidden=True) if slug else None
    typed = request.form.get("body", found.body if found else "")
    return render_template(
        "office/article.html",
        article=found,
        kinds=list(ArticleKind),
        form=endpoint(),
        sent=sent(endpoint(), problem),
        body=as_html(typed[: services.LONGEST_BODY]) if typed else "",
        **_earlier(slug),
    )


def _earlier(slug: str) -> dict[str, Any]:
    """Every version, and the one that `?version=` asks to read."""
    if not slug:
        return {"versions": [], "earlier": None}
    found, asked = queries.article_with(slug, hidden=True), request.args.get("version", type=int)
    earlier = queries.version_of(found, asked) if asked and asked != found.number else None
    return {"versions": queries.versions_of(found), "earlier": earlier}


@blueprint.post("/articles/<slug>/publish")
def publish_article(slug: str) -> ResponseReturnValue:
    services.publish(queries.article_with(slug, hidden=True), by=g.person)
    flash(N_("Clients read it from now on."), "success")
    return redirect(url_for("office.article", slug=slug), 303)


@blueprint.post("/articles/<slug>/take-back")
def take_back_article(slug: str) -> ResponseReturnValue:
    services.take_back(queries.article_with(slug, hidden=True), by=g.person)
    flash(N_("Clients no longer see it. Its versions stay here."), "info")
    return redirect(url_for("office.article", slug=slug), 303)
