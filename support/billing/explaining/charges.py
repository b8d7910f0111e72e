"""One line, and one invoice as a whole: what is charged, for what, and how it adds up."""

from __future__ import annotations

from collections.abc import Sequence

from support.billing.audit import discounts
from support.billing.audit.causes import CAUSES
from support.billing.audit.commitments import agreement_of, is_true_up, least_of, shortfall
from support.billing.audit.facts import Line
from support.billing.audit.known import ContractFacts
from support.billing.audit.lateness import is_late_fee
from support.billing.audit.rates import prices_of
from support.billing.audit.results import Found
from support.billing.balance import InvoiceBalance, invoice_balance
from support.billing.explaining import phrases
from support.billing.explaining.grounds import Grounds, grounds_of, rows_of
from support.billing.explaining.prices import price_sentences
from support.billing.explaining.prorations import proration_of, proration_sentences
from support.billing.explaining.reckonings import explain_late_fee
from support.billing.explaining.shapes import Explanation, Source, Suggested, resting_on
from support.billing.kinds import DocumentKind, Severity
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.kernel import words

MOST_LINES = 12
"""Lines that an answer in the chat spells out; the invoice's own page shows them all."""


def explain_line(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """What is charged for what, with price, record, discounts, tax, and what the audit says of it."""
    return explain_lines([line], locale)[line.id]


def explain_lines(lines: Sequence[InvoiceLine], locale: str = words.LOCALE) -> dict[int, Explanation]:
    """`explain_line` for several lines of one invoice, in a fixed number of statements; by `InvoiceLine.id`."""
    if not lines:
        return {}
    grounds = grounds_of(lines[0].invoice)
    return {line.id: _line(grounds, line, locale) for line in lines}


def explain_mistakes(lines: Sequence[InvoiceLine], locale: str = words.LOCALE) -> list[str]:
    """Of the lines of one invoice that our own check calls wrong: what was agreed, and what was charged instead."""
    if not lines:
        return []
    grounds, said = grounds_of(lines[0].invoice), list[str]()
    for row in lines:
        line = grounds.facts(row)
        finding = wrong_about(grounds, line)
        cause = CAUSES.get(finding.rule, "") if finding is not None else ""
        said += _price(grounds, line, row, locale) if cause == "price" else []
        said += _part_of_a_month(grounds, line, locale) if cause == "time" else []
        said += _promised(grounds, line, locale) if cause == "discount" else []
        said += _repeated(grounds, line) if cause == "whole" else []
    return list(dict.fromkeys(said))


def _line(grounds: Grounds, row: InvoiceLine, locale: str) -> Explanation:
    line = grounds.facts(row)
    said = [
        _charged(grounds, line, locale),
        *_parts(line, locale),
        *resting_on(_record(grounds, line, locale), *_record_row(line)),
        *_price(grounds, line, row, locale),
        *_part_of_a_month(grounds, line, locale),
        *_promised(grounds, line, locale),
        *_repeated(grounds, line),
        _tax(line, locale),
        *_credited(line, locale),
    ]
    said = resting_on(said, Source("line", f"{line.document.number}/{line.id}"))
    finding = wrong_about(grounds, line)
    return Explanation(
        said,
        invoice=grounds.invoice,
        lines=[row],
        finding=finding,
        may_dispute=row.net_minor > 0 and grounds.invoice.kind is not DocumentKind.CREDIT_NOTE,
        suggested=Suggested(grounds.invoice, [row], finding.reason, finding.expected) if finding else None,
    )


def _record_row(line: Line) -> list[Source]:
    return [Source("record", line.record)] if line.record else []


def _price(grounds: Grounds, line: Line, row: InvoiceLine, locale: str) -> list[str]:
    """Where the amount comes from: a clause about paying late, a least amount, else the agreed price."""
    if is_late_fee(grounds.context, line):
        return explain_late_fee(row, locale).say[1:]
    contract = agreement_of(grounds.context, line.document)
    if contract is not None and is_true_up(grounds.context, line):
        return resting_on(_made_up(grounds, line, contract, locale), Source("contract", contract.number))
    agreed = prices_of(grounds.context, line)[:1]
    rows = [Source("price", f"{one.sku}@{one.valid_from}") for one in agreed]
    rows += [Source("contract", one.contract.number) for one in agreed if one.contract]
    return resting_on(price_sentences(grounds, line, locale), *rows)


def _made_up(grounds: Grounds, line: Line, contract: ContractFacts, locale: str) -> list[str]:
    least, short = words.money(least_of(contract), locale), shortfall(grounds.context, line.document)
    clause = f" (clause {contract.terms.minimum_clause})" if contract.terms.minimum_clause else ""
    return [
        f"Your agreement {contract.number} sets a least amount of {least} an invoice{clause}.",
        f"The other lines come to {words.money(least_of(contract) - short, locale)} of it, so "
        f"{words.money(short, locale)} is missing.",
    ]


def _part_of_a_month(grounds: Grounds, line: Line, locale: str) -> list[str]:
    """That it belongs to a change within the month, and what the whole change comes to."""
    pair = proration_of(grounds.document, line)
    if not pair:
        return []
    rows = [Source("line", f"{one.document.number}/{one.id}") for one in pair]
    said = proration_sentences(pair, locale)
    return resting_on([said[0], said[-1]], *rows)


def wrong_about(grounds: Grounds, line: Line) -> Finding | None:
    """The audit's finding of a charge too high, the largest first. What was charged too low is no client's worry."""
    rows = [
        row
        for row in grounds.findings
        if row.line_id == line.row and (row.difference_minor or 0) > 0 and row.severity is not Severity.INFO
    ]
    return max(rows, key=lambda row: row.difference_minor or 0, default=None)


def _charged(grounds: Grounds, line: Line, locale: str) -> str:
    verb = "credits" if grounds.document.is_credit else "charges" if line.net >= 0 else "gives back"
    amount = words.money(abs(line.money), locale)
    what = f"{phrases.name(line)}{phrases.served(line, locale)}"
    return f"Line {line.id} of invoice {line.document.number} {verb} {amount} for {what}: {phrases.reckoning(line, locale)}."


def _parts(line: Line, locale: str) -> list[str]:
    said = []
    for part in line.parts:
        amount = words.money(line.document.money(part.minor), locale)
        why = f": {part.reason}" if part.reason else ""
        said.append(f"{amount} was {'added' if part.is_charge else 'taken off'} on this line{why}.")
    return said


def _record(grounds: Grounds, line: Line, locale: str) -> list[str]:
    if not line.record:
        return []
    record = grounds.context.records.get(line.record)
    if record is None:
        return [f"It names the record {line.record}, which our own records do not hold."]
    return [f"It rests on {phrases.record(record, locale)}."]


def _promised(grounds: Grounds, line: Line, locale: str) -> list[str]:
    """What sales promised for this service and time, and whether it was taken off."""
    said = []
    for promise in grounds.context.promises:
        # A promised price is told with the other prices.
        if promise.kind == "price" or promise.sku != line.sku or not promise.holds_on(line.service_day):
            continue
        by = f" by {promise.recorded_by}" if promise.recorded_by else ""
        value = discounts.value_in_words(promise, line.document)
        until = f" until {words.day(promise.valid_to, locale)}" if promise.valid_to else ""
        about = f"{value} off was promised{by} from {words.day(promise.valid_from, locale)}{until}."
        said += resting_on([about], Source("promise", promise.words or value))
        missing = _missing(grounds, line)
        if missing is not None and missing.difference is not None:
            said.append(f"On this line that is {words.money(missing.difference, locale)} more than was taken off.")
        else:
            said.append("It was taken off here.")
    return said


def _missing(grounds: Grounds, line: Line) -> Found | None:
    answers = (answer for answer in discounts.missing_discounts(grounds.context) if isinstance(answer, Found))
    return next((answer for answer in answers if answer.line is line), None)


def _repeated(grounds: Grounds, line: Line) -> list[str]:
    finding = grounds.finding(line, "R4")
    if finding is None or not finding.evidence or finding.severity is Severity.INFO:
        return []
    number, _, other = finding.evidence[0]["ref"].rpartition("/")
    where = f"line {other}" if number == line.document.number else f"line {other} of invoice {number}"
    return [f"Our own check found that {where} has charged the same thing already."]


def _tax(line: Line, locale: str) -> str:
    if not line.rate:
        return "No tax is added to it."
    return f"Tax of {phrases.percent(line.rate, locale)} comes on top."


def _credited(line: Line, locale: str) -> list[str]:
    if not line.credited:
        return []
    amount = words.money(line.document.money(line.credited), locale)
    return [f"{amount} of it has been credited."]


def explain_invoice(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    """Its lines, how they add up to the total, and what of it is still to be paid."""
    grounds = grounds_of(invoice)
    amount, issued = words.money(invoice.payable, locale), words.day(invoice.issued_on, locale)
    said = [
        f"{invoice.kind.label} {invoice.number} of {issued} comes to {amount}.",
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
        said.append(f"{len(rest)} more lines come to {words.money(together, locale)}.")
    return said


def _sums(invoice: Invoice, locale: str) -> list[str]:
    """From the lines to what is asked for, each step that there is."""
    said = []
    for part in invoice.allowances:
        amount = words.money(invoice.money(part.amount_minor), locale)
        why = f": {part.reason}" if part.reason else ""
        said.append(f"{amount} is {'added' if part.is_charge else 'taken off'} on the whole invoice{why}.")
    net, tax = invoice.money(invoice.net_minor), invoice.money(invoice.tax_minor)
    said.append(
        f"That makes {words.money(net, locale)} without tax; {_taxes(invoice, locale)}{words.money(tax, locale)} of tax is added."
    )
    if invoice.prepaid_minor:
        said.append(f"{words.money(invoice.money(invoice.prepaid_minor), locale)} had been paid before.")
    if invoice.rounding_minor:
        said.append(f"{words.money(invoice.money(invoice.rounding_minor), locale)} is rounding.")
    return said


def _taxes(invoice: Invoice, locale: str) -> str:
    """`13.5% on €840.00 (€113.40), 23% on €327.00 (€75.21): ` where there is more than one rate."""
    if len(invoice.taxes) < 2:
        return ""
    parts = [
        f"{phrases.percent(tax.rate, locale)} on {words.money(invoice.money(tax.taxable_minor), locale)} "
        f"({words.money(invoice.money(tax.tax_minor), locale)})"
        for tax in invoice.taxes
    ]
    return f"{phrases.listed(parts)}, in all "


def _standing(balance: InvoiceBalance, locale: str) -> list[str]:
    settled = [
        (balance.paid, "has been paid"),
        (balance.credited, "has been credited"),
        (balance.on_hold, "is on hold while it is in dispute"),
    ]
    said = [f"{words.money(amount, locale)} {what}." for amount, what in settled if amount]
    if balance.due:
        by = f", due by {words.day(balance.due_on, locale)}" if balance.due_on else ""
        return [*said, f"{words.money(balance.due, locale)} is still to be paid{by}."]
    return [*said, "Nothing is left to pay."] if balance.payable.minor > 0 and not balance.credit else said
