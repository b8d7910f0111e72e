"""Which invoice a question is about. Its own words come first; where they name none, the ledger often knows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from support.billing.explain import has_proration
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import UNKNOWN_INVOICE, overcharges_of
from support.conversations import reading
from support.conversations.reading import references
from support.disputes.reasons import Reason
from support.web.bot_door import known, readings
from support.web.bot_door.speaker import Speaker
from support.web.opening import own_invoice

ABOUT_THE_LATEST = {"ask_bill_increase"}
"""Topics that are about the newest invoice when none is named; so are questions for a total or a tax."""
MERE_QUESTIONS = {"explain_charge", "dispute_unrecognised_charge", "inform"}
"""A charge that comes every month may be shown on the newest invoice: nothing is said to be wrong with one of them."""

COMPLAINTS: dict[str, set[Reason]] = {
    "dispute_duplicate_charge": {Reason.DUPLICATE},
    "missing_credit": {Reason.MISSING_DISCOUNT, Reason.CREDIT_NOT_PROCESSED},
    "dispute_wrong_amount": {Reason.WRONG_AMOUNT, Reason.RATE_DISCREPANCY, Reason.QUANTITY, Reason.ARITHMETIC},
    "dispute_fee": {Reason.TERMS},
    "check_payment": {Reason.MISAPPLIED_PAYMENT},
}
"""What a topic complains of where the words themselves give no reason."""

WHICH = {
    "request_refund": "I can look into a refund. Which invoice is it about?",
    "dispute_wrong_amount": "I can check that against what was agreed. Which invoice do you mean?",
    "dispute_fee": "I can check whether it was agreed. Which invoice do you mean?",
    "dispute_service": "I can check that against our records. Which invoice do you mean?",
}
"""The question, with what is done next, where the topic says so much."""

_THIS_MONTH = re.compile(r"\b(?:this|the current) month(?:['’]?s)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """`topic` is what the assistant took the client to mean: the name of an intent. `about` is the invoice that was
    explained last; it counts only where the words name a line of it and no invoice."""

    text: str
    topic: str
    invoice: str | None = None
    line: str | None = None
    about: str | None = None

    @property
    def reasons(self) -> set[Reason]:
        """What is said to be wrong; none in a mere question."""
        if self.topic in MERE_QUESTIONS or self.topic in ABOUT_THE_LATEST:
            return set()
        said = reading.reason_in(self.text)
        reasons = {said.certain} if said.certain else set(said.near) or COMPLAINTS.get(self.topic, set())
        # “Too much” says that it is wrong, and not why.
        return reasons | COMPLAINTS["dispute_wrong_amount"] if Reason.WRONG_AMOUNT in reasons else reasons


@dataclass(frozen=True)
class Meant:
    """The invoice; or without one the sentences that ask for it, and what to choose from."""

    invoice: Invoice | None
    say: list[str] = field(default_factory=list)
    candidates: list[Invoice] = field(default_factory=list)


def meant(who: Speaker, question: Question) -> Meant:
    """Raises `BadInput` for a chosen invoice that is not the client's."""
    if question.invoice:
        return Meant(own_invoice(question.invoice, who.organisation))
    named = readings.invoices_named(who, question.text)
    if named.rows and Reason.AFTER_CANCELLATION in question.reasons and not number_named(who, question.text):
        # The month is that of the cancellation; what is billed in spite of it is billed now.
        return Meant(known.latest(who.organisation)[0])
    if named.why == "unknown" and not number_named(who, question.text):
        # “This month” has no bill of its own before it has ended: it is said of the one that has just come.
        earlier = readings.invoices_named(who, _THIS_MONTH.sub(" ", question.text))
        named = earlier if earlier.why == "none" else named
    if named.certain:
        return Meant(named.rows[0])
    if named.why != "none" or not named.rows:
        return Meant(None, named.say if named.rows else [UNKNOWN_INVOICE], named.rows)
    return _unnamed(who, question, named.rows)


def number_named(who: Speaker, text: str) -> bool:
    """Whether a number of an invoice stands in the text, be it the client's or not."""
    return references.find(text, [one.number for one in known.invoices(who.organisation)]).why != "none"


def _unnamed(who: Speaker, question: Question, latest: list[Invoice]) -> Meant:
    """`latest` is not empty, the newest first."""
    if question.topic in ABOUT_THE_LATEST or (question.topic in MERE_QUESTIONS and _is_about_a_sum(question)):
        own = own_invoice(question.about, who.organisation) if question.about else latest[0]
        return Meant(own if question.topic in MERE_QUESTIONS else latest[0])
    if question.about and lines_named(
        who, replace(question, line=None), own := own_invoice(question.about, who.organisation)
    ):
        return Meant(own)
    fitting = _with_that_error(who, question.reasons) or _with_parts_of_months(question, latest)
    fitting = fitting or _with_such_a_line(who, question, latest)
    if len(fitting) == 1:
        return Meant(fitting[0])
    if not fitting and _THIS_MONTH.search(question.text):
        return Meant(latest[0])
    if question.about and question.topic not in MERE_QUESTIONS and len(fitting) != 1:
        return Meant(own_invoice(question.about, who.organisation))
    return Meant(None, [WHICH.get(question.topic, "Which invoice do you mean?")], fitting or latest)


def _with_that_error(who: Speaker, reasons: set[Reason]) -> list[Invoice]:
    """The client's invoices on which the audit found that very thing to be too dear."""
    found = overcharges_of(who.organisation, [reason.value for reason in reasons]) if reasons else []
    return list(dict.fromkeys(row.invoice for row in found if row.invoice is not None))


def _with_parts_of_months(question: Question, latest: list[Invoice]) -> list[Invoice]:
    """The newest invoice that charges parts of a month, for a question about those."""
    return [row for row in latest if has_proration(row)][:1] if asks_about_proration(question) else []


_TAX = re.compile(r"\b(?:vat|sales tax|tax(?:es)?)\b", re.IGNORECASE)
_SUM = re.compile(r"\b(?:total|add(?:s|ed)? up|sum|altogether)\b", re.IGNORECASE)
_STEPS = re.compile(r"\b(?:tier(?:s|ed)?|volume price|price steps?|graduated)\b", re.IGNORECASE)


def asks_about_tax(question: Question) -> bool:
    return question.reasons == {Reason.TAX} or (question.topic in MERE_QUESTIONS and bool(_TAX.search(question.text)))


def asks_about_the_total(question: Question) -> bool:
    return question.topic in MERE_QUESTIONS and bool(_SUM.search(question.text))


def _is_about_a_sum(question: Question) -> bool:
    return asks_about_tax(question) or asks_about_the_total(question)


def asks_about_steps(question: Question) -> bool:
    return bool(_STEPS.search(question.text))


def asks_about_proration(question: Question) -> bool:
    return reading.reason_in(question.text).certain is Reason.PRORATION


def _with_such_a_line(who: Speaker, question: Question, latest: list[Invoice]) -> list[Invoice]:
    """Those with a line of that amount or name; of a charge that comes every month a mere question gets the newest."""
    fitting = [
        row
        for row in latest
        if _beside_the_lines(who, question.text, row) or lines_named(who, question, row, by_order=False)
    ]
    return fitting[:1] if question.topic in MERE_QUESTIONS else fitting


def lines_named(who: Speaker, question: Question, invoice: Invoice, *, by_order: bool = True) -> list[InvoiceLine]:
    """The lines of `invoice` that the words name: by number or order, by amount or price, or by name."""
    rest = references.without(question.text, [invoice.number])
    named = reading.lines_in(rest, known.lines(invoice), locale=who.person.locale)
    if named.why in ("exact", "order", "unknown") and not by_order:
        return _priced(who, rest, invoice.lines)
    if _beside_the_lines(who, rest, invoice):
        return []
    numbers = set(named.certain or [number for numbers in named.near for number in numbers if named.why == "several"])
    return [line for line in invoice.lines if line.line_id in numbers] or _priced(who, rest, invoice.lines)


def _beside_the_lines(who: Speaker, text: str, invoice: Invoice) -> bool:
    """“The delivery charge of 12.00” may stand on no line but be added on the whole invoice."""
    amounts = {one.money.minor for one in reading.amounts_in(text, invoice.currency, who.person.locale)}
    on_lines = {line.net_minor for line in invoice.lines}
    return any(part.amount_minor in amounts - on_lines for part in invoice.allowances)


def _priced(who: Speaker, text: str, lines: Sequence[InvoiceLine]) -> list[InvoiceLine]:
    """“The 60 euro thing” may be two pieces at 60.00 each."""
    if not lines:
        return []
    amounts = {one.money for one in reading.amounts_in(text, lines[0].net.currency, who.person.locale)}
    return [line for line in lines if any(one.amount == line.unit_price for one in amounts)]
