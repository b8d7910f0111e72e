"""The rules of the audit, in the order in which their answers are reconciled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from support.billing.audit import (
    arithmetic,
    completeness,
    currencies,
    discounts,
    duplicates,
    entries,
    hours,
    lateness,
    orders,
    owed,
    parties,
    payments,
    prorating,
    rates,
    rendered,
    taxes,
    terms,
    timing,
    unusual,
)
from support.billing.audit.facts import Context
from support.billing.audit.results import Answer, Found, NotCheckable
from support.kernel.sayings import N_

Check = Callable[[Context], Iterator[Answer]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`check` looks at one client's whole context and answers for all that is wrong or cannot be told."""

    id: str
    title: str
    check: Check


RULES = (
    Rule("R22", N_("The document is complete"), completeness.complete),
    Rule("R1", N_("Each line is quantity times price"), arithmetic.line_arithmetic),
    Rule("R2", N_("The totals add up"), arithmetic.totals),
    Rule("R3", N_("The tax is right"), taxes.taxes),
    Rule("R5", N_("No invoice was sent twice"), duplicates.duplicate_invoices),
    Rule("R4", N_("Nothing was charged twice"), duplicates.duplicate_lines),
    Rule("R7", N_("Nothing lies outside the agreement"), terms.outside_contract),
    Rule("R8", N_("What was billed was delivered"), rendered.not_rendered),
    Rule("R9", N_("Hours billed were logged"), hours.hours),
    Rule("R18", N_("What was billed was ordered"), orders.not_ordered),
    Rule("R6", N_("The prices are the agreed ones"), rates.agreed_rates),
    Rule("R13", N_("Promised discounts were given"), discounts.missing_discounts),
    Rule("R15", N_("Parts of a period are worked out as agreed"), prorating.proration),
    Rule("R19", N_("The currency and its rate are right"), currencies.currencies),
    Rule("R10", N_("Payments settle what they were meant for"), payments.misapplied_payments),
    Rule("R14", N_("Credits that are owed were given"), owed.missing_credits),
    Rule("R17", N_("Fees for paying late are due"), lateness.late_fees),
    Rule("R20", N_("What was delivered was billed"), rendered.unbilled),
    Rule("R11", N_("The bill is made out to the right client"), parties.wrong_party),
    Rule("R12", N_("Bills come in time and without gaps"), timing.timing),
    Rule("R21", N_("No figure is a slip of the keyboard"), entries.slips),
    Rule("R16", N_("No amount is unusual"), unusual.unusual_amounts),
)

TITLES = {rule.id: rule.title for rule in RULES}
WHOLE = {"R4", "R7", "R8", "R18"}
"""Rules that may find that a line should not be there at all."""
_OF_A_LINE = WHOLE | {"R6", "R9", "R12", "R13", "R15", "R17", "R19", "R21"}
_HINTS = {"R21", "R16"}
"""Rules that only say that an amount looks odd: what explains it goes before them."""


def run(context: Context, among: Collection[str] | None = None) -> list[Answer]:
    """All answers about the context's documents, with no money counted twice. `among`: only these rules."""
    asked = (rule for rule in RULES if among is None or rule.id in among)
    return list(reconciled(answer for rule in asked for answer in rule.check(context)))


class _Explained:
    """What has been found so far, and therefore needs no second finding."""

    def __init__(self) -> None:
        self.documents: set[int] = set()
        self.gone: set[int] = set()
        self.lines: set[int] = set()
        self.discounted: set[int] = set()

    def covers(self, found: Found) -> bool:
        if found.rule not in _OF_A_LINE and found.rule not in _HINTS:
            return False
        if id(found.document) in self.documents:
            return True
        about = {id(line) for line in (found.line, *found.together) if line is not None}
        if found.rule == "R16":
            return bool(about & (self.gone | self.lines | self.discounted))
        return bool(about & (self.gone | self.lines if found.rule in _HINTS else self.gone))

    def add(self, found: Found) -> None:
        if found.rule == "R5" and found.place == "total:payable":
            self.documents.add(id(found.document))
        if found.line is None:
            return
        if found.difference is not None or found.rule in _HINTS:
            # A discount that was forgotten makes an amount odd, and no figure a slip.
            (self.discounted if found.rule == "R13" else self.lines).add(id(found.line))
        if found.rule in _OF_A_LINE and found.expected is not None and not found.expected:
            self.gone.add(id(found.line))


def reconciled(answers: Iterable[Answer]) -> Iterator[Answer]:
    """A line that should not be there at all is wrong once: its price or discount is no second error.

    Answers come in the order of `RULES`, so what is found first explains what comes after it; what only looks odd is
    said where nothing explains it.
    """
    explained = _Explained()
    for answer in answers:
        if isinstance(answer, NotCheckable):
            yield answer
        elif not explained.covers(answer):
            explained.add(answer)
            yield answer
