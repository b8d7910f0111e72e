"""R15: parts of a period, by the method that was agreed."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from support.billing.audit.facts import Context, Line
from support.billing.audit.results import Answer, on_line
from support.kernel.calendar import Calendar
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.words import period

_MONTHLY = "MON"


@dataclass(frozen=True, slots=True)
class Part:
    """The days of `first` to `last` that a line charges or gives back, of a period from `start` to `end`, both included."""

    first: date
    last: date
    start: date
    end: date
    changed: datetime | None = None

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def proration(context: Context) -> Iterator[Answer]:
    """R15: a part of a period costs the price times what was left of it, by the seconds, the days or months of thirty.

    Where no method is agreed each of them is right; the day of the change may count or not.
    """
    for document in context.invoices:
        for line in document.lines:
            part = part_of(line) if line.net else None
            price = _whole_price(context, line) if part else None
            if part is not None and price is not None:
                yield from _check(context, line, part, price)


def part_of(line: Line) -> Part | None:
    """None for a line that is not prorated: it says so, counts days out of more, or is a monthly price for fewer days."""
    first, last = line.start, line.end
    if first is None or last is None:
        return None
    start, end = _interval(line, first, last)
    if not (start <= first <= last <= end) or (first, last) == (start, end):
        return None
    says = "changerecord" in line.properties or "changedat" in line.properties or "prorated" in line.properties
    counts = line.base_quantity > 1 and abs(line.quantity) < line.base_quantity
    monthly = line.unit_code == _MONTHLY and abs(line.quantity) <= 1
    return (
        Part(first, last, start, end, _moment(line.properties.get("changedat"))) if says or counts or monthly else None
    )


def _interval(line: Line, first: date, last: date) -> tuple[date, date]:
    """The document's own period where it is about a month and holds the line's, else the month of the first day."""
    start, end = line.document.start, line.document.end
    if start and end and start <= first and last <= end and 28 <= (end - start).days + 1 <= 31:
        return start, end
    return first.replace(day=1), first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _moment(said: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        return None


def _whole_price(context: Context, line: Line) -> Decimal | None:
    """What the whole period costs: as the line itself says, else as agreed; of what is given back, the price before."""
    if line.base_quantity > 1:
        return line.unit_price
    said = line.properties.get("periodprice")
    if said:
        try:
            return Decimal(said) if Decimal(said).is_finite() else None
        except ArithmeticError:
            return None
    holding = [price for price in context.prices_for(line.sku) if price.holds_on(line.service_day)]
    holding = [price for price in holding if price.is_plain and price.currency == line.document.currency]
    own = [price for price in holding if price.contract] or holding
    return own[0].unit_price if len({price.unit_price for price in own}) == 1 else None


def shares(part: Part, method: str, zone: Calendar) -> dict[str, Decimal]:
    """By method, what part of the price is due. 30.00 a month, changed on 10 February 2026 at 18:00: seconds 19.55,
    with the day of the change 20.36, from the next day 19.29, months of thirty days 20.00."""
    found: dict[str, Decimal] = {}
    changed = part.changed.date() if part.changed else None
    if part.changed is not None:
        found["seconds"] = _seconds(part, part.changed, zone)
    charged = (part.last - part.first).days + 1
    found["days_actual"] = Decimal(charged) / part.days
    if changed is not None and part.last == part.end and changed in (part.first, part.first - timedelta(days=1)):
        for name, day in (("day counted", changed), ("next day", changed + timedelta(days=1))):
            found[name] = Decimal((part.end - day).days + 1) / part.days
    for name, days in (("days_30_360", 0), *([] if changed else [("days_30_360 with the day", 1)])):
        found[name] = Decimal(_thirty(part, changed) + days) / 30
    if method == "none":
        return {"none": Decimal(1)}
    names = [
        name
        for name in found
        if name.startswith(method) or (method == "days_actual" and "day" in name and "30" not in name)
    ]
    return {name: found[name] for name in names} or {"days_actual": found["days_actual"]}


def _seconds(part: Part, changed: datetime, zone: Calendar) -> Decimal:
    """As they really pass: the day on which the clocks change is as long as it is."""
    start, after = (zone.moment(on, 0) for on in (part.start, part.end + timedelta(days=1)))
    at = (
        changed.astimezone(start.tzinfo)
        if changed.tzinfo
        else zone.moment(changed.date(), changed.hour * 60 + changed.minute)
    )
    whole = (after - start) // timedelta(seconds=1)
    left = (after - at) if part.last == part.end else (at - start)
    return Decimal(left // timedelta(seconds=1)) / whole


def _thirty(part: Part, changed: date | None) -> int:
    """Days of a month of thirty after the first one: the 31st is the 30th, the last of February too."""
    if part.last != part.end:
        return min(part.last.day, 30) - min(part.first.day, 30)
    before = min(changed or part.first, part.first).day if changed else part.first.day
    return max(30 - before, 0)


_AGREED = N_("by the method agreed (%(method)s)")
_CHARGES = N_(
    "Line %(line)s charges %(money)s for %(time)s; of %(whole)s for %(whole_time)s that is %(expected)s %(how)s."
)
_GIVES_BACK = N_(
    "Line %(line)s gives back %(money)s for %(time)s; of %(whole)s for %(whole_time)s that is %(expected)s %(how)s."
)


def _check(context: Context, line: Line, part: Part, price: Decimal) -> Iterator[Answer]:
    method = _method(context, line)
    several = line.base_quantity == 1 and line.quantity == line.quantity.to_integral_value()
    whole = price * (abs(line.quantity) if several else 1) * (-1 if line.net < 0 else 1)
    parts = line.document.money(sum(one.signed for one in line.parts))
    found = shares(part, method, context.calendar)
    right = {name: Money.of(whole * share, line.document.currency) + parts for name, share in found.items()}
    if any(abs(line.net - amount.minor) <= 1 for amount in right.values()) or line.left <= 0 < line.net:
        return
    name, expected = min(right.items(), key=lambda one: abs(one[1].minor - line.net))
    message = N_(
        _GIVES_BACK if line.net < 0 else _CHARGES,
        line=line.id,
        money=abs(line.money),
        time=period(part.first, part.last),
        whole=Money.of(price, line.document.currency),
        whole_time=period(part.start, part.end),
        expected=abs(expected),
        how=N_(_AGREED, method=name.replace("_", " ")) if method else N_("by any method in use"),
    )
    against = (method, str(part.first), str(part.last), str(price))
    yield on_line("R15", line, reason="proration", message=message, expected=expected, against=against)


def _method(context: Context, line: Line) -> str:
    on = [one for one in context.contracts if one.covers(line.service_day)]
    named = [one for one in on if one.number == line.document.contract_reference] or on
    return next((one.terms.proration for one in named if one.terms.proration), context.numbers.proration)
