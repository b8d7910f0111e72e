"""The queue: which disputes there are to work on, in views."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from support.conversations.queries import waiting_chats
from support.disputes import queries
from support.web.desk import blueprint

VIEWS = {
    "unassigned": "New",
    "mine": "Mine",
    "team": "In work",
    "waiting": "Waiting",
    "all": "All open",
}


@blueprint.get("/")
def queue() -> ResponseReturnValue:
    view = request.args.get("view", "unassigned")
    view = view if view in VIEWS else "unassigned"
    page = queries.queue(seen_by=g.person, view=view, before=request.args.get("before"))
    return render_template("desk/queue.html", page=page, view=view, views=VIEWS, chats=len(waiting_chats()))
