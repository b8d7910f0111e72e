"""What people write, as it can be kept: every character is one that a page, a letter and a database can hold."""

import re

from support.kernel.errors import BadInput

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters (NUL among them) but line breaks and tabs, and halves of characters (surrogates)."""


def readable(words: str, field: str) -> str:
    """`words` without blanks around them. Raises `BadInput` for characters that nobody types and nothing can show."""
    said = words.strip()
    found = UNREADABLE.search(said)
    if found is not None:
        code = f"{ord(found[0]):04X}"
        raise BadInput(
            f"Character {found.start() + 1} of this text (U+{code}) is none that can be read. Remove it, then send it again.",
            field=field,
        )
    return said
