"""A message that speaks of two things: the parts it falls into, each with what joins it to the one before. Pure."""

import re
from dataclasses import dataclass

_JOINT = re.compile(
    r"(?P<stop>[.;!?\n]+\s+)(?:(?:and|also|plus)\s+)?|,?\s+(?:and(?: also| then)?|also|plus|besides|as well as)\s+"
    r"(?=(?:i|we|you|my|our|your|the|there|last|this|that|on|in|why|a|an|no|another|for|invoice|line|lines|nobody|nothing|never)\b)",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"\b(?:also|too(?=\W*$)|as well|besides|another (?:thing|one)|in addition|on top of that|plus)\b", re.IGNORECASE
)
_SAME_THING = re.compile(r"^\W*(?:it|they|that|this|these|those|which|because|so|but)\b", re.IGNORECASE)
FEWEST_WORDS = 3


@dataclass(frozen=True)
class Part:
    """A piece of the message as it was written, from `start` to `end`. `added`: an “and” stands before it; `too`: it is said to come on top, as by “also”."""

    text: str
    start: int
    end: int
    added: bool
    too: bool


def parts_in(text: str) -> list[Part]:
    """The pieces of `text` in their order; a list of numbers (“lines 3 and 5”) is never cut."""
    found, start, before = [], 0, ""
    for joint in _JOINT.finditer(text):
        found.append(_part(text, start, joint.start(), before))
        start, before = joint.end(), joint.group()
    found.append(_part(text, start, len(text), before))
    return [part for part in found if part.text]


def goes_on(part: Part) -> bool:
    """Whether a piece is too short to stand alone, or only says more of what stands before it."""
    return len(part.text.split()) < FEWEST_WORDS or bool(_SAME_THING.match(part.text))


def _part(text: str, start: int, end: int, before: str) -> Part:
    """`before` is what joins it to the part in front of it."""
    said = text[start:end].strip(" ,.;!?\n")
    added = before[:1] not in (".", ";", "!", "?", "\n", "")
    return Part(said, start, end, added, bool(_ADDED.search(said) or _ADDED.search(before)))
