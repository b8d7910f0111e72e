"""Disputes above the first tier, with the reason and the clock."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from support.disputes import queries
from support.web.office import blueprint


@blueprint.get("/")
@blueprint.get("/escalations")
def escalations() -> ResponseReturnValue:
    page = queries.escalated(g.person, before=request.args.get("before"))
    return render_template("office/escalations.html", page=page)
