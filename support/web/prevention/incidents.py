"""Errors that come again or hit many: confirmed, sampled, credited in a batch."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import queries as accounts
from support.kernel.errors import BadInput, NotFound
from support.kernel.sayings import N_
from support.prevention import incidents, steps
from support.prevention.incident_models import Incident, IncidentError
from support.prevention.rights import Act, why_not
from support.web import given
from support.web.flashing import flash
from support.web.prevention import blueprint
from support.web.prevention.giving_back import NOTHING, page_of
from support.web.sent import Sent

ACTS = (Act.CONFIRM_INCIDENT, Act.PREPARE_CREDITS, Act.JUDGE_SAMPLE, Act.RELEASE_CREDITS)
SHOWN = 100


@blueprint.get("/incidents", endpoint="incidents")
def incidents_list() -> ResponseReturnValue:
    page = incidents.incidents(before=request.args.get("before"))
    return render_template("prevention/incidents.html", page=page)


@blueprint.get("/incidents/<reference>")
def incident(reference: str) -> ResponseReturnValue:
    return show(reference, NOTHING)


@page_of("reference")
def show(reference: str, form: Sent) -> str:
    row = incidents.incident_with(reference)
    return render_template(
        "prevention/incident.html",
        incident=row,
        progress=incidents.progress(row),
        errors=incidents.errors_of(row, limit=SHOWN),
        sample=incidents.errors_of(row, sampled=True) if row.status.value == "sampling" else [],
        refusals={act.value: why_not(g.person, act, row) for act in ACTS},
        steps=steps.steps_of(row),
        colleagues=accounts.staff(),
        sent=form,
    )


@blueprint.post("/incidents/<reference>/confirm")
def confirm_incident(reference: str) -> ResponseReturnValue:
    words = given.words("explanation", N_("The explanation for the clients"))
    incidents.confirm(incidents.incident_with(reference), explanation=words, by=g.person)
    return _back(reference, N_("Confirmed. The clients are written to, some at a time."))


@blueprint.post("/incidents/<reference>/dismiss")
def dismiss_incident(reference: str) -> ResponseReturnValue:
    incidents.dismiss(incidents.incident_with(reference), words=given.words("words", N_("The reason")), by=g.person)
    return _back(reference, N_("It is no incident."))


@blueprint.post("/incidents/<reference>/prepare")
def prepare_credits(reference: str) -> ResponseReturnValue:
    incidents.prepare_credits(incidents.incident_with(reference), by=g.person)
    return _back(reference, N_("The sample is drawn: somebody else looks at it."))


@blueprint.post("/incidents/<reference>/lines/<int:error_id>/amend")
def amend_error(reference: str, error_id: int) -> ResponseReturnValue:
    error = _error(incidents.incident_with(reference), error_id)
    amount = given.money("amount", error.invoice.currency)
    incidents.amend(error, amount=amount, words=given.words("reason", N_("The reason")), by=g.person)
    return _back(reference, N_("Amended. The credits have to be prepared again."))


@blueprint.post("/incidents/<reference>/lines/<int:error_id>/judge")
def judge_error(reference: str, error_id: int) -> ResponseReturnValue:
    said = request.form.get("right", "")
    if said not in ("yes", "no"):
        raise BadInput(N_("Say whether the credit is right."), field="right")
    incidents.judge(_error(incidents.incident_with(reference), error_id), right=said == "yes", by=g.person)
    return _back(reference, N_("Noted."))


@blueprint.post("/incidents/<reference>/release")
def release_credits(reference: str) -> ResponseReturnValue:
    incidents.release(incidents.incident_with(reference), by=g.person)
    return _back(reference, N_("Released. The credits go out, some at a time."))


def _error(incident: Incident, error_id: int) -> IncidentError:
    found = incidents.error_in(incident, error_id)
    if found is None:
        raise NotFound(N_("That line is not in this incident."))
    return found


def _back(reference: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("prevention.incident", reference=reference))
