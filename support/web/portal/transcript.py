"""A conversation as its client reads it: on the page, and as JSON for the page's script."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from support.conversations import presence, queries
from support.conversations.gateway import PRIMARY
from support.conversations.models import Author, Conversation, Delivery, Message, Turn
from support.files import services as files
from support.files.models import Attachment
from support.kernel import clock
from support.kernel.sayings import N_
from support.web import formatters

SHOWN = 100
"""Messages on the page; the earlier ones are a link away."""

EARLIEST = 2000


@dataclass(frozen=True)
class Button:
    index: int
    title: str
    primary: bool


@dataclass(frozen=True)
class Bubble:
    """One message. `buttons` are those that may still be pressed; `key` is the client's own id of it."""

    id: int
    seq: int
    author: str
    who: str
    text: str
    at: datetime
    when: str
    buttons: list[Button]
    key: str | None
    files: list[dict[str, str]]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True)
class Transcript:
    """`waiting`: the assistant still owes an answer. `earlier`: there is more above the first bubble."""

    conversation: str
    turn: Turn
    talking_to: str
    last_seq: int
    waiting: bool
    typing: str
    earlier: bool
    bubbles: list[Bubble]

    def as_json(self) -> dict[str, Any]:
        return {
            "conversation": self.conversation,
            "talking_to": self.talking_to,
            "with_person": self.turn is Turn.PERSON,
            "last_seq": self.last_seq,
            "waiting": self.waiting,
            "typing": self.typing,
            "messages": [bubble.as_json() for bubble in self.bubbles],
        }


def latest(conversation: Conversation | None, whole: bool = False) -> Transcript:
    """The end of the conversation, or all that one page can hold of it."""
    if conversation is None:
        return Transcript("", Turn.BOT, _talking_to(None), 0, False, "", False, [])
    start = 0 if whole else max(conversation.last_seq - SHOWN, 0)
    return since(conversation, start, EARLIEST if whole else SHOWN)


def since(conversation: Conversation, seq: int, limit: int = EARLIEST) -> Transcript:
    """What was said after message `seq`."""
    messages = queries.messages_since(conversation, seq, limit)
    sent = files.of_messages([message.id for message in messages if message.author is Author.CLIENT])
    last_words = max((message.seq for message in messages if message.author is Author.CLIENT), default=0)
    return Transcript(
        conversation=conversation.public_id,
        turn=conversation.turn,
        talking_to=_talking_to(conversation),
        last_seq=conversation.last_seq,
        waiting=any(message.delivery is Delivery.STORED for message in messages),
        typing=N_("%(first_name)s is writing", first_name=conversation.agent.first_name)
        if conversation.agent and somebody_types(conversation)
        else "",
        earlier=seq > 0,
        bubbles=[
            _bubble(message, sent.get(message.id, []), with_buttons=message.seq > last_words) for message in messages
        ],
    )


def somebody_types(conversation: Conversation) -> bool:
    """Whether the person who answers is writing just now."""
    return conversation.agent_id is not None and presence.is_typing(conversation.agent_typing_at)


def _bubble(message: Message, sent: list[Attachment], with_buttons: bool) -> Bubble:
    """Buttons above the client's last words answer a question that is no longer open."""
    buttons = [_button(*numbered) for numbered in enumerate(message.buttons)] if with_buttons else []
    return Bubble(
        id=message.id,
        seq=message.seq,
        author=message.author.value,
        who=_who(message),
        text=message.text,
        at=message.at,
        when=_when(message.at),
        buttons=buttons,
        key=message.client_key if message.author is Author.CLIENT else None,
        files=[{"name": row.name, "url": url_for("portal.file", public_id=row.public_id)} for row in sent],
    )


def _when(at: datetime) -> str:
    """`14:05` today, with its day before that."""
    shown = formatters.moment(at)
    return shown.removeprefix(formatters.moment(clock.now()).split(", ")[0] + ", ")


def _button(index: int, offered: dict[str, Any]) -> Button:
    return Button(index, str(offered["title"]), offered.get("kind") == PRIMARY)


def _who(message: Message) -> str:
    if message.author is Author.PERSON and message.person:
        return N_("%(first_name)s, billing desk", first_name=message.person.first_name)
    return {Author.CLIENT: N_("You"), Author.BOT: N_("Assistant")}.get(message.author, "")


def _talking_to(conversation: Conversation | None) -> str:
    if conversation is None or conversation.turn is Turn.BOT:
        return N_("You are talking to the assistant. Ask for a person whenever you want one.")
    if conversation.agent:
        return N_("You are talking to %(first_name)s from the billing desk.", first_name=conversation.agent.first_name)
    return N_("A person from the billing desk will answer here. You can go on writing.")
