"""Whether two charges are one charge billed twice, or two that merely look alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from rapidfuzz import fuzz

from support.billing import units
from support.billing.audit.facts import Context, Line, RecordFacts

WINDOW_DAYS = 35
"""One billing interval: what lies further apart is not looked at."""
_DIGITS = re.compile(r"\d+")


class Verdict(Enum):
    """What is known of two lines; `True` where they are one charge billed twice."""

    SAME_RECORD = "same record", True
    SAME_PERIOD = "same period", True
    SAME_WORDS = "same words", True
    OTHER_SERVICE = "other service", False
    OTHER_AMOUNT = "other amount", False
    OTHER_SITE = "other site", False
    OTHER_RECORD = "other record", False
    OTHER_PART = "other part", False
    OTHER_PERIOD = "other period", False
    RECORDS_BEAR_BOTH = "records bear both", False
    REPLACED = "replaced", False
    FAR_APART = "far apart", False

    @property
    def is_duplicate(self) -> bool:
        return bool(self.value[1])


@dataclass(frozen=True, slots=True)
class Pair:
    """`first` was billed before `second`; `records` are those that both rest on, as far as they are known."""

    first: Line
    second: Line
    verdict: Verdict
    records: tuple[RecordFacts, ...] = ()


def compare(context: Context, first: Line, second: Line) -> Pair:
    """Judges two charged lines (net above nothing, not credited away) of one client, in the order they were billed.

    The tests go from certain to likely. A record that both name decides; else what tells them apart decides: site,
    record, part of a series, period; what is left are two equal charges for one service and time.
    """
    if _replaces(first, second):
        return Pair(first, second, Verdict.REPLACED)
    if (first.what != second.what and similarity(first, second) < 90) or _taxed_apart(first, second):
        return Pair(first, second, Verdict.OTHER_SERVICE)
    if first.record and first.record == second.record:
        return _of_one_record(context, first, second)
    return Pair(first, second, _of_two_records(context, first, second))


def similarity(first: Line, second: Line) -> float:
    """0 to 100. Articles with different numbers are different however alike their names."""
    if first.sku and second.sku and first.sku != second.sku:
        return 0
    return float(fuzz.token_set_ratio(first.name.casefold(), second.name.casefold()))


def _taxed_apart(first: Line, second: Line) -> bool:
    """What bears another tax rate is another thing."""
    return (first.category, first.rate) != (second.category, second.rate)


def _replaces(first: Line, second: Line) -> bool:
    return first.document.number in second.document.corrects or second.document.number in first.document.corrects


def _of_one_record(context: Context, first: Line, second: Line) -> Pair:
    """One delivery may be billed in parts: only more than was delivered is billed twice."""
    record = context.records.get(first.record or "")
    if record is not None and in_its_unit(record, first) and in_its_unit(record, second):
        together = first.quantity + second.quantity <= record.quantity
        return Pair(first, second, Verdict.RECORDS_BEAR_BOTH if together else Verdict.SAME_RECORD, (record,))
    alike = first.net == second.net
    return Pair(first, second, Verdict.SAME_RECORD if alike else Verdict.OTHER_AMOUNT, (record,) if record else ())


def in_its_unit(record: RecordFacts, line: Line) -> bool:
    """Whether the quantities can be compared: “1 delivery” of 6 kg cannot."""
    if not record.unit:
        return line.quantity == record.quantity
    return units.code_of(record.unit) == units.code_of(line.unit_code)


def _of_two_records(context: Context, first: Line, second: Line) -> Verdict:
    if first.net != second.net:
        return Verdict.OTHER_AMOUNT
    if first.subject and second.subject and first.subject != second.subject:
        return Verdict.OTHER_SITE
    if first.record and second.record:
        return Verdict.OTHER_RECORD
    if _DIGITS.findall(first.name) != _DIGITS.findall(second.name) or _described_apart(first, second):
        return Verdict.OTHER_PART
    return _in_time(context, first, second)


def _described_apart(first: Line, second: Line) -> bool:
    """“Instalment 1 of 3” and “2 of 3”, or the visit of 4 March and that of 18 March."""
    if not (first.description and second.description):
        return False
    alike = fuzz.token_set_ratio(first.description.casefold(), second.description.casefold()) >= 90
    return not alike or _DIGITS.findall(first.description) != _DIGITS.findall(second.description)


def _in_time(context: Context, first: Line, second: Line) -> Verdict:
    if not (first.served_from and first.served_to and second.served_from and second.served_to):
        near = abs((first.document.issued_on - second.document.issued_on).days) <= WINDOW_DAYS // 2
        return Verdict.SAME_WORDS if near else Verdict.FAR_APART
    if not overlap(first, second):
        return Verdict.OTHER_PERIOD
    return Verdict.RECORDS_BEAR_BOTH if _borne(context, first, second) else Verdict.SAME_PERIOD


def _borne(context: Context, first: Line, second: Line) -> bool:
    """Whether as much was delivered in that time as all lines together bill for it."""
    records = _records(context, first, second)
    if not records or not all(in_its_unit(record, first) for record in records if record.unit):
        return False
    billed = (
        line.quantity
        for line in context.charges_of(first.what)
        if line.subject == first.subject and overlap(line, first)
    )
    return sum((record.quantity for record in records), start=Decimal(0)) >= sum(billed, start=Decimal(0))


def overlap(first: Line, second: Line) -> bool:
    """Whether the service periods share days. One shared day at the seam of two longer periods is a way of writing
    adjacent ones (“1 March to 1 April, 1 April to 1 May”)."""
    if not (first.served_from and first.served_to and second.served_from and second.served_to):
        return False
    start, end = max(first.served_from, second.served_from), min(first.served_to, second.served_to)
    if start == end and _days(first) > 1 and _days(second) > 1:
        return False
    return start <= end


def _days(line: Line) -> int:
    return _length(line.served_from, line.served_to)


def _length(start: date | None, end: date | None) -> int:
    return (end - start).days + 1 if start and end else 0


def _records(context: Context, first: Line, second: Line) -> tuple[RecordFacts, ...]:
    """What was delivered of the service in both lines' time, at their site."""
    if not (first.served_from and first.served_to):
        return ()
    within = context.records_within(first.sku, first.served_from, first.served_to)
    return tuple(record for record in within if _same_site(record, first) and _same_site(record, second))


def _same_site(record: RecordFacts, line: Line) -> bool:
    return not line.subject or line.subject in (record.site, record.person)
