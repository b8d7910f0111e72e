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
from support.kernel.sayings import N_, NN_

MOST = 8
"""Changes that are told one by one; smaller ones are summed up."""


def explain_difference(invoice: Invoice, locale: str = words.LOCALE, *, against: Invoice | None = None) -> Explanation:
    """Against the same client's invoice before it, or the one named, by service and site."""
    before = against or invoice_before(invoice)
    may_dispute = invoice.kind is not DocumentKind.CREDIT_NOTE
    if before is None:
        said = N_("There is no invoice before %(number)s to hold it against.", number=invoice.number)
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
    said = {"number": invoice.number, "amount": words.money(invoice.payable, locale)}
    said |= {"before": before.number, "day": words.day(before.issued_on, locale)}
    if not difference:
        return N_("Invoice %(number)s comes to %(amount)s, as much as invoice %(before)s of %(day)s.", **said)
    return N_(
        "Invoice %(number)s comes to %(amount)s, %(difference)s than invoice %(before)s of %(day)s (%(was)s).",
        difference=phrases.more_or_less(difference, locale),
        was=words.money(before.payable, locale),
        **said,
    )


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
        difference = phrases.more_or_less(together, locale)
        said.append(
            NN_(
                "%(n)s smaller difference comes to %(difference)s.",
                "%(n)s smaller differences come to %(difference)s together.",
                len(rest),
                difference=difference,
            )
        )
    if not changes:
        said.append(N_("Every service is charged as it was before."))
    return said


def _one(change: Change, now: Document, locale: str) -> str:
    then_lines, now_lines = change
    difference = now.money(_by(change))
    name = phrases.name((now_lines or then_lines)[0])
    if not then_lines:
        amount = words.money(difference, locale)
        return N_("%(name)s: %(amount)s, not on the invoice before.", name=name, amount=amount)
    if not now_lines:
        amount = words.money(abs(difference), locale)
        return N_("%(name)s: %(amount)s less, no longer charged.", name=name, amount=amount)
    return N_(
        "%(name)s: %(difference)s, %(now)s instead of %(before)s.",
        name=name,
        difference=phrases.more_or_less(difference, locale),
        **_sides(then_lines, now_lines, locale),
    )


def _sides(then: list[Line], now: list[Line], locale: str) -> dict[str, str]:
    """What is charged now, and what was before, each in a few words."""
    if len(then) == len(now) == 1:
        return {"now": phrases.reckoning(now[0], locale), "before": phrases.reckoning(then[0], locale)}
    units = {line.unit_code for line in (*then, *now)}
    if len(units) > 1:
        return {"now": _lines(now), "before": _lines(then)}
    unit = units.pop()
    return {"now": _counted(now, unit, locale), "before": _counted(then, unit, locale)}


def _counted(side: list[Line], unit: str, locale: str) -> str:
    count = phrases.quantity(sum((line.quantity for line in side), start=type(side[0].quantity)(0)), unit, locale)
    return N_("%(count)s on %(lines)s", count=count, lines=_lines(side))


def _lines(lines: list[Line]) -> str:
    return NN_("%(n)s line", "%(n)s lines", len(lines))


def _beside(then: Document, now: Document, locale: str) -> list[str]:
    """What differs beside the lines: allowances and charges of the whole, tax, what was prepaid, rounding."""
    signs = {"allowances": -1, "charges": 1, "tax": 1, "prepaid": -1, "rounding": 1}
    called = {
        "allowances": N_("What is taken off the whole invoice"),
        "charges": N_("What is added to the whole invoice"),
        "tax": N_("Tax"),
        "prepaid": N_("What was paid before"),
        "rounding": N_("Rounding"),
    }
    said = []
    for name, sign in signs.items():
        difference: Money = now.money(sign * (now.totals[name] - then.totals[name]))
        if difference:
            more = phrases.more_or_less(difference, locale)
            said.append(N_("%(what)s: %(difference)s.", what=called[name], difference=more))
    return said
