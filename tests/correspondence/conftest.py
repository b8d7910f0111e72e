"""A mail transport that keeps what it is given, and fails as it is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask_mail import Message

from support import policies
from support.accounts.models import Person
from support.correspondence import outbox
from support.correspondence.models import OutgoingLetter


class Postman:
    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.trouble: Exception | None = None
        self.meanwhile: Callable[[], None] = lambda: None

    def send(self, message: Message, offer: Callable[[], None]) -> None:
        self.meanwhile()
        if self.trouble is not None:
            raise self.trouble
        offer()
        self.taken.append(message)


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    app.extensions["letters"] = Postman()
    yield app.extensions["letters"]
    del app.extensions["letters"]


@pytest.fixture
def posted(client_person: Person) -> Callable[..., OutgoingLetter]:
    """`posted("1")`: a letter in the outbox, about nothing."""

    def post(event: str = "1", **parts: str) -> OutgoingLetter:
        words = {"subject": "Hello", "text": "Good day.\n", "html": "<p>Good day.</p>", **parts}
        return outbox.post(outbox.Letter(kind="greeting", person=client_person, event=event, dispute=None, **words))

    return post


@pytest.fixture
def caps(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`caps(to_one=3)`: the policy says so for this test."""

    def say(**numbers: int) -> None:
        usual = policies.correspondence()
        said = replace(usual, caps=replace(usual.caps, **numbers))
        monkeypatch.setattr(policies, "correspondence", lambda: said)

    return say
