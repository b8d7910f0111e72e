"""Parts of a month: what was given back of the old and charged of the new."""

from __future__ import annotations

from support.billing.audit.facts import Document, Line
from support.billing.explaining import phrases
from support.billing.explaining.grounds import grounds_of, rows_of
from support.billing.explaining.shapes import Explanation
from support.billing.models import Invoice, InvoiceLine
from support.kernel import words
from support.kernel.money import total
from support.kernel.sayings import N_


def explain_proration(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """The days a line charges or gives back, how they come to its amount, and the line that belongs to it."""
    grounds = grounds_of(line.invoice)
    facts = grounds.facts(line)
    pair = proration_of(grounds.document, facts)
    if pair:
        said = proration_sentences(pair, locale)
    elif is_part(facts):
        said = [_part(facts, locale)]
    else:
        said = [
            phrases.in_one_line(facts, locale),
            N_(
                "It is charged for its whole time%(served)s; no part of a month is worked out on it.",
                served=phrases.served(facts, locale),
            ),
        ]
    return Explanation(
        said,
        invoice=line.invoice,
        lines=rows_of(pair) if pair else [line],
        may_dispute=any(one.net > 0 for one in (*pair, facts)),
    )


def explain_change(invoice: Invoice, locale: str = words.LOCALE) -> Explanation | None:
    """The change within the month that `invoice` charges in parts; None where it charges none."""
    pair = proration_of(grounds_of(invoice).document)
    if not pair:
        return None
    return Explanation(
        proration_sentences(pair, locale), invoice=invoice, lines=rows_of(pair), may_dispute=pair[-1].net > 0
    )


def has_proration(invoice: Invoice) -> bool:
    """Whether it gives back one part of a month and charges another. Most invoices give nothing back."""
    return any(line.net_minor < 0 for line in invoice.lines) and bool(proration_of(grounds_of(invoice).document))


def is_part(line: Line) -> bool:
    """Whether some days out of more are charged: 16 of 31."""
    return line.base_quantity > abs(line.quantity) and line.base_quantity > 1


def proration_of(document: Document, line: Line | None = None) -> list[Line]:
    """A line given back and the lines charged for the same days, given back first; `line`: only the pair it belongs to."""
    for back in (one for one in document.lines if one.net < 0):
        partners = [one for one in document.lines if one.net > 0 and _belong(back, one)]
        group = [back, *partners]
        if partners and (line is None or any(line is one for one in group)):
            return group
    return []


def _belong(back: Line, charged: Line) -> bool:
    """By the change that both name, else by equal days that are no whole service of their own."""
    named = back.properties.get("changerecord"), charged.properties.get("changerecord")
    if named[0] or named[1]:
        return named[0] == named[1]
    same_days = (back.start, back.end) == (charged.start, charged.end) and back.start is not None
    return same_days and is_part(back) and is_part(charged)


def proration_sentences(group: list[Line], locale: str) -> list[str]:
    back, charged = group[0], group[1:]
    together = total((line.money for line in group), back.document.currency)
    change = back.properties.get("changerecord")
    said = [_together(phrases.listed([line.id for line in group]), change)]
    said += [_part(line, locale) for line in (back, *charged)]
    amount = words.money(abs(together), locale)
    if together.minor >= 0:
        said.append(N_("Together the change adds %(amount)s without tax.", amount=amount))
    else:
        said.append(N_("Together the change takes off %(amount)s without tax.", amount=amount))
    return said


def _together(lines: str, change: str | None) -> str:
    if not change:
        return N_("Lines %(lines)s belong together: something changed within the month.", lines=lines)
    return N_(
        "Lines %(lines)s belong together: something changed within the month (record %(record)s).",
        lines=lines,
        record=change,
    )


def _part(line: Line, locale: str) -> str:
    said = {"line": line.id, "amount": words.money(abs(line.money), locale), "name": line.name}
    said |= {"days": phrases.quantity(abs(line.quantity), line.unit_code, locale)}
    said |= {"each": phrases.each(line, locale), "served": phrases.served(line, locale)}
    if line.net < 0:
        return N_("Line %(line)s gives back %(amount)s for %(name)s: %(days)s at %(each)s%(served)s.", **said)
    return N_("Line %(line)s charges %(amount)s for %(name)s: %(days)s at %(each)s%(served)s.", **said)
