"""What the page's scripts say: `worded("…")` in static/js, delivered with the page in its reader's language."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from support.words import catalogs, reader

STATIC = Path(__file__).resolve().parent.parent.parent / "static" / "js"
_MARKED = re.compile(r'\bworded\(\s*"((?:[^"\\]|\\.)+)"')


def marked(source: str) -> list[str]:
    """The messages in the text of a script, in their order."""
    return _MARKED.findall(source)


@lru_cache(maxsize=1)
def messages() -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for path in sorted(STATIC.glob("*.js")) for one in marked(path.read_text())))


def dictionary() -> dict[str, str]:
    """English → what is said instead; empty where English is read, so that such a page carries nothing."""
    if reader.language() == catalogs.ENGLISH:
        return {}
    by = catalogs.translations_of(reader.locale())
    return {english: by.ugettext(english) for english in messages()}


def javascript(
    file: IO[bytes], _keywords: Any, _comment_tags: Any, **_options: Any
) -> Iterator[tuple[int, Any, Any, Any]]:
    """For Babel, which finds the messages of the program."""
    yield from ((1, None, english, []) for english in marked(file.read().decode()))
