"""A client's files: sent in the chat or with a dispute, and fetched by whoever may see them."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from support.conversations import filing as chat_filing
from support.disputes import filing, queries
from support.extensions import limiter
from support.kernel.sayings import N_
from support.web import once, serving
from support.web.flashing import flash
from support.web.portal import blueprint
from support.web.portal.chat import PER_PERSON, conversation_named, person_key


@blueprint.get("/files/<public_id>")
def file(public_id: str) -> ResponseReturnValue:
    return serving.as_attachment(public_id)


@blueprint.get("/files/<public_id>/preview")
def file_preview(public_id: str) -> ResponseReturnValue:
    return serving.as_preview(public_id)


@blueprint.post("/disputes/<reference>/files")
@limiter.limit(PER_PERSON, key_func=person_key)
def add_files(reference: str) -> ResponseReturnValue:
    found = queries.dispute_with(reference, seen_by=g.person)
    found = filing.add_files(found, serving.uploaded(), by=g.person)
    flash(N_("Your files have been added."), "success")
    return redirect(url_for("portal.dispute", reference=found.reference, _anchor="files"), 303)


@blueprint.post("/chat/files")
@limiter.limit(PER_PERSON, key_func=person_key)
def send_files() -> ResponseReturnValue:
    conversation = conversation_named(request.form.get("conversation", ""))
    chat_filing.send_files(conversation, serving.uploaded(), key=once.digest_of_form(), by=g.person)
    return redirect(url_for("portal.chat", _anchor="write"), 303)
