"""R14: credits that were approved and never came, or came and settle nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.happened import CreditDueFacts
from support.billing.audit.results import Answer, Found, evidence
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_, joined


def missing_credits(context: Context) -> Iterator[Answer]:
    """R14: an approved credit that nobody posted in time, or only in part; a posted one that lies unused beside what is
    open. One that is to come with the next invoice is missing only once that one was issued without it."""
    if not context.whole:
        return
    used: dict[int, int] = {}
    for due in sorted(context.credits_due, key=lambda one: (one.approved_on or context.today, one.reference)):
        if due.approved_on is None:
            continue
        short = due.minor - _posted(context, due, used)
        if short > 0 and _late(context, due, due.approved_on):
            yield _missing(context, due, short)
    for note in [*context.notes, *(row for row in context.documents if row.is_credit)]:
        yield from _unused(context, note)


def _late(context: Context, due: CreditDueFacts, approved: date) -> bool:
    if due.next_invoice:
        return any(row.issued_on > approved and row.currency == due.currency for row in context.invoices)
    return _overdue(context, approved)


def _overdue(context: Context, since: date) -> bool:
    """Whether more working days than a credit may take have gone by; they are not counted beyond that."""
    return context.calendar.add_business_days(since, context.numbers.credit_working_days + 1) <= context.today


def _posted(context: Context, due: CreditDueFacts, used: dict[int, int]) -> int:
    """Net minor units given for it: what names it, else what was given for the same invoice or service, each cent once."""
    given = 0
    for named_only in (True, False):
        for key, minor, names in _gifts(context, due):
            left = minor - used.get(key, 0)
            if given < due.minor and left > 0 and (names or (not named_only and given == 0)):
                taken = min(left, due.minor - given)
                used[key], given = used.get(key, 0) + taken, given + taken
    return given


def _gifts(context: Context, due: CreditDueFacts) -> Iterator[tuple[int, int, bool]]:
    """(key, net, whether it names the credit) of credit notes and credit lines since it happened."""
    for note in [*context.notes, *(row for row in context.documents if row.is_credit)]:
        names = _names(due, note.note, *(line.name for line in note.lines), *(line.description for line in note.lines))
        same = due.invoice in note.corrects if due.invoice else _same_service(due, note)
        if note.currency == due.currency and note.issued_on >= due.happened_on and (names or same):
            yield id(note), note.totals["net"], names
    for row in context.documents:
        if row.is_credit or row.currency != due.currency or row.issued_on < due.happened_on:
            continue
        for line in row.lines:
            names = _names(due, line.name, line.description, *line.properties.values())
            if line.net < 0 and (names or _may_be_it(context, due, line)):
                yield id(line), -line.net, names
        for part in row.parts:
            names = _names(due, part.reason)
            if not part.is_charge and (names or part.minor == due.minor):
                yield id(part), part.minor, names


def _may_be_it(context: Context, due: CreditDueFacts, line: Line) -> bool:
    """As much given back, or something on the same service, unless a discount on it was promised: that is no credit."""
    promised = any(line.sku and one.sku == line.sku and one.holds_on(line.service_day) for one in context.promises)
    same = bool(due.sku) and line.sku == due.sku
    return (same or -line.net == due.minor) and not promised


def _names(due: CreditDueFacts, *texts: str) -> bool:
    return any(due.reference.casefold() in text.casefold() for text in texts if text)


def _same_service(due: CreditDueFacts, note: Document) -> bool:
    lines: list[Line] = note.lines
    return any(line.sku == due.sku for line in lines) if due.sku else note.totals["net"] == due.minor


_NOT_GIVEN = N_(
    "A credit of %(whole)s (%(words)s, %(reference)s) was approved on %(on)s and has not been given%(part)s."
)


_FOR = N_("%(whole)s for %(on)s%(clause)s")


def _missing(context: Context, due: CreditDueFacts, short: int) -> Found:
    document = next((row for row in context.documents if row.number == due.invoice), None)
    on = due.approved_on or due.happened_on
    whole, missing = Money(due.minor, due.currency), Money(short, due.currency)
    part = "" if short == due.minor else N_("; %(missing)s of it is missing", missing=missing)
    clause = joined("", [", ", due.clause]) if due.clause else ""
    return Found(
        rule="R14",
        document=document,
        place=f"credit:{due.reference}",
        reason="credit_not_processed",
        severity=Severity.ERROR,
        billed=missing,
        expected=Money.zero(due.currency),
        message=N_(_NOT_GIVEN, whole=whole, words=due.words or due.cause, reference=due.reference, on=on, part=part),
        evidence=(evidence("credit", due.reference, N_(_FOR, whole=whole, on=due.happened_on, clause=clause)),),
        currency=due.currency,
    )


_LEFT = N_("credit note of %(on)s, %(left)s left")
_UNUSED_NOTE = N_(
    "%(left)s of credit note %(number)s has settled nothing yet, while %(due)s of invoice %(other)s is open."
)


def _unused(context: Context, note: Document) -> Iterator[Answer]:
    """A note that could settle something and does not."""
    if note.unapplied <= 0 or not _overdue(context, note.issued_on):
        return
    waiting = [row for row in context.invoices if row.currency == note.currency and row.due > 0]
    waiting = [row for row in waiting if _overdue(context, row.issued_on)]
    if not waiting:
        return
    left, oldest = note.money(note.unapplied), waiting[0]
    yield Found(
        rule="R14",
        document=oldest,
        place=f"credit:{note.number}",
        reason="credit_not_processed",
        severity=Severity.WARNING,
        billed=oldest.money(oldest.due),
        expected=oldest.money(max(oldest.due - note.unapplied, 0)),
        message=N_(_UNUSED_NOTE, left=left, number=note.number, due=oldest.money(oldest.due), other=oldest.number),
        evidence=(evidence("invoice", note.number, N_(_LEFT, on=note.issued_on, left=left)),),
        against=(note.number,),
    )
