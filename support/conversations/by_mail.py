"""Mails of clients that belong to no dispute: they wait for a person among the chats, and are answered there."""

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import queries, services, transcript
from support.conversations.models import Author, Conversation, Delivery, Message, Turn
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import NotAllowed
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

BY_MAIL = "mail-"
"""What the key of a message begins with that came by mail; its answer goes out by mail as well."""
WHY = "they wrote a mail"


def take_mail(person: Person, *, text: str, mail_id: int, conversation: Conversation | None = None) -> Message:
    """The mail as a message that waits for a person. The same one twice is one message.

    Without a `conversation` it goes on with the one that a person has, else begins a new one: the assistant is not
    asked, since nobody waits at the page for its questions.
    """
    if person.role is not Role.CLIENT or not person.active:
        raise NotAllowed(N_("Conversations belong to clients."))
    with transaction():
        found = transcript.locked((conversation or _going_on(person)).id)
        key = f"{BY_MAIL}{mail_id}"
        known = next((row for row in queries.last_words(found, 50) if row.client_key == key), None)
        if known is not None:
            return known
        message = transcript.add(
            found, Author.CLIENT, text, person=person, client_key=key, delivery=Delivery.UNANSWERED
        )
        services.hand_over(found, WHY)
        return message


def _going_on(person: Person) -> Conversation:
    latest = queries.latest_of(person)
    is_with_a_person = latest is not None and latest.turn is Turn.PERSON
    if latest is not None and is_with_a_person and clock.now() - latest.last_message_at <= services.CONTINUED_FOR:
        return latest
    begun = services.open_conversation(person, afresh=True)
    db.session.flush()
    return begun


def waits_for_a_mail(conversation: Conversation) -> bool:
    """Whether the client's latest words came by mail."""
    words = queries.last_words(conversation, 1)
    return bool(words and (words[0].client_key or "").startswith(BY_MAIL))
