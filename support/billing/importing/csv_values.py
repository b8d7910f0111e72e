"""One cell of a table to one value. Each reader raises `ValueError` with a sentence that says what the cell must look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from support.kernel.enums import RichEnum
from support.kernel.sayings import N_

WORD = 200
TEXT = 10_000
LARGEST = Decimal(10) ** 13
_FIGURE = re.compile(r"-?(\d+(\.\d{1,12})?|\.\d{1,12})", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")
_PROFILE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
_TAX_CATEGORIES = frozenset({"S", "Z", "E", "AE", "K", "G", "O", "L", "M"})
_YEARS = range(1900, 2200)
_NO_MINUTES = N_("“%(cell)s” is not a number of minutes. Write it like 90.")
_NO_MONTHS = N_("“%(cell)s” is not a number of months. Write it like 3.")
_NO_DAY = N_("“%(cell)s” is not a day of the month. Write it like 15; 31 is the last day of every month.")


def word(cell: str) -> str:
    """On one line, blanks made single. What looks like a formula ("=1+1", "@home", "+49 30") stays the text it is."""
    said = " ".join(cell.split())
    if len(said) > WORD:
        raise ValueError(N_("This has %(count)s characters; up to %(most)s are kept.", count=len(said), most=WORD))
    return said


def number(cell: str) -> str:
    """What something is called by: an invoice's, a contract's, a client's own number."""
    said = word(cell)
    if len(said) > 60:
        raise ValueError(N_("This has %(count)s characters; a number has at most 60.", count=len(said)))
    return said


def short(cell: str) -> str:
    """Fits where little room is: a unit, a method, a version, a tax number."""
    said = word(cell)
    if len(said) > 40:
        raise ValueError(N_("This has %(count)s characters; up to 40 are kept here.", count=len(said)))
    return said


def name(cell: str) -> str:
    said = word(cell)
    if len(said) > 100:
        raise ValueError(N_("This has %(count)s characters; up to 100 are kept here.", count=len(said)))
    return said


def text(cell: str) -> str:
    if len(cell) > TEXT:
        raise ValueError(
            N_("This has %(count)s characters; up to %(most)s are kept.", count=Decimal(len(cell)), most=Decimal(TEXT))
        )
    return cell


def figure(cell: str) -> Decimal:
    if not _FIGURE.fullmatch(cell) or abs(Decimal(cell)) >= LARGEST:
        raise ValueError(
            N_(
                "“%(cell)s” is not a number. Write it like 1234.50, with a point and without thousands separators.",
                cell=cell[:40],
            )
        )
    return Decimal(cell)


def not_negative(cell: str) -> Decimal:
    value = figure(cell)
    if value < 0:
        raise ValueError(N_("%(cell)s is below zero, which this cannot be.", cell=cell))
    return value


def above_zero(cell: str) -> Decimal:
    value = figure(cell)
    if value <= 0:
        raise ValueError(N_("%(cell)s must be above zero.", cell=cell))
    return value


def days(cell: str) -> int:
    if not _WHOLE.fullmatch(cell) or int(cell) > 3650:
        raise ValueError(N_("“%(cell)s” is not a number of days. Write it like 30.", cell=cell[:40]))
    return int(cell)


def day(cell: str) -> date:
    try:
        said = date.fromisoformat(cell) if _DAY.fullmatch(cell) else None
    except ValueError:
        said = None
    if said is None or said.year not in _YEARS:
        raise ValueError(N_("“%(cell)s” is not a date. Write it like 2026-03-31.", cell=cell[:40]))
    return said


def currency(cell: str) -> str:
    if cell not in get_global("all_currencies"):
        raise ValueError(N_("“%(cell)s” is not a currency. Write its three letters, like EUR.", cell=cell[:40]))
    return cell


def country(cell: str) -> str:
    if cell not in get_global("territory_languages"):
        raise ValueError(N_("“%(cell)s” is not a country. Write its two letters, like IE.", cell=cell[:40]))
    return cell


def mail(cell: str) -> str:
    """In small letters: two spellings of one address must not become two people."""
    if len(cell) > 254 or not _MAIL.fullmatch(cell):
        raise ValueError(N_("“%(cell)s” is not an e-mail address.", cell=cell[:60]))
    return cell.lower()


def locale(cell: str) -> str:
    try:
        return str(Locale.parse(cell))
    except (UnknownLocaleError, ValueError, TypeError):
        raise ValueError(N_("“%(cell)s” is not a language and country. Write it like en_IE.", cell=cell[:40])) from None


def timezone(cell: str) -> str:
    if cell not in available_timezones():
        raise ValueError(N_("“%(cell)s” is not a time zone. Write it like Europe/Dublin.", cell=cell[:40]))
    return cell


def profile(cell: str) -> str:
    if not _PROFILE.fullmatch(cell):
        raise ValueError(
            N_("“%(cell)s” is not a policy profile. Write its file's name, like default_b2b.", cell=cell[:40])
        )
    return cell


def tax_category(cell: str) -> str:
    """UNCL 5305, as EN 16931 uses it."""
    if cell.upper() not in _TAX_CATEGORIES:
        raise ValueError(
            N_("“%(cell)s” is none of %(allowed)s.", cell=cell[:40], allowed=", ".join(sorted(_TAX_CATEGORIES)))
        )
    return cell.upper()


def percent(cell: str) -> Decimal:
    value = not_negative(cell)
    if value > 100:
        raise ValueError(N_("%(cell)s percent is more than the whole.", cell=cell))
    return value


def minutes(cell: str) -> int:
    """Up to a day for an entry; an outage may be longer, and is written in minutes all the same."""
    return _whole_number(cell, 0, 999_999, _NO_MINUTES)


def months(cell: str) -> int:
    return _whole_number(cell, 1, 120, _NO_MONTHS)


def day_of_month(cell: str) -> int:
    return _whole_number(cell, 1, 31, _NO_DAY)


def _whole_number(cell: str, least: int, most: int, no: str) -> int:
    if not _WHOLE.fullmatch(cell) or not least <= int(cell) <= most:
        raise ValueError(N_(no, cell=cell[:40]))
    return int(cell)


def flag(cell: str) -> bool:
    if cell.lower() not in _FLAGS:
        raise ValueError(N_("“%(cell)s” is neither yes nor no.", cell=cell[:40]))
    return _FLAGS[cell.lower()]


_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_TIER = re.compile(r"(?P<up_to>\S*?)\s*@\s*(?P<price>[^+\s]+)(\s*\+\s*(?P<flat>\S+))?", re.ASCII)


def tiers(cell: str) -> tuple[tuple[str, str, str], ...]:
    """`10@5.00; 50@4.50; @4.00`: up to 10 units at 5.00, up to 50 at 4.50, all further ones at 4.00.

    A flat amount for reaching a step stands behind a plus: `10@5.00+20`. Each is (up to, unit price, flat amount).
    """
    found: list[tuple[str, str, str]] = []
    for part in (part.strip() for part in cell.split(";")):
        step = _TIER.fullmatch(part)
        if step is None:
            raise ValueError(N_("“%(part)s” is no step. Write steps like 10@5.00; @4.00.", part=part[:40]))
        up_to, price, flat = step["up_to"], not_negative(step["price"]), not_negative(step["flat"] or "0")
        found.append((format(above_zero(up_to), "f") if up_to else "", format(price, "f"), format(flat, "f")))
    limits = [Decimal(up_to) if up_to else Decimal("Infinity") for up_to, _, _ in found]
    if limits[-1].is_finite() or any(high <= low for low, high in pairwise(limits)):
        raise ValueError(N_("Each step must reach higher than the one before, and the last one stands open: “@4.00”."))
    return tuple(found)


E = TypeVar("E", bound=RichEnum)


def one_of(kind: type[E]) -> Callable[[str], E]:
    """Reads the values of an enum, also in capitals."""

    def read(cell: str) -> E:
        allowed = [choice.value for choice in kind]
        if cell.lower() not in allowed:
            raise ValueError(N_("“%(cell)s” is none of %(allowed)s.", cell=cell[:40], allowed=", ".join(allowed)))
        return kind(cell.lower())

    return read
