"""Which of the client's own invoices is meant: by number, by day, by month, or as the latest."""

import re
from collections.abc import Sequence
from datetime import date

from support.conversations.reading import references
from support.conversations.reading.found import Found, KnownInvoice
from support.conversations.reading.months import Period, days_in, periods_in

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|current|last)\s+(?:one|invoice|bill|statement)\b|^\W*(?:the\s+)?(?:latest|newest|most recent|last)(?:\s+one)?\W*$",
    re.IGNORECASE,
)


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
    if own and _LATEST.search(text):
        return Found.one(max(own, key=lambda invoice: (invoice.issued_on, invoice.number)).number, "latest")
    return Found.nothing()


def _by_time(text: str, own: Sequence[KnownInvoice], today: date, locale: str) -> Found[str]:
    days = days_in(text, today, locale)
    issued = [invoice.number for invoice in own if invoice.issued_on in days]
    if issued:
        return Found.one(issued[0], "period") if len(issued) == 1 else Found.ask(issued, "several")
    periods = periods_in(text, today)
    fitting = [number for period in periods for number in _of_period(own, period)]
    if len(set(fitting)) == 1:
        return Found.one(fitting[0], "period")
    if fitting:
        return Found.ask(fitting, "several")
    return Found.nothing("unknown" if periods or days else "none")


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
