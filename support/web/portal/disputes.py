"""A client's disputes, and everything they may say and do about one."""

import json
from functools import partial
from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.permissions import why_not
from support.disputes.states import Action
from support.files import services as files
from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.web import given
from support.web.flashing import flash
from support.web.portal import blueprint, client_record, dispute_page
from support.web.portal.happenings import WITHDRAWN_UNSAID
from support.web.standing import standing_of


@blueprint.get("/disputes")
def disputes() -> ResponseReturnValue:
    rows = [(row, standing_of(row, g.person)) for row in queries.of_client(g.person.organisation)]
    return render_template("portal/disputes.html", disputes=rows)


@blueprint.get("/disputes/<reference>")
def dispute(reference: str) -> ResponseReturnValue:
    return render_template("portal/dispute.html", **facts(own(reference)))


def facts(found: Dispute, problem: SupportError | None = None, field: str = "") -> dict[str, Any]:
    """`problem` stands beside the form whose field is `field`, with what was typed."""
    page = dispute_page.of(found, seen_by=g.person)
    kept = files.of_dispute(found.id, for_client=True)
    refused = {"problem": problem, "field": field, "typed": request.form}
    return {"dispute": found, "page": page, "files": kept, "why_not": partial(_why_not, found), **refused}


def _why_not(found: Dispute, action: str) -> str:
    """What the reader is told instead of being offered what they would be refused."""
    return why_not(g.person, Action(action), found)


def own(reference: str) -> Dispute:
    """Raises `NotFound` for another client's."""
    return queries.dispute_with(reference, seen_by=g.person)


def _back(found: Dispute, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("portal.dispute", reference=found.reference), 303)


@blueprint.post("/disputes/<reference>/statement")
def add_statement(reference: str) -> ResponseReturnValue:
    found = services.add_statement(
        own(reference), words=given.words("statement", N_("What you want to add")), by=g.person
    )
    return _back(found, N_("Your words have been added."))


@blueprint.post("/disputes/<reference>/answer")
def answer_question(reference: str) -> ResponseReturnValue:
    found = services.client_answers(own(reference), words=given.words("answer", N_("Your answer")), by=g.person)
    return _back(found, N_("Thank you. Your answer has been passed on."))


@blueprint.post("/disputes/<reference>/reject-outcome")
def reject_outcome(reference: str) -> ResponseReturnValue:
    found = services.reject_outcome(own(reference), words=given.words("objection", N_("Your reason")), by=g.person)
    return _back(found, N_("Somebody with more authority looks at it again."))


@blueprint.post("/disputes/<reference>/escalate")
def escalate(reference: str) -> ResponseReturnValue:
    found = services.escalate(own(reference), why=given.words("why", N_("Your reason")), by=g.person)
    return _back(found, N_("Your dispute has been passed on to somebody with more authority."))


@blueprint.post("/disputes/<reference>/withdraw")
def withdraw(reference: str) -> ResponseReturnValue:
    why = given.words("reason_to_withdraw", N_("Your reason"), required=False) or WITHDRAWN_UNSAID
    return _back(services.withdraw(own(reference), why=why, by=g.person), N_("Your dispute is withdrawn."))


@blueprint.post("/disputes/<reference>/reopen")
def reopen(reference: str) -> ResponseReturnValue:
    found = services.reopen(own(reference), why=given.words("reason_to_reopen", N_("Your reason")), by=g.person)
    return _back(found, N_("Your dispute is open again."))


@blueprint.post("/disputes/<reference>/offers/<offer>/accept")
def accept_offer(reference: str, offer: str) -> ResponseReturnValue:
    remedy = services.accept_offer(queries.remedy_with(offer, seen_by=g.person), by=g.person, key=f"accept-{offer}")
    return _back(remedy.dispute, N_("You have accepted our offer. The credit is posted."))


@blueprint.post("/disputes/<reference>/offers/<offer>/decline")
def decline_offer(reference: str, offer: str) -> ResponseReturnValue:
    words = given.words("declined_because", N_("Your reason"))
    remedy = services.decline_offer(queries.remedy_with(offer, seen_by=g.person), words=words, by=g.person)
    return _back(remedy.dispute, N_("We have taken down that you do not accept our offer."))


@blueprint.post("/disputes/<reference>/offers/<offer>/counter")
def counter_offer(reference: str, offer: str) -> ResponseReturnValue:
    remedy = queries.remedy_with(offer, seen_by=g.person)
    services.counter_offer(
        remedy,
        amount=given.money("counter_amount", remedy.dispute.currency),
        words=given.words("counter_words", N_("Why you ask for it")),
        by=g.person,
        key=request.form.get("once"),
    )
    return _back(remedy.dispute, N_("We have passed on what you ask for. You hear from us."))


@blueprint.get("/disputes/<reference>/record.json")
def record(reference: str) -> ResponseReturnValue:
    """All that the client may read of it, as one file."""
    found = own(reference)
    headers = {"Content-Disposition": f"attachment; filename={found.reference}.json"}
    text = json.dumps(client_record.of(found, g.person), ensure_ascii=False, indent=2)
    return Response(text, mimetype="application/json", headers=headers)
