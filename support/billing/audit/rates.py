"""R6: whether each line charges what was agreed for its service on the day it was served."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from support.billing import units
from support.billing.audit.commitments import is_true_up, true_ups
from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.known import PriceFacts
from support.billing.audit.prorating import part_of
from support.billing.audit.results import Answer, Evidence, Found, NotCheckable, evidence, on_line
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_, alone, joined


def agreed_rates(context: Context) -> Iterator[Answer]:
    """R6. A line whose discount brings it to the agreed price is right; one charged too little is a note, not an error.

    A part of a period is a matter of proration. Agreements in force that contradict each other are a fault of the data:
    said once a bill, and nothing is judged by them.
    """
    for document in context.invoices:
        rivals: set[str] = set()
        for line in document.lines:
            if line.sku and line.net > 0 and line.left > 0 and line.quantity > 0 and part_of(line) is None:
                yield from () if is_true_up(context, line) else _check(context, line, rivals)
        if rivals:
            yield _contradiction(document, rivals)
    yield from true_ups(context)


def _check(context: Context, line: Line, rivals: set[str]) -> Iterator[Answer]:
    prices = prices_of(context, line)
    why = _not_comparable(context, line, prices)
    if why:
        if why == _RIVALS:
            rivals.update(one.source for one in prices)
        yield NotCheckable("R6", line.document, why, line.place)
        return
    price = prices[0]
    if any(charged_as(line, one) for one in prices):
        if len(prices) == 1:
            yield from _unannounced(context, line, price)
        return
    if len(prices) > 1:
        yield NotCheckable("R6", line.document, N_("The price changed within the line's period."), line.place)
        return
    expected = net_at(line, price)
    promised = any(one.sku in (None, line.sku) and one.holds_on(line.service_day) for one in context.promises)
    if line.left > expected.minor or (line.net < expected.minor and not promised):
        yield _finding(line, price, expected)


_RIVALS = N_("Two agreements in force set different prices.")


def prices_of(context: Context, line: Line) -> list[PriceFacts]:
    """The prices in force on the first and on the last day of the service: the agreement's before a promised one, that
    before the list's."""
    found: list[PriceFacts] = []
    known = context.prices_for(line.sku)
    for on in dict.fromkeys([line.service_day, line.served_to or line.service_day]):
        holding = [price for price in known if price.holds_on(on)]
        own = [price for price in holding if price.contract] or _promised(context, line, on) or holding
        found += [price for price in own if price not in found]
    return found


def _promised(context: Context, line: Line, on: date) -> list[PriceFacts]:
    """A quote, as a price."""
    return [
        PriceFacts(
            sku=line.sku or "",
            unit="",
            unit_price=one.value,
            currency=line.document.currency,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            version="",
            clause=one.words,
            notice_sent_on=None,
            contract=None,
            quoted=True,
        )
        for one in context.promises_for(line.sku)
        if one.kind == "price" and one.holds_on(on) and (one.minimum is None or line.quantity >= one.minimum)
    ]


def _not_comparable(context: Context, line: Line, prices: list[PriceFacts]) -> str:
    if not prices:
        known = (
            N_("No price is agreed for %(sku)s.")
            if context.prices
            else N_("No agreement is known that would set a price for %(sku)s.")
        )
        return N_(known, sku=line.sku)
    price = prices[0]
    if price.currency != line.document.currency:
        return N_(
            "The agreed price is in %(currency)s, the bill in %(document_currency)s.",
            currency=price.currency,
            document_currency=line.document.currency,
        )
    if price.unit and units.factor(line.unit_code, price.unit) is None:
        return N_(
            "The price is agreed per %(unit)s, the line counts in %(unit_code)s.",
            unit=price.unit,
            unit_code=line.unit_code,
        )
    now = [one for one in prices if one.holds_on(line.service_day)]
    rivals = {(one.unit_price, one.steps, one.minimum) for one in now}
    return _RIVALS if len(rivals) > 1 else ""


def charged_as(line: Line, price: PriceFacts) -> bool:
    """At the agreed unit price, or at another one, with a discount, or over several lines, that come to the same."""
    if price.is_plain and line.unit_price == price.unit_price * line.base_quantity * _units(line, price):
        return True
    # Of several lines, one a step, each is held against what all come to, unless it keeps to a step's own price.
    alone = not price.steps or len(_one_a_step(line)) < 2 or line.unit_price in {one.unit_price for one in price.steps}
    if (alone and line.net == net_at(line, price, bare=True).minor) or line.net == net_at(line, price).minor:
        return True
    return not price.is_plain and _together(line, price)


def _together(line: Line, price: PriceFacts) -> bool:
    """One line a step: together they come to what the steps set for all the units; or another of them is the wrong one."""
    lines = _one_a_step(line)
    if len(lines) < 2:
        return False
    prices = {step.unit_price for step in price.steps}
    others = any(one.unit_price not in prices for one in lines if one is not line)
    return line.net == _share_of_steps(line, price, lines) or (line.unit_price in prices and others)


def _one_a_step(line: Line) -> list[Line]:
    return [
        one
        for one in line.document.lines
        if one.sku == line.sku
        and one.subject == line.subject
        and (one.served_from, one.served_to) == (line.served_from, line.served_to)
    ]


def _share_of_steps(line: Line, price: PriceFacts, lines: list[Line]) -> int:
    """What is left for the line of what all of them should come to."""
    quantity = sum((one.quantity for one in lines), start=Decimal(0)) * _units(line, price)
    others = sum(one.net - sum(part.signed for part in one.parts) for one in lines if one is not line)
    return Money.of(price.amount(quantity), price.currency).minor - others + sum(part.signed for part in line.parts)


def _units(line: Line, price: PriceFacts) -> Decimal:
    """How many of the price's units one of the line's is."""
    return (units.factor(line.unit_code, price.unit) if price.unit else None) or Decimal(1)


def net_at(line: Line, price: PriceFacts, *, bare: bool = False) -> Money:
    """The line's net at this price, with its own allowances and charges (`bare`: without them)."""
    parts = 0 if bare else sum(part.signed for part in line.parts)
    if price.steps and not bare and len(lines := _one_a_step(line)) > 1:
        return line.document.money(_share_of_steps(line, price, lines))
    cost = price.amount(line.quantity * _units(line, price))
    return Money.of(cost, line.document.currency) + line.document.money(parts)


def _contradiction(document: Document, sources: set[str]) -> Found:
    return Found(
        rule="R6",
        document=document,
        place="contract",
        reason="clarification_request",
        severity=Severity.INFO,
        message=N_(
            "%(listed)s are in force at once and set different prices: one of them should end.",
            listed=" and ".join(sorted(sources)),
        ),
        against=tuple(sorted(sources)),
    )


_OTHER_PRICE = N_(
    "Line %(line)s charges %(each)s for %(name)s; %(source)s, sets %(sets)s: %(expected)s instead of %(money)s."
)


def _finding(line: Line, price: PriceFacts, expected: Money) -> Found:
    each = {"each": _each(line.unit_price / line.base_quantity, line), "sets": _sets(price, line)}
    return on_line(
        "R6",
        line,
        reason="rate_discrepancy",
        severity=Severity.ERROR if line.money > expected else Severity.INFO,
        expected=expected,
        message=N_(_OTHER_PRICE, **line.told, source=price.source, expected=expected, **each),
        rests_on=(price_evidence(price),),
        against=(f"price {price.contract.number if price.contract else ''} {price.sku} {price.valid_from}",),
    )


_STEPS = {"graduated": N_("graduated steps"), "volume": N_("volume steps")}


def _sets(price: PriceFacts, line: Line) -> str:
    if price.steps:
        return _STEPS.get(price.model) or N_("prices in steps")
    return _each(price.unit_price, line) if price.minimum is None else N_("at least %(minimum)s", minimum=price.minimum)


def _each(price: Decimal, line: Line) -> str:
    unit = units.words(line.unit_code)
    said = joined(" ", [alone(price), line.document.currency])
    return N_("%(said)s per %(unit)s", said=said, unit=unit) if unit else said


def price_evidence(price: PriceFacts) -> Evidence:
    each = joined(" ", [alone(price.unit_price), price.currency])
    said = N_("%(each)s from %(day)s", each=each, day=price.valid_from)
    return evidence("price", price.source, joined("", [said, ", “", price.clause, "”"]) if price.clause else said)


_UNANNOUNCED = N_("Line %(line)s charges the price that rose from %(before)s to %(each)s on %(on)s, but %(notice)s.")


def _unannounced(context: Context, line: Line, price: PriceFacts) -> Iterator[Answer]:
    """A raised price of an agreement holds only when it was announced in time."""
    before = previous(context, price)
    if price.contract is None or before is None or price.unit_price <= before.unit_price:
        return
    sent = notice_of(context, price)
    if sent is not None and (price.valid_from - sent).days >= window_of(context, price):
        return
    expected = net_at(line, before)
    if line.left <= expected.minor:
        return
    each: dict[str, object] = {"before": _each(before.unit_price, line), "each": _each(price.unit_price, line)}
    yield on_line(
        "R6",
        line,
        reason="rate_discrepancy",
        severity=Severity.ERROR if sent is None else Severity.WARNING,
        expected=expected,
        message=N_(_UNANNOUNCED, line=line.id, on=price.valid_from, notice=_notice(context, price), **each),
        rests_on=(price_evidence(before), price_evidence(price)),
        against=("notice", price.version, str(price.valid_from)),
    )


def window_of(context: Context, price: PriceFacts) -> int:
    """Days between a notice and the price: the agreement's, else the usual ones."""
    agreed = price.contract.terms.price_notice_days if price.contract else None
    return context.numbers.price_notice_days if agreed is None else agreed


def notice_of(context: Context, price: PriceFacts) -> date | None:
    """When the price was first announced."""
    sent = [
        one.sent_on for one in context.notices if one.sku in (None, price.sku) and one.effective_on == price.valid_from
    ]
    return min([*sent, *([price.notice_sent_on] if price.notice_sent_on else [])], default=None)


def _notice(context: Context, price: PriceFacts) -> str:
    sent = notice_of(context, price)
    if sent is None:
        return N_("no notice of it was sent")
    days = (price.valid_from - sent).days
    return N_(
        "the notice of %(sent)s came %(days)s days before, not %(window_of)s",
        sent=sent,
        days=days,
        window_of=window_of(context, price),
    )


def previous(context: Context, price: PriceFacts) -> PriceFacts | None:
    """The version of the same agreement that `price` replaced."""
    same = [
        one
        for one in context.prices
        if one.sku == price.sku and one.contract == price.contract and one.valid_from < price.valid_from
    ]
    return max(same, key=lambda one: one.valid_from, default=None)
