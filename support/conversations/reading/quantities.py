"""How much of something: “12 hours”, “nine seats”; and which of two is said to be right."""

import re
from dataclasses import dataclass
from decimal import Decimal

from support.conversations.reading.number_words import UNITS

_WORDS = {word: value for word, value in UNITS.items() if value}
_NUMBER = rf"(?P<figure>[0-9]+(?:[.,][0-9]+)?)|(?P<word>{'|'.join(_WORDS)})|(?P<half>half an?)"
_UNIT = (
    r"hours?|hrs?|h|days?|weeks?|months?|units?|pieces?|pcs|kg|kilos?|bags?|boxes|box|people|persons?|seats?|users?"
    r"|licen[cs]es?|visits?|deliver(?:y|ies)|trips?|items?|times|meals?|nights?|copies|copy"
)
_QUANTITY = re.compile(rf"(?<![0-9.,€$£-])\b(?:{_NUMBER})\s*(?:x\s+)?(?P<unit>{_UNIT})\b", re.IGNORECASE)
_BARE = re.compile(
    rf"(?<![0-9.,€$£-])\b(?:{_NUMBER})\b(?![.,/:]?[0-9]|\s*(?:%|€|eur|euros?|pounds?|dollars?))", re.IGNORECASE
)
_RIGHT = re.compile(
    r"\b(?:should (?:have been|be)|it was(?: only| really| actually)?|was only|were only|only|really|actually|in fact|instead of"
    r"|rather than|we (?:had|used|got|received|ordered|have)|there were|not)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:instead of|rather than)\s*$", re.IGNORECASE)
_NOT = re.compile(r"\bnot\s*(?:the\s*)?$", re.IGNORECASE)
_SHOULD = re.compile(r"\b(?:should|ought|supposed|agreed|really|actually|only)\b", re.IGNORECASE)
_WAS_BILLED = re.compile(r"\b(?:billed|charged|invoiced)\b", re.IGNORECASE)
_SAME = {
    "hr": "hour", "hrs": "hour", "h": "hour", "kilo": "kg", "pcs": "piece", "people": "person", "box": "box",
    "boxes": "box", "copies": "copy", "deliveries": "delivery", "licence": "license",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """`unit` in the singular, and empty for a bare number; `at` is its place in the text."""

    value: Decimal
    unit: str
    at: int


def unit_of(word: str) -> str:
    """One name for a unit, however it is written: “hrs”, “Hours” and “h” are “hour”."""
    plain = word.lower().strip(".")
    plain = _SAME.get(plain, plain)
    plain = plain[:-1] if plain.endswith("s") and len(plain) > 3 else plain
    return _SAME.get(plain, plain)


def quantities_in(text: str) -> list[Quantity]:
    """Every quantity with its unit, in the order of the text; after the first a bare number counts too (“12 hours, not 9”)."""
    found = [_read(match, unit_of(match["unit"])) for match in _QUANTITY.finditer(text)]
    if len(found) != 1:
        return found
    (first,) = found
    taken = next(match.span() for match in _QUANTITY.finditer(text))
    more = [
        _read(match, first.unit)
        for match in _BARE.finditer(text)
        if not taken[0] <= match.start() < taken[1] and _RIGHT.search(text[max(0, match.start() - 24) : match.start()])
    ]
    return sorted([first, *more[:1]], key=lambda quantity: quantity.at)


def _read(match: re.Match[str], unit: str) -> Quantity:
    if match["figure"]:
        value = Decimal(match["figure"].replace(",", "."))
    else:
        value = Decimal("0.5") if match["half"] else Decimal(_WORDS[match["word"].lower()])
    return Quantity(value, unit, match.start())


def billed_and_right(text: str) -> tuple[Quantity | None, Quantity | None]:
    """Of two quantities of one unit: the one that was billed, and the one said to be right. None where it is not clear."""
    found = quantities_in(text)
    if len(found) != 2 or found[0].unit != found[1].unit or found[0].value == found[1].value:
        return None, None
    first, second = found
    before, between = text[: first.at], text[first.at : second.at]
    if _INSTEAD.search(between):
        return (second, first) if _SHOULD.search(before) else (first, second)
    if _NOT.search(between):
        return (first, second) if _WAS_BILLED.search(before) else (second, first)
    if _RIGHT.search(between[-30:]):
        return first, second
    return (second, first) if _RIGHT.search(before[-30:]) else (None, None)
