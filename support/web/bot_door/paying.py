"""What was paid in a time (“What did I pay in August?”), and how what is due is paid."""

import re
from typing import Any

from support.billing.balance import account_balances
from support.billing.explaining.settlements import Span
from support.billing.explaining.shapes import Source
from support.billing.models import Invoice
from support.billing.paying import Paying, due_now
from support.conversations import reading
from support.kernel import clock
from support.web.bot_door.further import further
from support.web.bot_door.meant import Question, number_named
from support.web.bot_door.resting import resting
from support.web.bot_door.said import Tongue, page
from support.web.bot_door.speaker import Speaker

MOST = 3
"""Invoices that are told at once; the others stand on the page."""

_PAID = re.compile(
    r"\b(?:what|how much|when|which|list|show)\b.{0,40}?\b(?:did (?:i|we) pay|(?:have|had) (?:i|we) paid|(?:i|we)(?:['’]ve)? paid"
    r"|payments?)\b",
    re.IGNORECASE,
)
_FOR_A_BILL = re.compile(r"\b(?:for|of) (?:the |my |our )?\w+ (?:invoice|bill)\b|\bpayments? for\b", re.IGNORECASE)


def asked_within(who: Speaker, question: Question) -> list[Span]:
    """The periods whose payments are asked for; none when the question is about something else."""
    text = question.text
    if not _PAID.search(text) or _FOR_A_BILL.search(text) or question.invoice or number_named(who, text):
        return []
    periods = reading.periods_in(text, clock.today(who.person.timezone))
    return [(period.start, period.end) for period in periods]


def how_to_pay(who: Speaker) -> dict[str, Any]:
    """What to pay now, where to and in which words, of each invoice that is due; links lead to our own pages alone."""
    due, tongue = due_now(who.organisation, MOST + 1), Tongue(who.person)
    said: dict[str, Any] = {"say": [], "rests_on": []}
    for invoice, paying in due[:MOST]:
        told = resting(_told(invoice, paying, tongue), [Source("invoice", invoice.number)])
        said = {key: said[key] + told[key] for key in said}
    after = resting(_after(who, due), [Source("account", who.organisation.name)])
    return {key: said[key] + after[key] for key in said}


def _told(invoice: Invoice, paying: Paying, tongue: Tongue) -> list[str]:
    by = f" by {tongue.day(paying.due_on)}" if paying.due_on else ""
    said = [f"Invoice {invoice.number}: {tongue.money(paying.amount)} is to pay now{by}."]
    if paying.in_instalments:
        said = [f"Invoice {invoice.number}, paid in instalments: the next one is {tongue.money(paying.amount)}{by}."]
    if paying.kept_back:
        said.append(
            f"Another {tongue.money(paying.kept_back)} is in dispute and need not be paid until that is decided."
        )
    if paying.collected:
        return [*said, "It is collected from your account by direct debit; you need not send anything."]
    for account in paying.accounts:
        bank = f", bank {account.bank}" if account.bank else ""
        said.append(f"Transfer it to {account.payee}, account {' '.join(account.groups)}{bank}.")
    also = (
        f" You can also {'; '.join(way.said[:1].lower() + way.said[1:] for way in paying.ways)}." if paying.ways else ""
    )
    address = page("portal.invoice", number=invoice.number, _anchor="how-to-pay")
    return [*said, f"Name “{paying.remittance}” with the payment.{also} It all stands on the invoice's page: {address}"]


def _after(who: Speaker, due: list[tuple[Invoice, Paying]]) -> list[str]:
    if len(due) > MOST:
        return [f"There is more to pay; you find it under {page('portal.invoices')}"]
    if due:
        return []
    held = any(account.on_hold for account in account_balances(who.organisation).values())
    kept = ["What is in dispute need not be paid until it is decided."] if held else []
    return ["Nothing is to pay now.", *kept, *further("policy")]
