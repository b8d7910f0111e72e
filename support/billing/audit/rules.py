"""The rules of the audit, in the order in which their answers are reconciled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from support.billing.audit import arithmetic, completeness, discounts, duplicates, payments, rates, taxes, terms
from support.billing.audit.facts import Context, Document
from support.billing.audit.results import Answer, Found, NotCheckable

Check = Callable[[Context], Iterator[Answer]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`check` looks at one client's whole context and answers for all that is wrong or cannot be told."""

    id: str
    title: str
    check: Check


RULES = (
    Rule("R22", "The document is complete", completeness.complete),
    Rule("R1", "Each line is quantity times price", arithmetic.line_arithmetic),
    Rule("R2", "The totals add up", arithmetic.totals),
    Rule("R3", "The tax is right", taxes.taxes),
    Rule("R5", "No invoice was sent twice", duplicates.duplicate_invoices),
    Rule("R4", "Nothing was charged twice", duplicates.duplicate_lines),
    Rule("R7", "Nothing lies outside the agreement", terms.outside_contract),
    Rule("R6", "The prices are the agreed ones", rates.agreed_rates),
    Rule("R13", "Promised discounts were given", discounts.missing_discounts),
    Rule("R10", "Payments settle what they were meant for", payments.misapplied_payments),
)

TITLES = {rule.id: rule.title for rule in RULES}
_MONEY_OF_A_LINE = {"R4", "R7", "R6", "R13"}


def run(context: Context) -> list[Answer]:
    """All answers about the context's documents, with no money counted twice."""
    return list(reconciled(answer for rule in RULES for answer in rule.check(context)))


def reconciled(answers: Iterable[Answer]) -> Iterator[Answer]:
    """A line that should not be there at all is wrong once: its price or discount is no second error.

    Answers come in the order of `RULES`, so what is found first explains what comes after it.
    """
    repeated: set[int] = set()
    gone: set[int] = set()
    for answer in answers:
        if isinstance(answer, NotCheckable):
            yield answer
            continue
        if answer.rule == "R5" and answer.place == "total:payable":
            repeated.add(id(answer.document))
        if _explained(answer, repeated, gone):
            continue
        if (
            answer.line is not None
            and answer.rule in _MONEY_OF_A_LINE
            and answer.expected is not None
            and not answer.expected
        ):
            gone.add(id(answer.line))
        yield answer


def _explained(found: Found, repeated: set[int], gone: set[int]) -> bool:
    if found.rule not in _MONEY_OF_A_LINE:
        return False
    document: Document = found.document
    return id(document) in repeated or (found.line is not None and id(found.line) in gone)
