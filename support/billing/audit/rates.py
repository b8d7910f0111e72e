"""R6: whether each line charges what was agreed for its service on the day it was served."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from support.billing import units
from support.billing.audit.facts import Context, Line, PriceFacts
from support.billing.audit.results import Answer, Evidence, Found, NotCheckable, evidence
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.words import day, number


def agreed_rates(context: Context) -> Iterator[Answer]:
    """R6. A line whose discount brings it to the agreed price is right; one charged too little is a note, not an error."""
    for document in context.invoices:
        for line in document.lines:
            if line.sku and line.net > 0 and line.left > 0 and line.quantity > 0:
                yield from _check(context, line)


def _check(context: Context, line: Line) -> Iterator[Answer]:
    prices = prices_of(context, line)
    why = _not_comparable(context, line, prices)
    if why:
        yield NotCheckable("R6", line.document, why, line.place)
        return
    price = prices[0]
    if any(charged_as(line, one) for one in prices):
        if len(prices) == 1:
            yield from _unannounced(context, line, price)
        return
    if len(prices) > 1:
        yield NotCheckable("R6", line.document, "The price changed within the line's period.", line.place)
        return
    expected = net_at(line, price)
    promised = any(one.sku in (None, line.sku) and one.holds_on(line.service_day) for one in context.promises)
    if line.left > expected.minor or (line.net < expected.minor and not promised):
        yield _finding(line, price, expected)


def prices_of(context: Context, line: Line) -> list[PriceFacts]:
    """The prices in force on the first and on the last day of the service; the client's own before the list's."""
    found: list[PriceFacts] = []
    for on in dict.fromkeys([line.service_day, line.served_to or line.service_day]):
        holding = [price for price in context.prices if price.sku == line.sku and price.holds_on(on)]
        own = [price for price in holding if price.contract] or holding
        found += [price for price in own if price not in found]
    return found


def _not_comparable(context: Context, line: Line, prices: list[PriceFacts]) -> str:
    if not prices:
        known = "No price is agreed for" if context.prices else "No agreement is known that would set a price for"
        return f"{known} {line.sku}."
    price = prices[0]
    if price.currency != line.document.currency:
        return f"The agreed price is in {price.currency}, the bill in {line.document.currency}."
    if price.unit and units.code_of(price.unit) != units.code_of(line.unit_code):
        return f"The price is agreed per {price.unit}, the line counts in {line.unit_code}."
    rivals = {one.unit_price for one in prices if one.holds_on(line.service_day)}
    return "Two agreements in force set different prices." if len(rivals) > 1 else ""


def charged_as(line: Line, price: PriceFacts) -> bool:
    """At the agreed unit price, or at another one with a discount that comes to the same."""
    return line.unit_price == price.unit_price * line.base_quantity or line.net == net_at(line, price, bare=True).minor


def net_at(line: Line, price: PriceFacts, *, bare: bool = False) -> Money:
    """The line's net at this price, with its own allowances and charges (`bare`: without them)."""
    parts = 0 if bare else sum(part.signed for part in line.parts)
    return Money.of(line.quantity * price.unit_price, line.document.currency) + line.document.money(parts)


def _finding(line: Line, price: PriceFacts, expected: Money) -> Found:
    too_much = line.money > expected
    billed, agreed = line.unit_price / line.base_quantity, price.unit_price
    return Found(
        rule="R6",
        document=line.document,
        line=line,
        place=line.place,
        reason="rate_discrepancy",
        severity=Severity.ERROR if too_much else Severity.INFO,
        billed=line.money,
        expected=expected,
        message=(
            f"Line {line.id} charges {_each(billed, line)} for {line.name}; {price.source}, sets "
            f"{_each(agreed, line)}: {expected} instead of {line.money}."
        ),
        evidence=(price_evidence(price),),
        against=(f"price {price.contract.number if price.contract else ''} {price.sku} {price.valid_from}",),
    )


def _each(price: Decimal, line: Line) -> str:
    unit = units.words(line.unit_code)
    said = f"{number(price)} {line.document.currency}"
    return f"{said} per {unit}" if unit else said


def price_evidence(price: PriceFacts) -> Evidence:
    said = f"{number(price.unit_price)} {price.currency} from {day(price.valid_from)}"
    if price.clause:
        said += f", “{price.clause}”"
    return evidence("price", price.source, said)


def _unannounced(context: Context, line: Line, price: PriceFacts) -> Iterator[Answer]:
    """A raised price of an agreement holds only when it was announced in time."""
    before = previous(context, price)
    if price.contract is None or before is None or price.unit_price <= before.unit_price:
        return
    if price.notice_days is not None and price.notice_days >= context.numbers.price_notice_days:
        return
    expected = net_at(line, before)
    if line.left <= expected.minor:
        return
    yield Found(
        rule="R6",
        document=line.document,
        line=line,
        place=line.place,
        reason="rate_discrepancy",
        severity=Severity.ERROR if price.notice_sent_on is None else Severity.WARNING,
        billed=line.money,
        expected=expected,
        message=(
            f"Line {line.id} charges the price that rose from {_each(before.unit_price, line)} to "
            f"{_each(price.unit_price, line)} on {day(price.valid_from)}, but {_notice(context, price)}."
        ),
        evidence=(price_evidence(before), price_evidence(price)),
        against=("notice", price.version, str(price.valid_from)),
    )


def _notice(context: Context, price: PriceFacts) -> str:
    if price.notice_sent_on is None:
        return "no notice of it was sent"
    return f"the notice of {day(price.notice_sent_on)} came {price.notice_days} days before, not {context.numbers.price_notice_days}"


def previous(context: Context, price: PriceFacts) -> PriceFacts | None:
    """The version of the same agreement that `price` replaced."""
    same = [
        one
        for one in context.prices
        if one.sku == price.sku and one.contract == price.contract and one.valid_from < price.valid_from
    ]
    return max(same, key=lambda one: one.valid_from, default=None)
