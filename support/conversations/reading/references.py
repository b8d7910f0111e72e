"""Numbers of invoices and disputes in running text, in every writing that people use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from support.conversations.reading.found import Found

_WORDS = ("invoice", "inv", "bill", "number", "dispute", "reference", "ref", "case", "ending", "ends", "dsp")
_BETWEEN = r"\s\-_/.‐‑‒–—"
_NUMBER = rf"[0-9](?:[{_BETWEEN}]{{0,3}}(?:[0-9]|[OoIl](?![A-HJ-NP-Za-km-np-z])))*"
_ONLY_A_NUMBER = re.compile(r"^\W*(?P<rest>(?:20[0-9]{2}[-–/ ])?[0-9OoIl]*[0-9][0-9OoIl]*)\W*$")
_GROUPED = re.compile(r"(?<![0-9A-Za-z-])(?P<rest>20[0-9]{2}[-–/ ]0[0-9]{3,5})(?![0-9]|[.,][0-9])")
"""A whole number as it is printed, but for its letters."""
_ANOTHER_LOOK = re.compile(r"\b(?:d|dis|disp|case|ticket|claim)[-#][0-9]{2,4}(?:[-/][0-9]{2,})?\b", re.IGNORECASE)
_SO_OFTEN = re.compile(r"\b[0-9]{1,2} ?(?:times|x)\b", re.IGNORECASE)
"""“You sent the bill 2 times” names no bill."""
_LOOKALIKES = str.maketrans("OoIl", "0011")


@dataclass(frozen=True)
class Named:
    """A number as typed: its letters (of our own series, or none), and its groups of digits."""

    letters: str
    groups: tuple[str, ...]

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    def shorter(self) -> "list[Named]":
        """Itself, then without the groups that may belong to what follows (“INV-2026-0042 2 lines”)."""
        return [Named(self.letters, self.groups[:length]) for length in range(len(self.groups), 0, -1)]


def pattern_for(own: Sequence[str]) -> re.Pattern[str]:
    """Matches every number that is written with the letters of `own`, with a `#`, or after a word like “invoice”."""
    series = sorted({_letters(number) for number in own} - {""}, key=len, reverse=True)
    heads = "|".join([*(re.escape(letters) for letters in series), *_WORDS])
    return re.compile(
        rf"(?<![A-Za-z0-9])(?:(?P<head>{heads})|#|№)(?:\s+(?:number|no\.?|nr\.?|(?:is )?(?:ending|ends)))?(?:\s+(?:in|with|on))?[{_BETWEEN}:#№]{{0,3}}(?P<rest>{_NUMBER})(?![0-9%]|[.,][0-9])",
        re.IGNORECASE,
    )


def without(text: str, own: Sequence[str]) -> str:
    """`text` with every reference taken out: a number in it is no amount."""
    return pattern_for(own).sub(" ", text)


def named_in(text: str, own: Sequence[str]) -> list[Named]:
    series = {_letters(number) for number in own}
    found = []
    for match in pattern_for(own).finditer(_SO_OFTEN.sub(" ", text)):
        head = (match["head"] or "").upper()
        rest = match["rest"].translate(_LOOKALIKES)
        found.append(Named(head if head in series else "", tuple(re.findall(r"[0-9]+", rest))))
    return found or _without_head(text)


def _without_head(text: str) -> list[Named]:
    """“0042” as the whole message, or “2026-0042” anywhere: no word says that it is a reference, its looks do."""
    alone = _ONLY_A_NUMBER.match(text)
    found = [alone] if alone else list(_GROUPED.finditer(text))
    return [Named("", tuple(re.findall(r"[0-9]+", match["rest"].translate(_LOOKALIKES)))) for match in found if match]


def find(text: str, own: Sequence[str]) -> Found[str]:
    """Which of `own` is named: in full, by its end, or with one slip. Only the full number is certain."""
    named = named_in(text, own)
    exact = [number for typed in named for number in _exact(typed, own)]
    if len(set(exact)) == 1:
        return Found.one(exact[0], "exact")
    if exact:
        return Found.ask(exact, "several")
    ends = [number for typed in named for number in _by_end(typed, own)]
    if ends:
        return Found.ask(ends, "suffix")
    slips = [number for typed in named for number in _by_slip(typed, own)]
    if slips:
        return Found.ask(slips, "typo")
    return Found.nothing("unknown" if named else "none")


def dispute_in(text: str, own: Sequence[str]) -> Found[str]:
    """Which of the client's disputes (`DSP-00042`) is named. A number of another look (“D-2026-0031”) is none that we know."""
    found = find(text, own)
    return Found.nothing("unknown") if found.why == "none" and _ANOTHER_LOOK.search(text) else found


def _letters(number: str) -> str:
    found = re.match(r"[A-Za-z]+", number)
    return found[0].upper() if found else ""


def _groups(number: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[0-9]+", number))


def _exact(typed: Named, own: Sequence[str]) -> list[str]:
    """Every digit of the number, whatever stands between them; without its letters only when they are many."""
    for tried in typed.shorter():
        wanted = tried.digits
        found = [
            number
            for number in own
            if "".join(_groups(number)) == wanted
            and (tried.letters == _letters(number) or (not tried.letters and len(wanted) > 4))
        ]
        if found:
            return found
    return []


def _by_end(typed: Named, own: Sequence[str]) -> list[str]:
    """The last groups as numbers: “2026-42” and “42” end INV-2026-0042."""
    for tried in typed.shorter():
        wanted = [int(group) for group in tried.groups]
        found = [number for number in own if [int(group) for group in _groups(number)][-len(wanted) :] == wanted]
        if found:
            return found
    return []


def _by_slip(typed: Named, own: Sequence[str]) -> list[str]:
    """One digit wrong, missing, too many, or two swapped."""
    return [
        number
        for number in own
        for tried in typed.shorter()[:1]
        if len(tried.digits) >= 4 and OSA.distance(tried.digits, "".join(_groups(number)), score_cutoff=1) <= 1
    ]
