"""Why this charge: sentences for people, every figure of them from the ledger's rows.

The assistant, the portal, the desk and the letters all say these. `locale` is the reader's (amounts and dates follow it).
"""

from support.accounts.models import Organisation
from support.billing.explaining.shapes import Explanation, Suggested
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Payment
from support.kernel import words

__all__ = [
    "Explanation",
    "Suggested",
    "explain_balance",
    "explain_difference",
    "explain_duplicates",
    "explain_invoice",
    "explain_line",
    "explain_payment",
    "explain_price",
    "explain_proration",
]


def explain_line(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    said = f"Line {line.line_id} of invoice {line.invoice.number}: {line.name}, {words.money(line.net, locale)}."
    return Explanation([said], invoice=line.invoice, lines=[line], may_dispute=True)


def explain_invoice(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    said = f"Invoice {invoice.number} comes to {words.money(invoice.payable, locale)}."
    return Explanation([said], invoice=invoice, lines=list(invoice.lines), may_dispute=True)


def explain_difference(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    """Against the client's invoice before it."""
    return explain_invoice(invoice, locale)


def explain_duplicates(invoice: Invoice, organisation: Organisation, locale: str = words.LOCALE) -> Explanation:
    """Whether anything on `invoice` was charged twice, on it or on another of the client's invoices."""
    return explain_invoice(invoice, locale)


def explain_price(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """The agreed price, its version, clause and notice, and whether the line keeps to it."""
    return explain_line(line, locale)


def explain_proration(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    return explain_line(line, locale)


def explain_payment(payment: Payment, locale: str = words.LOCALE) -> Explanation:
    """What a payment settled, and whether its own words name another invoice."""
    amount = words.money(payment.amount, locale)
    return Explanation([f"Your payment {payment.reference} of {amount} arrived."], may_dispute=False)


def explain_balance(organisation: Organisation, locale: str = words.LOCALE) -> Explanation:
    return Explanation([])
