"""The objects of a JSON file, each with its path, its refusals and the memory of what a reader took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from support.billing.importing.refusals import NotReadable
from support.kernel.sayings import N_

LARGEST = 10**15
WORD, TEXT = 200, 10_000
_SHOWN = 50


class Item:
    """One object at `path` (`$.lines.data[2]`). Methods take the key; what nobody took, `left_out` names."""

    def __init__(self, value: dict[str, Any], file: str, path: str = "$") -> None:
        self.value, self.file, self.path = value, file, path
        self.taken: set[str] = set()
        self._inside: dict[str, list[Item]] = {}

    def refuse(self, reason: str, key: str = "") -> NoReturn:
        raise NotReadable(self.file, f"{self.path}.{key}" if key else self.path, reason)

    def get(self, key: str) -> Any:
        """As JSON has it, None where it is missing."""
        self.taken.add(key)
        return self.value.get(key)

    def pass_over(self, keys: frozenset[str]) -> None:
        """These say nothing that a bill needs."""
        self.taken |= keys

    def text(self, key: str, longest: int = WORD) -> str | None:
        """Stripped, None where it is missing or blank."""
        said = self.get(key)
        if said is None:
            return None
        if not isinstance(said, str):
            self.refuse(N_("There must be text here. Send what the API answered, unchanged."), key)
        if len(said) > longest:
            self.refuse(
                N_(
                    "This has %(count)s characters; up to %(longest)s are kept. Shorten it.",
                    count=Decimal(len(said)),
                    longest=Decimal(longest),
                ),
                key,
            )
        if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in said):
            self.refuse(N_("There is a control character in this text. Send what the API answered, unchanged."), key)
        return said.strip() or None

    def whole(self, key: str) -> int | None:
        """A whole number; decimals, text and numbers beyond any bill are refused."""
        said = self.get(key)
        if said is None:
            return None
        if not isinstance(said, int) or isinstance(said, bool):
            self.refuse(
                N_("“%(said)s” is not a whole number. Send what the API answered, unchanged.", said=str(said)[:40]), key
            )
        if abs(said) >= LARGEST:
            self.refuse(N_("This number is larger than any bill. Send what the API answered, unchanged."), key)
        return said

    def needed_whole(self, key: str, what: str) -> int:
        said = self.whole(key)
        if said is None:
            self.refuse(N_("The %(what)s is missing. Send what the API answered, unchanged.", what=what), key)
        return said

    def child(self, key: str) -> Item | None:
        """The object there, None where there is none."""
        said = self.get(key)
        if said is None:
            return None
        if not isinstance(said, dict):
            self.refuse(N_("There must be an object here. Send what the API answered, unchanged."), key)
        if key not in self._inside:
            self._inside[key] = [Item(said, self.file, f"{self.path}.{key}")]
        return self._inside[key][0]

    def named(self, key: str) -> tuple[str | None, Item | None]:
        """The id of something that stands here whole or by its id alone, and the object where it stands whole."""
        if isinstance(self.value.get(key), dict):
            whole = self.child(key)
            return (whole.text("id"), whole) if whole else (None, None)
        return self.text(key), None

    def items(self, key: str, most: int = 1_000) -> list[Item]:
        """The objects of an array, none where it is missing."""
        said = self.get(key)
        if said is None:
            return []
        if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
            self.refuse(N_("There must be a list of objects here. Send what the API answered, unchanged."), key)
        if len(said) > most:
            self.refuse(
                N_(
                    "There are %(count)s objects here; up to %(most)s are read. Send them in parts.",
                    count=Decimal(len(said)),
                    most=Decimal(most),
                ),
                key,
            )
        if key not in self._inside:
            self._inside[key] = [Item(one, self.file, f"{self.path}.{key}[{at}]") for at, one in enumerate(said)]
        return self._inside[key]

    def left_out(self) -> tuple[str, ...]:
        """Places, without indexes, that hold something and that nobody took; the first fifty, and how many more."""
        places = list(dict.fromkeys(self._untaken()))
        shown = tuple(places[:_SHOWN])
        return shown if len(places) == len(shown) else (*shown, f"… and {len(places) - len(shown)} more places")

    def _untaken(self) -> Iterator[str]:
        for key, value in self.value.items():
            if key not in self.taken and value not in (None, "", 0, False, [], {}):
                yield re.sub(r"\[\d+\]", "", f"{self.path}.{key[:60]}")
            for one in self._inside.get(key, ()):
                yield from one._untaken()
