"""The three checks, the right amounts, the root cause and the documents a decision rests on."""

from flask import g, request
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.reasons import CheckKind, RootCause
from support.kernel.errors import BadInput, NotFound
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.desk.steps import back_to


@blueprint.post("/disputes/<reference>/checks/<kind>")
def record_check(reference: str, kind: str) -> ResponseReturnValue:
    dispute = queries.dispute_with(reference, seen_by=g.person)
    services.record_check(
        dispute,
        kind=_kind(kind),
        finding=given.words(f"{kind}_finding", N_("What you found")),
        evidence=given.words(f"{kind}_evidence", N_("What it rests on")),
        passed=given.yes(f"{kind}_passed"),
        by=g.person,
    )
    return back_to(reference, N_("The check is recorded."), "checks")


def _kind(kind: str) -> CheckKind:
    try:
        return CheckKind(kind)
    except ValueError:
        raise NotFound(N_("There is no such check.")) from None


@blueprint.post("/disputes/<reference>/cause")
def record_cause(reference: str) -> ResponseReturnValue:
    dispute = queries.dispute_with(reference, seen_by=g.person)
    cause = given.choice("root_cause", N_("a root cause"), RootCause)
    services.record_cause(dispute, root_cause=cause, between=request.form.getlist("between"), by=g.person)
    return back_to(reference, N_("The root cause is recorded."), "checks")


@blueprint.post("/disputes/<reference>/lines/<int:line_id>")
def verify_line(reference: str, line_id: int) -> ResponseReturnValue:
    dispute = queries.dispute_with(reference, seen_by=g.person)
    line = next((row for row in dispute.lines if row.line_id == line_id), None)
    if line is None:
        raise NotFound(N_("That line is not in %(reference)s.", reference=reference))
    services.verify_line(dispute, line, given.money(f"verified_{line_id}", dispute.currency), by=g.person)
    return back_to(reference, N_("The right amount is recorded."), "decision")


@blueprint.post("/disputes/<reference>/documents")
def attach_document(reference: str) -> ResponseReturnValue:
    kind, _, ref = request.form.get("document", "").partition(":")
    dispute = queries.dispute_with(reference, seen_by=g.person)
    services.attach_document(dispute, kind=kind, ref=ref, title=_title(dispute, kind, ref), by=g.person)
    return back_to(reference, N_("The document will go with the decision."), "checks")


def _title(dispute: Dispute, kind: str, ref: str) -> str:
    """Only what the ledger holds for this dispute can be chosen."""
    papers = queries.dossier(dispute.reference, seen_by=g.person).papers
    for paper in papers:
        if (paper.kind, paper.ref) == (kind, ref):
            return paper.title
    raise BadInput(N_("Choose one of the documents of this dispute."), field="document")
