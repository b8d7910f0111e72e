"""Plain facts: that the door is open, who speaks, which invoices there are, what is due."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from support.billing.explain import explain_balance
from support.disputes import queries
from support.disputes.states import ENDED
from support.web.bot_door import blueprint, known, readings
from support.web.bot_door.said import Tongue
from support.web.bot_door.speaker import speaker


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    return jsonify(ok=True)


@blueprint.get("/conversations/<session>")
def conversation(session: str) -> ResponseReturnValue:
    who = speaker(session)
    open_ones = [row for row in queries.of_client(who.organisation) if row.status not in ENDED]
    return jsonify(
        client={"name": who.organisation.name, "greeting": who.person.first_name},
        open_disputes=len(open_ones),
        pending_offers=len(queries.pending_offers(who.organisation)),
        pending_outcomes=len(queries.rejectable_outcomes(who.organisation)),
    )


@blueprint.get("/conversations/<session>/invoices")
def invoices(session: str) -> ResponseReturnValue:
    """The client's latest invoices, or those that `text` names."""
    who = speaker(session)
    known.look_up(who, request.args.get("text"))
    found = readings.invoices_named(who, request.args.get("text", ""))
    return jsonify(say=found.say, choices=[Tongue(who.person).invoice(row) for row in found.rows])


@blueprint.get("/conversations/<session>/balance")
def balance(session: str) -> ResponseReturnValue:
    who = speaker(session)
    return jsonify(say=explain_balance(who.organisation, who.person.locale).say)
