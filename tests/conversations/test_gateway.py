"""Rasa over HTTP: what it answers, and every way in which it does not."""

import json
import threading
from collections.abc import Iterator

import pytest

from support.conversations import gateway
from support.conversations.gateway import BotButton, BotReply, Busy, RasaGateway, read_replies
from support.kernel.errors import Unavailable
from tests.conversations.fake_rasa import Rasa


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    running = Rasa()
    yield running
    running.close()


def test_words_and_session_reach_rasas_rest_channel(rasa: Rasa) -> None:
    rasa.body = json.dumps([{"recipient_id": "s", "text": "Hello"}, {"recipient_id": "s", "text": "there"}]).encode()
    assert RasaGateway(rasa.url + "/").answer("s", "hi") == [BotReply("Hello"), BotReply("there")]
    assert rasa.heard == [("/webhooks/rest/webhook", {"sender": "s", "message": "hi"})]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"[]"),
        (401, b"[]"),
        (302, b"[]"),
        (200, b"<html>proxy error</html>"),
        (200, b""),
        (200, b'{"text": "not a list"}'),
        (200, b'["not a message"]'),
        (200, b"\xff\xfe"),
    ],
)
def test_an_answer_that_cannot_be_understood_is_no_answer(status: int, body: bytes, rasa: Rasa) -> None:
    rasa.status, rasa.body = status, body
    with pytest.raises(Unavailable):
        RasaGateway(rasa.url).answer("s", "hi")


def test_nobody_at_the_address_is_told_at_once() -> None:
    with pytest.raises(Unavailable):
        RasaGateway("http://127.0.0.1:9").answer("s", "hi")


def test_no_address_at_all_is_told_too() -> None:
    with pytest.raises(Unavailable):
        RasaGateway("").answer("s", "hi")


def test_a_rasa_that_hangs_is_given_up(rasa: Rasa) -> None:
    rasa.hold.clear()
    with pytest.raises(Unavailable):
        RasaGateway(rasa.url, timeout=0.2).answer("s", "hi")


def test_who_finds_every_line_taken_is_told_to_come_back(rasa: Rasa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "PATIENCE_SECONDS", 0.1)
    rasa.hold.clear()
    one_line = RasaGateway(rasa.url, calls=1)
    first = threading.Thread(target=one_line.answer, args=("s", "first"))
    first.start()
    while not rasa.heard:
        threading.Event().wait(0.01)
    with pytest.raises(Busy):
        one_line.answer("s", "second")
    rasa.hold.set()
    first.join()
    assert one_line.answer("s", "third") == []


def test_a_line_is_free_again_after_a_failure(rasa: Rasa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "PATIENCE_SECONDS", 0.1)
    rasa.status = 500
    one_line = RasaGateway(rasa.url, calls=1)
    for _ in range(3):
        with pytest.raises(Unavailable) as refused:
            one_line.answer("s", "hi")
        assert not isinstance(refused.value, Busy)


def test_buttons_are_taken_only_in_the_shape_we_know() -> None:
    given = [
        {"title": "Yes", "payload": "/affirm", "kind": "primary"},
        {"title": "No", "payload": "/deny", "kind": "person"},
        {"title": "", "payload": "/x"},
        {"title": "No payload"},
        {"title": 7, "payload": "/y"},
        "text",
    ]
    assert read_replies([{"text": " Sure? ", "buttons": given}]) == [
        BotReply("Sure?", (BotButton("Yes", "/affirm", primary=True), BotButton("No", "/deny")))
    ]


def test_replies_without_words_or_buttons_are_left_out() -> None:
    nothing = [{"image": "http://elsewhere/x.png"}, {"text": "  "}, {"custom": {}}, {"text": None, "buttons": "no"}]
    assert read_replies(nothing) == []
