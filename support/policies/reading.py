"""Reading TOML strictly: every key is known, every value is of its kind, and a mistake names file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")
Kind = TypeVar("Kind", str, int, bool)
_MISSING: Any = object()


class PolicyError(ValueError):
    """A policy file says something that cannot be followed; the program does not start on it."""


class Table:
    """A TOML table that remembers where it stands, and what of it has been read.

    Use it as a context: leaving it raises `PolicyError` for keys that nobody read, which are misspelt ones.
    """

    def __init__(self, values: dict[str, Any], place: str) -> None:
        self._values = values
        self._unread = set(values)
        self.place = place

    def __enter__(self) -> Table:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._unread:
            raise self.wrong(f"nobody knows what “{min(self._unread)}” means here")

    def wrong(self, why: str) -> PolicyError:
        return PolicyError(f"{self.place}: {why}")

    def has(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._values))

    def _raw(self, key: str, default: Any) -> Any:
        self._unread.discard(key)
        if key in self._values:
            return self._values[key]
        if default is _MISSING:
            raise self.wrong(f"“{key}” is missing")
        return default

    def _of(self, kind: type[Kind], key: str, default: Any) -> Kind:
        value = self._raw(key, default)
        if type(value) is not kind:
            raise self.wrong(f"“{key}” should be {kind.__name__}, not {value!r}")
        return value

    def text(self, key: str, default: str = _MISSING) -> str:
        return self._of(str, key, default)

    def flag(self, key: str, default: bool = False) -> bool:
        return self._of(bool, key, default)

    def count(self, key: str, default: int = _MISSING, *, least: int = 0) -> int:
        value = self._of(int, key, default)
        if value < least:
            raise self.wrong(f"“{key}” is {value}, and cannot be below {least}")
        return value

    def share(self, key: str, default: float = _MISSING) -> float:
        value = self._raw(key, default)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value <= 1:
            raise self.wrong(f"“{key}” is a share, above 0 and up to 1, not {value!r}")
        return float(value)

    def day(self, key: str) -> date:
        value = self._raw(key, _MISSING)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(f"“{key}” should be a day like 2026-03-16, not {value!r}")
        return value

    def day_or_none(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def choice(self, key: str, choices: tuple[str, ...], default: str = _MISSING) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self.wrong(f"“{key}” is one of {', '.join(choices)}, not “{value}”")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        values = self._raw(key, list(default))
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.wrong(f"“{key}” should be a list of words")
        return tuple(values)

    def table(self, key: str) -> Table:
        """The sub-table `key`; empty when there is none."""
        values = self._raw(key, {})
        if not isinstance(values, dict):
            raise self.wrong(f"“{key}” should be a table")
        return Table(values, f"{self.place}, {key}")

    def tables(self, key: str) -> Iterator[Table]:
        values = self._raw(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.wrong(f"“{key}” should be a list of tables")
        for number, value in enumerate(values, start=1):
            yield Table(value, f"{self.place}, {key} {value.get('name', number)}")

    def read(self, key: str, reader: Callable[[str], Value]) -> Value:
        """The text of `key` as `reader` understands it; its ValueError becomes a `PolicyError`."""
        try:
            return reader(self.text(key))
        except ValueError as wrong:
            raise self.wrong(f"“{key}”: {wrong}") from None


def file(path: Path) -> Table:
    """Raises `PolicyError` when it is not TOML."""
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise PolicyError(f"{path.name}: {wrong}") from None


def minutes(clock_time: str) -> int:
    """Minutes after midnight of "09:30"; "24:00" is the end of the day."""
    if clock_time == "24:00":
        return 24 * 60
    try:
        read = time.fromisoformat(clock_time)
    except ValueError:
        raise ValueError(f"“{clock_time}” is not a time of day like 09:30") from None
    return read.hour * 60 + read.minute
