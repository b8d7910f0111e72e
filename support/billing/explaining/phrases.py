"""Pieces of sentences about lines, prices and records, in the reader's locale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.numbers import format_currency

from support.billing import units
from support.billing.audit.facts import Line, RecordFacts
from support.kernel import words
from support.kernel.money import Money


def price(amount: Decimal, currency: str, locale: str) -> str:
    """A unit price with all its decimals: `€80.00`, `€0.00125`."""
    return str(format_currency(amount, currency, locale=locale, decimal_quantization=False))


def quantity(value: Decimal, unit: str, locale: str) -> str:
    """`8 kg`, `1 month`, `3`."""
    return f"{words.number(value, locale)} {units.words(unit, value)}".strip()


def each(line: Line, locale: str) -> str:
    """`€18.50 per kg`, `€60.00 each`, `€45.00 per 1,000`."""
    said = price(line.unit_price, line.document.currency, locale)
    if line.base_quantity != 1:
        return f"{said} per {quantity(line.base_quantity, line.unit_code, locale)}"
    unit = units.words(line.unit_code)
    return f"{said} per {unit}" if unit else f"{said} each"


def reckoning(line: Line, locale: str) -> str:
    """`8 kg at €18.50 per kg`."""
    return f"{quantity(line.quantity, line.unit_code, locale)} at {each(line, locale)}"


def period(start: date | None, end: date | None, locale: str) -> str:
    """`3 March 2026`, `March 2026` for a whole month, else both days; "" when it is not known."""
    if start is None or end is None:
        known = start or end
        return words.day(known, locale) if known else ""
    whole = start.day == 1 and (start.year, start.month) == (end.year, end.month) and _is_last(end)
    return words.month(start, locale) if whole else words.period(start, end, locale)


def _is_last(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1


def name(line: Line) -> str:
    """`Cleaning, daily (Quay)`."""
    return f"{line.name} ({line.subject})" if line.subject else line.name


def served(line: Line, locale: str) -> str:
    """`, 3 March 2026` or nothing."""
    said = period(line.served_from, line.served_to, locale)
    return f", {said}" if said else ""


def amount(line: Line, locale: str) -> str:
    return words.money(line.money, locale)


def in_one_line(line: Line, locale: str, *, other: bool = False) -> str:
    """`Line 4: Espresso bean delivery (Quay), 8 kg at €18.50 per kg, 3 March 2026, €148.00.` `other`: names its invoice."""
    where = f"Line {line.id} of invoice {line.document.number}" if other else f"Line {line.id}"
    return f"{where}: {name(line)}, {reckoning(line, locale)}{served(line, locale)}, {amount(line, locale)}."


def record(row: RecordFacts, locale: str) -> str:
    """`delivery record DLV-1: 8 kg on 3 March 2026`."""
    return f"{record_kind(row)} record {row.id}: {quantity(row.quantity, row.unit, locale)} {on(row, locale)}"


def record_kind(row: RecordFacts) -> str:
    return {"usage": "usage", "delivery": "delivery", "time": "time"}[row.kind]


def on(row: RecordFacts, locale: str) -> str:
    said = period(row.start, row.end, locale)
    return f"on {said}" if row.start == row.end else f"for {said}"


def percent(rate: Decimal | None, locale: str) -> str:
    return f"{words.number(rate or Decimal(0), locale)}%"


def more_or_less(difference: Money, locale: str) -> str:
    """`€12.00 more` or `€12.00 less`."""
    return f"{words.money(abs(difference), locale)} {'more' if difference.minor > 0 else 'less'}"


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
