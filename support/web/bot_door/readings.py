"""What a client's words say, field by field, and what to ask where they leave a choice."""

import re
from dataclasses import dataclass, field
from typing import Any

from support.billing.models import Invoice
from support.conversations import reading
from support.conversations.reading import Found, references
from support.disputes.reasons import Reason
from support.kernel import clock
from support.kernel.money import Money, total
from support.web.bot_door import known
from support.web.bot_door.besides import apart
from support.web.bot_door.said import Choice, Tongue, page
from support.web.bot_door.speaker import Speaker
from support.web.opening import WHOLE, own_invoice

SAYS_WHAT_IS_RIGHT = re.compile(
    r"\b(?:should|ought to|supposed to|instead of|rather than|agreed|correct)\b", re.IGNORECASE
)
"""Without one of these, or an open question for it, an amount in a sentence names a charge and is no claim."""
AN_INVOICE = re.compile(r"\b(?:invoice|bill|statement)\b", re.IGNORECASE)
"""With one of these “my latest” is no line."""

WHICH_INVOICE = {
    "typo": "I can't find that invoice on your account. Did you mean one of these?",
    "suffix": "Did you mean one of these?",
    "several": "More than one invoice fits. Which one do you mean?",
    "unknown": "I can't find that invoice on your account.",
    "none": "I could not tell which invoice you mean.",
}
WHICH_LINE = {
    "several": "More than one line fits. Which one do you mean?",
    "unknown": "I can't find that line on {invoice}. These are its lines.",
    "none": "I could not tell which line you mean.",
}
WHICH_AMOUNT = {
    "foreign": "The amount you wrote is in another currency. Your invoice is in {currency}, and I do not convert it.",
    "negative": "An amount cannot be below zero.",
    "above": "The amount you wrote is more than was billed, {billed} before tax.",
    "billed": "The amount you wrote is the one that was billed.",
    "several": "I read more than one amount. Which of them would be right?",
    "amount": "Did you mean this amount?",
    "none": "I could not read an amount. Please write it as a plain number, before tax.",
}
CANNOT_BE = {"foreign", "negative", "above", "billed"}
"""What is said at once, and not when the amount is asked for: the client has named one, and thinks it is known."""


@dataclass
class Reading:
    """The certain ones; the rest is None. `say` and `choices` are about the question that is open.

    With none open `asks` is the question that a doubtful invoice leads to, with its `choices`, and `further` holds
    what else the same text complains of.
    """

    invoice: str | None = None
    lines: list[str] | None = None
    reason: str | None = None
    claimed: str | None = None
    dispute: str | None = None
    say: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    further: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


def read(who: Speaker, text: str, asked: str | None, number: str | None) -> Reading:
    """`number` is the invoice under discussion. Raises `BadInput` when it is not the client's."""
    found = Reading()
    if asked is None:
        text, found.further = apart(who, text)
    invoice = own_invoice(number, who.organisation) if number else None
    if asked == "dispute":
        _read_dispute(found, who, text)
        return found
    named = _read_invoice(found, who, text, asked)
    invoice = named or invoice
    if invoice is not None:
        _read_lines(found, who, text, asked, invoice)
    elif asked is None and reading.lines_in(text, [], asked=False).certain:
        found.lines = [WHOLE]  # “everything on this bill” is said without its number
    _read_reason(found, text, asked)
    _read_claimed(found, who, text, asked, invoice)
    return found


@dataclass(frozen=True)
class Named:
    """The invoices that a text names: the one meant, those to choose from, or the latest where it names none."""

    certain: bool
    rows: list[Invoice]
    why: str
    say: list[str]


def invoices_named(who: Speaker, text: str) -> Named:
    own = known.invoices(who.organisation)
    named = reading.invoice_in(text, own, clock.today(who.person.timezone), who.person.locale)
    near = [named.certain] if named.certain else list(named.near)
    if near:
        rows = known.rows(who.organisation, near)
        asking = _which_invoice(named.why, rows, Tongue(who.person))
        say = _here_it_is(rows[0]) if named.certain else asking
        return Named(named.certain is not None, rows, named.why, [say])
    rows = known.latest(who.organisation)
    if named.why == "unknown":
        return Named(False, rows, "unknown", [WHICH_INVOICE["unknown"], *(["Your latest invoices:"] if rows else [])])
    return Named(False, rows, "none", ["Your latest invoices:" if rows else "There is no invoice on your account yet."])


def _here_it_is(row: Invoice) -> str:
    return f"This is the invoice you mean. You can read it and take a copy here: {page('portal.invoice', number=row.number)}"


def _which_invoice(why: str, near: list[Invoice], tongue: Tongue) -> str:
    if why in ("typo", "suffix") and len(near) == 1:
        (row,) = near
        mean = f"Did you mean {row.number} of {tongue.day(row.issued_on)} for {tongue.money(row.payable)}?"
        return f"{WHICH_INVOICE['unknown']} {mean}" if why == "typo" else mean
    return WHICH_INVOICE.get(why, "Which invoice do you mean?")


def _read_dispute(found: Reading, who: Speaker, text: str) -> None:
    own = known.disputes(who.organisation)
    named = reading.dispute_in(text, own)
    found.dispute = named.certain
    if named.near:
        found.say = ["Which dispute do you mean?"]
        found.choices = [{"title": reference, "value": reference} for reference in named.near[: known.CHOICES]]
    elif named.why == "unknown":
        found.say = ["I can't find that dispute on your account."]


def _read_invoice(found: Reading, who: Speaker, text: str, asked: str | None) -> Invoice | None:
    """While something else is asked, only a number in full names an invoice: “the last one” may be a line."""
    own, tongue = known.invoices(who.organisation), Tongue(who.person)
    named = reading.invoice_in(text, own, clock.today(who.person.timezone), who.person.locale)
    told = {"exact"} | ({"period"} if asked is None else set())
    told |= {"latest"} if asked is None and AN_INVOICE.search(text) else set()
    if named.certain and (asked == "invoice" or named.why in told):
        found.invoice = named.certain
        return own_invoice(named.certain, who.organisation)
    if asked is None and named.near and not named.certain:
        rows = known.rows(who.organisation, list(named.near))
        found.asks, found.choices = [_which_invoice(named.why, rows, tongue)], [tongue.invoice(row) for row in rows]
    if asked == "invoice":
        near = [number for number in (named.certain, *named.near) if number]
        rows = known.rows(who.organisation, near) if near else known.latest(who.organisation)
        found.say = [_which_invoice(named.why, rows if near else [], tongue)] if text.strip() else []
        found.choices = [tongue.invoice(row) for row in rows]
    return None


def _read_lines(found: Reading, who: Speaker, text: str, asked: str | None, invoice: Invoice) -> None:
    own = known.lines(invoice)
    rest = references.without(text, [invoice.number])
    named = reading.lines_in(rest, own, asked=asked == "lines", locale=who.person.locale)
    if named.certain and asked in (None, "lines", "invoice", "reason"):
        found.lines = list(named.certain)
    if asked == "lines" and not named.certain:
        _ask_for_line(found, Tongue(who.person), invoice, named, bool(text.strip()))


def _ask_for_line(found: Reading, tongue: Tongue, invoice: Invoice, named: Found[Any], said: bool) -> None:
    near = {number for numbers in named.near for number in numbers}
    rows = [line for line in invoice.lines if not near or line.line_id in near]
    words = WHICH_LINE.get(named.why, WHICH_LINE["several"]) if said else "These are the lines of {invoice}."
    found.say = [words.format(invoice=invoice.number)]
    found.choices = [*(tongue.line(line) for line in rows), {"title": "The whole invoice", "value": WHOLE}]


def _read_reason(found: Reading, text: str, asked: str | None) -> None:
    named = reading.reason_in(text)
    found.reason = named.certain.value if named.certain else None
    if asked == "reason" and not named.certain:
        found.say = ["Which of these is it?"] if named.near else ["I could not tell what is wrong with it."]
        found.choices = [_reason(reason) for reason in named.near]


def _reason(reason: Reason) -> Choice:
    return {"title": reason.label, "value": reason.value}


def _read_claimed(found: Reading, who: Speaker, text: str, asked: str | None, invoice: Invoice | None) -> None:
    found.claimed = _by_quantity(text, invoice, found.lines)
    if found.claimed or (asked != "claimed" and not SAYS_WHAT_IS_RIGHT.search(text)):
        return
    currency = invoice.currency if invoice else who.organisation.currency
    rest = references.without(text, [known_.number for known_ in known.invoices(who.organisation)])
    billed = _billed(invoice, found.lines)
    named = reading.claimed_in(rest, currency, who.person.locale, billed=billed, bare=True)
    found.claimed = named.certain.decimal if named.certain is not None else None
    if named.certain is not None or (asked != "claimed" and (asked or named.why not in CANNOT_BE)):
        return
    tongue = Tongue(who.person)
    words = WHICH_AMOUNT.get(named.why, WHICH_AMOUNT["none"])
    found.say = [words.format(currency=currency, billed=tongue.money(billed) if billed else "")]
    if asked == "claimed":
        possible = [
            money for money in named.near if money.currency == currency and named.why not in ("above", "billed")
        ]
        found.choices = [{"title": tongue.money(money), "value": money.decimal} for money in possible]


def _by_quantity(text: str, invoice: Invoice | None, line_ids: list[str] | None) -> str | None:
    """“You billed 12 hours, it was 9”: nine twelfths of what that one line charges, where it does charge 12."""
    billed, right = reading.billed_and_right(text)
    rows = [line for line in invoice.lines if line.line_id in (line_ids or [])] if invoice else []
    if billed is None or right is None or len(rows) != 1 or rows[0].quantity != billed.value:
        return None
    if not 0 <= right.value < billed.value:
        return None
    return rows[0].net.times(right.value / billed.value).decimal


def _billed(invoice: Invoice | None, line_ids: list[str] | None) -> Money | None:
    if invoice is None or not line_ids:
        return None
    rows = [line for line in invoice.lines if WHOLE in line_ids or line.line_id in line_ids]
    return total((line.net for line in rows), invoice.currency)
