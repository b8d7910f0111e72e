"""One step of a history in words: its title, what was said, what else there is to know, and its tone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from support.disputes.reasons import Channel
from support.kernel.enums import RichEnum
from support.kernel.money import Money
from support.kernel.sayings import N_, NN_
from support.web.formatters import money


@dataclass(frozen=True)
class Told:
    title: str
    words: str = ""
    detail: str = ""
    tone: str = "secondary"


Facts = Mapping[str, Any]
Telling = Callable[[Facts, str], Told]


def label_of(kind: type[RichEnum], value: object) -> str:
    """The words for a value of `kind`; unknown ones (of an older version) as they stand."""
    try:
        return kind(str(value)).label
    except ValueError:
        return str(value).replace("_", " ").capitalize()


def amount_of(facts: Facts, currency: str, fact: str = "amount") -> str:
    return money(Money.of(str(facts[fact]), currency)) if facts.get(fact) else ""


def opened(facts: Facts, currency: str) -> Told:
    lines = facts.get("lines") or []
    said = {"amount": amount_of(facts, currency, "disputed"), "lines": ", ".join(map(str, lines))}
    said |= {"invoice": facts.get("invoice", ""), "owner": facts.get("owner") or ""}
    many = len(lines)
    what = NN_(
        "%(amount)s in dispute, line %(lines)s of %(invoice)s.",
        "%(amount)s in dispute, lines %(lines)s of %(invoice)s.",
        many,
        **said,
    )
    if said["owner"]:
        what = N_("%(what)s Given to %(owner)s.", what=what, owner=said["owner"])
    if facts.get("from"):
        listed = ", ".join(map(str, lines))
        told = N_("Split off from %(other)s: line %(lines)s", other=facts["from"], lines=listed)
        return Told(told, words=facts.get("why") or "", detail=what, tone="primary")
    return Told(
        N_("Opened (%(value)s)", value=label_of(Channel, facts.get("channel", "")).lower()),
        detail=what,
        tone="primary",
    )
