"""Why a charge is there: finds out which invoice and which lines are meant, then lets the ledger explain."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from support.billing import explain
from support.billing.balance import invoice_balance
from support.billing.explain import Explanation
from support.billing.explaining.shapes import Said, Source
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import findings_of, invoice_before
from support.conversations import reading
from support.disputes import queries as disputes
from support.disputes.models import Dispute
from support.disputes.reasons import Reason
from support.kernel import clock
from support.kernel.errors import BadInput
from support.kernel.money import Money
from support.web.bot_door import asked, known, paying, readings
from support.web.bot_door.meant import (
    Question,
    asks_about_proration,
    asks_about_steps,
    asks_about_tax,
    asks_about_the_total,
    lines_named,
    meant,
    number_named,
)
from support.web.bot_door.resting import resting
from support.web.bot_door.said import Tongue, listed
from support.web.bot_door.speaker import Speaker
from support.web.opening import WHOLE, chosen_lines

_COMPARED = re.compile(r"\b(?:compar\w*|than|versus|vs|against|difference between)\b", re.IGNORECASE)


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
        if spans := paying.asked_within(who, question):
            return explain.explain_paid_within(who.organisation, spans, who.person.locale)
        if _is_about_a_payment(who, question):
            return _payments_of_client(who, question)
        if two := _two_named(who, question):
            return explain.explain_difference(two[0], who.person.locale, against=two[1])
        if asked.asks_about_late_fee(question.text) and not number_named(who, question.text):
            told = asked.late_fees_of(who.organisation, who.person.locale)
            return told[0] if told else asked.no_late_fee()
        found = meant(who, question)
        if found.invoice is None:
            return Explanation(found.say, found=False, candidates=found.candidates)
        about = About(who, found.invoice, _lines(who, question, found.invoice))
    except BadInput as unknown:
        return Explanation([unknown.say], found=False, candidates=known.latest(who.organisation))
    return _way(question)(about)


def _two_named(who: Speaker, question: Question) -> tuple[Invoice, Invoice] | None:
    """The newer and the older of two bills that are to be held against each other."""
    if question.topic != "ask_bill_increase" or question.invoice or not _COMPARED.search(question.text):
        return None
    named = readings.invoices_named(who, question.text)
    rows = named.rows
    if named.why != "several" or len(rows) != 2 or rows[0].currency != rows[1].currency:
        return None
    older, newer = sorted(rows, key=lambda row: (row.issued_on, row.id))
    return newer, older


def _way(question: Question) -> Callable[[About], Explanation]:
    """How it is explained: what the words say is wrong outranks what the assistant took them to mean."""
    if question.reasons == {Reason.MISAPPLIED_PAYMENT}:
        return _payments
    if asks_about_proration(question):
        return _proration
    if (reckoned := asked.reckoning(question.text)) and _may_be_reckoned(question):
        return lambda about: _reckoned(about, reckoned)
    if asks_about_tax(question):
        return _tax
    if asks_about_the_total(question):
        return _total
    if asks_about_steps(question):
        return _steps
    if question.topic == "dispute_duplicate_charge" and Reason.DUPLICATE not in question.reasons:
        return _complaint
    return TOPICS.get(question.topic, _charge)


def _may_be_reckoned(question: Question) -> bool:
    """A comparison, a payment or a refund that also says “total” is answered as what it is."""
    return question.topic not in ("request_refund", "check_payment", "missing_credit") and not _COMPARED.search(
        question.text
    )


def _reckoned(about: About, way: Callable[[asked.Asked], Explanation]) -> Explanation:
    return way(asked.Asked(about.invoice, about.lines, about.locale))


def _is_about_a_payment(who: Speaker, question: Question) -> bool:
    """A payment, and no invoice: “I paid on the 3rd” names a day of paying, not of an invoice."""
    about = question.topic == "check_payment" or question.reasons == {Reason.MISAPPLIED_PAYMENT}
    if not about or question.invoice or number_named(who, question.text):
        return False
    return bool(_days(who, question)) or meant(who, replace(question, topic="check_payment")).invoice is None


def _days(who: Speaker, question: Question) -> list[Any]:
    return reading.days_in(question.text, clock.today(who.person.timezone), who.person.locale)


def _payments_of_client(who: Speaker, question: Question) -> Explanation:
    return explain.explain_recent_payments(who.organisation, _days(who, question), who.person.locale)


def _lines(who: Speaker, question: Question, invoice: Invoice) -> list[InvoiceLine]:
    if question.line:
        return chosen_lines(invoice, [question.line]) or list(invoice.lines)
    return lines_named(who, question, invoice)


def _charge(about: About) -> Explanation:
    if len(about.lines) == 1:
        return explain.explain_line(about.lines[0], about.locale)
    if 1 < len(about.lines) < len(about.invoice.lines):
        return _several(about, about.lines)
    return explain.explain_invoice(about.invoice, about.locale)


def _tax(about: About) -> Explanation:
    """Of a line with its rate; of the bill with every rate, and what each is taken of."""
    return _charge(about) if len(about.lines) == 1 else explain.explain_tax(about.invoice, about.locale)


def _total(about: About) -> Explanation:
    return _charge(about) if len(about.lines) == 1 else explain.explain_total(about.invoice, about.locale)


def _steps(about: About) -> Explanation:
    return explain.explain_tiers(about.lines[0], about.locale) if len(about.lines) == 1 else _charge(about)


def _complaint(about: About) -> Explanation:
    """Something is said to be wrong: of the lines that may be meant those first that the audit found to be."""
    wrong = {row.line_id for row in findings_of(about.invoice) if (row.difference_minor or 0) > 0}
    lines = [line for line in about.lines or about.invoice.lines if line.id in wrong]
    return _several(about, lines) if lines else _charge(about)


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
    """Of the first invoice there is nothing to compare with: what it is made of says why it is what it is."""
    if len(about.lines) == 1:
        return explain.explain_price(about.lines[0], about.locale)
    if invoice_before(about.invoice) is None:
        return explain.explain_total(about.invoice, about.locale)
    return explain.explain_difference(about.invoice, about.locale)


def _duplicates(about: About) -> Explanation:
    return explain.explain_duplicates(about.invoice, about.who.organisation, about.locale)


def _price(about: About) -> Explanation:
    if len(about.lines) == 1:
        return explain.explain_price(about.lines[0], about.locale)
    return _complaint(about)


def _payments(about: About) -> Explanation:
    return explain.explain_payments(about.invoice, about.locale)


def _refund(about: About) -> Explanation:
    """What was not paid yet cannot be paid back: a mistake would lower what is due."""
    found, balance = _complaint(about), invoice_balance(about.invoice)
    if balance.paid or not balance.open:
        return found
    unpaid = (
        f"Invoice {about.invoice.number} is not paid yet. If a charge on it is wrong, we take it off what is due; "
        "there is nothing to pay back."
    )
    return replace(found, say=[*found.say, unpaid])


def _proration(about: About) -> Explanation:
    return explain.explain_change(about.invoice, about.locale) or _charge(about)


TOPICS: dict[str, Callable[[About], Explanation]] = {
    "ask_bill_increase": _difference,
    "dispute_duplicate_charge": _duplicates,
    "dispute_wrong_amount": _price,
    "dispute_unrecognised_charge": _complaint,
    "dispute_fee": _complaint,
    "dispute_service": _complaint,
    "missing_credit": _complaint,
    "request_refund": _refund,
    "check_payment": _payments,
}
"""Intent → how it is explained; all others ask what a charge is."""


def as_json(found: Explanation, who: Speaker) -> dict[str, Any]:
    """What is in an open dispute already is said to be, and offered for no second one."""
    tongue = Tongue(who.person)
    disputed, all_of_it = _in_dispute(found)
    return {
        "found": found.found,
        **resting([*found.say, *_already(disputed)], _asked_about(found, who)),
        "invoice": found.invoice.number if found.invoice and found.found else None,
        "lines": [line.line_id for line in found.lines],
        "finding": _finding(found, tongue),
        "choices": [tongue.invoice(row) for row in found.candidates[: known.CHOICES]],
        "may_dispute": found.may_dispute and not all_of_it,
        "dispute": None if all_of_it else _suggested(found),
        "in_dispute": list(dict.fromkeys(dispute.reference for _, dispute in disputed)),
    }


def _asked_about(found: Explanation, who: Speaker) -> list[Source]:
    """A question rests on the invoices to choose from; that nothing was found (“on 1 February”), on the whole account."""
    if not found.found:
        return [Source("invoice", row.number) for row in found.candidates]
    return [] if found.invoice else [Source("account", who.organisation.name)]


Disputed = list[tuple[InvoiceLine, Dispute]]


def _in_dispute(found: Explanation) -> tuple[Disputed, bool]:
    """The lines that are in an open dispute, and whether nothing is left that could be disputed anew."""
    if found.invoice is None or not found.found:
        return [], False
    named = found.suggested.lines if found.suggested else found.lines
    lines = named or list(found.invoice.lines)
    disputed = disputes.open_on(lines)
    return disputed, bool(disputed) and len(disputed) == len([line for line in lines if line.net_minor > 0])


def _already(disputed: Disputed) -> list[str]:
    said: dict[str, list[str]] = {}
    for line, dispute in sorted(disputed, key=lambda pair: pair[0].id):
        said.setdefault(dispute.reference, []).append(line.line_id)
    return [
        Said(
            f"Line{'s' if len(ids) > 1 else ''} {listed(ids)} {'are' if len(ids) > 1 else 'is'} in dispute already, as {reference}.",
            [Source("dispute", reference)],
        )
        for reference, ids in said.items()
    ]


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
