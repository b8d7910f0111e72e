"""R8 and R20: what was billed without having been delivered, and what was delivered and never billed."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from support.billing import units
from support.billing.audit.facts import Context, Line
from support.billing.audit.happened import RecordFacts
from support.billing.audit.known import PriceFacts
from support.billing.audit.pairs import in_its_unit
from support.billing.audit.results import Answer, Evidence, Found, NotCheckable, evidence, on_line
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_, alone, joined
from support.kernel.words import period

_FLAT = {"MON", "ANN", "WEE", "QAN", "E48"}
"""Billed for time as it passes: nobody records that."""
_NEEDED = ("required", "yes", "true", "1")
TIME = {"HUR", "MIN", "DAY"}


def not_rendered(context: Context) -> Iterator[Answer]:
    """R8: a line that must rest on records has none in its time, or they come to less than is billed.

    Fees for time as it passes need none. Records that may still arrive, wait for approval or are estimates decide nothing.
    """
    groups: dict[tuple[object, ...], list[Line]] = {}
    for document in context.invoices:
        for line in document.lines:
            if line.net > 0 and line.left > 0 and line.quantity > 0:
                if line.record:
                    yield from _by_reference(context, line)
                elif needs_records(context, line):
                    key = (line.sku, line.subject, line.served_from, line.served_to, line.unit_code)
                    groups.setdefault(key, []).append(line)
    taken = set[str]()
    for lines in sorted(groups.values(), key=lambda lines: lines[0].service_day):
        yield from _by_period(context, lines, taken)


def needs_records(context: Context, line: Line) -> bool:
    """It says so itself, or its service is one that is recorded and billed by its measure."""
    if line.properties.get("evidence", "").casefold() in _NEEDED:
        return True
    return bool(context.records_of(line.sku)) and units.code_of(line.unit_code) not in _FLAT


def _by_reference(context: Context, line: Line) -> Iterator[Answer]:
    record = context.records.get(line.record or "")
    if record is None:
        yield from _missing(context, line, N_("record %(record)s, which nobody has", record=line.record))
        return
    if record.kind == "time" or line.quantity <= record.quantity or not in_its_unit(record, line):
        if not record.billable:
            yield _finding(
                line, Decimal(0), N_("record %(record)s, which is not to be billed", record=record.id), [record]
            )
        return
    unsure = _unsure([record])
    if unsure:
        yield NotCheckable("R8", line.document, unsure, line.place)
        return
    yield _finding(
        line, record.quantity, N_("record %(record)s of %(amount)s", record=record.id, amount=_amount(record)), [record]
    )


def _missing(context: Context, line: Line, what: str) -> Iterator[Answer]:
    """Nothing is there for it: later than the days in which records may still come in, that is a finding."""
    if not context.records:
        yield NotCheckable("R8", line.document, N_("No records of services are known."), line.place)
        return
    served = line.served_to or line.document.issued_on
    if (context.today - served).days <= context.numbers.grace_days:
        yield NotCheckable("R8", line.document, N_("The records of this service may still arrive."), line.place)
        return
    yield _finding(line, Decimal(0), what, [])


def _by_period(context: Context, lines: list[Line], taken: set[str]) -> Iterator[Answer]:
    """Lines of one service, site and time, against all that was recorded then. `taken`: records of days beyond their own
    time that earlier lines needed; they bear no second one."""
    line = lines[0]
    if line.served_from is None or line.served_to is None:
        yield NotCheckable(
            "R8",
            line.document,
            N_("Line %(line)s says no time in which to look for records.", line=line.id),
            line.place,
        )
        return
    around = records_in(context, line, context.numbers.edge_days)
    known = [one for one in around if one.id not in taken]
    inside = [one for one in known if line.served_from <= one.start and one.end <= line.served_to]
    if line.unit_code in TIME and any(one.kind == "time" for one in known):
        return
    if not known:
        said = N_("no record of %(time)s", time=period(line.served_from, line.served_to))
        for one in lines:
            yield from _missing(context, one, said)
        return
    yield from _less(lines, inside, known, taken)


def _less(lines: list[Line], inside: list[RecordFacts], known: list[RecordFacts], taken: set[str]) -> Iterator[Answer]:
    line = lines[0]
    billed = sum((one.quantity for one in lines), start=Decimal(0))
    if not all(in_its_unit(one, line) for one in known if one.unit):
        yield NotCheckable(
            "R8", line.document, N_("Records and line %(line)s count in different units.", line=line.id), line.place
        )
        return
    if billed <= max(_sum(inside), _sum(known)):
        if billed > _sum(inside) and line.served_to is not None:
            taken.update(one.id for one in known if one.start > line.served_to)
        return
    unsure = _unsure(known) if billed <= _sum(known, all_of_them=True) or any(one.estimated for one in known) else ""
    if unsure:
        yield NotCheckable("R8", line.document, unsure, line.place)
        return
    excess = billed - max(_sum(inside), _sum(known))
    for one in reversed(lines):
        over = min(excess, one.quantity)
        if over > 0:
            amount = joined(" ", [alone(_sum(inside)), units.words(line.unit_code, Decimal(2))])
            said = N_("records of %(amount)s", amount=amount)
            yield _finding(one, one.quantity - over, said, inside)
        excess -= over


def records_in(context: Context, line: Line, edge: int) -> list[RecordFacts]:
    """Of its service and site, in its time and so many days around it: meters may keep another time zone."""
    first, last = line.served_from, line.served_to
    if first is None or last is None:
        return []
    around = timedelta(days=edge)
    return [
        one
        for one in context.records_within(line.sku, first - around, last + around)
        if not line.subject or is_for(one, line.subject)
    ]


def is_for(record: RecordFacts, subject: str) -> bool:
    return subject in (record.site, record.person) or not (record.site or record.person)


def _sum(records: Iterable[RecordFacts], *, all_of_them: bool = False) -> Decimal:
    counted = (one for one in records if all_of_them or (one.approved and one.billable))
    return sum((one.quantity for one in counted), start=Decimal(0))


def _unsure(records: list[RecordFacts]) -> str:
    for one in records:
        if not one.approved:
            return N_("Record %(one)s has not been approved yet.", one=one.id)
        if one.estimated:
            return N_("Record %(one)s is an estimate that a later reading makes true.", one=one.id)
    return ""


def _finding(line: Line, right: Decimal, what: str, records: list[RecordFacts]) -> Found:
    share = right / line.quantity
    return on_line(
        "R8",
        line,
        reason="quantity" if right else "not_rendered",
        message=N_(
            "Line %(line)s charges %(quantity)s of %(name)s; it rests on %(what)s.",
            **line.told,
            quantity=line.quantity,
            what=what,
        ),
        expected=line.money.times(share),
        rests_on=tuple(record_evidence(one) for one in records[:20]),
        against=(str(right),),
    )


def _amount(record: RecordFacts) -> str:
    return joined(" ", [alone(record.quantity), units.words(record.unit, record.quantity) or record.unit])


def record_evidence(record: RecordFacts) -> Evidence:
    return evidence("record", record.id, N_("%(amount)s on %(start)s", amount=_amount(record), start=record.start))


def unbilled(context: Context) -> Iterator[Answer]:
    """R20: approved, billable, and in no invoice so many days after the end of the month it belongs to."""
    if not context.whole:
        return
    named = {line.record for document in context.documents for line in document.lines if line.record}
    for record in context.records.values():
        if record.id in named or not (record.approved and record.billable) or record.estimated:
            continue
        late = context.today > _month_end(record.end) + timedelta(days=context.numbers.unbilled_days)
        if late and not _is_covered(context, record):
            yield _unbilled(context, record)


def _month_end(on: date) -> date:
    return on.replace(day=calendar.monthrange(on.year, on.month)[1])


def _by_months(context: Context, sku: str) -> dict[tuple[int, int], list[Line]]:
    """A service's lines without a record of their own, by every month that they bill."""
    kept: dict[str, dict[tuple[int, int], list[Line]]] = context.kept.setdefault("billed", {})
    if sku not in kept:
        kept[sku] = {}
        for line in context.charges_of(sku):
            if not line.record and line.served_from and line.served_to:
                month = line.served_from.replace(day=1)
                while month <= line.served_to:
                    kept[sku].setdefault((month.year, month.month), []).append(line)
                    month = _month_end(month) + timedelta(days=1)
    return kept[sku]


def _is_covered(context: Context, record: RecordFacts) -> bool:
    """Whether a line without a record of its own bills all of its service, site and time."""
    months = _by_months(context, record.sku)
    lines = {(on.year, on.month) for on in (record.start, record.end)}
    return any(
        line.served_from <= record.end
        and record.start <= line.served_to
        and (not line.subject or is_for(record, line.subject))
        for month in lines
        for line in months.get(month, ())
        if line.served_from and line.served_to
    )


def _unbilled(context: Context, record: RecordFacts) -> Found:
    price = _price(context, record)
    worth = Money.of(price.amount(record.quantity), price.currency) if price else None
    currency = price.currency if price else (context.documents[-1].currency if context.documents else "EUR")
    said = N_(": %(worth)s at the agreed price", worth=worth) if worth else ""
    return Found(
        rule="R20",
        document=None,
        place=f"record:{record.id}",
        reason="other",
        severity=Severity.WARNING,
        billed=Money.zero(currency) if worth else None,
        expected=worth,
        message=N_(
            "Record %(record)s, %(amount)s of %(sku)s on %(start)s, was never billed%(said)s.",
            record=record.id,
            amount=_amount(record),
            sku=record.sku,
            start=record.start,
            said=said,
        ),
        evidence=(record_evidence(record),),
        currency=currency,
    )


def _price(context: Context, record: RecordFacts) -> PriceFacts | None:
    holding = [price for price in context.prices_for(record.sku) if price.holds_on(record.start)]
    own = [price for price in holding if price.contract] or holding
    return own[0] if own else None
