"""JSON from strangers, read under limits of size, depth and number of objects."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, NoReturn

from support.billing.importing.json_nodes import Item
from support.billing.importing.refusals import NotReadable, at_line, too_large
from support.kernel.sayings import N_


@dataclass(frozen=True, slots=True)
class Limits:
    """An ordinary invoice is 10 kB, 8 deep and 100 objects; digits: of one number."""

    size: int = 20 * 1024 * 1024
    depth: int = 40
    objects: int = 250_000
    digits: int = 40


class _TooMuch(ValueError):
    """The reason, as a sentence."""


def read_json(stream: IO[bytes], file: str, limits: Limits = Limits()) -> Item:
    """The one object in `stream`; raises `NotReadable` for all that is not safe, whole JSON in UTF-8.

    A key that stands twice in one object is refused: which of the two holds, readers of JSON do not agree on.
    """
    content = stream.read(limits.size + 1)
    if len(content) > limits.size:
        raise NotReadable(file, "", too_large(limits.size))
    try:
        value = _Reading(limits).read(content.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise NotReadable(
            file, N_("byte %(start)s", start=wrong.start + 1), N_("This is not UTF-8. Save the file as UTF-8.")
        ) from None
    except json.JSONDecodeError as wrong:
        place = at_line(wrong.lineno, wrong.colno)
        raise NotReadable(
            file, place, N_("This is not whole JSON (%(msg)s). Fetch the file again.", msg=wrong.msg)
        ) from None
    except RecursionError:
        raise NotReadable(file, "", _too_deep(limits)) from None
    except _TooMuch as wrong:
        raise NotReadable(file, "", wrong.args[0]) from None
    if not isinstance(value, dict):
        raise NotReadable(file, "$", N_("There must be one object: an invoice, a credit note, or a page of a list."))
    return Item(value, file)


def _too_deep(limits: Limits) -> str:
    return N_(
        "Objects stand more than %(depth)s deep in each other. No invoice does that; send the original file.",
        depth=limits.depth,
    )


class _Reading:
    """One pass over one file."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.objects = limits, 0

    def read(self, text: str) -> Any:
        value = json.loads(
            text,
            object_pairs_hook=self._object,
            parse_float=self._float,
            parse_int=self._int,
            parse_constant=self._constant,
        )
        self._check_depth(value)
        return value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.objects += 1
        if self.objects > self.limits.objects:
            raise _TooMuch(
                N_(
                    "The file has more than %(objects)s objects. Send it in parts.",
                    objects=Decimal(self.limits.objects),
                )
            )
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
            raise _TooMuch(
                N_(
                    "The key “%(twice)s” stands twice in one object. Send what the API answered, unchanged.",
                    twice=twice[:60],
                )
            )
        return found

    def _float(self, digits: str) -> Decimal:
        return Decimal(self._short(digits))

    def _int(self, digits: str) -> int:
        return int(self._short(digits))

    def _short(self, digits: str) -> str:
        if len(digits) > self.limits.digits:
            raise _TooMuch(
                N_(
                    "A number has more than %(digits)s digits. Send what the API answered, unchanged.",
                    digits=self.limits.digits,
                )
            )
        return digits

    @staticmethod
    def _constant(name: str) -> NoReturn:
        raise _TooMuch(N_("%(name)s is no number of JSON. Send what the API answered, unchanged.", name=name))

    def _check_depth(self, value: Any) -> None:
        level = [value]
        for _ in range(self.limits.depth + 1):
            level = [part for one in level for part in _parts(one)]
            if not level:
                return
        raise _TooMuch(_too_deep(self.limits))


def _parts(value: Any) -> list[Any]:
    """The objects and arrays directly inside."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [part for part in inside if isinstance(part, dict | list)]
