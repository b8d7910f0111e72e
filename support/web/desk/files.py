"""Files of a dispute, on the desk."""

from flask import g
from flask.typing import ResponseReturnValue

from support.disputes import filing, queries
from support.kernel.sayings import N_
from support.web import given, serving
from support.web.desk import blueprint
from support.web.desk.steps import back_to


@blueprint.get("/files/<public_id>")
def file(public_id: str) -> ResponseReturnValue:
    return serving.as_attachment(public_id)


@blueprint.get("/files/<public_id>/preview")
def file_preview(public_id: str) -> ResponseReturnValue:
    return serving.as_preview(public_id)


@blueprint.post("/disputes/<reference>/files")
def add_files(reference: str) -> ResponseReturnValue:
    dispute = queries.dispute_with(reference, seen_by=g.person)
    found = filing.add_files(dispute, serving.uploaded(), by=g.person, for_client=given.yes("for_client"))
    return back_to(found.reference, N_("The files are kept with the dispute."), "files")
