"""R9: hours billed against hours logged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal

from support.billing.audit.facts import Context, Line
from support.billing.audit.happened import RecordFacts
from support.billing.audit.known import NO_TERMS, TermsFacts
from support.billing.audit.rendered import record_evidence
from support.billing.audit.results import Answer, Found, NotCheckable, on_line
from support.billing.units import code_of
from support.kernel.sayings import N_, joined

_DAY = 24 * 60
_AND = re.compile(r"\s*(?:[,;/&+]|\band\b)\s*")
_MINUTES = {"HUR": Decimal(60), "MIN": Decimal(1)}


def hours(context: Context) -> Iterator[Answer]:
    """R9: a person's billed time is at most what they logged, rounded as agreed; nobody works more than 24 hours a day,
    nor on a day off. Entries that are not billable, or are travel without a clause for it, count for nothing."""
    groups: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for document in context.invoices:
        for line in document.lines:
            if (
                line.net > 0
                and line.left > 0
                and line.quantity > 0
                and code_of(line.unit_code) in ("HUR", "MIN", "DAY")
            ):
                groups[line.sku, line.record, line.subject, line.served_from, line.served_to].append(line)
    for lines in groups.values():
        yield from _group(context, lines)
    yield from _long_days(context, [line for lines in groups.values() for line in lines])


def people_of(line: Line) -> list[str]:
    """Two people may stand in one line: “Anna Berg and Ben Cole”."""
    return [one.strip() for one in _AND.split(line.subject or "") if one.strip()]


def entries_of(context: Context, line: Line) -> list[RecordFacts]:
    """The time entries a line rests on: the one it names, else those of its service, time and people."""
    if line.record:
        named = context.records.get(line.record)
        return [named] if named is not None and named.kind == "time" else []
    first, last, people = line.served_from, line.served_to, people_of(line)
    if first is None or last is None:
        return []
    return [
        one
        for one in context.records_within(line.sku, first, last)
        if one.kind == "time"
        if not people or one.person in people or one.site == line.subject
    ]


def _group(context: Context, lines: list[Line]) -> Iterator[Answer]:
    line, entries = lines[0], entries_of(context, lines[0])
    if not entries:
        return
    if code_of(line.unit_code) == "DAY":
        yield NotCheckable("R9", line.document, N_("The line counts days, the time entries minutes."), line.place)
        return
    terms = _terms(context, line)
    billed = sum((_minutes(one) for one in lines), start=Decimal(0))
    allowed = logged(context, entries, terms, travel=_pays_travel(context))
    if billed <= allowed + sum((_shown(one) for one in lines), start=Decimal(0)):
        return
    if billed <= logged(context, entries, terms, travel=True, unapproved=True) and not all(
        one.approved for one in entries
    ):
        yield NotCheckable("R9", line.document, N_("Some of the time entries have not been approved yet."), line.place)
        return
    excess = billed - allowed
    for one in reversed(lines):
        over = min(excess, _minutes(one))
        if over > 0:
            yield _finding(context, one, over, entries, allowed)
        excess -= over


def _minutes(line: Line) -> Decimal:
    return line.quantity * _MINUTES.get(code_of(line.unit_code), Decimal(0))


def _shown(line: Line) -> Decimal:
    """What a quantity that is shown rounded may hide: half of its last decimal place, where it has two or more."""
    places = -int(line.quantity.as_tuple().exponent)
    return _MINUTES.get(code_of(line.unit_code), Decimal(0)) / 2 / 10**places if places >= 2 else Decimal(0)


def _terms(context: Context, line: Line) -> TermsFacts:
    on = [one for one in context.contracts if one.covers(line.service_day)]
    named = [one for one in on if one.number == line.document.contract_reference] or on
    return next((one.terms for one in named if one.terms.time_increment_minutes), NO_TERMS)


def _pays_travel(context: Context) -> bool:
    return any("travel" in one.clauses.casefold() for one in context.contracts)


def logged(
    context: Context, entries: list[RecordFacts], terms: TermsFacts, *, travel: bool, unapproved: bool = False
) -> Decimal:
    """Minutes that may be billed: each entry, or each day, rounded up to the agreed step; at most 24 hours a day."""
    days: dict[tuple[str, date], list[Decimal]] = defaultdict(list)
    for one in entries:
        counts = one.billable and (one.approved or unapproved) and (travel or "travel" not in one.note.casefold())
        if counts and not is_off(context, one.person, one.start):
            days[one.person, one.start].append(_entry(one, terms))
    step = terms.time_increment_minutes or 1
    by_day = terms.time_rounding == "day"
    sums = (_up(sum(some, start=Decimal(0)), step if by_day else 1) for some in days.values())
    return sum((min(minutes, Decimal(_DAY)) for minutes in sums), start=Decimal(0))


def _entry(one: RecordFacts, terms: TermsFacts) -> Decimal:
    minutes = (
        Decimal(one.minutes) if one.minutes is not None else one.quantity * _MINUTES.get(code_of(one.unit), Decimal(60))
    )
    step = one.increment or (terms.time_increment_minutes if terms.time_rounding != "day" else None)
    return _up(minutes, step) if step else minutes


def _up(minutes: Decimal, step: int) -> Decimal:
    return minutes if step <= 1 else (minutes / step).to_integral_value(ROUND_CEILING) * step


def is_off(context: Context, person: str, on: date) -> bool:
    return any(first <= on <= last for first, last in context.days_off.get(person, ()))


_MORE_HOURS = N_(
    "Line %(line)s charges %(minutes)s hours of %(name)s, %(over)s more than the %(allowed)s that were logged and may be billed%(why)s."
)


def _finding(context: Context, line: Line, over: Decimal, entries: list[RecordFacts], allowed: Decimal) -> Found:
    left = (_minutes(line) - over) / _minutes(line)
    off = [
        N_("%(person)s was away on %(start)s", person=one.person, start=one.start)
        for one in entries
        if is_off(context, one.person, one.start)
    ]
    why = joined("", ["; ", off[0]]) if off else ""
    return on_line(
        "R9",
        line,
        reason="quantity",
        message=(
            N_(_MORE_HOURS, **line.told, minutes=_minutes(line) / 60, over=over / 60, allowed=allowed / 60, why=why)
        ),
        expected=line.money.times(left),
        rests_on=tuple(record_evidence(one) for one in entries[:20]),
        against=(str(allowed),),
    )


def _long_days(context: Context, lines: list[Line]) -> Iterator[Answer]:
    """A person's single days over all lines, whatever the services; and days off that no entry speaks of."""
    worked: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for line in lines:
        people, on = people_of(line), line.served_from
        if len(people) != 1 or on is None or on != line.served_to:
            continue
        before = worked[people[0], on]
        worked[people[0], on] += _minutes(line)
        said = N_("%(people)s more than 24 hours on %(on)s", people=people[0], on=on)
        room = max(_DAY - before, Decimal(0))
        if is_off(context, people[0], on):
            said, room = N_("%(people)s on %(on)s, when they were away", people=people[0], on=on), Decimal(0)
        if _minutes(line) > room and not _too_many(context, line):
            expected = line.money.times(room / _minutes(line))
            yield on_line(
                "R9",
                line,
                reason="quantity",
                message=N_("Line %(line)s charges %(said)s.", line=line.id, said=said),
                expected=expected,
            )


def _too_many(context: Context, line: Line) -> bool:
    """Whether its own entries have shown it already."""
    entries = entries_of(context, line)
    return bool(entries) and _minutes(line) > logged(
        context, entries, _terms(context, line), travel=_pays_travel(context)
    )
