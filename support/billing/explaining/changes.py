"""Why this invoice is higher or lower than the one before: every change, and they add up to the cent."""

from __future__ import annotations

from collections import defaultdict

from support.billing.audit.facts import Document, Line
from support.billing.explaining import phrases
from support.billing.explaining.grounds import Grounds, grounds_of, rows_of
from support.billing.explaining.prices import change_sentences
from support.billing.explaining.shapes import Explanation, Source, resting_on
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.queries import invoice_before
from support.kernel import words
from support.kernel.money import Money

MOST = 8
"""Changes that are told one by one; smaller ones are summed up."""


def explain_difference(invoice: Invoice, locale: str = words.LOCALE, *, against: Invoice | None = None) -> Explanation:
    """Against the same client's invoice before it, or the one named, by service and site."""
    before = against or invoice_before(invoice)
    may_dispute = invoice.kind is not DocumentKind.CREDIT_NOTE
    if before is None:
        said = f"There is no invoice before {invoice.number} to hold it against."
        return Explanation([said], invoice=invoice, may_dispute=may_dispute)
    grounds = grounds_of(invoice)
    now, then = grounds.document, grounds_of(before).document
    changes = _changes(then, now)
    every = [_heading(invoice, before, locale), *_told(grounds, changes, locale), *_beside(then, now, locale)]
    return Explanation(
        resting_on(every, Source("invoice", invoice.number), Source("invoice", before.number)),
        invoice=invoice,
        lines=rows_of([line for lines in changes for line in lines[1]]),
        may_dispute=may_dispute,
    )


def _heading(invoice: Invoice, before: Invoice, locale: str) -> str:
    difference = invoice.payable - before.payable
    both = f"Invoice {invoice.number} comes to {words.money(invoice.payable, locale)}"
    was = f"invoice {before.number} of {words.day(before.issued_on, locale)}"
    if not difference:
        return f"{both}, as much as {was}."
    return f"{both}, {phrases.more_or_less(difference, locale)} than {was} ({words.money(before.payable, locale)})."


Change = tuple[list[Line], list[Line]]


def _changes(then: Document, now: Document) -> list[Change]:
    """(lines before, lines now) of each service and site whose sum differs, the largest difference first."""
    sides: dict[tuple[str, str], Change] = defaultdict(lambda: ([], []))
    for place, document in enumerate((then, now)):
        for line in document.lines:
            # A visit's person is another every month and no difference in what is charged.
            site = line.subject if line.subject and line.properties.get("person") != line.subject else ""
            sides[line.what, site][place].append(line)
    changed = [change for change in sides.values() if _by(change)]
    return sorted(changed, key=lambda change: -abs(_by(change)))


def _by(change: Change) -> int:
    return sum(line.net for line in change[1]) - sum(line.net for line in change[0])


def _told(grounds: Grounds, changes: list[Change], locale: str) -> list[str]:
    now = grounds.document
    said = []
    for then_lines, now_lines in changes[:MOST]:
        said.append(_one((then_lines, now_lines), now, locale))
        if then_lines and now_lines:
            said += change_sentences(grounds, now_lines[0], then_lines[-1], locale)
    rest = changes[MOST:]
    if rest:
        together = now.money(sum(_by(change) for change in rest))
        said.append(f"{len(rest)} smaller differences come to {phrases.more_or_less(together, locale)} together.")
    if not changes:
        said.append("Every service is charged as it was before.")
    return said


def _one(change: Change, now: Document, locale: str) -> str:
    then_lines, now_lines = change
    difference = now.money(_by(change))
    name = phrases.name((now_lines or then_lines)[0])
    if not then_lines:
        return f"{name}: {words.money(difference, locale)}, not on the invoice before."
    if not now_lines:
        return f"{name}: {words.money(abs(difference), locale)} less, no longer charged."
    return f"{name}: {phrases.more_or_less(difference, locale)}{_why(then_lines, now_lines, locale)}."


def _why(then: list[Line], now: list[Line], locale: str) -> str:
    if len(then) == len(now) == 1:
        return f", {phrases.reckoning(now[0], locale)} instead of {phrases.reckoning(then[0], locale)}"
    units = {line.unit_code for line in (*then, *now)}
    if len(units) > 1:
        return f", {len(now)} lines instead of {len(then)}"
    unit = units.pop()
    counts = [
        phrases.quantity(sum((line.quantity for line in side), start=type(side[0].quantity)(0)), unit, locale)
        for side in (now, then)
    ]
    return f", {counts[0]} on {_lines(now)} instead of {counts[1]} on {_lines(then)}"


def _lines(lines: list[Line]) -> str:
    return "1 line" if len(lines) == 1 else f"{len(lines)} lines"


def _beside(then: Document, now: Document, locale: str) -> list[str]:
    """What differs beside the lines: allowances and charges of the whole, tax, what was prepaid, rounding."""
    signs = {"allowances": -1, "charges": 1, "tax": 1, "prepaid": -1, "rounding": 1}
    called = {
        "allowances": "What is taken off the whole invoice",
        "charges": "What is added to the whole invoice",
        "tax": "Tax",
        "prepaid": "What was paid before",
        "rounding": "Rounding",
    }
    said = []
    for name, sign in signs.items():
        difference: Money = now.money(sign * (now.totals[name] - then.totals[name]))
        if difference:
            said.append(f"{called[name]}: {phrases.more_or_less(difference, locale)}.")
    return said
