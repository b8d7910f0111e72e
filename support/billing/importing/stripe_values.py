"""How Stripe writes money and time: integer minor units, and seconds since 1970."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from babel.core import get_global

from support.billing.importing.documents import Period
from support.billing.importing.json_nodes import Item
from support.kernel.money import exponent
from support.kernel.sayings import N_

# Stripe's own table: ISK and UGX are written with two decimals though they have none.
_WITHOUT_DECIMALS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_WITH_THREE = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
_FIGURE = re.compile(r"-?\d{1,20}(\.\d{1,12})?", re.ASCII)
_DAY = 86_400
_EARLIEST, _LATEST = -2_208_988_800, 7_258_118_400  # the years 1900 to 2199


@dataclass(frozen=True, slots=True)
class Currency:
    """code: ISO 4217 in capitals; places: how many decimals one unit has in Stripe's integers."""

    code: str
    places: int

    def amount(self, minor: int | Decimal) -> Decimal:
        return Decimal(minor).scaleb(-self.places)


def currency_of(item: Item) -> Currency:
    said = (item.text("currency") or "").upper()
    if said not in get_global("all_currencies"):
        item.refuse(
            N_("“%(said)s” is not a currency code such as eur. Send what the API answered.", said=said[:40]), "currency"
        )
    return Currency(said, 0 if said in _WITHOUT_DECIMALS else 3 if said in _WITH_THREE else 2)


def amount(item: Item, key: str, currency: Currency) -> Decimal | None:
    """In the currency's units; refused where it has more decimals than the currency."""
    minor = item.whole(key)
    if minor is None:
        return None
    value = currency.amount(minor)
    if value != round(value, exponent(currency.code)):
        item.refuse(
            N_(
                "%(value)s has more decimals than %(currency)s has. Send what the API answered.",
                value=str(value),
                currency=currency.code,
            ),
            key,
        )
    return value


def needed_amount(item: Item, key: str, currency: Currency, what: str) -> Decimal:
    item.needed_whole(key, what)
    return amount(item, key, currency) or Decimal(0)


def figure(item: Item, key: str) -> Decimal | None:
    """A decimal number that is written as text, with up to twelve decimals."""
    said = item.get(key)
    if said is None:
        return None
    if not isinstance(said, str) or not _FIGURE.fullmatch(said):
        item.refuse(
            N_("“%(said)s” is not a decimal number in quotes. Send what the API answered.", said=str(said)[:40]), key
        )
    return Decimal(said)


def day(item: Item, key: str) -> date | None:
    """The day in UTC."""
    said = item.whole(key)
    if said is None:
        return None
    if not _EARLIEST <= said < _LATEST:
        item.refuse(
            N_("“%(said)s” is no time: seconds since 1970 are meant. Send what the API answered.", said=said), key
        )
    return datetime.fromtimestamp(said, UTC).date()


def period(item: Item | None) -> Period | None:
    """First and last day. A span of whole days ends at the moment the next begins, so its last day is the one before."""
    if item is None:
        return None
    start, end = day(item, "start"), day(item, "end")
    if start is None or end is None:
        return Period(start=start, end=end) if start or end else None
    seconds = item.needed_whole("end", N_("end")) - item.needed_whole("start", N_("start"))
    if seconds < 0:
        item.refuse(
            N_(
                "The period ends on %(end)s, before it starts on %(start)s. Send what the API answered.",
                end=end,
                start=start,
            )
        )
    whole_days = seconds > 0 and seconds % _DAY == 0
    return Period(start=start, end=end - timedelta(days=1) if whole_days else end)
