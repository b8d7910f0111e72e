"""R12: bills that come too early, too late or after their own due date, gaps and overlaps, and services long past."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.known import ScheduleFacts
from support.billing.audit.pairs import overlap
from support.billing.audit.results import Answer, Found, evidence, on_line
from support.billing.kinds import Severity
from support.kernel.sayings import N_
from support.kernel.words import period

_REGULAR = 3
"""Periods in a row that make a series whose next one is missed."""
ONE = timedelta(days=1)


def timing(context: Context) -> Iterator[Answer]:
    """R12: the day of issue against the schedule, in working days; the due date; the age of the service; and, over all of
    a client's bills, that the periods of what is charged each month follow on one another."""
    for document in context.invoices:
        if document.due_on and document.due_on < document.issued_on:
            said = N_(
                "The document was issued on %(issued_on)s, after it was due on %(due_on)s.",
                issued_on=document.issued_on,
                due_on=document.due_on,
            )
            yield _finding(document, "due_on", said, Severity.WARNING)
        yield from _off_schedule(context, document)
        yield from _stale(context, document)
    if context.whole:
        yield from _series(context)


def _off_schedule(context: Context, document: Document) -> Iterator[Answer]:
    schedule = schedule_of(context, document)
    if schedule is None or document.start is None or document.end is None or document.corrects:
        return
    meant = context.calendar.business_day_from(due_day(schedule, document.start, document.end))
    early = schedule.early_days if schedule.early_days is not None else context.numbers.early_working_days
    late = schedule.late_days if schedule.late_days is not None else context.numbers.late_working_days
    before = context.calendar.business_days_between(document.issued_on, meant)
    after = context.calendar.business_days_between(meant, document.issued_on)
    if before > early or after > late:
        how = (
            N_("%(before)s working days before", before=before)
            if before
            else N_("%(after)s working days after", after=after)
        )
        said = N_(
            "The document was issued on %(issued_on)s, %(how)s the day that its schedule sets, %(meant)s.",
            issued_on=document.issued_on,
            how=how,
            meant=meant,
        )
        yield _finding(document, "issued_on", said, Severity.WARNING, str(meant))


def schedule_of(context: Context, document: Document) -> ScheduleFacts | None:
    """The one that holds for the whole of the bill's time: first, last and changed periods are irregular by nature."""
    start, end = document.start, document.end
    if start is None or end is None:
        return None
    fitting = [
        one
        for one in context.schedules
        if one.contract in (None, document.contract_reference)
        and one.starts_on <= start
        and (one.ends_on is None or end <= one.ends_on)
        and _months(start, end) == one.every_months
    ]
    return max(fitting, key=lambda one: (one.contract is not None, one.starts_on), default=None)


def _months(start: date, end: date) -> int:
    """Whole months from the first day to the day after the last; 0 for anything else."""
    after = end + ONE
    months = (after.year - start.year) * 12 + after.month - start.month
    same = after.day == start.day or (after.day == 1 and start.day == 1)
    return months if same else 0


def due_day(schedule: ScheduleFacts, start: date, end: date) -> date:
    """The scheduled day: in advance the nearest one to the period's first day, in arrears the first from its last day on."""
    around = [_in_month(start if schedule.in_advance else end, ahead, schedule.day_of_month) for ahead in (-1, 0, 1)]
    if schedule.in_advance:
        return min(around, key=lambda one: abs((one - start).days))
    return next(one for one in around if one >= end)


def _in_month(near: date, ahead: int, day_of_month: int) -> date:
    year, month = divmod(near.year * 12 + near.month - 1 + ahead, 12)
    return date(year, month + 1, min(day_of_month, calendar.monthrange(year, month + 1)[1]))


def _stale(context: Context, document: Document) -> Iterator[Answer]:
    """What is put right or given back may be as old as it is."""
    if document.corrects or document.type_code == "384":
        return
    for line in document.lines:
        served = line.served_to
        if (
            served
            and line.net > 0
            and line.left > 0
            and (document.issued_on - served).days > context.numbers.stale_days
        ):
            age = (document.issued_on - served).days
            said = N_(
                "Line %(line)s charges %(name)s of %(served)s, %(age)s days before the document was issued.",
                **line.told,
                served=served,
                age=age,
            )
            yield on_line("R12", line, reason="terms", severity=Severity.WARNING, message=said, against=(str(served),))


def _series(context: Context) -> Iterator[Answer]:
    """Lines of one service and site, each for a whole period of the same length."""
    series: dict[tuple[str, str | None, str], list[Line]] = defaultdict(list)
    for document in context.invoices:
        for line in document.lines:
            if line.net > 0 and line.start and line.end and _months(line.start, line.end) > 0:
                series[line.what, line.subject, document.currency].append(line)
    for lines in series.values():
        lines.sort(key=lambda line: (line.start or date.min, line.document.issued_on))
        yield from _gaps(context, lines)


_AGAIN = N_("Line %(line)s charges %(name)s from %(start)s, and it was billed to %(end)s before.")
_NOTHING_BETWEEN = N_("%(name)s was billed to %(end)s and again from %(start)s: nothing for %(time)s.")


def _gaps(context: Context, lines: list[Line]) -> Iterator[Answer]:
    regular = 1
    for before, line in pairwise(lines):
        if before.end is None or line.start is None:
            continue
        gap = (line.start - before.end).days - 1
        if gap == 0:
            regular += 1
            continue
        known = regular >= _REGULAR or schedule_of(context, line.document) is not None
        if known and gap > 0 and not _explained(context, line, before.end + ONE, line.start - ONE):
            said = N_(
                _NOTHING_BETWEEN,
                name=line.name,
                end=before.end,
                start=line.start,
                time=period(before.end + ONE, line.start - ONE),
            )
            yield _gap(line, before, said)
        if known and gap < 0 and overlap(before, line) and before.quantity == line.quantity and before.net != line.net:
            said = N_(_AGAIN, **line.told, start=line.start, end=before.end)
            yield _gap(line, before, said)
        regular = 1 if gap > 0 else regular


def _explained(context: Context, line: Line, first: date, last: date) -> bool:
    """A pause, a new order or a new schedule in between; or a part of the time billed with its own line."""
    changed = [one.effective_on or one.received_on for one in context.cancellations if one.sku in (None, line.sku)]
    changed += [one.ordered_on for one in context.orders if one.sku == line.sku]
    changed += [one.starts_on for one in context.schedules]
    if any(first - ONE <= on <= last + ONE for on in changed):
        return True
    parts = (other for other in context.charges_of(line.what) if other.subject == line.subject and other is not line)
    return any(
        other.served_from and other.served_to and other.served_from <= last and first <= other.served_to
        for other in parts
    )


def _gap(line: Line, before: Line, said: str) -> Found:
    ref = f"{before.document.number}/{before.id}"
    rests_on = (
        evidence(
            "line", ref, N_("%(name)s, to %(end)s", name=before.name, end=before.end) if before.end else before.name
        ),
    )
    return on_line(
        "R12", line, reason="terms", severity=Severity.WARNING, message=said, rests_on=rests_on, against=(ref,)
    )


def _finding(document: Document, place: str, said: str, severity: Severity, *against: str) -> Found:
    return Found(
        rule="R12", document=document, place=place, reason="terms", severity=severity, message=said, against=against
    )
