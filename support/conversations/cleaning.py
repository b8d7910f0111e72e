"""What becomes of typed text before it is kept, and before the assistant reads it. Pure."""

import re
import unicodedata

from support.kernel.errors import BadInput
from support.kernel.sayings import N_

LONGEST_MESSAGE = 100_000
LONGEST_FOR_ASSISTANT = 1000
_UNWRITABLE = {"Cc", "Cs", "Co", "Cn"}


def kept(text: str) -> str:
    """The whole text as it is stored: what no database or page can hold is left out, nothing else.

    Raises `BadInput` above `LONGEST_MESSAGE` characters.
    """
    if len(text) > LONGEST_MESSAGE:
        raise BadInput(N_("This message is too long to keep. Please send it in parts."), field="text")
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in _UNWRITABLE)


def for_assistant(text: str) -> str:
    """At most 1000 characters on one line, and never a command: Rasa obeys whatever begins with a slash.

    A message is cut at the end of a word; what was stored stays whole.
    """
    line = re.sub(r"\s+", " ", text).strip()
    line = re.sub(r"^[\s/]+", "", line)
    if len(line) <= LONGEST_FOR_ASSISTANT:
        return line
    return line[:LONGEST_FOR_ASSISTANT].rsplit(" ", 1)[0]


def has_words(text: str) -> bool:
    """Whether there is anything to understand: a letter or a digit of any script."""
    return any(letter.isalnum() for letter in text)
