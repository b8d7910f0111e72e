"""Saved replies: kept, shared, let go; and their words on a dispute's page or in a chat."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.conversations.models import Conversation
from support.conversations.saved_replies import REPLIES, words_of
from support.disputes import keeping_replies
from support.disputes.dossier import Dossier
from support.kernel.errors import SupportError
from support.kernel.places import filled_in
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.flashing import flash
from support.web.sent import endpoint, sent
from support.words.reader import reading, told

FIELDS = {
    "ask_client": "question",
    "share_progress": "progress",
    "resolve": "explanation",
    "not_upheld": "reasons",
    "put_right": "why_wrong",
    "offer": "terms",
}
"""Forms of a dispute's page into which a reply can be put, with the field for it."""


@blueprint.get("/replies")
def replies() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    found = keeping_replies.replies_of(g.person)
    changing = next((row for row in found if row.public_id == request.args.get("change")), None)
    return render_template(
        "desk/replies.html",
        replies=found,
        changing=changing,
        places=keeping_replies.PLACES,
        sent=sent(endpoint(), problem),
    )


@blueprint.post("/replies")
def keep_reply() -> ResponseReturnValue:
    title, words = given.words("title", N_("The title")), given.words("words", N_("The reply"))
    reply = keeping_replies.keep_reply(g.person, title=title, words=words, shared=given.yes("shared"))
    flash(N_("“%(title)s” is kept.", title=reply.title), "success")
    return redirect(url_for(".replies"))


@blueprint.post("/replies/<public_id>/forget")
def forget_reply(public_id: str) -> ResponseReturnValue:
    keeping_replies.forget_reply(public_id, by=g.person)
    flash(N_("The reply is gone."), "success")
    return redirect(url_for(".replies"))


def for_dispute(dossier: Dossier) -> list[tuple[str, str, str]]:
    """(id, title, words with what is known filled in) of each reply, by title."""
    values = keeping_replies.values_of(dossier.dispute, g.person) if dossier.replies else {}
    found = sorted(dossier.replies, key=lambda reply: reply[1].lower())
    return [(name, title, filled_in(words, values)) for name, title, words in found]


def put_in(begun: dict[tuple[str, str], str], replies: list[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """What was begun, and after it the reply that the address asks for (`reply`, `into`)."""
    into = request.args.get("into", "")
    words = next((words for name, _, words in replies if name == request.args.get("reply")), "")
    if into not in FIELDS or not words:
        return begun
    place = (into, FIELDS[into])
    return begun | {place: "\n\n".join(part for part in (begun.get(place, ""), words) if part)}


def for_chat(conversation: Conversation) -> list[tuple[str, str, str]]:
    """As `for_dispute`: those that everybody has, in the client's language, then the reader's own and their team's."""
    name = conversation.person.first_name
    values = {"name": name, "client": conversation.organisation.name, "agent": g.person.name}
    own = [(row.public_id, row.title, filled_in(row.words, values)) for row in keeping_replies.replies_of(g.person)]
    with reading(conversation.person.locale):
        shared = [(row.key, row.title, str(told(words_of(row.key, name)))) for row in REPLIES]
    return shared + own
