"""R7: charges for time outside the agreement they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from support.billing.audit.facts import Context, Line
from support.billing.audit.known import CancellationFacts, ContractFacts
from support.billing.audit.orders import is_exit_fee
from support.billing.audit.results import Answer, Evidence, NotCheckable, evidence, on_line
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_, joined


def outside_contract(context: Context) -> Iterator[Answer]:
    """R7: service after the agreement's last day, before its first, or after a cancellation took effect.

    Only lines of services that an agreement prices or a cancellation names: a sale beside it needs none, and a fee for
    leaving has its clause. Usage of earlier days billed later is fine. A cancellation that nobody acted on still counts.
    """
    priced = {price.sku for price in context.prices if price.contract} | {one.sku for one in context.cancellations}
    for document in context.invoices:
        if not context.contracts and not context.cancellations:
            yield NotCheckable("R7", document, N_("No agreement with this client is known."))
            continue
        for line in document.lines:
            if line.sku in priced and line.net > 0 and line.left > 0 and not is_exit_fee(context, line):
                yield from _check(context, line)


def _check(context: Context, line: Line) -> Iterator[Answer]:
    start, end = _served(context, line)
    if start is None or end is None:
        return
    cancelled = cancellation_of(context, line)
    last = last_day_of(context, cancelled) if cancelled else None
    if cancelled is not None and last is not None and end > last and not _ordered_again(context, line, last):
        inside = max((min(last, end) - start).days + 1, 0)
        yield from _too_long(line, inside, (end - start).days + 1, _cancelled(line, cancelled, last))
        return
    contract = _contract(context, line)
    if contract is None or all(any(one.covers(on) for one in context.contracts) for on in (start, end)):
        return
    yield from _too_long(line, _days_inside(contract, start, end), (end - start).days + 1, _limit(line, contract, end))


def _served(context: Context, line: Line) -> tuple[date | None, date | None]:
    """Its own time, that of the record it rests on, or that of the whole bill."""
    record = context.records.get(line.record or "")
    if line.start is None and record is not None:
        return record.start, record.end
    return line.served_from, line.served_to


def cancellation_of(context: Context, line: Line) -> CancellationFacts | None:
    """The first that ends the service, or the agreement it is billed under."""
    contract = _contract(context, line)
    mine = [
        one
        for one in context.cancellations
        if (one.sku or line.sku) == line.sku
        and (one.contract is None or (contract and one.contract == contract.number))
    ]
    return min(mine, key=lambda one: one.effective_on or one.received_on, default=None)


def last_day_of(context: Context, cancelled: CancellationFacts) -> date:
    """As agreed with the client, else when the notice that the agreement asks for has run out."""
    if cancelled.effective_on is not None:
        return cancelled.effective_on
    about = [one for one in context.contracts if one.number == cancelled.contract] or context.contracts
    return cancelled.received_on + timedelta(days=max((one.terms.notice_days or 0 for one in about), default=0))


def _ordered_again(context: Context, line: Line, last: date) -> bool:
    return any(one.sku == line.sku and last < one.ordered_on <= line.service_day for one in context.orders)


def _contract(context: Context, line: Line) -> ContractFacts | None:
    """The agreement that the document names, else the one that prices the service, the latest first."""
    named = [one for one in context.contracts if one.number == line.document.contract_reference]
    pricing = [price.contract for price in context.prices_for(line.sku) if price.contract]
    return max(named or pricing, key=lambda one: one.starts_on, default=None)


def _days_inside(contract: ContractFacts, start: date, end: date) -> int:
    first, last = max(start, contract.starts_on), min(end, contract.last_day or end)
    return max((last - first).days + 1, 0)


@dataclass(frozen=True, slots=True)
class _Limit:
    what: str
    said: str
    reason: str
    ref: str
    rests_on: Evidence


def _limit(line: Line, contract: ContractFacts, end: date) -> _Limit:
    last = contract.last_day
    ended = last is not None and end > last
    said = (
        N_("ended on %(last)s", last=last)
        if ended and last
        else N_("began on %(starts_on)s", starts_on=contract.starts_on)
    )
    what, reason = N_("agreement %(number)s", number=contract.number), "after_cancellation" if ended else "terms"
    rests_on = evidence(
        "contract", contract.number, N_("Agreement %(number)s %(said)s", number=contract.number, said=said)
    )
    return _Limit(what, said, reason, contract.number, rests_on)


def _cancelled(line: Line, cancelled: CancellationFacts, last: date) -> _Limit:
    through = joined("", [" (", cancelled.channel, ")"]) if cancelled.channel else ""
    text = N_(
        "Received %(received_on)s%(through)s, last day %(last)s",
        received_on=cancelled.received_on,
        through=through,
        last=last,
    )
    if cancelled.processed_on is None:
        text = N_("%(text)s; nobody acted on it", text=text)
    rests_on = evidence("cancellation", cancelled.reference, text)
    said = N_("which was cancelled with %(last)s as its last day", last=last)
    return _Limit(
        N_("the service"),
        said,
        "after_cancellation",
        f"cancellation {cancelled.reference}",
        rests_on,
    )


def _too_long(line: Line, inside: int, total: int, limit: _Limit) -> Iterator[Answer]:
    expected = Money.of(line.money.amount * inside / total, line.document.currency)
    if line.left <= expected.minor:
        return
    joined = limit.said if limit.said.startswith("which") else N_("which %(said)s", said=limit.said)
    yield on_line(
        "R7",
        line,
        reason=limit.reason,
        severity=Severity.WARNING if expected else Severity.ERROR,
        message=N_(
            "Line %(line)s charges %(name)s for time outside %(what)s, %(joined)s.",
            **line.told,
            what=limit.what,
            joined=joined,
        ),
        expected=expected,
        rests_on=(limit.rests_on,),
        against=(limit.ref,),
    )
