"""Numbers written as words: “two hundred and fifty euros”."""

import re
from dataclasses import dataclass
from decimal import Decimal

UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_CURRENCIES = {
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "pound": "GBP",
    "pounds": "GBP",
    "quid": "GBP",
}
_WORD = "|".join([*UNITS, *TENS, "hundred", "thousand"])
_RUN = re.compile(
    rf"\b(?:an? (?=hundred|thousand))?(?P<run>(?:{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}))*)\b(?:\s+(?P<currency>{'|'.join(_CURRENCIES)})\b"
    rf"(?:\s+(?:and\s+)?(?P<cents>(?:{_WORD})(?:[\s-]+(?:{_WORD}))?)(?:\s+(?:cents?|pence|p))?\b)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spoken:
    """`certain` is false for “twenty five ninety nine”: 25.99, 2599 or two amounts."""

    value: Decimal
    currency: str | None
    certain: bool


def number_of_words(text: str, *, money: bool) -> Spoken | None:
    """The one number in words; with `money` only one that a currency follows. None for none, or for several."""
    runs = [match for match in _RUN.finditer(text) if match["currency"] or not money]
    if len(runs) != 1:
        return None
    currency = _CURRENCIES.get((runs[0]["currency"] or "").lower())
    words = [word for word in re.split(r"[\s-]+", runs[0]["run"].lower()) if word != "and"]
    value, certain = _value(words)
    cents, clear = _value(re.split(r"[\s-]+", runs[0]["cents"].lower())) if runs[0]["cents"] else (0, True)
    return Spoken(value + Decimal(cents) / 100, currency, certain and clear and cents < 100)


def _value(words: list[str]) -> tuple[int, bool]:
    """Of well-formed words their number; of others the closest reading, uncertain."""
    total, part, last, certain = 0, 0, 10**9, True
    for word in words:
        if word == "thousand":
            total, part, last = total + max(part, 1) * 1000, 0, 1000
        elif word == "hundred":
            part, last = max(part, 1) * 100, 100
        else:
            step = UNITS.get(word, TENS.get(word, 0))
            size = 10 if word in TENS else 1
            certain = certain and size < last and not (size == 1 and step > 9 and last == 10)
            part, last = part + step, size
    return total + part, certain
