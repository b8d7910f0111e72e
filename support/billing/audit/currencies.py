"""R19: the agreement's currency, and exchange rates as they were published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.known import ContractFacts
from support.billing.audit.results import Answer, Found, NotCheckable, evidence, on_line
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_


@dataclass(frozen=True, slots=True)
class Exchange:
    """One of `base` is `rate` of `quote`."""

    base: str
    quote: str
    rate: Decimal
    on: date


def currencies(context: Context) -> Iterator[Answer]:
    """R19: a bill under an agreement is in its currency; a rate that a line or a bill names is the source's on its day,
    within the agreed percentage, or the fixed one of a clause. A rate may be published the other way round, or through
    a third currency."""
    for document in context.invoices:
        contract = contract_of(context, document)
        if contract is not None and contract.currency != document.currency and not _may_differ(contract):
            yield _other_currency(document, contract)
        for line in document.lines:
            told = exchange_of(line)
            if told is not None and line.net > 0 and line.left > 0:
                yield from _check(context, line, told, contract)


def contract_of(context: Context, document: Document) -> ContractFacts | None:
    """The one that the bill names; else the only one in force."""
    named = [one for one in context.contracts if one.number == document.contract_reference]
    running = [one for one in context.contracts if one.covers(document.start or document.issued_on)]
    return named[0] if named else running[0] if len(running) == 1 else None


def _may_differ(contract: ContractFacts) -> bool:
    """A clause about exchange is a clause about other currencies."""
    return contract.terms.fx_rate is not None or bool(contract.terms.fx_source)


def exchange_of(line: Line) -> Exchange | None:
    """What the line, or else the bill, says of it: `fx rate`, `fx base` (of what), `fx date`."""
    said = line.properties if "fxrate" in line.properties else line.document.properties
    try:
        rate = Decimal(said.get("fxrate", ""))
    except ArithmeticError:
        return None
    base, quote = said.get("fxbase", "").upper(), said.get("fxquote", line.document.currency).upper()
    if not (rate.is_finite() and rate > 0 and base):
        return None
    try:
        on = date.fromisoformat(said.get("fxdate", ""))
    except ValueError:
        on = line.document.issued_on
    return Exchange(base, quote, rate, on)


def _check(context: Context, line: Line, told: Exchange, contract: ContractFacts | None) -> Iterator[Answer]:
    terms = contract.terms if contract else None
    if terms is not None and terms.fx_rate is not None:
        right, allowed, source = (
            terms.fx_rate,
            Decimal(0),
            N_("agreement %(number)s", number=contract.number) if contract else "",
        )
    else:
        named = terms.fx_source if terms else ""
        known = context.rates.of(told.base, told.quote, told.on, named)
        if known is None:
            why = N_(
                "No rate of %(base)s to %(quote)s on %(on)s is known.", base=told.base, quote=told.quote, on=told.on
            )
            yield NotCheckable("R19", line.document, why, line.place)
            return
        agreed = terms.fx_tolerance_percent if terms and terms.fx_tolerance_percent is not None else None
        right, source = known, named or N_("the published rate")
        allowed = (context.numbers.fx_percent if agreed is None else agreed) / 100
    if abs(told.rate - right) > right * allowed:
        yield _finding(line, told, right, source)


_OTHER_RATE = N_("Line %(line)s takes %(rate)s %(quote)s for one %(base)s on %(on)s; %(source)s says %(right)s.")


def _finding(line: Line, told: Exchange, right: Decimal, source: str) -> Found:
    expected = Money.of(line.money.amount * right / told.rate, line.document.currency)
    said: dict[str, object] = {"on": told.on, "source": source, "right": right}
    return on_line(
        "R19",
        line,
        reason="rate_discrepancy",
        severity=Severity.ERROR if expected < line.money else Severity.INFO,
        message=N_(_OTHER_RATE, line=line.id, rate=told.rate, quote=told.quote, base=told.base, **said),
        expected=expected,
        rests_on=(evidence("rate", f"{told.base}/{told.quote}", N_("%(right)s on %(on)s, %(source)s", **said)),),
        against=(str(told.rate), str(right)),
    )


def _other_currency(document: Document, contract: ContractFacts) -> Found:
    return Found(
        rule="R19",
        document=document,
        place="currency",
        reason="rate_discrepancy",
        severity=Severity.ERROR,
        message=N_(
            "The document is in %(currency)s, and agreement %(number)s is in %(contract_currency)s.",
            currency=document.currency,
            number=contract.number,
            contract_currency=contract.currency,
        ),
        evidence=(evidence("contract", contract.number, N_("Currency %(currency)s", currency=contract.currency)),),
        against=(contract.number, contract.currency),
    )
