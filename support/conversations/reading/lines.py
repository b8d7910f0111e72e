"""Which lines of an invoice are meant: by number, by order, by amount, by name, or all of them."""

import re
from collections.abc import Sequence
from decimal import Decimal

from support.conversations.reading.amounts import amounts_in
from support.conversations.reading.found import Found, KnownLine

WHOLE = "*"
Lines = tuple[str, ...]

_WHOLE = re.compile(
    r"\b(?:whole|entire|full|complete|total) (?:invoice|bill|thing|amount|lot)\b|\ball of (?:it|them)\b|\beverything\b"
    r"|\ball (?:the |these |those )?(?:lines|charges|items|positions)\b|^\W*(?:all|\*)\W*$",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)
_LIST = r"[0-9]+(?:\s*(?:,|and|&|\+|or|-|–|to)\s*(?:lines?\s*)?#?[0-9]+)*"
_NUMBERED = re.compile(
    rf"(?:\b(?:lines?|items?|positions?|rows?|pos\.?|number|nr\.?|no\.)\s*#?\s*|#\s?)(?P<list>{_LIST})(?![0-9.,]*[0-9])",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^\W*(?P<list>{_LIST})\W*$", re.IGNORECASE)
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "last": -1,
}
_ORDINAL = re.compile(
    rf"\b(?:the\s+)?(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<figure>[0-9]{{1,2}})(?:st|nd|rd|th))\b(?:\s+(?P<noun>[a-z]+))?",
    re.IGNORECASE,
)
_OF_TIME = {
    "time",
    "month",
    "week",
    "year",
    "quarter",
    "invoice",
    "bill",
    "place",
    "of",
    "day",
    "statement",
    "reminder",
}
_STOP = {
    "this",
    "that",
    "with",
    "from",
    "they",
    "have",
    "been",
    "were",
    "what",
    "which",
    "charge",
    "charged",
    "charges",
    "line",
    "lines",
    "item",
    "invoice",
    "bill",
    "billed",
    "twice",
    "wrong",
    "amount",
    "price",
    "should",
    "please",
    "think",
    "only",
    "about",
    "there",
    "same",
    "once",
    "service",
    "services",
    "month",
    "them",
    "euro",
    "euros",
    "and",
    "the",
    "for",
    "one",
}


def lines_in(text: str, lines: Sequence[KnownLine], *, asked: bool = True, locale: str = "en_GB") -> Found[Lines]:
    """Numbers of the lines meant, (“*”,) for the whole invoice. `near` holds single lines to choose from.

    `asked`: the lines are on show and the question is open, so that a bare “2”, “the second one” and a name count.
    """
    if _WHOLE.search(text):
        return Found.one((WHOLE,), "words")
    readers = (_by_number, _by_bare_number, _by_order, _by_amount, _by_name)
    for reader in readers if asked else (_by_number, _by_full_name):
        found = reader(text, lines, locale)
        if found.why != "none":
            return found
    return _both(text, lines)


def _both(text: str, lines: Sequence[KnownLine]) -> Found[Lines]:
    if not _BOTH.search(text):
        return Found.nothing()
    if len(lines) == 2:
        return Found.one(tuple(line.number for line in lines), "words")
    return _ask(lines, "several")


def _ask(lines: Sequence[KnownLine], why: str) -> Found[Lines]:
    return Found.ask([(line.number,) for line in lines], why)  # type: ignore[arg-type]


def _numbers(text: str) -> list[str]:
    """“2, 3 and 5-7” as single numbers."""
    spread = re.sub(
        r"([0-9]+)\s*(?:-|–|\bto\b)\s*([0-9]+)",
        lambda pair: ",".join(str(n) for n in range(int(pair[1]), min(int(pair[2]), int(pair[1]) + 50) + 1)),
        text,
    )
    return [str(int(number)) for number in re.findall(r"[0-9]+", spread)]


def _known(numbers: list[str], lines: Sequence[KnownLine]) -> Found[Lines]:
    own = {line.number.lstrip("0") or "0": line.number for line in lines}
    if all(number in own for number in numbers):
        return Found.one(tuple(dict.fromkeys(own[number] for number in numbers)), "exact")
    return _ask(lines, "unknown")


def _by_number(text: str, lines: Sequence[KnownLine], _locale: str) -> Found[Lines]:
    found = [number for match in _NUMBERED.finditer(text) for number in _numbers(match["list"])]
    return _known(found, lines) if found else Found.nothing()


def _by_bare_number(text: str, lines: Sequence[KnownLine], _locale: str) -> Found[Lines]:
    """“2” or “2 and 3”. A number that is no line may be an amount; then the next reader looks at it."""
    match = _BARE.match(text)
    if match is None:
        return Found.nothing()
    numbers = _numbers(match["list"])
    known = _known(numbers, lines)
    is_amount = any(line.net.amount == Decimal(numbers[0]) for line in lines)
    if known.certain is None and len(numbers) == 1 and is_amount:
        return Found.nothing()
    return known


def _by_order(text: str, lines: Sequence[KnownLine], _locale: str) -> Found[Lines]:
    """“the second one”, “the last charge”; with a noun that names some lines, the second of those or the second of all."""
    for match in _ORDINAL.finditer(text):
        noun = (match["noun"] or "").lower()
        if noun in _OF_TIME:
            continue
        place = _ORDINALS[match["word"].lower()] if match["word"] else int(match["figure"])
        named = [line for line in lines if noun and noun not in _STOP and _stem(noun) in _stems(line.name)]
        candidates = [line for group in (named, lines) if (line := _at(group, place))]
        if not candidates:
            return _ask(lines, "unknown")
        if len({line.number for line in candidates}) == 1:
            return Found.one((candidates[0].number,), "order")
        return _ask(candidates, "several")
    return Found.nothing()


def _at(lines: Sequence[KnownLine], place: int) -> KnownLine | None:
    if place == -1:
        return lines[-1] if lines else None
    return lines[place - 1] if 1 <= place <= len(lines) else None


def _by_amount(text: str, lines: Sequence[KnownLine], locale: str) -> Found[Lines]:
    if not lines:
        return Found.nothing()
    amounts = {amount.money for amount in amounts_in(text, lines[0].net.currency, locale, bare=bool(_BARE.match(text)))}
    fitting = [line for line in lines if line.net in amounts]
    if not fitting:
        return Found.nothing()
    return Found.one((fitting[0].number,), "amount") if len(fitting) == 1 else _ask(fitting, "several")


def _by_full_name(text: str, lines: Sequence[KnownLine], locale: str) -> Found[Lines]:
    """One line, by two words of its name: unasked, a single word is too little."""
    found = _by_name(text, lines, locale, least=2)
    return found if found.certain else Found.nothing()


def _by_name(text: str, lines: Sequence[KnownLine], _locale: str, least: int = 1) -> Found[Lines]:
    """The lines whose names share most words with the text."""
    words = {_stem(word) for word in re.findall(r"[^\W\d_]{3,}", text.lower()) if word not in _STOP}
    scores = [len(words & _stems(line.name)) for line in lines]
    best = max(scores, default=0)
    if best < least:
        return Found.nothing()
    fitting = [line for line, score in zip(lines, scores, strict=True) if score == best]
    return Found.one((fitting[0].number,), "name") if len(fitting) == 1 else _ask(fitting, "several")


def _stem(word: str) -> str:
    """Plural and singular alike: “deliveries”, “delivery”."""
    for ending, instead in (("ies", "y"), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + instead
    return word


def _stems(name: str) -> set[str]:
    return {_stem(word) for word in re.findall(r"[^\W\d_]{3,}", name.lower()) if word not in _STOP}
