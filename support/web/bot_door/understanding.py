"""What the client's words say, and why a charge is there."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from support.web.bot_door import besides, blueprint, bodies, explaining, known, readings
from support.web.bot_door.meant import Question
from support.web.bot_door.speaker import speaker

ASKED = {"invoice", "lines", "reason", "claimed", "dispute"}


@blueprint.post("/conversations/<session>/read")
def read(session: str) -> ResponseReturnValue:
    who, body = speaker(session), bodies.given()
    asked = bodies.text(body, "asked")
    known.look_up(who, bodies.text(body, "text"), bodies.maybe(body, "invoice"))
    found = readings.read(
        who, bodies.text(body, "text"), asked if asked in ASKED else None, bodies.maybe(body, "invoice")
    )
    return jsonify(found.as_json())


@blueprint.post("/conversations/<session>/explain")
def explain(session: str) -> ResponseReturnValue:
    who, body = speaker(session), bodies.given()
    known.look_up(who, bodies.text(body, "text"), bodies.maybe(body, "invoice"))
    text, further = besides.apart(who, bodies.text(body, "text"))
    question = Question(
        text=text,
        topic=bodies.text(body, "topic"),
        invoice=bodies.maybe(body, "invoice"),
        line=bodies.maybe(body, "line"),
        about=bodies.maybe(body, "about"),
    )
    return jsonify({**explaining.as_json(explaining.answer(who, question), who), "further": further})
