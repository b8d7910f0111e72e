"""The one door to the web program. Every call has time limits, every answer a type, every failure a kind.

The session that goes into each path is Rasa's sender id: an unguessable id that the web program made and that it alone
maps to a client. Nothing else in a message says who is speaking.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from contextvars import ContextVar
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from . import answers
from .answers import Body

CONNECT_SECONDS = 1.0
READ_SECONDS = 4.0
# A server that sends a byte now and then never runs into READ_SECONDS. The web program waits six seconds for a turn.
WHOLE_CALL_SECONDS = CONNECT_SECONDS + READ_SECONDS

UNDERSTOOD = "X-Understood"
understood: ContextVar[str] = ContextVar("understood", default="{}")
"""What the client is taken to mean in this turn, as JSON: told with every call, so that a person who takes over sees it."""

Read = TypeVar("Read")

log = logging.getLogger(__name__)
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log every address, and with it the session's id


class Trouble(Enum):
    """Why a call brought nothing: what the client is told depends on it."""

    DOWN = "nobody answered"
    SLOW = "no answer in time"
    UNKNOWN = "the thing asked for does not exist for this client"
    MISFIT = "what was sent does not fit"
    REFUSED = "the door said no, and why"
    BROKEN = "an answer that nobody can use"


AWAY = frozenset({Trouble.DOWN, Trouble.SLOW, Trouble.BROKEN})
"""Another call in the same turn would only be another wait: the web program gives a turn six seconds."""


class DoorTrouble(Exception):
    """`say` is a sentence the client may read, or empty; `field` names what does not fit in a draft."""

    def __init__(self, kind: Trouble, say: str = "", field: str = "") -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.say = say
        self.field = field


@cache
def the_door() -> SupportApi:
    """The door as the environment names it: SUPPORT_URL and BOT_TOKEN."""
    return SupportApi(os.environ.get("SUPPORT_URL", "http://127.0.0.1:8000"), os.environ.get("BOT_TOKEN", ""))


class SupportApi:
    def __init__(self, address: str, token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = httpx.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            # A connection kept over a restart of the web program fails the next call; a new one costs nothing here.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            transport=transport,
        )

    async def conversation(self, session: str) -> answers.Conversation:
        return _read(answers.conversation, await self._get(session, ""))

    async def explain(
        self, session: str, text: str, topic: str, invoice: str | None, about: str | None = None
    ) -> answers.Explanation:
        """`text` may be empty when the client pressed a button that names the invoice. `about` is the invoice that was
        spoken of last: "line 3" is then a line of that one."""
        body = {"text": text, "topic": topic, "invoice": invoice, "line": None, "about": about}
        return _read(answers.explanation, await self._post(session, "/explain", body))

    async def read(self, session: str, text: str, asked: str | None, invoice: str | None = None) -> answers.Reading:
        """What `text` says. With an empty text: the choices there are for the question `asked`."""
        body = {"text": text, "asked": asked, "invoice": invoice}
        return _read(answers.reading, await self._post(session, "/read", body))

    async def draft(self, session: str, dispute: Body) -> answers.Summary:
        return _read(answers.summary, await self._post(session, "/draft", dispute))

    async def open_dispute(self, session: str, dispute: Body, key: str, beside: str | None = None) -> answers.Opened:
        """The same key again opens nothing again and answers with the same reference. `beside` is the dispute about the
        other thing in the same message: they are linked."""
        return _read(answers.opened, await self._post(session, "/disputes", {**dispute, "key": key, "beside": beside}))

    async def disputes(self, session: str, reference: str | None = None) -> answers.Said:
        query = {"reference": reference} if reference else {}
        return _read(answers.said, await self._get(session, "/disputes", query))

    async def change(
        self, session: str, text: str, reference: str | None, wish: str | None, sure: bool
    ) -> answers.Change:
        """`sure`: the client has said yes to what was just asked."""
        body = {"text": text, "reference": reference, "wish": wish, "sure": sure}
        return _read(answers.change, await self._post(session, "/change", body))

    async def rules(self, session: str, about: str) -> answers.Said:
        """`about`: "policy", "recourse" or "contact"."""
        return _read(answers.said, await self._get(session, "/rules", {"about": about}))

    async def refunds(self, session: str) -> answers.Said:
        return _read(answers.said, await self._get(session, "/refunds"))

    async def offers(self, session: str) -> answers.Waiting:
        return _read(answers.waiting, await self._get(session, "/offers"))

    async def accept_offer(self, session: str, offer: str, key: str) -> answers.Said:
        return _read(answers.said, await self._post(session, f"/offers/{_part(offer)}/accept", {"key": key}))

    async def reject_offer(self, session: str, offer: str, statement: str, key: str) -> answers.Said:
        body = {"statement": statement, "key": key}
        return _read(answers.said, await self._post(session, f"/offers/{_part(offer)}/reject", body))

    async def counter_offer(self, session: str, offer: str, amount: str, statement: str, key: str) -> answers.Said:
        """`amount` is a decimal before tax, as `read` gave it. The same key again changes nothing."""
        body = {"amount": amount, "statement": statement, "key": key}
        return _read(answers.said, await self._post(session, f"/offers/{_part(offer)}/counter", body))

    async def reject_outcome(self, session: str, reference: str, statement: str, key: str) -> answers.Said:
        body = {"statement": statement, "key": key}
        return _read(answers.said, await self._post(session, f"/disputes/{_part(reference)}/reject-outcome", body))

    async def hand_over(self, session: str, why: str, text: str, first_words: str = "") -> answers.Said:
        """`why`: "client asked", "not understood" or "bot failed". `first_words` are said before the notice: once a
        person owns the conversation, nothing that the assistant answers is shown any more."""
        body = {"why": why, "text": text, "first_words": first_words}
        return _read(answers.said, await self._post(session, "/hand-over", body))

    async def rating(self, session: str) -> answers.Said:
        """The question how a decided dispute went, and its answers; nothing where none waits."""
        return _read(answers.said, await self._get(session, "/rating"))

    async def rate(self, session: str, rating: str) -> answers.Said:
        """`rating` is the value of one of the choices: "DSP-00044:5"."""
        return _read(answers.said, await self._post(session, "/rating", {"rating": rating}))

    async def opinion(self, session: str, text: str) -> answers.Said:
        """What the client thinks of our bills, unasked: kept, and thanked for."""
        return _read(answers.said, await self._post(session, "/opinions", {"text": text}))

    async def last_said(self, session: str) -> answers.Said:
        """What the client was last told; the values of `choices` are the payloads of the buttons."""
        return _read(answers.said, await self._get(session, "/last-said"))

    async def reasons(self, session: str) -> list[answers.Choice]:
        return _read(answers.choices, await self._get(session, "/reasons"))

    async def invoices(self, session: str, text: str = "") -> answers.Said:
        return _read(answers.said, await self._get(session, "/invoices", {"text": text} if text else {}))

    async def balance(self, session: str) -> answers.Said:
        return _read(answers.said, await self._get(session, "/balance"))

    async def _get(self, session: str, path: str, query: dict[str, str] | None = None) -> Body:
        return await self._call("GET", session, path, params=query or {})

    async def _post(self, session: str, path: str, body: Body) -> Body:
        return await self._call("POST", session, path, json=body)

    async def _call(self, method: str, session: str, path: str, **sent: Any) -> Body:
        address = f"/bot/conversations/{_part(session)}{path}"
        try:
            request = self._client.request(method, address, headers={UNDERSTOOD: understood.get()}, **sent)
            answer = await asyncio.wait_for(request, WHOLE_CALL_SECONDS)
        # asyncio's own TimeoutError is another one on Python 3.10, where stock Rasa runs.
        except (httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout, asyncio.TimeoutError) as late:
            raise _noted(DoorTrouble(Trouble.SLOW), method, path) from late
        except (httpx.HTTPError, OSError) as nobody:
            raise _noted(DoorTrouble(Trouble.DOWN), method, path) from nobody
        try:
            return _body_of(answer)
        except DoorTrouble as trouble:
            raise _noted(trouble, method, path) from None


def _part(value: str) -> str:
    return quote(value, safe="")


def _noted(trouble: DoorTrouble, method: str, path: str) -> DoorTrouble:
    """The log names the call and the kind, never the client's words."""
    log.warning("%s %s: %s", method, path, trouble.kind.value)
    return trouble


def _read(shape: Callable[[Body], Read], body: Body) -> Read:
    try:
        return shape(body)
    except answers.Malformed as wrong:
        log.error("the door's answer has another shape than the contract: %s", wrong)
        raise DoorTrouble(Trouble.BROKEN) from wrong


def _body_of(answer: httpx.Response) -> Body:
    """The body of a good answer; a DoorTrouble for any other."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    if answer.is_success and isinstance(body, dict):
        return body
    raise _refusal(answer.status_code, body)


def _refusal(status: int, body: Any) -> DoorTrouble:
    kinds = {404: Trouble.UNKNOWN, 422: Trouble.MISFIT}
    # 401 and 403 are a fault of our own set-up, which the client cannot mend and need not read about.
    if status in (401, 403) or not 400 <= status < 500:
        return DoorTrouble(Trouble.BROKEN)
    error = body.get("error") if isinstance(body, dict) else None
    error = error if isinstance(error, dict) else {}
    say, field = error.get("say"), error.get("field")
    return DoorTrouble(
        kinds.get(status, Trouble.REFUSED),
        say if isinstance(say, str) else "",
        field if isinstance(field, str) else "",
    )
