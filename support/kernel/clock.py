"""The only reader of the time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo


def system_now() -> datetime:
    """The machine's own clock: for comparing with files, never for the business."""
    return datetime.now(UTC)


_source: Callable[[], datetime] = system_now


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _source()


def today(timezone: str = "UTC") -> date:
    """The calendar date in `timezone` (IANA name)."""
    return now().astimezone(ZoneInfo(timezone)).date()


def read_from(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source` from now on; `None` goes back to the system's clock."""
    global _source
    _source = source or system_now


def shifted_by_file(path: Path) -> Callable[[], datetime]:
    """A clock that runs ahead by the seconds written in `path`.

    Development only: `flask demo forward` moves all four programs to next week at once.
    """

    def shifted() -> datetime:
        try:
            ahead = float(path.read_text())
        except (FileNotFoundError, ValueError):
            ahead = 0.0
        return system_now() + timedelta(seconds=ahead)

    return shifted
