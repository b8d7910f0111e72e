"""Why a charge is there: finds out which invoice and which lines are meant, then lets the ledger explain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from support.billing import explain
from support.billing.explain import Explanation
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import UNKNOWN_INVOICE, findings_of
from support.conversations import reading
from support.conversations.reading import references
from support.kernel.errors import BadInput
from support.kernel.money import Money
from support.web.bot_door import known, readings
from support.web.bot_door.said import Tongue
from support.web.bot_door.speaker import Speaker
from support.web.opening import WHOLE, chosen_lines, own_invoice


@dataclass(frozen=True)
class Question:
    """`topic` is what the assistant took the client to mean: the name of an intent."""

    text: str
    topic: str
    invoice: str | None
    line: str | None


@dataclass(frozen=True)
class About:
    """What the question turned out to be about; `lines` is empty when none was named."""

    who: Speaker
    invoice: Invoice
    lines: list[InvoiceLine]

    @property
    def locale(self) -> str:
        return self.who.person.locale


def answer(who: Speaker, question: Question) -> Explanation:
    """`found` is false, and the sentences ask, when no single invoice of the client's is meant."""
    try:
        invoice, which = _invoice(who, question)
        if invoice is None:
            return which
        about = About(who, invoice, _lines(who, question, invoice))
    except BadInput as unknown:
        return Explanation([unknown.say], found=False, candidates=known.latest(who.organisation))
    return TOPICS.get(question.topic, _charge)(about)


def _invoice(who: Speaker, question: Question) -> tuple[Invoice | None, Explanation]:
    if question.invoice:
        return own_invoice(question.invoice, who.organisation), Explanation([])
    named = readings.invoices_named(who, question.text)
    if named.certain:
        return named.rows[0], Explanation([])
    if named.why == "none" and question.topic in ABOUT_THE_LATEST and named.rows:
        return named.rows[0], Explanation([])
    say = ["Which invoice do you mean?"] if named.why == "none" else named.say
    return None, Explanation(say if named.rows else [UNKNOWN_INVOICE], found=False, candidates=named.rows)


def _lines(who: Speaker, question: Question, invoice: Invoice) -> list[InvoiceLine]:
    if question.line:
        return chosen_lines(invoice, [question.line]) or list(invoice.lines)
    rest = references.without(question.text, [invoice.number])
    named = reading.lines_in(rest, known.lines(invoice), locale=who.person.locale)
    numbers = set(named.certain or [number for numbers in named.near for number in numbers if named.why == "several"])
    return [line for line in invoice.lines if line.line_id in numbers]


def _charge(about: About) -> Explanation:
    if len(about.lines) == 1:
        return explain.explain_line(about.lines[0], about.locale)
    if 1 < len(about.lines) < len(about.invoice.lines):
        return _several(about, about.lines)
    return explain.explain_invoice(about.invoice, about.locale)


def _complaint(about: About) -> Explanation:
    """Something is said to be wrong and no line is named: those first that the audit found to be."""
    wrong = {row.line_id for row in findings_of(about.invoice) if (row.difference_minor or 0) > 0}
    lines = [line for line in about.invoice.lines if line.id in wrong]
    return _several(about, lines) if lines and not about.lines else _charge(about)


def _several(about: About, lines: list[InvoiceLine]) -> Explanation:
    parts = list(explain.explain_lines(lines, about.locale).values())
    return Explanation(
        [sentence for part in parts for sentence in part.say],
        invoice=about.invoice,
        lines=lines,
        finding=next((part.finding for part in parts if part.finding), None),
        may_dispute=any(part.may_dispute for part in parts),
        suggested=next((part.suggested for part in parts if part.suggested), None),
    )


def _difference(about: About) -> Explanation:
    return explain.explain_difference(about.invoice, about.locale)


def _duplicates(about: About) -> Explanation:
    return explain.explain_duplicates(about.invoice, about.who.organisation, about.locale)


def _price(about: About) -> Explanation:
    if len(about.lines) == 1:
        return explain.explain_price(about.lines[0], about.locale)
    return _complaint(about)


def _payments(about: About) -> Explanation:
    return explain.explain_payments(about.invoice, about.locale)


ABOUT_THE_LATEST = {"ask_bill_increase"}
"""Topics that are about the newest invoice when none is named."""

TOPICS: dict[str, Callable[[About], Explanation]] = {
    "ask_bill_increase": _difference,
    "dispute_duplicate_charge": _duplicates,
    "dispute_wrong_amount": _price,
    "dispute_unrecognised_charge": _complaint,
    "dispute_fee": _complaint,
    "dispute_service": _complaint,
    "missing_credit": _complaint,
    "request_refund": _complaint,
    "check_payment": _payments,
}
"""Intent → how it is explained; all others ask what a charge is."""


def as_json(found: Explanation, who: Speaker) -> dict[str, Any]:
    tongue = Tongue(who.person)
    return {
        "found": found.found,
        "say": found.say,
        "invoice": found.invoice.number if found.invoice and found.found else None,
        "lines": [line.line_id for line in found.lines],
        "finding": _finding(found, tongue),
        "choices": [tongue.invoice(row) for row in found.candidates[: known.CHOICES]],
        "may_dispute": found.may_dispute,
        "dispute": _suggested(found),
    }


def _finding(found: Explanation, tongue: Tongue) -> dict[str, Any] | None:
    """Only what speaks for the client: that too little was charged is a matter for the desk."""
    finding = found.finding
    if finding is None or not finding.difference_minor or finding.difference_minor < 0:
        return None
    amount = tongue.money(Money(finding.difference_minor, finding.currency))
    return {"reason": finding.reason, "rule": finding.rule, "amount": amount}


def _suggested(found: Explanation) -> dict[str, Any] | None:
    wish = found.suggested
    if wish is None:
        return None
    return {
        "invoice": wish.invoice.number,
        # What is about no single line, such as a payment, is about the invoice as a whole.
        "lines": wish.line_ids or [WHOLE],
        "reason": wish.reason,
        "claimed": wish.claimed.decimal if wish.claimed is not None else None,
    }
