"""R18: charges that nobody ordered or agreed to."""

from __future__ import annotations

from collections.abc import Iterator

from support.billing.audit.commitments import agreement_of, is_true_up
from support.billing.audit.facts import Context, Line
from support.billing.audit.lateness import is_late_fee
from support.billing.audit.results import Answer, NotCheckable, on_line
from support.kernel.sayings import N_

_THIRD_PARTY = ("thirdparty", "section", "provider")


def not_ordered(context: Context) -> Iterator[Answer]:
    """R18: a service without an order, a consent or a price in the client's own agreement on the day it was served.

    A part of an ordered bundle is ordered with it; fees for late payment and for leaving rest on clauses, not orders.
    """
    ordered = {one.sku for one in context.orders}
    agreed = {price.sku for price in context.prices if price.contract}
    for document in context.invoices:
        if not context.orders:
            if context.organisation is not None:
                yield NotCheckable("R18", document, N_("No orders of this client are known."))
            continue
        for line in document.lines:
            if line.sku and line.net > 0 and line.left > 0 and line.sku not in agreed:
                yield from _check(context, line, ordered)


def _check(context: Context, line: Line, ordered: set[str]) -> Iterator[Answer]:
    on_a_clause = is_late_fee(context, line) or is_exit_fee(context, line) or is_agreed_true_up(context, line)
    if on_a_clause or is_ordered(context, line):
        return
    third = next((line.properties[name] for name in _THIRD_PARTY if name in line.properties), "")
    if line.sku in ordered:
        how = N_("was not ordered for that day")
    else:
        how = N_("comes from %(third)s and has no consent", third=third) if third else N_("has no order and no consent")
    yield on_line(
        "R18",
        line,
        reason="unrecognised",
        message=N_(
            "Line %(line)s charges %(name)s (%(sku)s), which %(how)s.",
            **line.told,
            sku=line.sku,
            how=how,
        ),
        expected=line.document.money(0),
        against=(str(line.sku),),
    )


def is_ordered(context: Context, line: Line) -> bool:
    """On any day of the service; an order for the whole covers its parts."""
    first, last = line.service_day, line.served_to or line.service_day
    holding = [
        one for one in context.orders if one.ordered_on <= last and (one.valid_to is None or first <= one.valid_to)
    ]
    wanted, seen = {line.sku, line.properties.get("bundle")} - {None}, set[str]()
    while wanted:
        sku = wanted.pop()
        seen.add(str(sku))
        mine = [one for one in holding if one.sku == sku]
        if any(one.bundle is None for one in mine):
            return True
        wanted |= {one.bundle for one in mine if one.bundle not in seen}
    return False


def is_agreed_true_up(context: Context, line: Line) -> bool:
    return is_true_up(context, line) and agreement_of(context, line.document) is not None


def is_exit_fee(context: Context, line: Line) -> bool:
    """One that an agreement has a clause for."""
    said = f"{line.name} {line.sku or ''}".casefold().replace("-", " ").replace("_", " ")
    has_clause = any(one.terms.exit_fee is not None for one in context.contracts)
    return has_clause and any(word in said for word in context.numbers.exit_fee_words)
