"""Documents and tables into the ledger."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from support.billing.importing.storing import import_contents
from support.web import uploads
from support.web.api import blueprint


@blueprint.post("/documents")
def take_documents() -> ResponseReturnValue:
    """Files as multipart `file` parts, or one as the body with its name in `?name=`. 422 when nothing could be taken in."""
    reports = import_contents(uploads.sent(request))
    status = 422 if all(report.refused for report in reports) else 200
    return jsonify(files=[report.as_dict() for report in reports], whole=all(row.whole for row in reports)), status
