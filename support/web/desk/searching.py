"""Looking things up from the desk, and what a hit leads to."""

from flask import g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from support.kernel.paging import Page
from support.search.models import Kind
from support.search.queries import find
from support.search.showing import CLOSES, OPENS, Hit
from support.web.desk import blueprint

AT_ONCE, IN_PALETTE, CLIENTS_FIRST = 20, 8, 3


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    words, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    chosen = Kind(kind) if kind in list(Kind) else None
    page = find(words, seen_by=g.person, kind=chosen, before=request.args.get("before"), limit=AT_ONCE)
    if chosen is None and not request.args.get("before"):
        page = Page(_clients_first(words, page.rows), page.next)
    return render_template("desk/search.html", words=words, kind=chosen, kinds=list(Kind), page=page)


@blueprint.get("/search.json")
def search_quickly() -> ResponseReturnValue:
    """What the palette shows while somebody types: {hits: [{kind, title, client, address}]}."""
    words = request.args.get("q", "")
    found = _clients_first(words, find(words, seen_by=g.person, limit=IN_PALETTE).rows)[:IN_PALETTE]
    hits = [
        {"kind": hit.kind.label, "title": hit.title, "client": hit.client, "address": address_of(hit)} for hit in found
    ]
    return jsonify(hits=hits)


def _clients_first(words: str, found: list[Hit]) -> list[Hit]:
    """Clients by that name stand before their many newer papers, which would hide them."""
    clients = find(words, seen_by=g.person, kind=Kind.CLIENT, limit=CLIENTS_FIRST).rows
    return [*clients, *(hit for hit in found if hit not in clients)]


@blueprint.app_template_filter("hit_address")
def address_of(hit: Hit) -> str:
    match hit.kind:
        case Kind.DISPUTE | Kind.DECISION | Kind.NOTE:
            return url_for("desk.show", reference=hit.about)
        case Kind.MESSAGE:
            return url_for("desk.chat", public_id=hit.about)
        case Kind.INVOICE:
            return url_for("desk.invoice", number=hit.about)
        case Kind.CLIENT | Kind.PERSON:
            return url_for("desk.client", ref=hit.about) if hit.about else ""
        case Kind.ARTICLE:
            return url_for("public.article", slug=hit.about)


@blueprint.app_template_filter("marked")
def marked(excerpt: str) -> Markup:
    """The found words as `<mark>`; everything else is text."""
    return Markup(str(escape(excerpt)).replace(OPENS, "<mark>").replace(CLOSES, "</mark>"))  # noqa: S704 — escaped above
