"""Who else is at a dispute, and words that wait to be sent: kept as they are typed, seen by everybody at the desk."""

from typing import Any

from flask import Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from support.disputes import attending, queries
from support.disputes.attending import Field
from support.kernel.errors import BadInput, SupportError
from support.kernel.sayings import N_
from support.web import once
from support.web.desk import blueprint, page


@blueprint.post("/disputes/<reference>/here")
def here(reference: str) -> ResponseReturnValue:
    """{typing, fields: [{form, field, words, key}]} in; {others, begun, step} out, `step` growing with the dispute's history."""
    dispute = queries.dispute_with(reference, seen_by=g.person)
    said = request.get_json(silent=True)
    try:
        typing, fields = _read(said)
        attending.attend(dispute, g.person, typing=typing, fields=fields)
    except SupportError as refused:
        return jsonify(error=refused.say), refused.http_status
    others = [{"name": row.name, "typing": row.typing} for row in attending.others_at(dispute, g.person)]
    begun = page.told(attending.begun_by_others(dispute, g.person))
    return jsonify(others=others, begun=begun, step=dispute.history_length)


def _read(said: Any) -> tuple[bool, list[Field]]:
    """Raises `BadInput` for anything that the page does not send."""
    rows = said.get("fields", []) if isinstance(said, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(N_("That could not be read."))
    fields = [Field(*(row.get(name, "") for name in ("form", "field", "words", "key"))) for row in rows]
    if any(not isinstance(part, str) for row in fields for part in (row.form, row.field, row.words, row.key)):
        raise BadInput(N_("That could not be read."))
    return bool(said.get("typing")), fields


@blueprint.after_request
def let_go_of_what_was_sent(answer: Response) -> Response:
    """A form of a dispute's page that was acted on leaves nothing waiting."""
    reference = (request.view_args or {}).get("reference")
    if request.method == "POST" and reference and answer.status_code in (302, 303):
        dispute = queries.dispute_with(reference, seen_by=g.person)
        attending.sent(dispute, g.person, page.form_sent(), request.form.get(once.FIELD, ""))
    return answer
