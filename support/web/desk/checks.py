"""The three checks, the root cause and the documents a decision rests on."""

from flask import g, request
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.disputes.reasons import CheckKind, RootCause
from support.kernel.errors import BadInput
from support.web import given
from support.web.desk import blueprint
from support.web.desk.steps import back_to


@blueprint.post("/disputes/<reference>/checks/<kind>")
def record_check(reference: str, kind: str) -> ResponseReturnValue:
    dispute = queries.dispute_with(reference, seen_by=g.person)
    services.record_check(
        dispute,
        kind=_kind(kind),
        finding=given.words(f"{kind}_finding", "What you found"),
        evidence=given.words(f"{kind}_evidence", "What it rests on"),
        passed=given.yes(f"{kind}_passed"),
        by=g.person,
    )
    return back_to(reference, "The check is recorded.", "checks")


def _kind(kind: str) -> CheckKind:
    try:
        return CheckKind(kind)
    except ValueError:
        raise BadInput("There is no such check.") from None


@blueprint.post("/disputes/<reference>/cause")
def record_cause(reference: str) -> ResponseReturnValue:
    dispute = queries.dispute_with(reference, seen_by=g.person)
    cause = given.choice("root_cause", "a root cause", RootCause)
    services.record_cause(dispute, root_cause=cause, by=g.person)
    return back_to(reference, "The root cause is recorded.", "checks")


@blueprint.post("/disputes/<reference>/documents")
def attach_document(reference: str) -> ResponseReturnValue:
    dispute = queries.dispute_with(reference, seen_by=g.person)
    kind, _, ref = request.form.get("document", "").partition(":")
    titles = {(document.kind, document.ref): document.title for document in queries.dossier(dispute).documents}
    if (kind, ref) not in titles:
        raise BadInput("Choose one of the documents of this dispute.", field="document")
    services.attach_document(dispute, kind=kind, ref=ref, title=titles[kind, ref], by=g.person)
    return back_to(reference, "The document will go with the decision.", "checks")
