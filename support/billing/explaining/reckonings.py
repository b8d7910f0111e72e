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
from support.kernel.sayings import N_, NN_


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
        least = words.money(cost, locale)
        return [*said, N_("The least amount agreed for it is %(amount)s, so that is what it costs.", amount=least)]
    if len(said) < 2:
        return said
    if cost != _sum_of_steps(price, line.quantity):
        return [*said, N_("Together that is %(amount)s once it is rounded.", amount=words.money(cost, locale))]
    return [*said, N_("Together that is %(amount)s.", amount=words.money(cost, locale))]


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
    top = step.up_to
    reached = N_("the highest step") if top is None else N_("up to %(many)s", many=_many(top, price, locale))
    return [
        N_(
            "The price of all units is that of the step reached: %(many)s fall into %(reached)s, at %(each)s each%(flat)s: "
            "%(amount)s.",
            many=_many(line.quantity, price, locale),
            reached=reached,
            **_step(step.unit_price, step.flat, cost, price, locale),
        )
    ]


def _step(each: Decimal, flat: Decimal, cost: Money, price: PriceFacts, locale: str) -> dict[str, str]:
    """What a step asks for each unit and once, and what that comes to."""
    return {
        "each": phrases.price(each, price.currency, locale),
        "flat": _flat(flat, price, locale),
        "amount": words.money(cost, locale),
    }


def _graduated(price: PriceFacts, line: Line, locale: str) -> list[str]:
    said, below = [], Decimal(0)
    for step in price.steps:
        if line.quantity <= below:
            break
        inside = line.quantity - below if step.up_to is None else min(line.quantity, step.up_to) - below
        cost = Money.of(inside * step.unit_price + step.flat, price.currency)
        told = {"many": _many(inside, price, locale), **_step(step.unit_price, step.flat, cost, price, locale)}
        if below:
            said.append(N_("The next %(many)s at %(each)s each%(flat)s: %(amount)s.", **told))
        else:
            said.append(N_("The first %(many)s at %(each)s each%(flat)s: %(amount)s.", **told))
        below = step.up_to if step.up_to is not None else line.quantity
    return said


def _many(quantity: Decimal, price: PriceFacts, locale: str) -> str:
    unit = units.words(price.unit, quantity) or N_("units")
    return N_("%(number)s %(unit)s", number=words.number(quantity, locale), unit=unit)


def _flat(amount: Decimal, price: PriceFacts, locale: str) -> str:
    return N_(" and %(amount)s once", amount=phrases.price(amount, price.currency, locale)) if amount else ""


def explain_tiers(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """How the steps of the agreed price come to the line's amount, with version and clause."""
    grounds = grounds_of(line.invoice)
    facts = grounds.facts(line)
    price = next(iter(rates.prices_of(grounds.context, facts)), None)
    said = tier_sentences(price, facts, locale) if price else []
    if price is None or not said:
        said = [
            N_(
                "%(name)s has one price for every unit, as far as our records go; no steps are reckoned for it.",
                name=facts.name,
            )
        ]
    else:
        said = [_priced_by(price, facts, locale), *said, _against(price, facts, locale)]
    return Explanation(
        said, invoice=line.invoice, lines=[line], may_dispute=line.net_minor > 0, found=price is not None
    )


def _priced_by(price: PriceFacts, line: Line, locale: str) -> str:
    count = phrases.quantity(line.quantity, line.unit_code, locale)
    return N_("%(count)s of %(name)s are priced by %(source)s.", count=count, name=line.name, source=price.source)


def _against(price: PriceFacts, line: Line, locale: str) -> str:
    agreed = Money.of(price.amount(line.quantity), price.currency)
    clause = phrases.clause(price.clause.split()[0] if price.clause[:1].isdigit() else "")
    if line.money == agreed:
        return N_("Line %(line)s charges exactly that%(clause)s.", line=line.id, clause=clause)
    return N_(
        "Line %(line)s charges %(amount)s, %(difference)s than the agreed steps%(clause)s.",
        line=line.id,
        amount=words.money(line.money, locale),
        difference=phrases.more_or_less(line.money - agreed, locale),
        clause=clause,
    )


def explain_tax(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    """Each rate with what it is taken of, line by line, and that the taxes add up to the document's."""
    grounds = grounds_of(invoice)
    said = [sentence for tax in invoice.taxes for sentence in _one_tax(grounds, tax, locale)]
    whole = words.money(invoice.money(invoice.tax_minor), locale)
    said.append(
        N_("That is %(amount)s of tax in all.", amount=whole)
        if said
        else N_("Invoice %(number)s bears no tax.", number=invoice.number)
    )
    may = invoice.kind is not DocumentKind.CREDIT_NOTE
    return Explanation(said, invoice=invoice, lines=rows_of(grounds.document.lines), may_dispute=may)


def _one_tax(grounds: Grounds, tax: TaxSubtotal, locale: str) -> list[str]:
    invoice = grounds.invoice
    taxable, amount = invoice.money(tax.taxable_minor), invoice.money(tax.tax_minor)
    lines = [one for one in grounds.document.lines if (one.category, one.rate or 0) == (tax.category, tax.rate or 0)]
    said = {"taxable": words.money(taxable, locale), "lines": _lines_taxed(lines)}
    if not tax.rate:
        why = phrases.reason(tax.exemption_reason)
        return [N_("No tax is taken on %(taxable)s (%(lines)s)%(why)s.", why=why, **said)]
    said |= {"rate": phrases.percent(tax.rate, locale), "amount": words.money(amount, locale)}
    beside = taxable - total((one.money for one in lines), invoice.currency)
    return [_tax_sentence(beside, said, locale)]


def _tax_sentence(beside: Money, said: dict[str, str], locale: str) -> str:
    """`beside`: what is taxed beside the lines, charges and allowances of the whole invoice."""
    part = words.money(abs(beside), locale)
    if beside.minor > 0:
        return N_(
            "%(rate)s on %(taxable)s (%(lines)s) is %(amount)s; %(part)s of what is taxed is added to the whole invoice.",
            part=part,
            **said,
        )
    if beside:
        return N_(
            "%(rate)s on %(taxable)s (%(lines)s) is %(amount)s; %(part)s of what is taxed is taken off the whole invoice.",
            part=part,
            **said,
        )
    return N_("%(rate)s on %(taxable)s (%(lines)s) is %(amount)s.", **said)


def _lines_taxed(lines: list[Line]) -> str:
    if len(lines) == 1:
        return N_("line %(line)s", line=lines[0].id)
    if 1 < len(lines) <= 12:
        return N_("lines %(lines)s", lines=phrases.listed([one.id for one in lines]))
    return NN_("%(n)s line", "%(n)s lines", len(lines))


def explain_total(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    """From the sum of the lines to what is asked for, each step with its amount; what stands in its place if replaced."""
    grounds, money = grounds_of(invoice), invoice.money
    amounts = {
        name: words.money(money(getattr(invoice, f"{name}_minor")), locale)
        for name in ("line_total", "net", "tax", "gross", "prepaid", "rounding")
    }
    together = amounts["line_total"]
    said = [NN_("The %(n)s line comes to %(amount)s.", "The %(n)s lines come to %(amount)s.", len(grounds.document.lines), amount=together)]  # fmt: skip
    said += [_added(part.is_charge, part.reason, money(part.amount_minor), locale) for part in invoice.allowances]
    said.append(N_("Without tax that is %(amount)s.", amount=amounts["net"]))
    said.append(N_("%(tax)s of tax makes it %(amount)s.", tax=amounts["tax"], amount=amounts["gross"]))
    if invoice.prepaid_minor:
        said.append(N_("%(amount)s was paid before.", amount=amounts["prepaid"]))
    if invoice.rounding_minor:
        said.append(N_("%(amount)s is rounding.", amount=amounts["rounding"]))
    may = invoice.kind is not DocumentKind.CREDIT_NOTE
    said += _asked(invoice, locale)
    return Explanation(said, invoice=invoice, lines=rows_of(grounds.document.lines), may_dispute=may)


def _added(is_charge: bool, reason: str, amount: Money, locale: str) -> str:
    said = {"amount": words.money(amount, locale), "why": phrases.reason(reason)}
    return N_("%(amount)s is added%(why)s.", **said) if is_charge else N_("%(amount)s is taken off%(why)s.", **said)


def _asked(invoice: Invoice, locale: str) -> list[str]:
    """What it asks for or gives, and the invoice that asks in its place."""
    asked = {"number": invoice.number, "amount": words.money(invoice.payable, locale)}
    gives = invoice.kind is DocumentKind.CREDIT_NOTE
    said = [
        N_("So %(number)s gives %(amount)s.", **asked) if gives else N_("So %(number)s asks for %(amount)s.", **asked)
    ]
    later = replacement_of(invoice)
    if later is not None:
        instead = {"number": later.number, "amount": words.money(later.payable, locale)}
        said.append(N_("It was replaced by %(number)s, which asks for %(amount)s instead.", **instead))
    return said


def explain_late_fee(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """The clause, what was overdue and since when, and whether the fee keeps to it."""
    context = context_of(line.invoice.organisation, around=line.invoice)
    facts = next((one for row in context.documents for one in row.lines if one.row == line.id), None)
    if facts is None or not lateness.is_late_fee(context, facts):
        number = line.invoice.number
        said = [N_("Line %(line)s of invoice %(number)s is no fee for paying late.", line=line.line_id, number=number)]
        return Explanation(said, found=False, invoice=line.invoice, lines=[line], may_dispute=line.net_minor > 0)
    allowed, rests_on, why = lateness.reckoned(context, facts)
    said = [
        N_(
            "Line %(line)s of invoice %(number)s charges %(amount)s for paying late.",
            line=facts.id,
            number=facts.document.number,
            amount=words.money(facts.money, locale),
        ),
        *rests_on,
        N_("By the agreement %(amount)s is due for that: %(why)s.", amount=words.money(allowed, locale), why=why),
    ]
    if facts.money > allowed:
        said.append(N_("The fee is %(amount)s too high.", amount=words.money(facts.money - allowed, locale)))
    return Explanation(said, invoice=line.invoice, lines=[line], may_dispute=True)
