"""Documents into the ledger from a page."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from support.billing.importing.storing import import_contents
from support.web import uploads
from support.web.desk import blueprint


@blueprint.get("/documents")
def documents() -> ResponseReturnValue:
    return render_template("desk/documents.html", reports=None, most=uploads.MOST_FILES)


@blueprint.post("/documents")
def take_documents() -> ResponseReturnValue:
    """What became of each file, on the page that answers."""
    reports = import_contents(uploads.sent(request))
    return render_template("desk/documents.html", reports=reports, most=uploads.MOST_FILES)
