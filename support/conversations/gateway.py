"""The way to whatever answers for us: Rasa in earnest, something simpler in the tests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from time import monotonic
from typing import Any, Protocol

import httpx
from flask import Flask, current_app

from support.kernel.errors import Unavailable
from support.kernel.sayings import N_

CALLS_AT_ONCE = 4
# A client is told within ten seconds: waiting for a line, opening a session and asking fit into that together.
PATIENCE_SECONDS = 0.75
OPENING_SECONDS = 2.5
TIMEOUT_SECONDS = 6.0
OPENING = "/session_start"
FAILURES_UNTIL_AWAY = 2
LARGEST_ANSWER = 1_000_000
AWAY_SECONDS = 5.0
"""After two calls in a row without an answer nobody waits for a third: it is tried again after five seconds."""

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
        self._timeout = timeout
        self._http = httpx.Client(trust_env=False)
        self._failures = 0
        self._away_until = 0.0

    def answer(self, session: str, text: str) -> list[BotReply]:
        if monotonic() < self._away_until:
            raise Unavailable(N_("The assistant did not answer a moment ago."))
        with self._line():
            try:
                replies = self._ask(session, text)
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as trouble:
                self._count_failure()
                raise Unavailable(N_("The assistant does not answer.")) from trouble
        self._failures = 0
        return replies

    def _ask(self, session: str, text: str) -> list[BotReply]:
        """Raises httpx's errors, and `ValueError` for an answer that is none; the time limit is for all of it."""
        seconds = min(OPENING_SECONDS, self._timeout) if text == OPENING else self._timeout
        until = monotonic() + seconds
        limits = httpx.Timeout(seconds, connect=min(1.5, seconds))
        body = b""
        with self._http.stream(
            "POST", self._url, json={"sender": session, "message": text}, timeout=limits
        ) as response:
            response.raise_for_status()
            for part in response.iter_bytes():
                body += part
                if monotonic() > until or len(body) > LARGEST_ANSWER:
                    raise httpx.ReadTimeout("the answer came in drops, or was too long")
        return read_replies(json.loads(body))

    def _count_failure(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES_UNTIL_AWAY:
            self._away_until = monotonic() + AWAY_SECONDS

    @contextmanager
    def _line(self) -> Iterator[None]:
        if not self._lines.acquire(timeout=PATIENCE_SECONDS):
            raise Busy(N_("The assistant is busy."))
        try:
            yield
        finally:
            self._lines.release()


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
