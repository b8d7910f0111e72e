"""The queue: which disputes there are to work on, in views, narrowed by what one looks for."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support import policies
from support.conversations.queries import waiting_chats
from support.disputes import keeping_views, queries
from support.disputes.in_bulk import Deed
from support.disputes.noting import latest_and_unread
from support.disputes.tagging import known_tags
from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.policies.staffing import Department
from support.web import given
from support.web.desk import blueprint
from support.web.desk.asking import COLUMNS, VIEWS, Asked, asked, choices
from support.web.flashing import flash
from support.web.sent import endpoint, sent


@blueprint.get("/")
def queue() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    here, (stamp, mentions) = asked(request.args), latest_and_unread(g.person)
    page = _page(here, request.args.get("before"))
    kept = keeping_views.views_of(g.person)
    return render_template(
        "desk/queue.html",
        page=page,
        stamp=stamp,
        here=here,
        views={name: (label, here.address(view=name)) for name, label in VIEWS.items()},
        kept=[(view, url_for("desk.queue", kept=view.public_id, **view.asks)) for view in kept],
        current=next((view for view in kept if view.public_id == here.kept), None),
        further=here.address(before=page.next, kept=here.kept or None) if page.next else "",
        sent=sent(endpoint(), problem),
        tags=known_tags(),
        deeds=list(Deed),
        chats=len(waiting_chats()),
        mentions=mentions,
        **_rows(here),
        **choices(),
    )


def _page(here: Asked, before: str | None) -> Any:
    return queries.queue(seen_by=g.person, view=here.view, before=before, only=here.only, sort=here.sort)


def _rows(here: Asked) -> dict[str, Any]:
    """What a row is drawn by."""
    return {"team": own_team(), "columns": {name: COLUMNS[name] for name in here.columns}}


@blueprint.get("/rows")
def rows() -> ResponseReturnValue:
    """The rows of a view for a page that is open; nothing when nothing has been done to any dispute since `since`."""
    here, stamp = asked(request.args), queries.latest_step()
    if request.args.get("since") == str(stamp):
        return "", 204
    return render_template("desk/_rows.html", page=_page(here, None), **_rows(here)), {"X-Stamp": str(stamp)}


@blueprint.get("/next")
def next_one() -> ResponseReturnValue:
    """What is due next among one's own, else among the new ones; the queue where there is nothing. Not `but`."""
    for view in ("mine", "unassigned"):
        page = queries.queue(seen_by=g.person, view=view, limit=2)
        found = next((row for row in page.rows if row.reference != request.args.get("but")), None)
        if found is not None:
            return redirect(url_for("desk.show", reference=found.reference))
    return redirect(url_for("desk.queue"))


def own_team() -> Department:
    """The reader's own department."""
    return policies.desk().department(g.person.department)


@blueprint.post("/views")
def keep_view() -> ResponseReturnValue:
    """What the address asks for, kept under a name."""
    name, here = given.words("name", N_("The name of the view")), asked(request.args)
    view = keeping_views.keep_view(g.person, name=name, asks=here.asks, shared=given.yes("shared"))
    seen = N_("“%(name)s” is kept, and your team sees it too.", name=view.name)
    flash(seen if view.shared else N_("“%(name)s” is kept.", name=view.name), "success")
    return redirect(url_for("desk.queue", kept=view.public_id, **view.asks))


@blueprint.post("/views/<public_id>/forget")
def forget_view(public_id: str) -> ResponseReturnValue:
    keeping_views.forget_view(public_id, by=g.person)
    flash(N_("The view is gone. The disputes in it are where they were."), "success")
    return redirect(url_for("desk.queue"))
