"""How an amount comes about, step by step, and the steps add up to it: tiers and least amounts, tax, a total, a late fee."""

from __future__ import annotations

from decimal import Decimal

from support.billing import units
from support.billing.audit import lateness, rates
from support.billing.audit.facts import Line
from support.billing.audit.gathering import context_of
from support.billing.audit.known import PriceFacts
from support.billing.explaining import phrases
from support.billing.explaining.grounds import Grounds, grounds_of, rows_of
from support.billing.explaining.shapes import Explanation
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine, TaxSubtotal
from support.billing.replacing import replacement_of
from support.kernel import words
from support.kernel.money import Money, total


def tier_sentences(price: PriceFacts, line: Line, locale: str) -> list[str]:
    """The steps that the quantity reaches, what each comes to, and the least amount where that decides. Nothing for one
    price for every unit.
    """
    other_units = bool(price.unit) and units.code_of(price.unit) != units.code_of(line.unit_code)
    if price.is_plain or other_units or price.currency != line.document.currency or line.quantity <= 0:
        return []
    said = _volume(price, line, locale) if price.model == "volume" else _graduated(price, line, locale)
    cost = Money.of(price.amount(line.quantity), price.currency)
    if price.minimum is not None and price.amount(line.quantity) == price.minimum:
        return [*said, f"The least amount agreed for it is {words.money(cost, locale)}, so that is what it costs."]
    if len(said) < 2:
        return said
    rounded = " once it is rounded" if cost != _sum_of_steps(price, line.quantity) else ""
    return [*said, f"Together that is {words.money(cost, locale)}{rounded}."]


def _sum_of_steps(price: PriceFacts, quantity: Decimal) -> Money:
    """Of the steps as they are told, each rounded."""
    below, found = Decimal(0), Money.zero(price.currency)
    for step in price.steps:
        if quantity <= below:
            break
        top = quantity if step.up_to is None else min(quantity, step.up_to)
        found += Money.of((top - below) * step.unit_price + step.flat, price.currency)
        below = top
    return found


def _volume(price: PriceFacts, line: Line, locale: str) -> list[str]:
    step = next((one for one in price.steps if one.up_to is None or line.quantity <= one.up_to), None)
    if step is None:
        return []
    cost = Money.of(line.quantity * step.unit_price + step.flat, price.currency)
    reached = f"up to {_many(step.up_to, price, locale)}" if step.up_to is not None else "the highest step"
    each = phrases.price(step.unit_price, price.currency, locale)
    return [
        f"The price of all units is that of the step reached: {_many(line.quantity, price, locale)} fall into {reached}, "
        f"at {each} each{_flat(step.flat, price, locale)}: {words.money(cost, locale)}."
    ]


def _graduated(price: PriceFacts, line: Line, locale: str) -> list[str]:
    said, below = [], Decimal(0)
    for step in price.steps:
        if line.quantity <= below:
            break
        inside = line.quantity - below if step.up_to is None else min(line.quantity, step.up_to) - below
        cost = Money.of(inside * step.unit_price + step.flat, price.currency)
        first = "The first" if not below else "The next"
        each = phrases.price(step.unit_price, price.currency, locale)
        flat = _flat(step.flat, price, locale)
        said.append(f"{first} {_many(inside, price, locale)} at {each} each{flat}: {words.money(cost, locale)}.")
        below = step.up_to if step.up_to is not None else line.quantity
    return said


def _many(quantity: Decimal, price: PriceFacts, locale: str) -> str:
    unit = units.words(price.unit, quantity)
    return f"{words.number(quantity, locale)} {unit or 'units'}"


def _flat(amount: Decimal, price: PriceFacts, locale: str) -> str:
    return f" and {phrases.price(amount, price.currency, locale)} once" if amount else ""


def explain_tiers(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """How the steps of the agreed price come to the line's amount, with version and clause."""
    grounds = grounds_of(line.invoice)
    facts = grounds.facts(line)
    price = next(iter(rates.prices_of(grounds.context, facts)), None)
    said = tier_sentences(price, facts, locale) if price else []
    if price is None or not said:
        said = [f"{facts.name} has one price for every unit, as far as our records go; no steps are reckoned for it."]
    else:
        said = [f"{phrases.quantity(facts.quantity, facts.unit_code, locale)} of {facts.name} are priced by {price.source}.", *said]  # fmt: skip
        said.append(_against(price, facts, locale))
    return Explanation(
        said, invoice=line.invoice, lines=[line], may_dispute=line.net_minor > 0, found=price is not None
    )


def _against(price: PriceFacts, line: Line, locale: str) -> str:
    agreed, clause = Money.of(price.amount(line.quantity), price.currency), f" (clause {price.clause.split()[0]})" if price.clause[:1].isdigit() else ""  # fmt: skip
    if line.money == agreed:
        return f"Line {line.id} charges exactly that{clause}."
    difference = phrases.more_or_less(line.money - agreed, locale)
    return f"Line {line.id} charges {words.money(line.money, locale)}, {difference} than the agreed steps{clause}."


def explain_tax(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    """Each rate with what it is taken of, line by line, and that the taxes add up to the document's."""
    grounds = grounds_of(invoice)
    said = [sentence for tax in invoice.taxes for sentence in _one_tax(grounds, tax, locale)]
    whole = words.money(invoice.money(invoice.tax_minor), locale)
    said.append(f"That is {whole} of tax in all." if said else f"Invoice {invoice.number} bears no tax.")
    may = invoice.kind is not DocumentKind.CREDIT_NOTE
    return Explanation(said, invoice=invoice, lines=rows_of(grounds.document.lines), may_dispute=may)


def _one_tax(grounds: Grounds, tax: TaxSubtotal, locale: str) -> list[str]:
    invoice = grounds.invoice
    taxable, amount = invoice.money(tax.taxable_minor), invoice.money(tax.tax_minor)
    lines = [one for one in grounds.document.lines if (one.category, one.rate or 0) == (tax.category, tax.rate or 0)]
    what = f"lines {phrases.listed([one.id for one in lines])}" if 1 < len(lines) <= 12 else f"{len(lines)} lines"
    what = f"line {lines[0].id}" if len(lines) == 1 else what
    if not tax.rate:
        why = f": {tax.exemption_reason}" if tax.exemption_reason else ""
        return [f"No tax is taken on {words.money(taxable, locale)} ({what}){why}."]
    rate = phrases.percent(tax.rate, locale)
    said = f"{rate} on {words.money(taxable, locale)} ({what}) is {words.money(amount, locale)}"
    parts = total((one.money for one in lines), invoice.currency)
    beside = taxable - parts
    if beside:
        said += f"; {words.money(abs(beside), locale)} of what is taxed is {'added to' if beside.minor > 0 else 'taken off'} the whole invoice"
    return [f"{said}."]


def explain_total(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    """From the sum of the lines to what is asked for, each step with its amount; what stands in its place if replaced."""
    grounds, money = grounds_of(invoice), invoice.money
    count = len(grounds.document.lines)
    lines = "1 line comes" if count == 1 else f"{count} lines come"
    said = [f"The {lines} to {words.money(money(invoice.line_total_minor), locale)}."]
    for part in invoice.allowances:
        why = f": {part.reason}" if part.reason else ""
        verb = "is added" if part.is_charge else "is taken off"
        said.append(f"{words.money(money(part.amount_minor), locale)} {verb}{why}.")
    said.append(f"Without tax that is {words.money(money(invoice.net_minor), locale)}.")
    said.append(f"{words.money(money(invoice.tax_minor), locale)} of tax makes it {words.money(money(invoice.gross_minor), locale)}.")  # fmt: skip
    if invoice.prepaid_minor:
        said.append(f"{words.money(money(invoice.prepaid_minor), locale)} was paid before.")
    if invoice.rounding_minor:
        said.append(f"{words.money(money(invoice.rounding_minor), locale)} is rounding.")
    verb = "gives" if invoice.kind is DocumentKind.CREDIT_NOTE else "asks for"
    said.append(f"So {invoice.number} {verb} {words.money(invoice.payable, locale)}.")
    later = replacement_of(invoice)
    if later is not None:
        said.append(f"It was replaced by {later.number}, which asks for {words.money(later.payable, locale)} instead.")
    may = invoice.kind is not DocumentKind.CREDIT_NOTE
    return Explanation(said, invoice=invoice, lines=rows_of(grounds.document.lines), may_dispute=may)


def explain_late_fee(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """The clause, what was overdue and since when, and whether the fee keeps to it."""
    context = context_of(line.invoice.organisation, around=line.invoice)
    facts = next((one for row in context.documents for one in row.lines if one.row == line.id), None)
    if facts is None or not lateness.is_late_fee(context, facts):
        said = [f"Line {line.line_id} of invoice {line.invoice.number} is no fee for paying late."]
        return Explanation(said, found=False, invoice=line.invoice, lines=[line], may_dispute=line.net_minor > 0)
    allowed, rests_on, why = lateness.reckoned(context, facts)
    said = [f"Line {facts.id} of invoice {facts.document.number} charges {words.money(facts.money, locale)} for paying late.", *rests_on]  # fmt: skip
    said.append(f"By the agreement {words.money(allowed, locale)} is due for that: {why}.")
    if facts.money > allowed:
        said.append(f"The fee is {words.money(facts.money - allowed, locale)} too high.")
    return Explanation(said, invoice=line.invoice, lines=[line], may_dispute=True)
