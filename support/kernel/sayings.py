"""Words for people, marked for translation where they are written: this layer knows no language but English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Self

from babel.dates import format_date
from babel.numbers import format_decimal

Told = Callable[[object], Any]


def _small(words: str) -> str:
    """Within a sentence: all small but “I”."""
    return re.sub(r"\b(?!I\b)\w+", lambda found: found[0].lower(), words)


def _as_it_is(words: str) -> str:
    return words


def _large_first(words: str) -> str:
    return words[:1].upper() + words[1:]


_SHAPES: Mapping[str, Callable[[str], str]] = {"lower": _small, "capitalize": str.capitalize}
_KEEPING: Mapping[str, Callable[[str], str]] = {"lower": _as_it_is, "capitalize": _large_first}
"""Where nouns are written large wherever they stand: “Gutschrift aus Kulanz” begins a sentence as it is."""


class Saying(str):
    """English text that still knows the message it was made from, so that it can be said in another language later.

    It is a string in all respects: stored, compared and logged it is English. What is done to it with `lower` and
    `capitalize` is done to the translation too; any other operation gives a plain string.
    """

    message: str
    plural: str
    values: Mapping[str, object]
    shapes: tuple[str, ...]

    def __new__(
        cls, text: str, message: str = "", plural: str = "", values: Mapping[str, object] | None = None
    ) -> Self:
        made = super().__new__(cls, text)
        made.message, made.plural, made.values, made.shapes = message or text, plural, values or {}, ()
        return made

    @classmethod
    def like(cls, words: str) -> Self:
        """`words` with all they know; what is no saying is one without values, and stays as it is in every language."""
        if not isinstance(words, Saying):
            return Saying.__new__(cls, words)
        made = Saying.__new__(cls, str(words), words.message, words.plural, words.values)
        made.shapes = words.shapes
        return made

    def _shaped(self, shape: str) -> Saying:
        made = Saying(_SHAPES[shape](str(self)), self.message, self.plural, self.values)
        made.shapes = (*self.shapes, shape)
        return made

    def lower(self) -> Saying:
        return self._shaped("lower")

    def capitalize(self) -> Saying:
        return self._shaped("capitalize")

    def told(
        self,
        gettext: Callable[[str], str],
        ngettext: Callable[[str, str, int], str],
        told: Told,
        *,
        lowers: bool = True,
    ) -> str:
        """The same in the language of `gettext` and `ngettext`; `told` says a value as that reader reads it.

        lowers: whether that language writes nouns small within a sentence.
        """
        number = self.values.get("n")
        if self.plural and isinstance(number, int):
            words = ngettext(self.message, self.plural, number)
        else:
            # An empty message is a catalog's own header.
            words = gettext(self.message) if self.message else ""
        if self.values:
            words = words % {name: told(value) for name, value in self.values.items()}
        for shape in self.shapes:
            words = _SHAPES[shape](words) if lowers else _KEEPING[shape](words)
        return words


def N_(message: str, /, **values: object) -> str:
    """Mark `message`; `%(name)s` in it stands for a value. Without values nothing is filled in.

    Amounts, days and decimals are values as they are: each reader gets them in the way of their locale.
    """
    return Saying(message % _english(values) if values else message, message, "", values)


def NN_(one: str, many: str, /, n: int, **values: object) -> str:
    """Mark a message with a count: `one` for a single thing, else `many`; `%(n)s` is the count."""
    values = {"n": n, **values}
    return Saying((one if n == 1 else many) % _english(values), one, many, values)


def alone(value: object) -> str:
    """A value that is all that is said: an amount, a day or a number in the way of its reader's locale."""
    return Saying(str(_english({"value": value})["value"]), "%(value)s", "", {"value": value})


def joined(by: str, parts: Iterable[str]) -> str:
    """The parts with `by` between them, each said in the reader's language (so `by` is, where it is a saying)."""
    listed = [part for part in parts if part]
    if isinstance(by, Saying):
        listed, by = [one for part in listed for one in (by, part)][1:], ""
    values = {f"part_{place}": part for place, part in enumerate(listed)}
    if not values:
        return ""
    return N_(by.replace("%", "%%").join(f"%({name})s" for name in values), **values)


def _english(values: Mapping[str, object]) -> dict[str, object]:
    """A day as it is written here: `3 March 2026`; a number: `1,234.5`."""
    return {
        name: _day(value) if type(value) is date else _number(value) if type(value) is Decimal else value
        for name, value in values.items()
    }


@lru_cache(maxsize=20_000)
def _day(value: date) -> str:
    return str(format_date(value, format="long", locale="en_GB"))


@lru_cache(maxsize=20_000)
def _number(value: Decimal) -> str:
    return str(format_decimal(value.normalize(), locale="en_GB", format="#,##0.######"))
