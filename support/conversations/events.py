"""What has happened to a conversation, beside its messages."""

from dataclasses import dataclass

from support.kernel.transaction import Event


@dataclass(frozen=True)
class ConversationEvent(Event):
    conversation_id: int


@dataclass(frozen=True)
class HandedOver(ConversationEvent):
    """The assistant gave the conversation up, or the client asked for a person."""

    why: str


@dataclass(frozen=True)
class TakenOver(ConversationEvent):
    person_id: int


@dataclass(frozen=True)
class HandedBack(ConversationEvent):
    person_id: int


@dataclass(frozen=True)
class PersonReplied(ConversationEvent):
    """A person of the desk has said something."""

    message_id: int


@dataclass(frozen=True)
class PromiseMissed(ConversationEvent):
    """A client who asked for a person has not had an answer by the moment promised."""


@dataclass(frozen=True)
class FilesSent(ConversationEvent):
    """A client has sent files in a chat."""

    message_id: int
    person_id: int
