"""The way to whatever answers for us: Rasa in earnest, an echo where there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, Protocol

import httpx
from flask import Flask, current_app

from support.kernel.errors import Unavailable

CALLS_AT_ONCE = 4
PATIENCE_SECONDS = 10.0
TIMEOUT_SECONDS = 15.0
PAYLOAD, PRIMARY = "payload", "primary"


class Busy(Unavailable):
    """Every line to the assistant is taken: the message can be answered a little later."""

    code = "busy"


@dataclass(frozen=True)
class BotButton:
    """What is read on it, and what the assistant is told when it is pressed; `primary` stands out on the page."""

    title: str
    payload: str
    primary: bool = False


@dataclass(frozen=True)
class BotReply:
    text: str
    buttons: tuple[BotButton, ...] = ()


class Gateway(Protocol):
    def answer(self, session: str, text: str) -> list[BotReply]:
        """What the assistant says to `text` (words, or the payload of a button) in `session`.

        Raises `Unavailable` when it is away, too slow or not understandable, `Busy` when the lines are taken.
        """


class RasaGateway:
    """Rasa's REST channel.

    `calls` lines are open at once, fewer than the web program has threads: Rasa's actions come back
    in through the bot's door while we wait, and must find a thread that is free.
    """

    def __init__(self, url: str, *, calls: int = CALLS_AT_ONCE, timeout: float = TIMEOUT_SECONDS) -> None:
        self._url = f"{url.rstrip('/')}/webhooks/rest/webhook"
        self._lines = BoundedSemaphore(calls)
        self._http = httpx.Client(timeout=httpx.Timeout(timeout, connect=min(3.0, timeout)), trust_env=False)

    def answer(self, session: str, text: str) -> list[BotReply]:
        with self._line():
            try:
                response = self._http.post(self._url, json={"sender": session, "message": text})
                response.raise_for_status()
                return read_replies(response.json())
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as trouble:
                raise Unavailable("The assistant does not answer.") from trouble

    @contextmanager
    def _line(self) -> Iterator[None]:
        if not self._lines.acquire(timeout=PATIENCE_SECONDS):
            raise Busy("The assistant is busy.")
        try:
            yield
        finally:
            self._lines.release()


class EchoGateway:
    """Repeats what it hears: for development without Rasa."""

    def answer(self, session: str, text: str) -> list[BotReply]:
        return [] if text == "/session_start" else [BotReply(f"You said: {text}")]


def read_replies(answer: Any) -> list[BotReply]:
    """The replies in Rasa's JSON, those without words or buttons left out. Raises `ValueError` for anything else."""
    if not isinstance(answer, list) or not all(isinstance(reply, dict) for reply in answer):
        raise ValueError("the assistant's answer is not a list of messages")
    replies = [BotReply(_words(reply.get("text")), _buttons(reply.get("buttons"))) for reply in answer]
    return [reply for reply in replies if reply.text or reply.buttons]


def _words(text: Any) -> str:
    return text.strip() if isinstance(text, str) else ""


def _buttons(given: Any) -> tuple[BotButton, ...]:
    if not isinstance(given, list):
        return ()
    return tuple(
        BotButton(_words(button.get("title")), button["payload"], primary=button.get("kind") == PRIMARY)
        for button in given
        if isinstance(button, dict) and _words(button.get("title")) and isinstance(button.get("payload"), str)
    )


def use_gateway(app: Flask, gateway: Gateway) -> None:
    """Let `gateway` answer in `app` from now on."""
    app.extensions["assistant"] = gateway


def gateway() -> Gateway:
    """What answers in the running application; made from `RASA_URL` when first asked for."""
    found = current_app.extensions.get("assistant")
    if found is None:
        timeout = float(current_app.config.get("RASA_TIMEOUT", TIMEOUT_SECONDS))
        found = RasaGateway(current_app.config["RASA_URL"], timeout=timeout)
        use_gateway(current_app, found)
    answering: Gateway = found
    return answering
