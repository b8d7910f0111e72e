"""R16: charges far from what the same service has cost the same client before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from statistics import median

from support.billing.audit.commitments import is_true_up
from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.rendered import records_in
from support.billing.audit.results import Answer, Found, NotCheckable, evidence, on_line
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.policies.auditing import AuditNumbers

_SCALE, _MEAN_SCALE = Decimal("0.6745"), Decimal("1.253314")
_LOOK_BACK = 36
"""Earlier charges that one is held against: three years of months."""
_GROWTH = Decimal("0.02")


@dataclass(slots=True)
class Charge:
    """One bill's lines for one service and site, and what they come to."""

    lines: list[Line]
    amount: Decimal

    @property
    def line(self) -> Line:
        return max(self.lines, key=lambda line: line.net)


def unusual_amounts(context: Context) -> Iterator[Answer]:
    """R16: by the modified z-score over the median absolute deviation, so that one outlier of the past hides nothing.

    An amount that has come up before, that came in the same month last year, that follows a steady growth, or that
    records and the agreed price explain is not unusual. Without enough history nothing can be said.
    """
    series: dict[tuple[str, str | None, str], list[Charge]] = defaultdict(list)
    short: dict[str, int] = {}
    for document in context.invoices:
        for key, charge in _charges(context, document).items():
            series[key].append(charge)
    for charges in series.values():
        yield from _series(context, charges, short)
    for document in context.invoices if context.whole else ():
        if short.get(document.number):
            yield NotCheckable("R16", document, N_("The client has not been charged for these services often enough."))


def _charges(context: Context, document: Document) -> dict[tuple[str, str | None, str], Charge]:
    """What a bill asks for each service and site, over all its lines."""
    found: dict[tuple[str, str | None, str], Charge] = {}
    for line in document.lines:
        # What makes up to a least amount goes up where the rest goes down.
        ordinary = not line.properties.get("changerecord") and not is_true_up(context, line)
        if line.net > 0 and line.left > 0 and ordinary:
            charge = found.setdefault((line.what, line.subject, document.currency), Charge([], Decimal(0)))
            charge.lines.append(line)
            charge.amount += line.money.amount
    return found


def _series(context: Context, charges: list[Charge], short: dict[str, int]) -> Iterator[Answer]:
    numbers = context.numbers
    amounts = [charge.amount for charge in charges]
    for at, charge in enumerate(charges):
        before = charges[max(0, at - _LOOK_BACK) : at]
        if len(before) < numbers.history:
            short[charge.line.document.number] = short.get(charge.line.document.number, 0) + 1
            continue
        # Most months are like the one before: nothing of them needs to be worked out.
        if not _may_be(charge.amount, amounts[max(0, at - _LOOK_BACK) : at], numbers):
            continue
        history = [_comparable(context, one, charge) for one in before]
        if is_unusual(charge.amount, history, numbers) and not _expected_to_change(context, charge, before, history):
            yield _finding(charge, before, history)


def _may_be(amount: Decimal, before: Sequence[Decimal], numbers: AuditNumbers) -> bool:
    """Whether it differs at all by the least share from one of the two before it."""
    return any(abs(amount - one) >= numbers.share * one / 2 for one in before[-2:])


def is_unusual(amount: Decimal, history: Sequence[Decimal], numbers: AuditNumbers) -> bool:
    """Far off by its score, by at least a share and an amount, and nothing like it has occurred twice before."""
    usual = median(history)
    change = abs(amount - usual)
    if change < numbers.amount or change < numbers.share * abs(usual):
        return False
    if not _is_new(amount, history, usual, numbers):
        return False
    score = z_of(amount, history)
    if score is None:
        return change > max(abs(usual) / 100, Decimal(1))
    return abs(score) > numbers.z


def _is_new(amount: Decimal, history: Sequence[Decimal], usual: Decimal, numbers: AuditNumbers) -> bool:
    """Beyond all that has come up, by the least share and amount; a single outlier of the past does not count."""
    ordered = sorted(history, reverse=amount > usual)
    return abs(amount - ordered[1]) >= max(numbers.share * abs(ordered[1]), numbers.amount) and (
        (amount > ordered[1]) == (amount > usual)
    )


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


def _comparable(context: Context, before: Charge, now: Charge) -> Decimal:
    """What an earlier charge would be now: for as many days where the intervals differ, and at the price agreed since."""
    amount, line, was = before.amount, now.line, before.line
    days, here = _days(was), _days(line)
    if days and here and abs(days - here) * 5 > here:
        amount = amount * here / days
    if line.unit_price != was.unit_price and was.unit_price > 0 and is_agreed(context, line):
        amount = amount * (line.unit_price / line.base_quantity) / (was.unit_price / was.base_quantity)
    return amount


def _days(line: Line) -> int:
    return (line.end - line.start).days + 1 if line.start and line.end else 0


def is_agreed(context: Context, line: Line) -> bool:
    each = line.unit_price / line.base_quantity
    return any(
        price.unit_price == each or not price.is_plain
        for price in context.prices_for(line.sku)
        if price.holds_on(line.service_day)
    )


def _expected_to_change(context: Context, charge: Charge, before: list[Charge], history: list[Decimal]) -> bool:
    """Records and the agreed price, the season, or a steady growth explain it."""
    if all(is_agreed(context, line) and _has_records(context, line) for line in charge.lines):
        return True
    amount = charge.amount
    for one, was in zip(before, history, strict=True):
        days = (charge.line.service_day - one.line.service_day).days
        if 351 <= days <= 379 and was > 0 and abs(amount - was) <= was / 5:
            return True
    last = [*history[-5:], amount]
    steps = [(later - one) / one for one, later in pairwise(last) if one > 0]
    if len(steps) < 5 or not (all(step >= _GROWTH for step in steps) or all(step <= -_GROWTH for step in steps)):
        return False
    usual = median(steps[:-1])
    return abs(steps[-1] - usual) <= abs(usual)


def _has_records(context: Context, line: Line) -> bool:
    """Whether it rests on what was recorded: that it is no more than that, R8 and R9 have seen to."""
    return (line.record or "") in context.records or bool(records_in(context, line, 0))


_ODD = N_("Line %(line)s charges %(asked)s for %(name)s; the %(count)s charges before were around %(usual)s%(how)s.")


def _finding(charge: Charge, before: list[Charge], history: list[Decimal]) -> Found:
    line, last = charge.line, before[-1].line
    asked, usual = Money.of(charge.amount, line.document.currency), Money.of(median(history), line.document.currency)
    score = z_of(charge.amount, history)
    how = (
        N_(", %(factor)s times the usual spread away", factor=abs(score).quantize(Decimal("0.1")))
        if score is not None
        else ""
    )
    ref = f"{last.document.number}/{last.id}"
    found = on_line(
        "R16",
        line,
        reason="clarification_request",
        severity=Severity.WARNING if asked > usual else Severity.INFO,
        message=N_(_ODD, **line.told, asked=asked, count=len(before), usual=usual, how=how),
        rests_on=(
            evidence(
                "line", ref, N_("%(money)s on %(issued_on)s", money=last.money, issued_on=last.document.issued_on)
            ),
        ),
        against=(str(asked), str(usual), str(len(before))),
    )
    return replace(found, together=tuple(charge.lines))
