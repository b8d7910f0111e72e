"""Plain facts: that the door is open, who speaks, which invoices there are, what is due."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from support.billing.balance import account_balances
from support.billing.explain import explain_balance
from support.billing.explaining.shapes import Source
from support.conversations import queries as conversations
from support.disputes import queries
from support.disputes.states import ENDED
from support.web.bot_door import blueprint, known, readings
from support.web.bot_door.further import further
from support.web.bot_door.resting import resting
from support.web.bot_door.said import Tongue
from support.web.bot_door.speaker import Speaker, speaker


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
    say = [*explain_balance(who.organisation, who.person.locale).say, *_none_of(who)]
    return jsonify(resting(say, [Source("account", who.organisation.name)]))


def _none_of(who: Speaker) -> list[str]:
    """That nothing is on hold, and that there is no credit, is an answer too."""
    accounts = account_balances(who.organisation).values()
    held = further("hold") if any(account.on_hold for account in accounts) else ["Nothing is on hold."]
    return [*held, *([] if any(account.credit for account in accounts) else ["There is no credit on your account."])]


@blueprint.get("/conversations/<session>/last-said")
def last_said(session: str) -> ResponseReturnValue:
    """What the client was last told, with the payloads of its buttons, for who asks to hear it again."""
    rows = conversations.last_told(speaker(session).conversation)
    buttons = [button for row in rows for button in row.buttons if button["payload"]]
    choices = [{"title": button["title"], "value": button["payload"]} for button in buttons]
    return jsonify(say=[row.text for row in rows], choices=choices)
