"""How a client sounds, by the words used: a hint for the person who answers, and never a reason to be served later. Pure."""

import re
from collections.abc import Sequence
from enum import Enum

from support.kernel.sayings import N_


class Tone(Enum):
    CALM = N_("calm")
    UPSET = N_("upset")
    ANGRY = N_("angry")
    IN_NEED = N_("in need: be gentle, and quick")


_IN_NEED = re.compile(
    r"\b(?:can(?:no|['’])?t afford|died|death|passed away|funeral|bereave\w*|cancer|hospital|illness|seriously ill|lost my job"
    r"|kill myself|end my life|suicid\w*|desperate)\b",
    re.IGNORECASE,
)
_ANGRY = re.compile(
    r"\b(?:f+u+c+k\w*|f\*+\w*|sh[i*]t\w*|damn|bloody|wtf|idiots?|thieves|scam\w*|fraud\w*|disgrace\w*|lawyer|sue|ridiculous|outrageous"
    r"|worst|useless|robbery)\b",
    re.IGNORECASE,
)
_UPSET = re.compile(
    r"\b(?:again|still|third time|twice already|unacceptable|disappointed|annoyed|frustrat\w*|upset|fed up|nobody (?:answers|helps)"
    r"|not (?:happy|fair)|unfair|how long)\b|!{2,}",
    re.IGNORECASE,
)


def tone_of(texts: Sequence[str]) -> Tone:
    """The strongest tone of the latest messages; capitals throughout are shouting."""
    said = " ".join(texts)
    letters = [letter for letter in said if letter.isalpha()]
    shouting = len(letters) > 12 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)
    if _IN_NEED.search(said):
        return Tone.IN_NEED
    if _ANGRY.search(said) or shouting:
        return Tone.ANGRY
    return Tone.UPSET if _UPSET.search(said) else Tone.CALM
