"""R7: charges for time outside the agreement they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from support.billing.audit.facts import Context, ContractFacts, Line
from support.billing.audit.results import Answer, Found, NotCheckable, evidence
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.words import day


def outside_contract(context: Context) -> Iterator[Answer]:
    """R7: service after the agreement's last day, or before its first. Usage of earlier days billed later is fine.

    Only lines of services that an agreement prices: a fee for leaving, or a sale beside it, needs none.
    """
    priced = {price.sku for price in context.prices if price.contract}
    for document in context.invoices:
        if not context.contracts:
            yield NotCheckable("R7", document, "No agreement with this client is known.")
            continue
        for line in document.lines:
            if line.sku in priced and line.net > 0 and line.left > 0:
                yield from _check(context, line)


def _check(context: Context, line: Line) -> Iterator[Answer]:
    contract = _contract(context, line)
    start, end = line.served_from, line.served_to
    if contract is None or start is None or end is None:
        return
    outside = [one for one in (start, end) if not any(other.covers(one) for other in context.contracts)]
    if not outside:
        return
    total, inside = (end - start).days + 1, _days_inside(contract, start, end)
    expected = Money.of(line.money.amount * inside / total, line.document.currency)
    if line.left <= expected.minor:
        return
    yield _finding(line, contract, expected)


def _contract(context: Context, line: Line) -> ContractFacts | None:
    """The agreement that the document names, else the one that prices the service, the latest first."""
    named = [one for one in context.contracts if one.number == line.document.contract_reference]
    pricing = [price.contract for price in context.prices if price.sku == line.sku and price.contract]
    return max(named or pricing, key=lambda one: one.starts_on, default=None)


def _days_inside(contract: ContractFacts, start: date, end: date) -> int:
    first, last = max(start, contract.starts_on), min(end, contract.ends_on or end)
    return max((last - first).days + 1, 0)


def _finding(line: Line, contract: ContractFacts, expected: Money) -> Found:
    ended = contract.ends_on is not None and line.served_to is not None and line.served_to > contract.ends_on
    limit = f"ended on {day(contract.ends_on)}" if ended and contract.ends_on else f"began on {day(contract.starts_on)}"
    return Found(
        rule="R7",
        document=line.document,
        line=line,
        place=line.place,
        reason="after_cancellation" if ended else "terms",
        severity=Severity.WARNING if expected else Severity.ERROR,
        billed=line.money,
        expected=expected,
        message=f"Line {line.id} charges {line.name} for time outside agreement {contract.number}, which {limit}.",
        evidence=(evidence("contract", contract.number, f"Agreement {contract.number} {limit}"),),
        against=(contract.number,),
    )
