"""Conversations with clients: the transcript is kept here, whatever answers it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation, Person
from support.kernel.enums import RichEnum
from support.kernel.types import Model, PrimaryKey


class Turn(RichEnum):
    """Whose turn it is to answer the client."""

    BOT = "bot", "The assistant"
    PERSON = "person", "A person"


class Author(RichEnum):
    CLIENT = "client", "Client"
    BOT = "bot", "Assistant"
    PERSON = "person", "Person"
    SYSTEM = "system", "Notice"


class Delivery(RichEnum):
    """What became of a client's message."""

    STORED = "stored", "Being answered"
    ANSWERED = "answered", "Answered"
    UNANSWERED = "unanswered", "Kept for a person"


class Conversation(Model):
    """`answer_due_at`: by when a person has promised to answer; empty once one has. The three others: when the client's
    page last asked for news, and when either side last typed."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_turn", "turn", "last_message_at", "id"),)

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    turn: Mapped[Turn] = mapped_column(default=Turn.BOT)
    handed_over_why: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    last_seq: Mapped[int] = mapped_column(default=0)
    answering_since: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    client_seen_at: Mapped[datetime | None]
    client_typing_at: Mapped[datetime | None]
    agent_typing_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    agent: Mapped[Person | None] = relationship(foreign_keys=[agent_id])


class BotSession(Model):
    """The name a conversation has at the assistant: unguessable, replaced when it has grown long or old.

    `told`: every figure that the bot's door has answered since the last question, with blanks between them.
    `understood`: what the client was last taken to mean, as the JSON object that the assistant sent; empty before that.
    """

    __tablename__ = "bot_sessions"

    id: Mapped[PrimaryKey]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    turns: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    told: Mapped[str] = mapped_column(Text, default="", server_default="")
    understood: Mapped[str] = mapped_column(Text, default="", server_default="")

    conversation: Mapped[Conversation] = relationship()


class Message(Model):
    """`client_key` is the sender's own id of the message: the same one twice is one message.

    `buttons` is a list of {"title", "payload", "kind"}; a press names message and index, so no payload comes from outside.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_key"),
    )

    id: Mapped[PrimaryKey]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    author: Mapped[Author]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[Any]] = mapped_column(default=list)
    client_key: Mapped[str | None] = mapped_column(String(64))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    delivery: Mapped[Delivery] = mapped_column(default=Delivery.ANSWERED)
    at: Mapped[datetime]

    conversation: Mapped[Conversation] = relationship()
    person: Mapped[Person | None] = relationship()


class ConversationDispute(Model):
    """A dispute was opened in, or is spoken about in, a conversation."""

    __tablename__ = "conversation_disputes"
    __table_args__ = (UniqueConstraint("conversation_id", "dispute_id"),)

    id: Mapped[PrimaryKey]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)


class UnknownName(Model):
    """A number that a client's person asked for and that is not theirs; `name` is its digest."""

    __tablename__ = "unknown_names"
    __table_args__ = (Index("ix_unknown_names_person_at", "person_id", "at"),)

    id: Mapped[PrimaryKey]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
