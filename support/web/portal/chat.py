"""The chat: one page, one address for messages. Works as plain forms; the page's script makes it live."""

import re
from typing import Any
from uuid import uuid4

from flask import g, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from support.conversations import presence, queries, services
from support.conversations.models import Conversation
from support.extensions import limiter
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.web import once
from support.web.errors import wants_json
from support.web.portal import blueprint, transcript

PER_PERSON = "30/minute"
NEW = "new"


def person_key() -> str:
    return str(session.get("person", get_remote_address()))


@blueprint.get("/chat")
def chat() -> ResponseReturnValue:
    """`about` and `line` put a first question about a charge into the writing field."""
    shown = transcript.latest(queries.latest_of(g.person), whole="all" in request.args)
    about, line = request.args.get("about", ""), request.args.get("line", "")
    draft = (
        N_("Why was I charged for line %(line)s of invoice %(about)s?", line=line, about=about)
        if line
        else N_("Please explain invoice %(about)s.", about=about)
    )
    return render_template("portal/chat.html", transcript=shown, draft=draft if about else "", new_key=_new_key)


def _new_key() -> str:
    return uuid4().hex


@blueprint.get("/chat/messages")
def chat_messages() -> ResponseReturnValue:
    """What was said after message `after`; 204 when nothing was. `conversation` names another than the latest."""
    named = request.args.get("conversation", "")
    conversation = queries.conversation_with(named, seen_by=g.person) if named else queries.latest_of(g.person)
    after = request.args.get("after", default=0, type=int)
    if conversation is None:
        return "", 204
    services.look_in(conversation)
    if conversation.last_seq == after and not transcript.somebody_types(conversation):
        return "", 204
    return jsonify(transcript.since(conversation, after).as_json())


@blueprint.post("/chat/typing")
@limiter.limit(PER_PERSON, key_func=person_key)
def typing_in_chat() -> ResponseReturnValue:
    """The client is writing to a person, who sees it for a moment."""
    presence.note_typing(conversation_named(request.form.get("conversation", "")), g.person)
    return "", 204


@blueprint.post("/chat/messages")
@limiter.limit(PER_PERSON, key_func=person_key)
def say_in_chat() -> ResponseReturnValue:
    given: Any = request.get_json() if request.is_json else request.form
    conversation = conversation_named(_text(given, "conversation"))
    key = _text(given, "key") if wants_json() else once.digest_of_form()
    services.say(conversation, text=_text(given, "text"), button=_pressed(given), key=key, by=g.person)
    if not wants_json():
        return redirect(url_for("portal.chat", _anchor="write"), 303)
    after = _text(given, "after")
    return jsonify(transcript.since(conversation, int(after) if re.fullmatch(r"[0-9]{1,15}", after) else 0).as_json())


def conversation_named(named: str) -> Conversation:
    """The one named, a `new` one, or the one that goes on."""
    if named and named != NEW:
        return queries.conversation_with(named, seen_by=g.person)
    return services.open_conversation(g.person, afresh=named == NEW)


def _text(given: Any, name: str) -> str:
    value = given.get(name, "") if hasattr(given, "get") else None
    if not isinstance(value, str | int):
        raise BadInput(N_("This message could not be read."), field=name)
    return str(value)


def _pressed(given: Any) -> tuple[int, int] | None:
    """`button` is written `message:index`."""
    pressed = _text(given, "button")
    if not pressed:
        return None
    if not re.fullmatch(r"[0-9]{1,15}:[0-9]{1,3}", pressed):
        raise BadInput(N_("This button is not here any more."), field="button")
    message, index = pressed.split(":")
    return int(message), int(index)
