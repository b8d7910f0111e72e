"""What has come in."""

from dataclasses import dataclass

from support.kernel.transaction import Event


@dataclass(frozen=True)
class MailEvent(Event):
    mail_id: int


@dataclass(frozen=True)
class ReplyReceived(MailEvent):
    """Somebody who takes part in a dispute has answered about it."""

    dispute_id: int
    person_id: int


@dataclass(frozen=True)
class ConversationAnswered(MailEvent):
    """A client has answered a letter that goes with a conversation."""

    conversation: str
    person_id: int


@dataclass(frozen=True)
class ContactReceived(MailEvent):
    """A client writes of their own accord, or about something that cannot go on."""

    person_id: int


@dataclass(frozen=True)
class LetterBounced(MailEvent):
    """A letter of ours did not arrive; `suppressed`: none leaves for that address from now on."""

    letter_id: int
    suppressed: bool


@dataclass(frozen=True)
class MailReleased(MailEvent):
    """A person has looked at a mail that was put aside, and gives it to a dispute."""

    dispute_id: int
    by_id: int
