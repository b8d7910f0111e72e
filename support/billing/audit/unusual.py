"""R16: charges far from what the same service has cost the same client before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median

from support.billing.audit.facts import Context, Line
from support.billing.audit.results import Answer, Found, NotCheckable, evidence, on_line
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.words import day, number
from support.policies.auditing import AuditNumbers

_SCALE, _MEAN_SCALE = Decimal("0.6745"), Decimal("1.253314")
_LOOK_BACK = 36
"""Earlier charges that one is held against: three years of months."""
_GROWTH = Decimal("0.02")


def unusual_amounts(context: Context) -> Iterator[Answer]:
    """R16: by the modified z-score over the median absolute deviation, so that one outlier of the past hides nothing.

    An amount that has come up before, that came in the same month last year, that follows a steady growth, or that the
    agreed price explains is not unusual. Without enough history nothing can be said.
    """
    series: dict[tuple[str, str | None, str], list[Line]] = defaultdict(list)
    short: dict[str, int] = {}
    for document in context.invoices:
        for line in document.lines:
            if line.net > 0 and line.left > 0 and not line.properties.get("changerecord"):
                series[line.what, line.subject, document.currency].append(line)
    for lines in series.values():
        yield from _series(context, lines, short)
    for document in context.invoices if context.whole else ():
        if short.get(document.number):
            yield NotCheckable("R16", document, "The client has not been charged for these services often enough.")


def _series(context: Context, lines: list[Line], short: dict[str, int]) -> Iterator[Answer]:
    numbers = context.numbers
    for at, line in enumerate(lines):
        before = lines[max(0, at - _LOOK_BACK) : at]
        if len(before) < numbers.history:
            short[line.document.number] = short.get(line.document.number, 0) + 1
            continue
        if line.net == before[-1].net:
            continue
        history = [_comparable(context, one, line) for one in before]
        amount = line.money.amount
        if is_unusual(amount, history, numbers) and not _expected_to_change(line, before, history):
            yield _finding(line, before, history)


def is_unusual(amount: Decimal, history: Sequence[Decimal], numbers: AuditNumbers) -> bool:
    """Far off by its score, by at least a share and an amount, and nothing like it has occurred twice before."""
    usual = median(history)
    change = abs(amount - usual)
    if change < numbers.amount or change < numbers.share * abs(usual):
        return False
    if sum(1 for one in history if _as_far(one, amount, usual, numbers.share)) >= 2:
        return False
    score = z_of(amount, history)
    if score is None:
        return change > max(abs(usual) / 100, Decimal(1))
    return abs(score) > numbers.z


def _as_far(one: Decimal, amount: Decimal, usual: Decimal, share: Decimal) -> bool:
    """On the same side of the usual, and as far from it, give or take that share."""
    return abs(one - usual) >= abs(amount - usual) * (1 - share) and (one > usual) == (amount > usual)


def z_of(amount: Decimal, history: Sequence[Decimal]) -> Decimal | None:
    """The modified z-score: 0.6745 × (x - median) ÷ MAD; without spread in the middle, by the mean deviation; None
    where all of history is one amount. 100, 102, 98, 101, 99, 100, 103, 97 and then 160 is 26.98."""
    usual = median(history)
    away = [abs(one - usual) for one in history]
    middle = median(away)
    if middle:
        return _SCALE * (amount - usual) / middle
    mean = sum(away, start=Decimal(0)) / len(away)
    return (amount - usual) / (_MEAN_SCALE * mean) if mean else None


def _comparable(context: Context, before: Line, line: Line) -> Decimal:
    """What an earlier charge would be now: for as many days where the intervals differ, and at the price agreed since."""
    amount = before.money.amount
    days, now = _days(before), _days(line)
    if days and now and abs(days - now) * 5 > now:
        amount = amount * now / days
    if line.unit_price != before.unit_price and before.unit_price > 0 and _agreed(context, line):
        amount = amount * (line.unit_price / line.base_quantity) / (before.unit_price / before.base_quantity)
    return amount


def _days(line: Line) -> int:
    return (line.end - line.start).days + 1 if line.start and line.end else 0


def _agreed(context: Context, line: Line) -> bool:
    each = line.unit_price / line.base_quantity
    return any(
        price.unit_price == each or not price.is_plain
        for price in context.prices_for(line.sku)
        if price.holds_on(line.service_day)
    )


def _expected_to_change(line: Line, before: list[Line], history: list[Decimal]) -> bool:
    """The season, or a steady growth, explains it."""
    amount = line.money.amount
    for one, was in zip(before, history, strict=True):
        days = (line.service_day - one.service_day).days
        if 351 <= days <= 379 and was > 0 and abs(amount - was) <= was / 5:
            return True
    last = [*history[-5:], amount]
    steps = [(later - one) / one for one, later in pairwise(last) if one > 0]
    if len(steps) < 5 or not (all(step >= _GROWTH for step in steps) or all(step <= -_GROWTH for step in steps)):
        return False
    usual = median(steps[:-1])
    return abs(steps[-1] - usual) <= abs(usual)


def _finding(line: Line, before: list[Line], history: list[Decimal]) -> Found:
    usual = Money.of(median(history), line.document.currency)
    score = z_of(line.money.amount, history)
    how = f", {number(abs(score).quantize(Decimal('0.1')))} times the usual spread away" if score is not None else ""
    last = before[-1]
    return on_line(
        "R16",
        line,
        reason="clarification_request",
        severity=Severity.WARNING if line.money > usual else Severity.INFO,
        message=f"Line {line.id} charges {line.money} for {line.name}; the {len(before)} charges before were around {usual}{how}.",
        rests_on=(
            evidence("line", f"{last.document.number}/{last.id}", f"{last.money} on {day(last.document.issued_on)}"),
        ),
        against=(str(line.money), str(usual), str(len(before))),
    )
