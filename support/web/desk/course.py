"""What else happens on a dispute's way: words heard by phone, facts, overrides, wishes answered, its end; and its record."""

import json

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.reasons import OverrideKind
from support.disputes.whole_record import record_of
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.desk.keeping import remedy_of
from support.web.desk.steps import back_to

SATISFIED = {"yes": True, "no": False, "": None}


def _dispute(reference: str) -> Dispute:
    return queries.dispute_with(reference, seen_by=g.person)


@blueprint.post("/disputes/<reference>/statement")
def add_statement(reference: str) -> ResponseReturnValue:
    """By telephone or mail: somebody of the desk writes down what the client says. A merged dispute's goes on."""
    words = given.words("statement", N_("What the client says"))
    heard = services.add_statement(_dispute(reference), words=words, by=g.person)
    return back_to(heard.reference, N_("What the client says is recorded."), "talk")


@blueprint.post("/disputes/<reference>/fact")
def record_fact(reference: str) -> ResponseReturnValue:
    words = given.words("fact_words", N_("What is known of it"), required=False)
    name = given.words("fact", N_("The fact"))
    services.record_fact(_dispute(reference), name=name, words=words, by=g.person)
    return back_to(reference, N_("It is recorded, and the clocks are reckoned with it."), "clocks")


@blueprint.post("/disputes/<reference>/delay")
def tell_delay(reference: str) -> ResponseReturnValue:
    why = given.words("delay_why", N_("The reason"))
    until = given.day("delay_until", N_("The day"))
    services.tell_delay(_dispute(reference), why=why, until=until, by=g.person)
    return back_to(reference, N_("The client reads why, and by when."), "talk")


@blueprint.post("/disputes/<reference>/recourse")
def tell_recourse(reference: str) -> ResponseReturnValue:
    words = given.words("last_words", N_("Our last word"))
    services.tell_recourse(_dispute(reference), words=words, by=g.person)
    return back_to(reference, N_("The client reads our last word, and who else they can turn to."), "talk")


@blueprint.post("/disputes/<reference>/credit-for-now")
def credit_for_now(reference: str) -> ResponseReturnValue:
    dispute = _dispute(reference)
    amount = given.money("credit_amount", dispute.currency)
    services.credit_for_now(dispute, amount=amount, on=given.day("credit_on", N_("The day")), by=g.person)
    return back_to(reference, N_("The client is told of the credit."), "talk")


@blueprint.post("/disputes/<reference>/credit-for-now/end")
def end_credit_for_now(reference: str) -> ResponseReturnValue:
    on = given.day("debit_on", N_("The day"))
    services.end_credit_for_now(_dispute(reference), on=on, why=given.words("debit_why", N_("The reason")), by=g.person)
    return back_to(reference, N_("The client is told that it is taken back."), "talk")


@blueprint.post("/disputes/<reference>/override")
def override(reference: str) -> ResponseReturnValue:
    rule = given.choice("rule", N_("the rule that is set aside"), OverrideKind)
    services.override(_dispute(reference), rule=rule, why=given.words("override_why", N_("The reason")), by=g.person)
    return back_to(reference, N_("The rule is set aside. The override is in the report."))


@blueprint.post("/disputes/<reference>/close")
def close(reference: str) -> ResponseReturnValue:
    said = given.words("satisfied", N_("Whether the client is satisfied"), required=False)
    if said not in SATISFIED:
        raise BadInput(N_("Choose what the client says."), field="satisfied")
    services.close(_dispute(reference), satisfied=SATISFIED[said], by=g.person)
    return back_to(reference, N_("%(reference)s is closed.", reference=reference))


@blueprint.post("/disputes/<reference>/unmerge")
def unmerge(reference: str) -> ResponseReturnValue:
    services.unmerge(_dispute(reference), why=given.words("unmerge_why", N_("The reason")), by=g.person)
    return back_to(reference, N_("%(reference)s goes on by itself again.", reference=reference))


@blueprint.post("/disputes/<reference>/split")
def split(reference: str) -> ResponseReturnValue:
    """The chosen lines go on in a dispute of their own."""
    chosen = request.form.getlist("split_lines")
    lines = [int(text) for text in chosen if text.isascii() and text.isdigit() and len(text) < 12]
    why = given.words("split_why", N_("The reason"))
    new = services.split(_dispute(reference), lines, why=why, by=g.person)
    return back_to(
        new.reference,
        N_(
            "%(reference)s is split off from %(reference_2)s, and the client is told.",
            reference=new.reference,
            reference_2=reference,
        ),
    )


@blueprint.post("/disputes/<reference>/links/<other>/remove")
def unlink(reference: str, other: str) -> ResponseReturnValue:
    services.unlink(_dispute(reference), _dispute(other), by=g.person)
    return back_to(reference, N_("%(reference)s and %(other)s are no longer linked.", reference=reference, other=other))


@blueprint.post("/disputes/<reference>/remedies/<public_id>/end")
def end_offer(reference: str, public_id: str) -> ResponseReturnValue:
    services.expire_offer(remedy_of(reference, public_id), by=g.person)
    return back_to(reference, N_("The offer has ended, and the client is told."), "decision")


@blueprint.post("/disputes/<reference>/remedies/<public_id>/recall")
def recall(reference: str, public_id: str) -> ResponseReturnValue:
    why = given.words("recall_why", N_("The reason"), required=False)
    services.recall_proposal(remedy_of(reference, public_id), why=why, by=g.person)
    return back_to(reference, N_("The proposal is taken back: nobody can approve it any more."), "decision")


@blueprint.post("/disputes/<reference>/remedies/<public_id>/grant")
def grant(reference: str, public_id: str) -> ResponseReturnValue:
    words = given.words("grant_words", N_("The words of the offer"))
    services.grant_counter(remedy_of(reference, public_id), words=words, by=g.person)
    return back_to(reference, N_("What the client asked for is our new offer."), "decision")


@blueprint.post("/disputes/<reference>/remedies/<public_id>/refuse")
def refuse(reference: str, public_id: str) -> ResponseReturnValue:
    services.refuse_counter(
        remedy_of(reference, public_id), words=given.words("refuse_words", N_("Why not")), by=g.person
    )
    return back_to(reference, N_("The client reads why not."), "decision")


@blueprint.get("/disputes/<reference>/record.json")
def record(reference: str) -> ResponseReturnValue:
    """The whole record as one file. Internal notes are not in it."""
    found = record_of(_dispute(reference))
    headers = {"Content-Disposition": f"attachment; filename={found['reference']}.json"}
    return Response(json.dumps(found, ensure_ascii=False, indent=2), mimetype="application/json", headers=headers)
