"""What people write, as it can be kept: every character is one that a page, a letter and a database can hold."""

import re

from support.kernel.errors import BadInput
from support.kernel.sayings import N_

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters (NUL among them) but line breaks and tabs, and halves of characters (surrogates)."""


def readable(words: str, field: str) -> str:
    """`words` without blanks around them. Raises `BadInput` for characters that nobody types and nothing can show."""
    said = words.strip()
    found = UNREADABLE.search(said)
    if found is not None:
        code = f"{ord(found[0]):04X}"
        raise BadInput(
            N_(
                "Character %(value)s of this text (U+%(code)s) is none that can be read. Remove it, then send it again.",
                value=found.start() + 1,
                code=code,
            ),
            field=field,
        )
    return said
