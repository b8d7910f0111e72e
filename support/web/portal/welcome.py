"""How billing works for this client: services, prices, terms, rules; and that somebody of theirs has read it."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from support.accounts.setting_up import company
from support.kernel.errors import NotFound
from support.kernel.sayings import N_
from support.knowledge import queries, welcoming
from support.knowledge.models import ArticleKind
from support.web.flashing import flash
from support.web.portal import blueprint
from support.web.portal.agreements import terms_of


@blueprint.get("/welcome")
def welcome() -> ResponseReturnValue:
    own = g.person.organisation
    agreements = [(row, welcoming.prices_now(row), terms_of(row)) for row in welcoming.agreements_of(own)]
    return render_template(
        "portal/welcome.html",
        agreements=agreements,
        policies=queries.published(ArticleKind.POLICY),
        articles=queries.published(ArticleKind.ARTICLE),
        company=company(),
        pack=welcoming.latest(own),
    )


@blueprint.post("/welcome/read")
def read_welcome() -> ResponseReturnValue:
    pack = welcoming.latest(g.person.organisation)
    if pack is None:
        raise NotFound(N_("There is nothing to read yet."))
    welcoming.acknowledge(pack, by=g.person)
    flash(N_("Thank you. This page stays here: you find it under “Agreements”."), "success")
    return redirect(url_for("portal.welcome"), 303)
