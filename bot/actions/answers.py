"""The bot door's answers as types. A body of another shape raises Malformed, so that no half-read answer is ever said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Body = dict[str, Any]
Read = TypeVar("Read")


class Malformed(ValueError):
    """The door's answer has not the shape that contract.json shows."""


@dataclass(frozen=True)
class Choice:
    """One thing to choose: `title` for people, `value` for the payload of the button."""

    title: str
    value: str


@dataclass(frozen=True)
class Conversation:
    greeting: str
    open_disputes: int
    pending_offers: int
    pending_outcomes: int


@dataclass(frozen=True)
class Said:
    """Paragraphs ready to show, and what can be chosen next."""

    say: list[str]
    choices: list[Choice]


@dataclass(frozen=True)
class Proposal:
    """The dispute that an explanation suggests: invoice number, line numbers, reason, right net amount as a decimal."""

    invoice: str | None
    lines: list[str]
    reason: str | None
    claimed: str | None


@dataclass(frozen=True)
class Explanation:
    found: bool
    say: list[str]
    invoice: str | None
    lines: list[str]
    choices: list[Choice]
    may_dispute: bool
    dispute: Proposal | None
    in_dispute: list[str]
    further: list[str]


@dataclass(frozen=True)
class Reading:
    """What a text certainly says. `lines` may be ["*"], the whole invoice; null fields were not certain.

    Of a text that answers no question: `asks` about an invoice that is named in doubt, `further` what else it is about.
    """

    invoice: str | None
    lines: list[str] | None
    reason: str | None
    claimed: str | None
    dispute: str | None
    say: list[str]
    choices: list[Choice]
    asks: list[str]
    further: list[str]


@dataclass(frozen=True)
class Change:
    """`ask` is what is still asked ("dispute", "wish", "words", "sure") or None; then it is done, or nothing can be."""

    say: list[str]
    ask: str | None
    reference: str | None
    wish: str | None
    choices: list[Choice]


@dataclass(frozen=True)
class Summary:
    say: list[str]
    existing: str | None


@dataclass(frozen=True)
class Opened:
    reference: str
    say: list[str]


@dataclass(frozen=True)
class Pending:
    """Something that waits for the client's word: `kind` is "offer" or "outcome", `id` is what the door calls it."""

    kind: str
    id: str
    reference: str
    title: str
    say: list[str]


@dataclass(frozen=True)
class Waiting:
    offers: list[Pending]
    outcomes: list[Pending]


def _of(body: Body, key: str, kind: type[Read]) -> Read:
    value = body.get(key)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Malformed(f"{key} is {value!r}, not {kind.__name__}")
    return value


def _maybe(body: Body, key: str, kind: type[Read]) -> Read | None:
    return None if body.get(key) is None else _of(body, key, kind)


def _texts(body: Body, key: str) -> list[str]:
    values = _of(body, key, list)
    if not all(isinstance(value, str) for value in values):
        raise Malformed(f"{key} holds something that is not text")
    return values


def _each(body: Body, key: str, read: Callable[[Body], Read]) -> list[Read]:
    values = _of(body, key, list)
    if not all(isinstance(value, dict) for value in values):
        raise Malformed(f"{key} holds something that is not an object")
    return [read(value) for value in values]


def choice(body: Body) -> Choice:
    return Choice(_of(body, "title", str), _of(body, "value", str))


def conversation(body: Body) -> Conversation:
    return Conversation(
        greeting=_of(_of(body, "client", dict), "greeting", str),
        open_disputes=_of(body, "open_disputes", int),
        pending_offers=_of(body, "pending_offers", int),
        pending_outcomes=_of(body, "pending_outcomes", int),
    )


def said(body: Body) -> Said:
    """`choices` may be absent: the calls that only act answer with `say` alone."""
    return Said(_texts(body, "say"), _each(body, "choices", choice) if "choices" in body else [])


def choices(body: Body) -> list[Choice]:
    return _each(body, "choices", choice)


def proposal(body: Body) -> Proposal:
    return Proposal(
        invoice=_maybe(body, "invoice", str),
        lines=_texts(body, "lines"),
        reason=_maybe(body, "reason", str),
        claimed=_maybe(body, "claimed", str),
    )


def explanation(body: Body) -> Explanation:
    dispute = _maybe(body, "dispute", dict)
    return Explanation(
        found=_of(body, "found", bool),
        say=_texts(body, "say"),
        invoice=_maybe(body, "invoice", str),
        lines=_texts(body, "lines"),
        choices=_each(body, "choices", choice),
        may_dispute=_of(body, "may_dispute", bool),
        dispute=proposal(dispute) if dispute is not None else None,
        in_dispute=_texts(body, "in_dispute"),
        further=_texts(body, "further"),
    )


def reading(body: Body) -> Reading:
    return Reading(
        invoice=_maybe(body, "invoice", str),
        lines=_texts(body, "lines") if body.get("lines") is not None else None,
        reason=_maybe(body, "reason", str),
        claimed=_maybe(body, "claimed", str),
        dispute=_maybe(body, "dispute", str),
        say=_texts(body, "say"),
        choices=_each(body, "choices", choice),
        asks=_texts(body, "asks"),
        further=_texts(body, "further"),
    )


def change(body: Body) -> Change:
    return Change(
        say=_texts(body, "say"),
        ask=_maybe(body, "ask", str),
        reference=_maybe(body, "reference", str),
        wish=_maybe(body, "wish", str),
        choices=_each(body, "choices", choice),
    )


def summary(body: Body) -> Summary:
    if _of(body, "ok", bool) is not True:
        raise Malformed("a draft that is not ok answers 422")
    return Summary(_texts(body, "say"), _maybe(body, "existing", str))


def opened(body: Body) -> Opened:
    return Opened(_of(body, "reference", str), _texts(body, "say"))


def waiting(body: Body) -> Waiting:
    return Waiting(
        offers=_each(body, "offers", lambda one: _pending("offer", "id", one)),
        outcomes=_each(body, "outcomes", lambda one: _pending("outcome", "reference", one)),
    )


def _pending(kind: str, id_key: str, body: Body) -> Pending:
    return Pending(
        kind=kind,
        id=_of(body, id_key, str),
        reference=_of(body, "reference", str),
        title=_of(body, "title", str),
        say=_texts(body, "say"),
    )
