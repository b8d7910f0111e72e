"""R6, where an agreement sets a least amount an invoice: what is charged to make the invoice up to it."""

from __future__ import annotations

import calendar
from collections.abc import Iterator

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.known import ContractFacts
from support.billing.audit.results import Answer, Found, evidence, on_line
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_


def is_true_up(context: Context, line: Line) -> bool:
    said = f"{line.name} {line.sku or ''}".casefold().replace("-", " ").replace("_", " ")
    return any(word in said for word in context.numbers.true_up_words)


def true_ups(context: Context) -> Iterator[Answer]:
    """A line that makes up to the least amount is what the other lines fall short of it; a whole month that stays below
    it without such a line is a note: too little was charged."""
    for document in context.invoices:
        contract = agreement_of(context, document)
        if contract is None:
            continue
        made_up = [line for line in document.lines if is_true_up(context, line)]
        due = shortfall(context, document)
        billed = sum(line.net for line in made_up)
        if made_up and billed != due.minor:
            yield _wrong(made_up[0], due - document.money(billed - made_up[0].net), contract)
        elif not made_up and due and _is_whole_month(document, contract):
            yield _forgotten(document, due, contract)


def shortfall(context: Context, document: Document) -> Money:
    """What the lines beside the true-up lack of the least amount, net of tax; nothing where none is agreed."""
    contract = agreement_of(context, document)
    if contract is None:
        return document.money(0)
    others = sum(line.net for line in document.lines if not is_true_up(context, line))
    others += sum(part.signed for part in document.parts)
    return document.money(max(least_of(contract).minor - others, 0))


def least_of(contract: ContractFacts) -> Money:
    return Money.of(contract.terms.minimum_commitment or 0, contract.currency)


def agreement_of(context: Context, document: Document) -> ContractFacts | None:
    """The agreement with a least amount that the invoice is under."""
    on = document.start or document.issued_on
    bound = [
        one
        for one in context.contracts
        if one.terms.minimum_commitment is not None and one.currency == document.currency and one.covers(on)
    ]
    named = [one for one in bound if one.number == document.contract_reference]
    if document.contract_reference:
        return next(iter(named), None)
    return bound[0] if len(bound) == 1 else None


def _is_whole_month(document: Document, contract: ContractFacts) -> bool:
    """Least amounts are for whole periods: the first and the last may be shorter."""
    start, end = document.start, document.end
    if start is None or end is None or start.day != 1 or document.kind != "invoice":
        return False
    whole = end.day == calendar.monthrange(end.year, end.month)[1]
    return whole and contract.starts_on <= start and (contract.last_day is None or end <= contract.last_day)


def _wrong(line: Line, expected: Money, contract: ContractFacts) -> Found:
    expected = max(expected, line.document.money(0))
    return on_line(
        "R6",
        line,
        reason="rate_discrepancy",
        severity=Severity.ERROR if line.money > expected else Severity.INFO,
        expected=expected,
        message=(
            N_(
                "Line %(line)s charges %(money)s to make up to the least amount of %(least)s; the other lines lack %(lack)s of it.",
                **line.told,
                least=least_of(contract),
                lack=expected,
            )
        ),
        rests_on=(_evidence(contract),),
        against=("least amount", contract.number, str(least_of(contract))),
    )


def _forgotten(document: Document, due: Money, contract: ContractFacts) -> Found:
    billed = document.money(document.totals["net"])
    return Found(
        rule="R6",
        document=document,
        place="total:net",
        reason="rate_discrepancy",
        severity=Severity.INFO,
        message=N_(
            "%(number)s charges %(due)s less than the least amount of %(least_of)s that is agreed.",
            number=document.number,
            due=due,
            least_of=least_of(contract),
        ),
        billed=billed,
        expected=billed + due,
        evidence=(_evidence(contract),),
        against=("least amount", contract.number, str(least_of(contract))),
    )


def _evidence(contract: ContractFacts) -> dict[str, str]:
    clause = (
        N_(", clause %(minimum_clause)s", minimum_clause=contract.terms.minimum_clause)
        if contract.terms.minimum_clause
        else ""
    )
    return evidence(
        "contract",
        contract.number,
        N_("at least %(least_of)s an invoice%(clause)s", least_of=least_of(contract), clause=clause),
    )
