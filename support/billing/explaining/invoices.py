"""One invoice as a whole: its lines, how they add up, and what of it is still to be paid."""

from __future__ import annotations

from datetime import date

from support.billing.balance import InvoiceBalance, invoice_balance
from support.billing.explaining import phrases
from support.billing.explaining.charges import wrong_about
from support.billing.explaining.grounds import Grounds, grounds_of, rows_of
from support.billing.explaining.shapes import Explanation
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.kernel import words
from support.kernel.money import Money
from support.kernel.sayings import N_, NN_

MOST_LINES = 12
"""Lines that an answer in the chat spells out; the invoice's own page shows them all."""


def explain_invoice(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    """Its lines, how they add up to the total, and what of it is still to be paid."""
    grounds = grounds_of(invoice)
    amount, issued = words.money(invoice.payable, locale), words.day(invoice.issued_on, locale)
    said = [
        N_(
            "%(kind)s %(number)s of %(day)s comes to %(amount)s.",
            kind=invoice.kind.label,
            number=invoice.number,
            day=issued,
            amount=amount,
        ),
        *_listing(grounds, locale),
        *_sums(invoice, locale),
        *_standing(invoice_balance(invoice), locale),
    ]
    wrong = [row for line in grounds.document.lines if (row := wrong_about(grounds, line))]
    return Explanation(
        said,
        invoice=invoice,
        lines=rows_of(grounds.document.lines),
        finding=max(wrong, key=lambda row: row.difference_minor or 0, default=None),
        may_dispute=invoice.kind is not DocumentKind.CREDIT_NOTE,
    )


def _listing(grounds: Grounds, locale: str) -> list[str]:
    """The first lines one by one, the others together."""
    lines = grounds.document.lines
    said = [phrases.in_one_line(line, locale) for line in lines[:MOST_LINES]]
    rest = lines[MOST_LINES:]
    if rest:
        together = grounds.document.money(sum(line.net for line in rest))
        amount = words.money(together, locale)
        said.append(
            NN_(
                "%(n)s more line comes to %(amount)s.", "%(n)s more lines come to %(amount)s.", len(rest), amount=amount
            )
        )
    return said


def _sums(invoice: Invoice, locale: str) -> list[str]:
    """From the lines to what is asked for, each step that there is."""
    said = [
        _on_the_whole(part.is_charge, part.reason, invoice.money(part.amount_minor), locale)
        for part in invoice.allowances
    ]
    net = words.money(invoice.money(invoice.net_minor), locale)
    said.append(
        N_("That makes %(net)s without tax; %(taxes)s of tax is added.", net=net, taxes=_taxes(invoice, locale))
    )
    if invoice.prepaid_minor:
        amount = words.money(invoice.money(invoice.prepaid_minor), locale)
        said.append(N_("%(amount)s had been paid before.", amount=amount))
    if invoice.rounding_minor:
        said.append(N_("%(amount)s is rounding.", amount=words.money(invoice.money(invoice.rounding_minor), locale)))
    return said


def _on_the_whole(is_charge: bool, reason: str, amount: Money, locale: str) -> str:
    said = {"amount": words.money(amount, locale), "why": phrases.reason(reason)}
    if is_charge:
        return N_("%(amount)s is added on the whole invoice%(why)s.", **said)
    return N_("%(amount)s is taken off on the whole invoice%(why)s.", **said)


def _taxes(invoice: Invoice, locale: str) -> str:
    """`13.5% on €840.00 (€113.40) and 23% on €327.00 (€75.21), in all €188.61`; the amount alone for one rate."""
    together = words.money(invoice.money(invoice.tax_minor), locale)
    if len(invoice.taxes) < 2:
        return together
    parts = [
        N_(
            "%(rate)s on %(taxable)s (%(tax)s)",
            rate=phrases.percent(tax.rate, locale),
            taxable=words.money(invoice.money(tax.taxable_minor), locale),
            tax=words.money(invoice.money(tax.tax_minor), locale),
        )
        for tax in invoice.taxes
    ]
    return N_("%(parts)s, in all %(amount)s", parts=phrases.listed(parts), amount=together)


def _standing(balance: InvoiceBalance, locale: str) -> list[str]:
    paid, credited, held = (words.money(amount, locale) for amount in (balance.paid, balance.credited, balance.on_hold))
    said = [N_("%(amount)s has been paid.", amount=paid)] if balance.paid else []
    said += [N_("%(amount)s has been credited.", amount=credited)] if balance.credited else []
    said += [N_("%(amount)s is on hold while it is in dispute.", amount=held)] if balance.on_hold else []
    if balance.due:
        return [*said, _still_due(words.money(balance.due, locale), balance.due_on, locale)]
    return [*said, N_("Nothing is left to pay.")] if balance.payable.minor > 0 and not balance.credit else said


def _still_due(amount: str, by: date | None, locale: str) -> str:
    if by is None:
        return N_("%(amount)s is still to be paid.", amount=amount)
    return N_("%(amount)s is still to be paid, due by %(day)s.", amount=amount, day=words.day(by, locale))
