"""What a client picks from the choices just shown, by position or by the words on the button.

Only the list that the assistant itself has shown is read here. Numbers, dates and references are read by the web program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .answers import Choice

POSITIONS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
AROUND = {"the", "one", "please", "charge", "invoice", "line", "offer", "dispute", "take", "pick", "choose"}

REFERENCE = re.compile(r"\bDSP-\d+\b")
KINDS = {"offer": "offer", "goodwill": "offer", "settlement": "offer", "decision": "outcome", "outcome": "outcome"}

NOT_KNOWN = re.compile(r"(\bnot|n['’]?t) (know|sure)\b|\bno idea\b|\bunsure\b", re.IGNORECASE)

A_YES = re.compile(
    r"\b(yes|yep|yeah|yup|ya|aye|ok|okay|k|sure|fine|accept|agree|agreed|go ahead|go on|do (it|so|that)|please do|"
    r"(open|file|send|submit|take|post) (it|that|this)|submit|confirm|confirmed|correct|right|absolutely|of course|"
    r"definitely|certainly|deal|good|great|perfect|works|proceed|affirmative|10-4|happy|gladly)\b|👍|✅",
    re.IGNORECASE,
)
A_NO = re.compile(r"\b(no|not|never|nope|dont|cant|wont)\b|n['’]t\b|👎", re.IGNORECASE)


def pick(choices: Sequence[Choice], words: str) -> str | None:
    """The value of the choice that `words` certainly names, else None. "the 40 euro one" is not certain, "first" is."""
    said = words.strip().strip(".!,").casefold()
    for choice in choices:
        if said and said in (choice.title.casefold(), choice.value.casefold()):
            return choice.value
    left = [word for word in said.split() if word not in AROUND]
    if len(left) != 1 or left[0] not in POSITIONS:
        return None
    position = POSITIONS[left[0]]
    return choices[position].value if position < len(choices) and choices else None


def pick_pending(choices: Sequence[Choice], words: str) -> str | None:
    """The offer or decision that `words` certainly name among those shown: by its dispute, or as the only one of its kind."""
    said = words.casefold()
    by_reference = [one for one in choices if any(found.casefold() in said for found in REFERENCE.findall(one.title))]
    kinds = {kind for word, kind in KINDS.items() if re.search(rf"\b{word}\b", said)}
    by_kind = [one for one in choices if len(kinds) == 1 and one.value.partition(":")[0] in kinds]
    fitting = by_reference or by_kind
    return fitting[0].value if len(fitting) == 1 else None


def only(choices: Sequence[Choice]) -> str | None:
    """The value of a single choice: what a bare "yes" to "Did you mean this one?" means."""
    return choices[0].value if len(choices) == 1 else None


def does_not_know(words: str) -> bool:
    """Whether the client says that they can't tell, which is an answer too."""
    return bool(NOT_KNOWN.search(words))


def says_yes(words: str) -> bool:
    """Whether the words themselves agree. Before anything that can't be taken back, the guess of an intent is too
    little: "status please" has been taken for a yes."""
    return bool(A_YES.search(words)) and not A_NO.search(words)


OF_THE_LAST = re.compile(
    r"^(?!.*[0-9])(?!.*\b(?:all|both|disputes|cases|claims|other|another|any of)\b).*?\b(?:it|this|that|the (?:dispute|case|claim)|(?:delete|remove|withdraw|drop|close|cancel) (?:my )?(?:dispute|case|claim))\b",
    re.IGNORECASE | re.DOTALL,
)
MOST_WORDS = 12


def of_the_last(words: str) -> bool:
    """Whether a short text points at what was spoken of last: "where does it stand", "delete the dispute"."""
    return len(words.split()) <= MOST_WORDS and bool(OF_THE_LAST.match(words))


CORRECTS = re.compile(
    r"\b(?:actually|i meant?|i mean|instead|rather than|correction|not (?:line|lines|the|invoice) .{0,25}\bbut|wrong (?:line|invoice|one))\b"
    r"|^\W*(?:sorry|no|wait|oops)\b.{0,12}\b(?:line|lines|invoice|inv)\b",
    re.IGNORECASE,
)
A_PLACE = re.compile(r"\b(?:lines?|invoice|bill)\b|\b[a-z]{2,5}-[0-9]|#\s?[0-9]", re.IGNORECASE)


def corrects_place(words: str) -> bool:
    """Whether a short text takes back which invoice or line was meant: "it's actually line 3", "sorry, I meant line 2"."""
    return len(words.split()) <= MOST_WORDS and bool(CORRECTS.search(words) and A_PLACE.search(words))


DROPS = re.compile(
    r"\b(?:delete|remove|withdraw|drop|close|cancel|stop|take back|forget)\b (?:(?:the|my|this|that|our|about)\W+)*(?:disputes?|case|claim|complaint|it|this|that)\b",
    re.IGNORECASE,
)


def drops_dispute(words: str) -> bool:
    """Whether a short text wants a dispute gone."""
    return len(words.split()) <= MOST_WORDS and bool(DROPS.search(words) and not A_NO.search(words))
