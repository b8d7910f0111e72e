"""A door that answers from contract.json, conversations as Rasa hands them to an action, and what the action gave back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rasa_sdk import Tracker

from actions.support_api import SupportApi

CONTRACT = json.loads((Path(__file__).parents[2] / "contract.json").read_text(encoding="utf-8"))
SESSION = "b7c1f2e4"
PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?")

Answer = Callable[[httpx.Request], httpx.Response]


class Door:
    """Answers each call as contract.json shows, unless told otherwise, and keeps what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self._told: list[tuple[str, str, Answer]] = []
        self.api = SupportApi("http://door", "secret", transport=httpx.MockTransport(self._handle))

    def says(self, example: str, **changes: Any) -> None:
        """From now on this call is answered with that example of the contract, with some fields changed."""
        body = {**deepcopy(CONTRACT["endpoints"][example]["response"]), **changes}
        status = CONTRACT["endpoints"][example]["status"]
        self._tell(example, lambda _: httpx.Response(status, json=body))

    def example(self, example: str) -> Any:
        return deepcopy(CONTRACT["endpoints"][example]["response"])

    def refuses(self, example: str, refusal: str, **changes: Any) -> None:
        refused = deepcopy(CONTRACT["refusals"][refusal])
        refused["response"]["error"].update(changes)
        self._tell(example, lambda _: httpx.Response(refused["status"], json=refused["response"]))

    def fails(self, example: str, how: str) -> None:
        self._tell(example, FAILURES[how])

    def fails_everywhere(self, how: str) -> None:
        for example in CONTRACT["endpoints"]:
            self.fails(example, how)

    def works_again(self) -> None:
        self._told.clear()

    def asked(self, example: str) -> list[dict[str, Any]]:
        """The bodies (of a GET: the queries) that this call was made with."""
        method, path = _address(example)
        return [body for called, at, body in self.calls if called == method and re.fullmatch(path, at)]

    def _tell(self, example: str, answer: Answer) -> None:
        self._told.insert(0, (*_address(example), answer))

    def _handle(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else dict(request.url.params)
        address = request.url.raw_path.decode().partition("?")[0]
        self.calls.append((request.method, address, body))
        as_written = [(*_address(name), _example(name)) for name in CONTRACT["endpoints"]]
        for method, path, answer in self._told + as_written:
            if method == request.method and re.fullmatch(path, address):
                return answer(request)
        raise AssertionError(f"the contract has no {request.method} {address}")


def _address(example: str) -> tuple[str, str]:
    endpoint = CONTRACT["endpoints"][example]
    return endpoint["method"], re.sub(r"<\w+>", "[^/]+", endpoint["path"])


def _example(name: str) -> Answer:
    endpoint = CONTRACT["endpoints"][name]
    return lambda _: httpx.Response(endpoint["status"], json=endpoint["response"])


def _nobody(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused", request=request)


def _late(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("too late", request=request)


FAILURES: dict[str, Answer] = {
    "down": _nobody,
    "slow": _late,
    "not found": lambda _: httpx.Response(404, json=CONTRACT["refusals"]["unknown_conversation"]["response"]),
    "does not fit": lambda _: httpx.Response(422, json=CONTRACT["refusals"]["does_not_fit"]["response"]),
    "wrong token": lambda _: httpx.Response(401, json=CONTRACT["refusals"]["wrong_token"]["response"]),
    "crashed": lambda _: httpx.Response(500, text="Traceback (most recent call last): secret"),
    "not JSON": lambda _: httpx.Response(200, text="<html>maintenance</html>"),
    "another shape": lambda _: httpx.Response(200, json={"say": "not a list"}),
}


@dataclass
class Given:
    """What an action gave back."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]
    slots: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slots = {one["name"]: one["value"] for one in self.events if one["event"] == "slot"}

    @property
    def text(self) -> str:
        return "\n\n".join(message["text"] for message in self.messages)

    @property
    def payloads(self) -> list[str]:
        return [button["payload"] for message in self.messages for button in message["buttons"]]


def conversation(
    said: str = "",
    intent: str = "",
    slots: dict[str, Any] | None = None,
    form: str | None = None,
    guesses: tuple[str, ...] = (),
    after: tuple[str, ...] = (),
) -> Tracker:
    """A conversation in which the client has just typed `said`, or pressed it when it begins with a slash.

    `after`: actions that have run since.
    """
    pressed = PAYLOAD.fullmatch(said)
    entities = json.loads(pressed["entities"] or "{}") if pressed else {}
    message = {
        "text": said,
        "intent": {"name": pressed["intent"] if pressed else intent, "confidence": 0.9},
        "intent_ranking": [{"name": name, "confidence": 0.2} for name in guesses],
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
    }
    events = [{"event": "action", "name": "action_listen"}, {"event": "user", "text": said}]
    events += [{"event": "action", "name": name} for name in after]
    return Tracker(SESSION, dict(slots or {}), message, events, False, None, {"name": form} if form else {}, None)
