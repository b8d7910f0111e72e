"""R13: whether what was promised has been taken off."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from support.billing.audit.facts import Context, Document, Line, PromiseFacts
from support.billing.audit.rates import prices_of
from support.billing.audit.reckoning import computed_net
from support.billing.audit.results import Answer, Evidence, Found, evidence
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.words import day, number


def missing_discounts(context: Context) -> Iterator[Answer]:
    """R13. A promise is kept by an allowance on the line or the document, a lower price, or a credit line for it."""
    for document in context.invoices:
        for promise in context.promises:
            if promise.sku is None:
                yield from _whole_invoice(document, promise)
                continue
            for line in document.lines:
                if line.sku == promise.sku and line.net > 0 and line.left > 0 and promise.holds_on(line.service_day):
                    yield from _line(context, line, promise)


def _line(context: Context, line: Line, promise: PromiseFacts) -> Iterator[Answer]:
    base = Money.of(line.quantity * line.unit_price / line.base_quantity, line.document.currency)
    promised = promised_on(promise, base, line)
    given = _given_on(context, line)
    short = promised.minor - given - line.credited
    if short > 0:
        yield _finding(
            line.document, line, promise, promised=promised, short=line.document.money(promised.minor - given)
        )


def promised_on(promise: PromiseFacts, base: Money, line: Line | None = None) -> Money:
    """What should come off `base`, never more than it."""
    if promise.kind == "percent":
        return base.times(promise.value / 100)
    if promise.kind == "free_units" and line is not None:
        worth = promise.value * line.unit_price / line.base_quantity
        return min(base, Money.of(worth, base.currency))
    if promise.kind == "amount":
        return min(base, Money.of(promise.value, base.currency))
    return Money.zero(base.currency)


def _given_on(context: Context, line: Line) -> int:
    """Minor units taken off this line, however it was done."""
    document = line.document
    allowances = sum(part.minor for part in line.parts if not part.is_charge)
    by_price = sum(
        Money.of(line.quantity * (price.unit_price - line.unit_price / line.base_quantity), document.currency).minor
        for price in prices_of(context, line)[:1]
        if price.currency == document.currency
    )
    beside = sum(-other.net for other in document.lines if other.net < 0 and _is_discount_of(other, line))
    return allowances + max(by_price, 0) + beside + _share_of_document(document, line)


def _is_discount_of(other: Line, line: Line) -> bool:
    return other.sku == line.sku or (not other.sku and "discount" in other.name.casefold())


def _share_of_document(document: Document, line: Line) -> int:
    """The line's share of the document's own allowances, by its net."""
    whole = sum(other.net for other in document.lines if other.net > 0)
    off = document.money(sum(part.minor for part in document.parts if not part.is_charge))
    return off.times(Decimal(line.net) / whole).minor if whole else 0


def _whole_invoice(document: Document, promise: PromiseFacts) -> Iterator[Answer]:
    lines = [line for line in document.lines if line.net > 0 and promise.holds_on(line.service_day)]
    if not lines:
        return
    base = document.money(sum(Money.of(_before_allowances(line), document.currency).minor for line in lines))
    promised = promised_on(promise, base)
    given = sum(part.minor for part in document.parts if not part.is_charge)
    given += sum(part.minor for line in lines for part in line.parts if not part.is_charge)
    given += sum(-line.net for line in document.lines if line.net < 0)
    short = promised.minor - given
    if short - document.credited > 0:
        yield _finding(document, None, promise, promised=promised, short=document.money(short))


def _before_allowances(line: Line) -> Decimal:
    off = sum(part.minor for part in line.parts if not part.is_charge)
    return computed_net(line) + line.document.money(off).amount


def _finding(document: Document, line: Line | None, promise: PromiseFacts, *, promised: Money, short: Money) -> Found:
    billed = line.money if line else document.money(document.totals["net"])
    what = f"line {line.id} ({line.name})" if line else "the invoice"
    given = "nothing" if short == promised else f"only {promised - short}"
    return Found(
        rule="R13",
        document=document,
        line=line,
        place=line.place if line else "total:allowances",
        reason="missing_discount",
        severity=Severity.ERROR,
        billed=billed,
        expected=billed - short,
        message=f"{value_in_words(promise, document)} off was promised; on {what} that is {promised}, and {given} was taken off.",
        evidence=(promise_evidence(promise, document),),
        against=(f"promise {promise.sku or ''} {promise.kind} {promise.valid_from}",),
    )


def value_in_words(promise: PromiseFacts, document: Document) -> str:
    if promise.kind == "percent":
        return f"{number(promise.value)}%"
    if promise.kind == "free_units":
        return f"{number(promise.value)} free"
    return str(Money.of(promise.value, document.currency))


def promise_evidence(promise: PromiseFacts, document: Document) -> Evidence:
    until = f" to {day(promise.valid_to)}" if promise.valid_to else ""
    said = f"{value_in_words(promise, document)} off from {day(promise.valid_from)}{until}"
    if promise.words:
        said += f": “{promise.words}”"
    if promise.recorded_by:
        said += f" ({promise.recorded_by})"
    return evidence("promise", promise.sku or "every service", said)
