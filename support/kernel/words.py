"""Money and dates as people read them, in their own locale."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

from support.kernel.money import Money
from support.kernel.sayings import N_, alone

LOCALE = "en_GB"
# The same amounts and moments stand on page after page, and a list shows a hundred of them.
remembered = lru_cache(maxsize=20_000)


@remembered
def money(amount: Money, locale: str = LOCALE) -> str:
    """`€120.50` in en_GB, `120,50 €` in de_DE."""
    return str(format_currency(amount.amount, amount.currency, locale=locale))


@remembered
def price(value: Decimal, currency: str, locale: str = LOCALE) -> str:
    """`€18.50`, and `€0.0125` with all its decimals: a unit price may be finer than money."""
    return str(format_currency(value, currency, locale=locale, decimal_quantization=False))


@remembered
def number(value: Decimal, locale: str = LOCALE) -> str:
    """A quantity without trailing zeros."""
    return str(format_decimal(value.normalize(), locale=locale, format="#,##0.######"))


@remembered
def day(value: date, locale: str = LOCALE) -> str:
    """`3 March 2026` in en_GB, `March 3, 2026` in en_US."""
    return str(format_date(value, format="long", locale=locale))


def country(code: str, locale: str = LOCALE) -> str:
    """`Ireland` for IE; a code that nobody knows stays as it is."""
    return str(Locale.parse(locale).territories.get(code.upper(), code))


@remembered
def short_day(value: date, locale: str = LOCALE) -> str:
    """`3 Mar 2026` in en_GB, `03.03.2026` in de_DE: where there is little room."""
    return str(format_date(value, format="medium", locale=locale))


def month(value: date, locale: str = LOCALE) -> str:
    """`March 2026`."""
    return str(format_date(value, format="LLLL y", locale=locale))


@remembered
def moment(value: datetime, timezone: str = "UTC", locale: str = LOCALE) -> str:
    """`3 March 2026, 14:05`, in `timezone`."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{format_date(local, format='long', locale=locale)}, {format_time(local, format='short', locale=locale)}"


_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def month_said(value: date, *, with_year: bool = True) -> str:
    """`March 2026` as a saying, for what is written down now and read by people of any language later."""
    named = _MONTHS[value.month - 1]
    return N_("%(month)s %(year)s", month=named, year=str(value.year)) if with_year else named


def period(start: date, end: date, locale: str = LOCALE) -> str:
    """`1 March 2026 to 31 March 2026`; both days belong to it. Without a locale in that of whoever reads it."""
    if locale == LOCALE:
        return alone(start) if start == end else N_("%(first)s to %(last)s", first=start, last=end)
    if start == end:
        return day(start, locale)
    return N_("%(first)s to %(last)s", first=day(start, locale), last=day(end, locale))
