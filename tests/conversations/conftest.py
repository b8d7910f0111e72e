"""An assistant whose lines the test writes."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from flask import Flask

from support.accounts.models import Person
from support.conversations import services
from support.conversations.gateway import BotReply, use_gateway
from support.conversations.models import Conversation, Message
from support.extensions import db


class Assistant:
    """Answers with what `says` holds; `heard` keeps (session, words). `does` runs in the middle of an answer."""

    def __init__(self) -> None:
        self.says: list[BotReply] | Exception = [BotReply("I see.")]
        self.heard: list[tuple[str, str]] = []
        self.does: Callable[[], None] = lambda: None

    def answer(self, session: str, text: str) -> list[BotReply]:
        assert not db.session().in_transaction(), "the assistant was asked inside a transaction"
        self.heard.append((session, text))
        if text == "/session_start":
            return [BotReply("Hello!")]
        self.does()
        db.session.rollback()
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    @property
    def words(self) -> list[str]:
        return [text for _, text in self.heard if text != "/session_start"]


@pytest.fixture
def assistant(app: Flask) -> Iterator[Assistant]:
    playing = Assistant()
    use_gateway(app, playing)
    yield playing
    del app.extensions["assistant"]


@pytest.fixture
def conversation(client_person: Person) -> Conversation:
    return services.open_conversation(client_person)


@pytest.fixture
def says(conversation: Conversation, client_person: Person, assistant: Assistant) -> Callable[..., list[Message]]:
    """`says("words")` or `says(button=(message id, index))`: what comes back."""
    keys = count(1)

    def say(text: str | None = None, **more: object) -> list[Message]:
        arguments = {"text": text, "button": None, "key": f"key-{next(keys)}", "by": client_person, **more}
        return services.say(conversation, **arguments)  # type: ignore[arg-type]

    return say
