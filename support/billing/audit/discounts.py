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
from support.kernel.sayings import N_, alone, joined


def missing_discounts(context: Context) -> Iterator[Answer]:
    """R13. A promise is kept by an allowance on the line or the document, a lower price, or a credit line for it.

    Discounts of lines come off before those of the whole invoice; a promise takes no more than its cap off an invoice,
    holds from its least quantity on, with its code, and one for a single time is used up by the first invoice.
    """
    used: dict[int, Document] = {}
    for document in context.invoices:
        for at, promise in enumerate(context.promises):
            if promise.kind == "price" or not _is_claimed(document, promise):
                continue
            if promise.once and used.setdefault(at, document) is not document:
                continue
            if not _holds_for(document, promise):
                if used.get(at) is document:
                    del used[at]
                continue
            yield from (
                _whole_invoice(context, document, promise)
                if promise.sku is None
                else _lines(context, document, promise)
            )


def _is_claimed(document: Document, promise: PromiseFacts) -> bool:
    """Whether the code that it asks for was given, as the document or one of its lines shows."""
    if not promise.code:
        return True
    said = [document.note, *document.properties.values(), *(part.reason for part in document.parts)]
    for line in document.lines:
        said += [line.name, line.description, *line.properties.values(), *(part.reason for part in line.parts)]
    return any(promise.code.casefold() in text.casefold() for text in said)


def _applies(line: Line, promise: PromiseFacts) -> bool:
    enough = promise.minimum is None or line.quantity >= promise.minimum
    return line.net > 0 and line.sku == (promise.sku or line.sku) and enough and promise.holds_on(line.service_day)


def _holds_for(document: Document, promise: PromiseFacts) -> bool:
    return any(_applies(line, promise) for line in document.lines)


def _lines(context: Context, document: Document, promise: PromiseFacts) -> Iterator[Answer]:
    left = None if promise.cap is None else Money.of(promise.cap, document.currency).minor
    for line in document.lines:
        if not _applies(line, promise) or line.left <= 0:
            continue
        base = Money.of(line.quantity * line.unit_price / line.base_quantity, document.currency)
        promised = promised_on(promise, base, line)
        if left is not None:
            promised = document.money(min(promised.minor, left))
            left -= promised.minor
        given = _given_on(context, line)
        if promised.minor - given - line.credited > 0:
            short = document.money(promised.minor - given)
            yield _finding(document, line, promise, promised=promised, short=short)


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
    return allowances + max(by_price, 0) + beside + _share_of_document(context, line)


def _is_discount_of(other: Line, line: Line) -> bool:
    return other.sku == line.sku or (not other.sku and "discount" in other.name.casefold())


def _share_of_document(context: Context, line: Line) -> int:
    """The line's share of the document's own allowances, by its net, beyond what is promised on the whole invoice."""
    document = line.document
    whole = sum(other.net for other in document.lines if other.net > 0)
    off = sum(part.minor for part in document.parts if not part.is_charge)
    if off:
        general = (one for one in context.promises if one.sku is None and _holds_for(document, one))
        off -= min(off, sum(promised_on(one, document.money(whole)).minor for one in general))
    return document.money(off).times(Decimal(line.net) / whole).minor if whole and off else 0


def _whole_invoice(context: Context, document: Document, promise: PromiseFacts) -> Iterator[Answer]:
    """On what the lines come to after their own promised discounts."""
    lines = [line for line in document.lines if _applies(line, promise)]
    own = sum(_promised_alone(context, line) for line in lines)
    base = sum(Money.of(_before_allowances(line), document.currency).minor for line in lines) - own
    promised = promised_on(promise, document.money(base))
    if promise.cap is not None:
        promised = min(promised, Money.of(promise.cap, document.currency))
    given = sum(part.minor for part in document.parts if not part.is_charge)
    on_lines = sum(part.minor for line in lines for part in line.parts if not part.is_charge)
    given += max(on_lines - own, 0)
    given += sum(-line.net for line in document.lines if line.net < 0)
    short = promised.minor - given
    if short - document.credited > 0:
        yield _finding(document, None, promise, promised=promised, short=document.money(short))


def _promised_alone(context: Context, line: Line) -> int:
    """What is promised on this very service, besides what is promised on everything."""
    base = Money.of(line.quantity * line.unit_price / line.base_quantity, line.document.currency)
    mine = (one for one in context.promises_for(line.sku) if _applies(line, one))
    return sum(promised_on(one, base, line).minor for one in mine)


def _before_allowances(line: Line) -> Decimal:
    off = sum(part.minor for part in line.parts if not part.is_charge)
    return computed_net(line) + line.document.money(off).amount


_LINE = N_("%(value_in_words)s off was promised; on %(what)s that is %(promised)s, and %(given)s was taken off.")
_TAKEN_OFF = N_("line %(line)s (%(name)s)")


def _finding(document: Document, line: Line | None, promise: PromiseFacts, *, promised: Money, short: Money) -> Found:
    billed = line.money if line else document.money(document.totals["net"])
    what = N_(_TAKEN_OFF, **line.told) if line else N_("the invoice")
    given = N_("nothing") if short == promised else N_("only %(promised)s", promised=promised - short)
    return Found(
        rule="R13",
        document=document,
        line=line,
        place=line.place if line else "total:allowances",
        reason="missing_discount",
        severity=Severity.ERROR,
        billed=billed,
        expected=billed - short,
        message=N_(_LINE, value_in_words=value_in_words(promise, document), what=what, promised=promised, given=given),
        evidence=(promise_evidence(promise, document),),
        against=(f"promise {promise.sku or ''} {promise.kind} {promise.valid_from}",),
    )


def value_in_words(promise: PromiseFacts, document: Document) -> str:
    if promise.kind == "percent":
        return N_("%(rate)s%%", rate=promise.value)
    if promise.kind == "free_units":
        return N_("%(value)s free", value=promise.value)
    return alone(Money.of(promise.value, document.currency))


def promise_evidence(promise: PromiseFacts, document: Document) -> Evidence:
    until = N_(" to %(valid_to)s", valid_to=promise.valid_to) if promise.valid_to else ""
    said = N_(
        "%(value_in_words)s off from %(valid_from)s%(until)s",
        value_in_words=value_in_words(promise, document),
        valid_from=promise.valid_from,
        until=until,
    )
    if promise.words:
        said = joined("", [said, ": “", promise.words, "”"])
    if promise.recorded_by:
        said = joined("", [said, " (", promise.recorded_by, ")"])
    return evidence("promise", promise.sku or N_("every service"), said)
