"""One step of a history in words: its title, what was said, what else there is to know, and its tone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from support.kernel.enums import RichEnum
from support.kernel.money import Money
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
