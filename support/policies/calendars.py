"""Calendars from TOML: hours, weekends, and the public holidays of a country or a financial market."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from support.kernel.calendar import Calendar, Span, never
from support.policies import holiday_names
from support.policies.reading import Table, minutes

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_calendar(table: Table) -> Calendar:
    """Raises `PolicyError` for a zone, country or hours that do not exist."""
    with table:
        zone = table.read("timezone", _zone)
        week = tuple(_read_spans(table, day) for day in WEEKDAYS)
        exceptions = {day: _read_spans_of(extra) for extra in table.tables("days") for day in [_day_of(extra)]}
        try:
            return Calendar(zone, week, _read_holidays(table), MappingProxyType(exceptions))
        except ValueError as wrong:
            raise table.wrong(str(wrong)) from None


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"there is no time zone “{name}”") from None


def _read_spans(table: Table, key: str) -> tuple[Span, ...]:
    try:
        return tuple(span(text) for text in table.texts(key))
    except ValueError as wrong:
        raise table.wrong(f"“{key}”: {wrong}") from None


def _read_spans_of(extra: Table) -> tuple[Span, ...]:
    with extra:
        return _read_spans(extra, "hours")


def _day_of(extra: Table) -> date:
    extra.text("why", "")
    return extra.day("date")


def span(text: str) -> Span:
    """`"09:00-12:30"`; `"00:00-24:00"` is a whole day. Raises `ValueError`."""
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f"“{text}” is not a span like 09:00-12:30")
    return Span(minutes(start.strip()), minutes(end.strip()))


def _read_holidays(table: Table) -> Callable[[date], str | None]:
    country, part = table.text("country", ""), table.text("subdivision", "")
    market = table.text("market", "")
    if not country and not market:
        return never
    try:
        public = (
            holidays.financial_holidays(market)
            if market
            else holidays.country_holidays(country, subdiv=part or None, language="en_US")
        )
    except NotImplementedError as unknown:
        raise table.wrong(str(unknown)) from None

    @lru_cache(maxsize=8192)
    def name_of(day: date) -> str | None:
        found = public.get(day)
        return holiday_names.said(str(found)) if found else None

    return name_of
