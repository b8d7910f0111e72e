"""Pieces of sentences about lines, prices and records, in the reader's locale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.numbers import format_currency

from support.billing import units
from support.billing.audit.facts import Line, PromiseFacts, RecordFacts
from support.kernel import words
from support.kernel.money import Money
from support.kernel.sayings import N_, joined


def price(amount: Decimal, currency: str, locale: str) -> str:
    """A unit price with all its decimals: `€80.00`, `€0.00125`."""
    return str(format_currency(amount, currency, locale=locale, decimal_quantization=False))


def quantity(value: Decimal, unit: str, locale: str) -> str:
    """`8 kg`, `1 month`, `3`."""
    number, unit = words.number(value, locale), units.words(unit, value)
    return N_("%(number)s %(unit)s", number=number, unit=unit) if unit else number


def each(line: Line, locale: str) -> str:
    """`€18.50 per kg`, `€60.00 each`, `€45.00 per 1,000`."""
    said = price(line.unit_price, line.document.currency, locale)
    if line.base_quantity != 1:
        return N_("%(price)s per %(unit)s", price=said, unit=quantity(line.base_quantity, line.unit_code, locale))
    return per(said, line.unit_code) or N_("%(price)s each", price=said)


def per(said: str, unit_code: str) -> str:
    """`€18.50 per kg`; "" for pieces."""
    unit = units.words(unit_code)
    return N_("%(price)s per %(unit)s", price=said, unit=unit) if unit else ""


def reckoning(line: Line, locale: str) -> str:
    """`8 kg at €18.50 per kg`."""
    counted = quantity(line.quantity, line.unit_code, locale)
    return N_("%(quantity)s at %(price)s", quantity=counted, price=each(line, locale))


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
    return N_(", %(period)s", period=said) if said else ""


def amount(line: Line, locale: str) -> str:
    return words.money(line.money, locale)


def in_one_line(line: Line, locale: str, *, other: bool = False) -> str:
    """`Line 4: Espresso bean delivery (Quay), 8 kg at €18.50 per kg, 3 March 2026, €148.00.` `other`: names its invoice."""
    said = {"line": line.id, "name": name(line), "reckoning": reckoning(line, locale)}
    said |= {"served": served(line, locale), "amount": amount(line, locale)}
    if other:
        number = line.document.number
        return N_(
            "Line %(line)s of invoice %(number)s: %(name)s, %(reckoning)s%(served)s, %(amount)s.", number=number, **said
        )
    return N_("Line %(line)s: %(name)s, %(reckoning)s%(served)s, %(amount)s.", **said)


def record(row: RecordFacts, locale: str) -> str:
    """`delivery record DLV-1: 8 kg on 3 March 2026`."""
    counted = quantity(row.quantity, row.unit, locale)
    return N_("%(record)s: %(quantity)s %(when)s", record=record_named(row), quantity=counted, when=on(row, locale))


def record_named(row: RecordFacts) -> str:
    """`delivery record DLV-1`."""
    kinds = {
        "usage": N_("usage record %(record)s", record=row.id),
        "delivery": N_("delivery record %(record)s", record=row.id),
        "time": N_("time record %(record)s", record=row.id),
    }
    return kinds[row.kind]


def on(row: RecordFacts, locale: str) -> str:
    said = period(row.start, row.end, locale)
    return N_("on %(day)s", day=said) if row.start == row.end else N_("for %(period)s", period=said)


def percent(rate: Decimal | None, locale: str) -> str:
    return N_("%(rate)s%%", rate=words.number(rate or Decimal(0), locale))


def reason(said: str) -> str:
    """`: breakage` or nothing."""
    return N_(": %(reason)s", reason=said) if said else ""


def clause(number: str) -> str:
    """` (clause 4.2)` or nothing."""
    return N_(" (clause %(clause)s)", clause=number) if number else ""


def promised(promise: PromiseFacts, currency: str, locale: str) -> str:
    """`10%`, `2 free`, `€12.00`."""
    if promise.kind == "percent":
        return percent(promise.value, locale)
    if promise.kind == "free_units":
        return N_("%(number)s free", number=words.number(promise.value, locale))
    return words.money(Money.of(promise.value, currency), locale)


def more_or_less(difference: Money, locale: str) -> str:
    """`€12.00 more` or `€12.00 less`."""
    amount = words.money(abs(difference), locale)
    return N_("%(amount)s more", amount=amount) if difference.minor > 0 else N_("%(amount)s less", amount=amount)


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    if len(parts) == 1:
        return parts[0]
    return N_("%(first)s and %(last)s", first=joined(", ", parts[:-1]), last=parts[-1])
