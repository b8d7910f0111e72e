"""Which lines of an invoice are meant: by number, by order, by amount, by name, or all of them."""

import re
from collections.abc import Sequence
from decimal import Decimal

from support.conversations.reading.amounts import amounts_in
from support.conversations.reading.found import Found, KnownLine, Why
from support.conversations.reading.quantities import quantities_in

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
_CALLED_BY_AMOUNT = re.compile(
    r"\b(?:the\s+(?=[0-9][0-9.,]*\s+(?:ones?|charges?|items?|things?|fees?|positions?)\b)|(?:charged?|billed?) (?:me |us )(?:for )?)"
    r"([0-9]+(?:[.,][0-9]{2})?)\b(?!\s*(?:times|x\b|hours?|kg|kilos?|days|weeks|months|lines?|units|pieces|%))",
    re.IGNORECASE,
)
"""“The 420 one”, “you charged me 320”."""
_OUT = r"(?:\b(?:not|except(?: for)?|but not|without|apart from|other than|all but)\s+(?:for\s+)?(?:the\s+)?)"
_NOT_NUMBERED = re.compile(rf"{_OUT}(?:lines?|items?|positions?|number|no\.)\s*#?\s*(?P<list>{_LIST})", re.IGNORECASE)
_NOT_ORDINAL = re.compile(
    rf"(?P<all>\b(?:all|everything|every line)\s+)?(?:{_OUT}|\bbut\s+(?:the\s+)?)(?P<word>first|second|third|fourth|fifth|last)\b(?: (?:one|charge|line|item))?",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(r"\b(?:all|everything|every line|each line)\b", re.IGNORECASE)
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
    "bottom": -1,
    "final": -1,
    "top": 1,
    "penultimate": -2,
}
_ORDINAL = re.compile(
    rf"\b(?:the\s+)?(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<figure>[0-9]{{1,2}})(?:st|nd|rd|th))\b(?:\s+(?P<noun>[a-z]+))?",
    re.IGNORECASE,
)
_FROM_THE_END = re.compile(r"\b(?:second|next)[- ]to[- ]last\b|\blast but one\b", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?P<end>first|last|top|bottom)\s+(?P<count>two|three|four|five|six|seven|eight|nine|[2-9])\b(?!\s*(?:months|weeks|days|years|quarters|hours))",
    re.IGNORECASE,
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
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
    "this", "that", "with", "from", "they", "have", "been", "were", "what", "which", "charge", "charged", "charges",
    "line", "lines", "item", "invoice", "bill", "billed", "twice", "wrong", "amount", "price", "should", "please",
    "think", "only", "about", "there", "same", "once", "service", "services", "month", "them", "euro", "euros", "and",
    "the", "for", "one",
}  # fmt: skip


def lines_in(text: str, lines: Sequence[KnownLine], *, asked: bool = True, locale: str = "en_GB") -> Found[Lines]:
    """Numbers of the lines meant, (“*”,) for the whole invoice. `near` holds single lines to choose from.

    `asked`: the lines are on show and the question is open, so that a bare “2”, “the second one” and a name count.
    """
    excepted, rest = _excepted(text, lines)
    if excepted and _ALL_BUT.search(rest):
        left = tuple(line.number for line in lines if line.number not in excepted)
        return Found.one(left, "words") if left else Found.nothing()
    if _WHOLE.search(rest):
        return Found.one((WHOLE,), "words")
    readers = (_by_number, _by_bare_number, _by_order, _by_amount, _by_quantity, _by_name)
    for reader in readers if asked else (_by_number, _by_quantity, _by_full_name):
        found = reader(rest, lines, locale)
        if found.why != "none":
            return found
    return _both(rest, lines)


def _excepted(text: str, lines: Sequence[KnownLine]) -> tuple[set[str], str]:
    """The lines that are said not to be meant (“not line 2 but line 3”), and the text without them."""
    out: set[str] = set()
    own = {line.number.lstrip("0") or "0": line.number for line in lines}
    for match in _NOT_NUMBERED.finditer(text):
        out |= {own[number] for number in _numbers(match["list"]) if number in own}
    for match in _NOT_ORDINAL.finditer(text):
        line = _at(lines, _ORDINALS[match["word"].lower()])
        out |= {line.number} if line else set()
    without = _NOT_ORDINAL.sub(lambda match: match["all"] or " ", _NOT_NUMBERED.sub(" ", text))
    return out, without


def _both(text: str, lines: Sequence[KnownLine]) -> Found[Lines]:
    if not _BOTH.search(text):
        return Found.nothing()
    if len(lines) == 2:
        return Found.one(tuple(line.number for line in lines), "words")
    return _ask(lines, "several")


def _ask(lines: Sequence[KnownLine], why: Why) -> Found[Lines]:
    each: list[Lines] = [(line.number,) for line in lines]
    return Found.ask(each, why)


def _numbers(text: str) -> list[str]:
    """“2, 3 and 5-7” as single numbers."""
    spread = re.sub(
        r"([0-9]+)\s*(?:-|–|\bto\b)\s*([0-9]+)",
        lambda pair: ",".join(str(n) for n in _from_to(int(pair[1]), int(pair[2]))),
        text,
    )
    return [str(int(number)) for number in re.findall(r"[0-9]+", spread)]


def _from_to(first: int, last: int) -> Sequence[int]:
    """“5-7”; what counts down (“10-4”) is two numbers and no range."""
    return range(first, min(last, first + 50) + 1) if first <= last else (first, last)


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
    several = _some(text, lines)
    if several is not None:
        return several
    text = _FROM_THE_END.sub("penultimate", text)
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


def _some(text: str, lines: Sequence[KnownLine]) -> Found[Lines] | None:
    """“the first two”, “the last three”."""
    match = _SOME.search(text)
    if match is None:
        return None
    count = _COUNTS.get(match["count"].lower()) or int(match["count"])
    if count > len(lines):
        return _ask(lines, "unknown")
    chosen = lines[:count] if match["end"].lower() in ("first", "top") else lines[-count:]
    return Found.one(tuple(line.number for line in chosen), "order")


def _at(lines: Sequence[KnownLine], place: int) -> KnownLine | None:
    if place < 0:
        return lines[place] if len(lines) >= -place else None
    return lines[place - 1] if 1 <= place <= len(lines) else None


def _by_amount(text: str, lines: Sequence[KnownLine], locale: str) -> Found[Lines]:
    if not lines:
        return Found.nothing()
    currency, called = lines[0].net.currency, " ".join(_CALLED_BY_AMOUNT.findall(text))
    found = amounts_in(text, currency, locale, bare=bool(_BARE.match(text))) + amounts_in(
        called, currency, locale, bare=True
    )
    amounts = {amount.money for amount in found}
    fitting = [line for line in lines if line.net in amounts]
    if not fitting:
        return Found.nothing()
    return Found.one((fitting[0].number,), "amount") if len(fitting) == 1 else _ask(fitting, "several")


def _by_quantity(text: str, lines: Sequence[KnownLine], _locale: str) -> Found[Lines]:
    """“I was billed 12 hours, it was 9”: the line that charges 12 hours; where none does, those that charge hours."""
    said = quantities_in(text)
    told = {one.unit for one in said}
    of_unit = [line for line in lines if line.quantity is not None and (line.unit in told or told & _stems(line.name))]
    fitting = [line for line in of_unit if line.quantity in {one.value for one in said}]
    if len(fitting) == 1:
        return Found.one((fitting[0].number,), "quantity")
    return _ask(fitting or of_unit, "several") if of_unit else Found.nothing()


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
