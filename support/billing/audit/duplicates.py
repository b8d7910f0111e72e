"""R4 and R5: a charge or a whole invoice billed twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, combinations, islice, pairwise

from rapidfuzz.distance import DamerauLevenshtein

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.happened import RecordFacts
from support.billing.audit.pairs import WINDOW_DAYS, Pair, Verdict, compare, in_its_unit, overlap
from support.billing.audit.results import Answer, Evidence, Found, evidence
from support.billing.kinds import Severity
from support.kernel.sayings import N_, alone, joined
from support.kernel.words import period

Fingerprint = tuple[tuple[str, int, str], ...]

_SEVERITY = {
    Verdict.SAME_RECORD: Severity.ERROR,
    Verdict.SAME_PERIOD: Severity.WARNING,
    Verdict.SAME_WORDS: Severity.INFO,
}


def duplicate_lines(context: Context) -> Iterator[Answer]:
    """R4: one record billed twice is certain; one service, site and time is likely; the same words alone are a hint."""
    for pair in duplicate_pairs(context):
        yield finding_about(pair)


def duplicate_pairs(context: Context) -> Iterator[Pair]:
    """Each line that repeats an earlier one, with the line it repeats."""
    seen: set[int] = set()
    lines = charged_lines(context)
    for pair in chain(_of_records(context, lines), _of_amounts(context, lines)):
        if id(pair.second) not in seen:
            seen.add(id(pair.second))
            yield pair


def _of_records(context: Context, lines: list[Line]) -> Iterator[Pair]:
    """T1. The lines of one record are added up in the order they were billed: three halves of a delivery are one too many."""
    by_record = defaultdict(list)
    for line in lines:
        if line.record:
            by_record[line.document.currency, line.record, line.what].append(line)
    for (_, record_id, _), group in by_record.items():
        record = context.records.get(record_id)
        if record is None or not all(in_its_unit(record, line) for line in group):
            yield from _repeats(context, group)
            continue
        billed = group[0].quantity
        for line in group[1:]:
            billed += line.quantity
            if billed > record.quantity:
                yield Pair(group[0], line, Verdict.SAME_RECORD, (record,))


_LOOK_BACK = 50
"""Earlier lines that one is compared with: beyond that, a service is billed by the piece and needs records."""


def _of_amounts(context: Context, lines: list[Line]) -> Iterator[Pair]:
    """T2 and T3: lines of one service and amount within a billing interval. Two records decide by themselves: see T1."""
    by_amount = defaultdict(list)
    for line in lines:
        by_amount[line.document.currency, line.what, line.net].append(line)
    for group in by_amount.values():
        if all(line.record for line in group):
            continue
        for run in _near(group):
            yield from _repeats(context, run)


def _repeats(context: Context, group: list[Line]) -> Iterator[Pair]:
    for place, second in enumerate(group):
        before = group[max(0, place - _LOOK_BACK) : place]
        pairs = (compare(context, first, second) for first in before)
        yield from islice((pair for pair in pairs if pair.verdict.is_duplicate), 1)


def charged_lines(context: Context) -> list[Line]:
    """Lines that ask for money and have not been credited away, in the order they were billed."""
    return [line for document in context.invoices for line in document.lines if line.net > 0 and line.left > 0]


def _near(group: list[Line]) -> Iterator[list[Line]]:
    """Cuts a service's lines where more than a billing interval lies between two of them."""
    run: list[Line] = group[:1]
    for before, line in pairwise(group):
        if (line.service_day - before.service_day).days > WINDOW_DAYS:
            yield from [run] if len(run) > 1 else []
            run = []
        run.append(line)
    if len(run) > 1:
        yield run


_RECORDED = N_("%(quantity)s %(unit)s on %(start)s")
_A_SECOND_TIME = N_("Line %(second)s charges %(money)s a second time: %(why)s")


def finding_about(pair: Pair) -> Found:
    first, second = pair.first, pair.second
    return Found(
        rule="R4",
        document=second.document,
        line=second,
        place=second.place,
        reason="duplicate",
        severity=_SEVERITY[pair.verdict],
        billed=second.money,
        expected=second.document.money(0),
        message=N_(_A_SECOND_TIME, second=second.id, money=second.money, why=_why(pair)),
        evidence=(
            line_evidence(first),
            line_evidence(second),
            *map(_record_evidence, pair.records),
        ),
        against=(_key(first),),
    )


def _record_evidence(record: RecordFacts) -> Evidence:
    amount = joined(" ", [alone(record.quantity), record.unit])
    return evidence("record", record.id, N_("%(amount)s on %(day)s", amount=amount, day=record.start))


def _why(pair: Pair) -> str:
    first, second = pair.first, pair.second
    if first.document is second.document:
        other = N_("line %(first)s", first=first.id)
    else:
        other = N_("line %(first)s of invoice %(number)s", first=first.id, number=first.document.number)
    if pair.verdict is Verdict.SAME_RECORD:
        return N_("it rests on record %(record)s, which %(other)s has billed.", record=second.record, other=other)
    if pair.verdict is Verdict.SAME_PERIOD:
        return N_("%(other)s has billed the same service for an overlapping time.", other=other)
    return N_("%(other)s has the same words and amount.", other=other)


def line_evidence(line: Line) -> Evidence:
    served = line.served_from and line.served_to and period(line.served_from, line.served_to)
    return evidence("line", _key(line), joined(", ", [line.name, alone(line.money), served or ""]))


def _key(line: Line) -> str:
    return f"{line.document.number}/{line.id}"


def duplicate_invoices(context: Context) -> Iterator[Answer]:
    """R5: two invoices with the same lines and total for the same time, or one number given to two documents."""
    yield from _numbers_given_twice(context)
    alike: dict[tuple[str, int, Fingerprint], list[Document]] = defaultdict(list)
    for document in context.invoices:
        if document.totals["payable"] > 0:
            alike[document.currency, document.totals["payable"], _fingerprint(document)].append(document)
    for group in alike.values():
        for first, second in combinations(group, 2):
            if _same_invoice(first, second):
                yield _invoice_finding(first, second)


def _numbers_given_twice(context: Context) -> Iterator[Answer]:
    """A number names one document of its seller. Which of the two is right, no rule can say."""
    first_of: dict[tuple[str, str, bool], Document] = {}
    for document in context.documents:
        first = first_of.setdefault((document.seller.name, _normal(document.number), document.is_credit), document)
        if first is not document and _fingerprint(first) != _fingerprint(document):
            yield _number_finding(first, document)


_TWICE = N_(
    "The number %(number)s was given twice, to documents of %(day)s over %(total)s and of %(other_day)s over %(other_total)s."
)


def _number_finding(first: Document, second: Document) -> Found:
    totals = [row.money(row.totals["payable"]) for row in (first, second)]
    other: dict[str, object] = {"other_day": second.issued_on, "other_total": totals[1]}
    return Found(
        rule="R5",
        document=second,
        place="number",
        reason="duplicate",
        severity=Severity.ERROR,
        message=N_(_TWICE, number=second.number, day=first.issued_on, total=totals[0], **other),
        evidence=(_whole(first), _whole(second)),
        against=(str(first.row), str(totals[0])),
    )


def _whole(row: Document) -> Evidence:
    total = row.money(row.totals["payable"])
    return evidence("invoice", row.number, N_("%(total)s, issued %(day)s", total=total, day=row.issued_on))


def _same_invoice(first: Document, second: Document) -> bool:
    """Of two with one fingerprint, issued in this order."""
    if first.number in second.corrects or second.number in first.corrects:
        return False
    if (second.issued_on - first.issued_on).days > 90:
        return False
    matched = list(zip(_sorted(first), _sorted(second), strict=True))
    if any(one.record and other.record and one.record != other.record for one, other in matched):
        return False
    if _normal(first.number) == _normal(second.number):
        return True
    dated = [(one, other) for one, other in matched if one.served_from and other.served_from]
    if dated:
        return all(overlap(one, other) for one, other in dated)
    # Without periods, only what was issued together can be told from the next month's.
    distance = DamerauLevenshtein.distance(_normal(first.number), _normal(second.number))
    return (second.issued_on - first.issued_on).days <= (3 if distance <= 1 else 0)


def _sorted(document: Document) -> list[Line]:
    return sorted(document.lines, key=lambda line: (line.what, line.net, line.subject or "", line.quantity))


def _fingerprint(document: Document) -> Fingerprint:
    return tuple((line.what, line.net, line.subject or "") for line in _sorted(document))


def _normal(invoice_number: str) -> str:
    """INV-0042, inv 42 and INV/00042 are one number."""
    parts = re.findall(r"[A-Z]+|\d+", invoice_number.upper())
    return "".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


_REPEATS = N_("Invoice %(number)s repeats invoice %(other)s of %(day)s: the same lines, time and total of %(total)s.")


def _invoice_finding(first: Document, second: Document) -> Found:
    payable = second.money(second.totals["payable"])
    return Found(
        rule="R5",
        document=second,
        place="total:payable",
        reason="duplicate",
        severity=Severity.ERROR,
        billed=payable,
        expected=second.money(0),
        message=N_(_REPEATS, number=second.number, other=first.number, day=first.issued_on, total=payable),
        evidence=(_whole(first), _whole(second)),
        against=(first.number,),
    )
