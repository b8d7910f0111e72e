"""Names of months as they are mistyped. Pure; nothing but months is ever mended."""

import re

from rapidfuzz.distance import OSA

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z]{4,}")
_SHORT = 6
"""Names up to this length are mended only where the letters are swapped or one is missing: “match” is no March."""
_REAL = {"match", "marsh", "larch", "parch", "starch", "arch", "marches", "marching", "gust", "juna", "juke", "juice"}
_REAL |= {"ember", "member", "members", "remember", "decembers", "octopus", "august", "april", "march", "juniper"}


def mended(text: str) -> str:
    """`text` with misspelt months as they should be: “febuary”, “agust”, “setpember”, “marhc”."""
    return _WORD.sub(lambda word: _month(word[0]), text)


def _month(word: str) -> str:
    plain = word.lower()
    if plain in MONTHS or plain in _REAL:
        return word
    near = [month for month in MONTHS if len(month) > 4 and _is_slip(plain, month)]
    return near[0] if len(near) == 1 else word


def _is_slip(word: str, month: str) -> bool:
    if word[0] != month[0] and sorted(word) != sorted(month):
        return False
    allowed = 2 if len(month) >= 7 else 1
    distance = OSA.distance(word, month, score_cutoff=allowed)
    if distance > allowed:
        return False
    if len(month) > _SHORT or sorted(word) == sorted(month):
        return True
    return len(word) != len(month)
