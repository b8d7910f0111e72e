"""Chats that wait for a person, or that a person is in."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.conversations import presence, queries, services
from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.desk.chat_panel import panel_of, where_the_client_is
from support.web.desk.replies import for_chat
from support.web.flashing import flash
from support.web.sent import endpoint, sent


@blueprint.get("/chats")
def chats() -> ResponseReturnValue:
    return render_template("desk/chats.html", waiting=queries.waiting_chats(), mine=queries.chats_of(g.person))


@blueprint.get("/chats/<public_id>")
def chat(public_id: str) -> ResponseReturnValue:
    return render(public_id)


def render(public_id: str, problem: SupportError | None = None) -> str:
    """The page; an answer that was refused keeps its text."""
    conversation = queries.conversation_with(public_id, seen_by=g.person)
    replies, asked = for_chat(conversation), request.args.get("saved", "")
    return render_template(
        "desk/chat.html",
        conversation=conversation,
        messages=queries.messages_since(conversation, max(conversation.last_seq - 200, 0)),
        panel=panel_of(conversation),
        replies=replies,
        saved=next((words for name, _, words in replies if name == asked), ""),
        sent=sent(endpoint(), problem),
    )


@blueprint.get("/chats/<public_id>/since/<int:seq>")
def chat_since(public_id: str, seq: int) -> ResponseReturnValue:
    """What was said after message `seq`, for a page that is open; a header says what the client does at this moment."""
    conversation = queries.conversation_with(public_id, seen_by=g.person)
    client = {"X-Client": where_the_client_is(conversation)}
    if conversation.last_seq <= seq:
        return "", 204, client
    return render_template("desk/_messages.html", messages=queries.messages_since(conversation, seq)), client


@blueprint.post("/chats/<public_id>/typing")
def typing(public_id: str) -> ResponseReturnValue:
    """The person who answers is writing; the client sees it for a moment."""
    presence.note_typing(queries.conversation_with(public_id, seen_by=g.person), g.person)
    return "", 204


@blueprint.post("/chats/<public_id>/take-over")
def take_over(public_id: str) -> ResponseReturnValue:
    services.take_over(queries.conversation_with(public_id, seen_by=g.person), by=g.person)
    return _back(public_id)


@blueprint.post("/chats/<public_id>/hand-back")
def hand_back(public_id: str) -> ResponseReturnValue:
    conversation = queries.conversation_with(public_id, seen_by=g.person)
    services.hand_back(conversation, by=g.person)
    flash(N_("The assistant answers %(name)s again.", name=conversation.person.name), "success")
    return redirect(url_for("desk.chats"))


@blueprint.post("/chats/<public_id>/reply")
def reply(public_id: str) -> ResponseReturnValue:
    conversation = queries.conversation_with(public_id, seen_by=g.person)
    services.reply(conversation, text=given.words("text", N_("The answer")), by=g.person, key=request.form.get("key"))
    return _back(public_id)


def _back(public_id: str) -> ResponseReturnValue:
    """To the dispute whose page it was said on, else to the chat."""
    reference = request.form.get("back", "")
    if reference:
        return redirect(url_for("desk.show", reference=reference, _anchor="talk"))
    return redirect(url_for("desk.chat", public_id=public_id, _anchor="answer"))
