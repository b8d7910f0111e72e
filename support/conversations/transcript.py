"""Writing into a transcript: every message gets its number under the conversation's lock."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from support.accounts.models import Person
from support.conversations.gateway import PAYLOAD, PRIMARY
from support.conversations.models import Author, Conversation, Delivery, Message
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import NotFound
from support.kernel.sayings import N_
from support.words.reader import reading, told

PERSON = "person"
"""The kind of a button that we answer ourselves: it must work when the assistant does not."""

TALK_TO_PERSON = {"title": N_("Talk to a person"), "payload": "", "kind": PERSON}


def offered(title: str, payload: str, *, primary: bool = False) -> dict[str, str]:
    """A button whose payload goes to the assistant; a primary one stands out on the page."""
    return {"title": title, "payload": payload, "kind": PRIMARY if primary else PAYLOAD}


def locked(conversation_id: int) -> Conversation:
    """The conversation as it is now, held until the transaction ends: messages are numbered one at a time."""
    found = db.session.get(Conversation, conversation_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(N_("There is no such conversation."))
    return found


def add(
    conversation: Conversation,
    author: Author,
    text: str,
    *,
    person: Person | None = None,
    buttons: Iterable[dict[str, Any]] = (),
    answers_id: int | None = None,
    **more: Any,
) -> Message:
    """The next message of a locked conversation. Our own sayings are kept in the client's language."""
    conversation.last_seq += 1
    conversation.last_message_at = clock.now()
    named = {"author": author, "person_id": person.id if person else None, "answers_id": answers_id}
    placed = {"conversation_id": conversation.id, "seq": conversation.last_seq, "at": clock.now()}
    with reading(conversation.person.locale):
        offered_here = [{**button, "title": told(button["title"])} for button in buttons]
        message = Message(text=told(text), buttons=offered_here, **named, **placed, **more)
    db.session.add(message)
    db.session.flush()
    return message


def being_answered(conversation: Conversation) -> Message | None:
    """The oldest message of the client that the assistant still owes an answer."""
    return db.session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.delivery == Delivery.STORED)
        .order_by(Message.seq)
        .limit(1)
    ).first()


def settle(conversation: Conversation, before: Iterable[Delivery], after: Delivery) -> None:
    """Every message of the client that stood at one of `before` stands at `after` from now on."""
    db.session.execute(
        update(Message)
        .where(Message.conversation_id == conversation.id, Message.delivery.in_(list(before)))
        .values(delivery=after)
        .execution_options(synchronize_session="fetch")
    )
