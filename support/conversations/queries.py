"""Reading conversations."""

from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from support.accounts.models import Person
from support.conversations.models import (
    Author,
    BotSession,
    Conversation,
    ConversationDispute,
    Delivery,
    Message,
    Turn,
)
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel.errors import NotFound
from support.kernel.sayings import N_

MISSING = N_("There is no such conversation.")
WITH_PEOPLE = (joinedload(Conversation.person), joinedload(Conversation.organisation), joinedload(Conversation.agent))


def conversation_with(public_id: str, *, seen_by: Person) -> Conversation:
    """A client's own conversation, or any for staff; `NotFound` for what is foreign and what is not there alike."""
    found = db.session.scalar(select(Conversation).where(Conversation.public_id == public_id))
    if found is None or not (seen_by.role.is_staff or found.person_id == seen_by.id):
        raise NotFound(MISSING)
    return found


def latest_of(person: Person) -> Conversation | None:
    return db.session.scalars(
        select(Conversation)
        .where(Conversation.person_id == person.id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
    ).first()


def messages_since(conversation: Conversation, seq: int = 0, limit: int = 200) -> list[Message]:
    """Messages numbered above `seq`, in order."""
    return list(
        db.session.scalars(
            select(Message)
            .where(Message.conversation_id == conversation.id, Message.seq > seq)
            .order_by(Message.seq)
            .limit(limit)
        )
    )


def last_words(conversation: Conversation, count: int = 3) -> list[Message]:
    """The client's latest messages, in order."""
    wanted = (
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.author == Author.CLIENT)
        .order_by(Message.seq.desc())
        .limit(count)
    )
    return list(reversed(db.session.scalars(wanted).all()))


def replies_to(message_id: int) -> list[Message]:
    """What a message of the client was answered with, in order."""
    return list(
        db.session.scalars(
            select(Message)
            .where(Message.answers_id == message_id, Message.author != Author.CLIENT)
            .order_by(Message.seq)
        )
    )


def last_told(conversation: Conversation) -> list[Message]:
    """The messages that answered the client's latest answered message, in order."""
    latest = (
        select(Message.answers_id)
        .where(
            Message.conversation_id == conversation.id,
            Message.author.in_([Author.BOT, Author.SYSTEM]),
            Message.answers_id.is_not(None),
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    answered = db.session.scalar(latest)
    return replies_to(answered) if answered is not None else []


def titles_shown(conversation: Conversation, limit: int = 60) -> list[str]:
    """What stood on the buttons of the latest messages: lists that were shown may be shown again."""
    latest = (
        select(Message.buttons)
        .where(Message.conversation_id == conversation.id, Message.author.in_([Author.BOT, Author.SYSTEM]))
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    return list({str(button["title"]) for buttons in db.session.scalars(latest) for button in buttons})


def conversation_of_session(token: str) -> Conversation:
    """The conversation that the assistant knows by this name: the only way it finds a client."""
    found = db.session.scalar(
        select(Conversation)
        .join(BotSession, BotSession.conversation_id == Conversation.id)
        .where(BotSession.token == token)
    )
    if found is None:
        raise NotFound(MISSING)
    return found


@dataclass(frozen=True)
class WaitingChat:
    """`unanswered`: messages of the client that no one has answered yet."""

    conversation: Conversation
    unanswered: list[Message]


def waiting_chats(limit: int = 50) -> list[WaitingChat]:
    """Conversations that wait for a person, the longest waiting first: handed over and not taken, or left unanswered."""
    unanswered = exists().where(Message.conversation_id == Conversation.id, Message.delivery == Delivery.UNANSWERED)
    untaken = (Conversation.turn == Turn.PERSON) & Conversation.agent_id.is_(None)
    found = db.session.scalars(
        select(Conversation)
        .options(*WITH_PEOPLE)
        .where(or_(untaken, unanswered))
        .order_by(Conversation.last_message_at, Conversation.id)
        .limit(limit)
    ).all()
    kept: dict[int, list[Message]] = {conversation.id: [] for conversation in found}
    for message in db.session.scalars(
        select(Message)
        .where(Message.conversation_id.in_(kept), Message.delivery == Delivery.UNANSWERED)
        .order_by(Message.seq)
    ):
        kept[message.conversation_id].append(message)
    return [WaitingChat(conversation, kept[conversation.id]) for conversation in found]


def chats_of(person: Person) -> list[Conversation]:
    """The conversations that `person` of the desk has the turn in, the one with the newest words first."""
    return list(
        db.session.scalars(
            select(Conversation)
            .options(*WITH_PEOPLE)
            .where(Conversation.agent_id == person.id, Conversation.turn == Turn.PERSON)
            .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        )
    )


def conversations_of_dispute(dispute: Dispute) -> list[Conversation]:
    """The conversations that a dispute was opened or spoken about in, oldest first."""
    return list(
        db.session.scalars(
            select(Conversation)
            .join(ConversationDispute, ConversationDispute.conversation_id == Conversation.id)
            .where(ConversationDispute.dispute_id == dispute.id)
            .order_by(Conversation.id)
        )
    )


def talks_about(dispute: Dispute) -> list[tuple[Conversation, list[Message]]]:
    """Its conversations with their messages, oldest first, in one statement."""
    wanted = (
        select(Conversation, Message)
        .join(ConversationDispute, ConversationDispute.conversation_id == Conversation.id)
        .outerjoin(Message, Message.conversation_id == Conversation.id)
        .where(ConversationDispute.dispute_id == dispute.id)
        .order_by(Conversation.id, Message.seq)
        .options(joinedload(Conversation.person), joinedload(Conversation.agent), joinedload(Message.person))
    )
    talks: dict[int, tuple[Conversation, list[Message]]] = {}
    for conversation, message in db.session.execute(wanted):
        _, messages = talks.setdefault(conversation.id, (conversation, []))
        if message is not None:
            messages.append(message)
    return list(talks.values())


def disputes_of_conversation(conversation: Conversation) -> list[Dispute]:
    return list(
        db.session.scalars(
            select(Dispute)
            .join(ConversationDispute, ConversationDispute.dispute_id == Dispute.id)
            .where(ConversationDispute.conversation_id == conversation.id)
            .order_by(Dispute.id)
        )
    )


def message_with_key(conversation: Conversation, key: str) -> Message | None:
    """The message that its sender gave this id."""
    wanted = select(Message).where(Message.conversation_id == conversation.id, Message.client_key == key)
    return db.session.scalar(wanted)
