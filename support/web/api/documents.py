"""Documents and tables into the ledger, and drafts into their review."""

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from support.billing.importing.storing import import_contents
from support.prevention.intake import take_in
from support.web import uploads
from support.web.api import blueprint


@blueprint.post("/documents")
def take_documents() -> ResponseReturnValue:
    """Files as multipart `file` parts, or one as the body with its name in `?name=`. 422 when nothing could be taken in."""
    reports = import_contents(uploads.sent(request))
    status = 422 if all(report.refused for report in reports) else 200
    return jsonify(files=[report.as_dict() for report in reports], whole=all(row.whole for row in reports)), status


@blueprint.post("/drafts")
def take_drafts() -> ResponseReturnValue:
    """Bills that nobody has got yet, sent as `/documents` is; who sends them has prepared them, and somebody else reviews them."""
    reports = take_in(uploads.sent(request), by=g.person)
    status = 422 if all(report.refused for report in reports) else 200
    return jsonify(
        files=[report.as_dict() for report in reports], whole=not any(row.refused for row in reports)
    ), status
