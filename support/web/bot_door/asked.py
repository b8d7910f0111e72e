"""Questions for a fee for paying late, and for a rate of exchange."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from support.accounts.models import Organisation
from support.billing import explain
from support.billing.explain import Explanation
from support.billing.models import Invoice, InvoiceLine
from support.web.bot_door import known

_LATE = re.compile(
    r"\b(?:late (?:payment )?(?:fees?|charges?|penalty|interest)|(?:reminder|overdue) (?:fees?|charges?)|(?:fees?|charges?|penalty|interest) for (?:paying late|late payment|being late)"
    r"|penalty|default interest)\b",
    re.IGNORECASE,
)
_EXCHANGE = re.compile(r"\b(?:exchange rate|conversion rate|converted?|currency)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """The invoice, the lines that were named, and how the reader writes amounts."""

    invoice: Invoice
    lines: list[InvoiceLine]
    locale: str


def reckoning(text: str) -> Callable[[Asked], Explanation] | None:
    """How to answer a question of this kind; None for every other."""
    for said, way in WAYS:
        if said.search(text):
            return way
    return None


def asks_about_late_fee(text: str) -> bool:
    return bool(_LATE.search(text))


def late_fees_of(organisation: Organisation, locale: str) -> list[Explanation]:
    """The fees for paying late on the latest invoices, explained, the newest first."""
    lines = [line for invoice in known.latest(organisation) for line in invoice.lines if _may_be_a_fee(line)]
    told = [explain.explain_late_fee(line, locale) for line in lines]
    return [one for one in told if one.found]


def _may_be_a_fee(line: InvoiceLine) -> bool:
    """Most lines name a service: only what sounds like a fee is held against the agreement."""
    return bool(
        re.search(r"late|remind|overdue|dunning|interest|fee|penalt", f"{line.name} {line.sku or ''}", re.IGNORECASE)
    )


NO_LATE_FEE = (
    "There is no fee for paying late on your latest invoices. If you see one, tell me the invoice and the line."
)


def no_late_fee() -> Explanation:
    return Explanation([NO_LATE_FEE])


def _late_fee(asked: Asked) -> Explanation:
    fees = [line for line in asked.lines or asked.invoice.lines if _may_be_a_fee(line)]
    told = [one for one in (explain.explain_late_fee(line, asked.locale) for line in fees) if one.found]
    if told:
        return told[0]
    none = f"There is no fee for paying late on invoice {asked.invoice.number}."
    return Explanation([none, *explain.explain_payments(asked.invoice, asked.locale).say], invoice=asked.invoice)


def _exchange(asked: Asked) -> Explanation:
    said = [
        f"Invoice {asked.invoice.number} is in {asked.invoice.currency}, from its first line to its last: nothing on it was exchanged.",
        "If your bank exchanged the money when you paid, your bank can tell you its rate.",
    ]
    return Explanation(said, invoice=asked.invoice, lines=asked.lines, may_dispute=True)


WAYS: list[tuple[re.Pattern[str], Callable[[Asked], Explanation]]] = [
    (_LATE, _late_fee),
    (_EXCHANGE, _exchange),
]
