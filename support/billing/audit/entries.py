"""R21: slips of the keyboard: a figure ten times too large, two digits changed places, day and month swapped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from statistics import median

from support.billing.audit.facts import Context, Line
from support.billing.audit.prorating import part_of
from support.billing.audit.rendered import records_in
from support.billing.audit.results import Answer, Found, on_line
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_

_FACTORS = (Decimal(10), Decimal(100), Decimal(1000))
_NEAR = Decimal("0.02")
_HISTORY = 4
_STAYS = 2
"""Later charges on the new scale that make it the new scale, and no slip."""


def slips(context: Context) -> Iterator[Answer]:
    """R21: quantity or price off by ten, a hundred or a thousand, or with two digits swapped, against what is usual for
    the service; a service date that fits only with day and month the other way round; two signs that cancel out.

    A price that is agreed is no slip, nor is a scale on which the charges after it stay.
    """
    series: dict[tuple[str, str | None, str, str], list[Line]] = defaultdict(list)
    for document in context.invoices:
        for line in document.lines:
            if line.quantity < 0 and line.unit_price < 0:
                said = N_(
                    "Line %(line)s has a quantity and a price below nothing, which come to %(money)s.",
                    **line.told,
                )
                yield _finding(line, said, None)
            elif line.net > 0 and line.left > 0 and line.quantity > 0 and part_of(line) is None:
                series[line.what, line.subject, document.currency, line.unit_code].append(line)
            yield from _swapped(line)
    for lines in series.values():
        yield from _series(context, lines)


def _series(context: Context, lines: list[Line]) -> Iterator[Answer]:
    for at, line in enumerate(lines):
        others = [*lines[max(0, at - 12) : at], *lines[at + 1 : at + 13]]
        if len(others) < _HISTORY:
            continue
        prices = [one.unit_price / one.base_quantity for one in others if one.base_quantity > 0]
        yield from _figure(context, line, "quantity", line.quantity, [one.quantity for one in others], lines[at + 1 :])
        if line.base_quantity > 0 and prices:
            yield from _figure(context, line, "price", line.unit_price / line.base_quantity, prices, lines[at + 1 :])


def _figure(
    context: Context, line: Line, what: str, value: Decimal, others: Sequence[Decimal], later: list[Line]
) -> Iterator[Answer]:
    usual = median(others)
    if usual <= 0 or value == usual or any(abs(one - value) <= value * _NEAR for one in others):
        return
    how = slip(value, others)
    stays = sum(1 for one in later[:6] if _figure_of(one, what) >= value / 3) >= _STAYS
    if not how or (how != "digits" and value > usual and stays):
        return
    if (what == "price" and _agreed(context, line)) or (what == "quantity" and _is_recorded(context, line)):
        return
    expected = Money.of(line.money.amount * usual / value, line.document.currency)
    said = N_(_SAID[what], line=line.id, value=value, usual=usual, words=_words(how, value > usual))
    yield _finding(line, said, expected)


_SAID = {
    "quantity": N_("Line %(line)s has a quantity of %(value)s, where %(usual)s is usual: %(words)s."),
    "price": N_("Line %(line)s has a price of %(value)s, where %(usual)s is usual: %(words)s."),
}


def _words(how: str, more: bool) -> str:
    if how == "digits":
        return N_("two digits swapped")
    return N_("%(how)s times the usual", how=how) if more else N_("a %(how)sth of the usual", how=how)


def _figure_of(line: Line, what: str) -> Decimal:
    return line.quantity if what == "quantity" else line.unit_price / (line.base_quantity or 1)


def slip(value: Decimal, others: Sequence[Decimal]) -> str:
    """ "10", "100", "1000", "digits" or "": what was done to a usual figure to come to this one.

    A slip leaves what was meant among the usual figures, which go up and down by themselves; what goes little may once
    go as much further. Where they differ by more
    than a factor two from their middle, ten times one of them says nothing. Digits tell something only where the usual
    figure is always the same one.
    """
    usual = median(others)
    alike = [one for one in others if usual / 2 <= one <= usual * 2]
    if value <= 0 or len(alike) * 4 < len(others) * 3:
        return ""
    steady = sum(1 for one in others if one == usual) * 2 > len(others)
    near = Decimal(0) if steady else _NEAR
    spread = max(alike) - min(alike)
    further = spread if spread * 4 <= usual else Decimal(0)
    low, high = (min(alike) - further) * (1 - near), (max(alike) + further) * (1 + near)
    for factor in _FACTORS:
        if low <= value / factor <= high or low <= value * factor <= high:
            return str(factor)
    return "digits" if steady and _transposed(value, usual) else ""


def _transposed(value: Decimal, usual: Decimal) -> bool:
    one, other = f"{value.normalize():f}", f"{usual.normalize():f}"
    if len(one) != len(other):
        return False
    apart = [at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    return (
        len(apart) == 2
        and apart[1] - apart[0] == 1
        and (one[apart[0]], one[apart[1]]) == (other[apart[1]], other[apart[0]])
    )


def _agreed(context: Context, line: Line) -> bool:
    each = line.unit_price / line.base_quantity
    return any(price.unit_price == each and price.holds_on(line.service_day) for price in context.prices_for(line.sku))


def _is_recorded(context: Context, line: Line) -> bool:
    """As much was delivered as is billed, or more: under the record it names, or in its time."""
    record = context.records.get(line.record or "")
    if record is not None:
        return line.quantity <= record.quantity
    return line.quantity <= sum(one.quantity for one in records_in(context, line, 0))


def _swapped(line: Line) -> Iterator[Answer]:
    """A service after the day of issue, or far before the bill's own time, that lies in it with day and month swapped."""
    start, document = line.start, line.document
    if start is None or start != line.end or line.net <= 0 or start.day > 12:
        return
    first, last = document.start, document.end
    if first is None or last is None or first <= start <= last:
        return
    turned = date(start.year, start.day, start.month)
    if turned != start and first <= turned <= last:
        said = N_(
            "Line %(line)s is of %(start)s, outside of the time that is billed; %(turned)s lies in it: day and month may be swapped.",
            line=line.id,
            start=start,
            turned=turned,
        )
        yield _finding(line, said, None)


def _finding(line: Line, said: str, expected: Money | None) -> Found:
    return on_line(
        "R21",
        line,
        reason="wrong_amount",
        severity=Severity.WARNING if expected is None or expected < line.money else Severity.INFO,
        message=said,
        expected=expected,
        against=(str(line.quantity), str(line.unit_price), str(line.start)),
    )
