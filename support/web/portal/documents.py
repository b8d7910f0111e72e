"""The documents that a decision rests on, for the client whom it concerns and nobody else."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from support.web.portal import blueprint, evidence


@blueprint.get("/documents/<kind>/<path:ref>")
def document(kind: str, ref: str) -> ResponseReturnValue:
    return render_template("portal/document.html", shown=evidence.document(kind, ref, g.person.organisation))
