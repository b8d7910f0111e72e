"""Which of the client's own invoices is meant: by number, by day, by month, or as the latest."""

import re
from collections.abc import Sequence
from datetime import date

from support.conversations.reading import references
from support.conversations.reading.days import is_run, readings_in
from support.conversations.reading.found import Found, KnownInvoice
from support.conversations.reading.months import Period, periods_in

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|current|last)\s+(?:one|invoice|bill|statement)\b(?! but one)"
    r"|^\W*(?:the\s+)?(?:latest|newest|most recent|last)(?:\s+one)?\W*$"
    r"|\b(?:invoice|bill|statement) (?:i|we) (?:just|last) (?:got|received)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:(?:invoice|bill|one|statement) before (?:that|the last(?: one)?|last)|previous (?:invoice|bill|one|statement)"
    r"|(?:second|next)[- ]to[- ]last(?: invoice| bill| one)?|last (?:invoice|bill|one) but one|penultimate (?:invoice|bill|one))\b",
    re.IGNORECASE,
)
_OLDEST = re.compile(r"\b(?:oldest|earliest|very first|first ever|first) (?:invoice|bill)\b(?! of)", re.IGNORECASE)


def invoice_in(text: str, own: Sequence[KnownInvoice], today: date, locale: str = "en_GB") -> Found[str]:
    """The number of the invoice meant. A number outranks a day, a day a month, a month “my last bill”.

    Another client's number and one that never was are alike: only `own` is searched.
    """
    numbers = [invoice.number for invoice in own]
    by_number = references.find(text, numbers)
    if by_number.certain or by_number.near:
        return by_number
    rest = references.without(text, numbers)
    by_time = _by_time(rest, own, today, locale)
    if by_number.why == "unknown":
        # Something was named that is not there: what else fits is asked about, never taken.
        return Found.ask([*filter(None, [by_time.certain]), *by_time.near], "unknown")
    if by_time.why != "none":
        return by_time
    return _by_age(text, own)


def _by_age(text: str, own: Sequence[KnownInvoice]) -> Found[str]:
    """“my last bill”, “the one before”, “the oldest invoice”."""
    if not own:
        return Found.nothing()
    by_age = sorted(own, key=lambda invoice: (invoice.issued_on, invoice.number))
    if _BEFORE.search(text):
        return Found.one(by_age[-2].number, "latest") if len(by_age) > 1 else Found.nothing("unknown")
    if _OLDEST.search(text):
        return Found.one(by_age[0].number, "latest")
    return Found.one(by_age[-1].number, "latest") if _LATEST.search(text) else Found.nothing()


def _by_time(text: str, own: Sequence[KnownInvoice], today: date, locale: str) -> Found[str]:
    days = readings_in(text, today, locale)
    by_day = _by_day(days, own, certain=not is_run(text))
    if by_day is not None:
        return by_day
    periods = periods_in(text, today)
    fitting = [number for period in periods for number in _of_period(own, period)]
    if len(set(fitting)) == 1:
        return Found.one(fitting[0], "period")
    if fitting:
        return Found.ask(fitting, "several")
    return Found.nothing("unknown" if periods or days else "none")


def _by_day(days: Sequence[Sequence[date]], own: Sequence[KnownInvoice], *, certain: bool) -> Found[str] | None:
    """Issued on a day named. Read the other way round (“03/04”), or from digits on end, it is asked about."""
    issued = _issued(own, [readings[0] for readings in days])
    turned = _issued(own, [day for readings in days for day in readings[1:]])
    if len(issued) == 1 and not turned and certain:
        return Found.one(issued[0], "period")
    if issued or turned:
        both = list(dict.fromkeys([*issued, *turned]))
        return Found.ask(both, "day" if len(both) == 1 else "several")
    return None


def _issued(own: Sequence[KnownInvoice], days: Sequence[date]) -> list[str]:
    return [invoice.number for invoice in own if invoice.issued_on in days]


def _of_period(own: Sequence[KnownInvoice], period: Period) -> list[str]:
    """By the time the service was given. Where that names none: by the day of issue, and a month without its
    year by the year before as well."""
    served = _served(own, period)
    if served:
        return served
    issued = [invoice.number for invoice in own if period.start <= invoice.issued_on <= period.end]
    return issued if period.year_said else issued + _served(own, period.year_before())


def _served(own: Sequence[KnownInvoice], period: Period) -> list[str]:
    return [
        invoice.number
        for invoice in own
        if invoice.period_start and invoice.period_end
        if invoice.period_start <= period.end and invoice.period_end >= period.start
    ]
