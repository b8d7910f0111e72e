"""Rasa hangs, dies or talks nonsense: the client is told in time, nothing is lost, and it goes on when it is back."""

import json
from collections.abc import Iterator
from time import monotonic

import pytest
from flask import Flask

from support.accounts.models import Person
from support.conversations import gateway, queries, services
from support.conversations.answering import IT_TAKES_LONGER, NOTICE
from support.conversations.gateway import RasaGateway, use_gateway
from support.conversations.models import Author, Conversation, Delivery, Message
from support.extensions import db
from support.kernel.errors import Unavailable
from tests.conversations.fake_rasa import Rasa

HELLO = json.dumps([{"text": "Hello"}]).encode()


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    running = Rasa()
    running.body = HELLO
    yield running
    running.close()


def _say(conversation: Conversation, person: Person, text: str) -> list[str]:
    return [reply.text for reply in services.say(conversation, text=text, key=f"k-{text}", by=person)]


def test_the_client_is_told_within_ten_seconds_that_rasa_hangs(
    app: Flask, rasa: Rasa, conversation: Conversation, client_person: Person
) -> None:
    use_gateway(app, RasaGateway(rasa.url))
    rasa.patience = 60
    rasa.hold.clear()
    started = monotonic()
    assert _say(conversation, client_person, "Why this fee?") == [NOTICE]
    assert monotonic() - started < 10
    [waiting] = queries.waiting_chats()
    assert [message.text for message in waiting.unanswered] == ["Why this fee?"]
    rasa.hold.set()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"[]"),
        (200, b"{}"),
        (200, b'"hello"'),
        (200, b"<html>"),
        (200, b""),
        (200, b"\xff\xfe"),
        (200, b'[{"text": 5}]'),
        (200, b'[["text"]]'),
        (500, HELLO),
        (404, b""),
        (302, b""),
    ],
)
def test_nonsense_is_no_answer_and_the_message_is_kept(
    status: int, body: bytes, app: Flask, rasa: Rasa, conversation: Conversation, client_person: Person
) -> None:
    use_gateway(app, RasaGateway(rasa.url))
    rasa.status, rasa.body = status, body
    assert _say(conversation, client_person, "Why this fee?") == [NOTICE]
    kept = db.session.query(Message).filter_by(author=Author.CLIENT).one()
    assert (kept.text, kept.delivery) == ("Why this fee?", Delivery.UNANSWERED)


def test_the_assistant_takes_up_again_in_the_same_session_when_it_is_back(
    app: Flask, rasa: Rasa, conversation: Conversation, client_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "AWAY_SECONDS", 0.0)
    use_gateway(app, RasaGateway(rasa.url))
    _say(conversation, client_person, "I want to dispute a charge")
    rasa.status = 500
    assert _say(conversation, client_person, "line 3") == [NOTICE]
    rasa.status = 200
    assert _say(conversation, client_person, "line 3, please") == ["Hello"]
    assert len({sent["sender"] for _, sent in rasa.heard}) == 1


def test_after_two_failures_nobody_waits_for_a_third(rasa: Rasa) -> None:
    lines = RasaGateway(rasa.url, timeout=0.2)
    rasa.hold.clear()
    for _ in range(2):
        with pytest.raises(Unavailable):
            lines.answer("s", "hi")
    started = monotonic()
    with pytest.raises(Unavailable):
        lines.answer("s", "hi")
    assert monotonic() - started < 0.1
    assert len(rasa.heard) == 2


def test_it_is_tried_again_after_a_while(rasa: Rasa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "AWAY_SECONDS", 0.05)
    lines = RasaGateway(rasa.url, timeout=0.2)
    rasa.status = 500
    for _ in range(2):
        with pytest.raises(Unavailable):
            lines.answer("s", "hi")
    rasa.status = 200
    until = monotonic() + 5
    while monotonic() < until:
        try:
            assert [reply.text for reply in lines.answer("s", "hi")] == ["Hello"]
            return
        except Unavailable:
            continue
    raise AssertionError("it was never tried again")


def test_who_has_waited_for_seven_seconds_is_told_once(
    app: Flask, conversation: Conversation, client_person: Person, calendar: object
) -> None:
    class Full:
        def answer(self, session: str, text: str) -> list[object]:
            raise gateway.Busy("The assistant is busy.")

    use_gateway(app, Full())  # type: ignore[arg-type]
    assert _say(conversation, client_person, "Why this fee?") == []
    services.look_in(conversation)
    assert len(queries.messages_since(conversation)) == 1
    calendar.forward(seconds=8)  # type: ignore[attr-defined]
    services.look_in(conversation)
    services.look_in(conversation)
    assert [message.text for message in queries.messages_since(conversation)] == ["Why this fee?", IT_TAKES_LONGER]
