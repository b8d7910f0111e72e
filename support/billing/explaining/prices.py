"""Where a price comes from, and whether a line keeps to it."""

from __future__ import annotations

import re
from decimal import Decimal

from support.billing import units
from support.billing.audit import rates
from support.billing.audit.facts import Line, PriceFacts
from support.billing.audit.results import Found
from support.billing.audit.running import finding_of
from support.billing.explaining import phrases
from support.billing.explaining.grounds import Grounds, grounds_of
from support.billing.explaining.reckonings import tier_sentences
from support.billing.explaining.shapes import Explanation, Suggested
from support.billing.models import InvoiceLine
from support.kernel import words

RECENT_DAYS = 400
"""A change that lies further back explains no bill of today."""


def explain_price(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """The agreed price with its version, clause and notice, and whether the line keeps to it."""
    grounds = grounds_of(line.invoice)
    facts = grounds.facts(line)
    said = price_sentences(grounds, facts, locale) or [
        f"We have no agreed price for {facts.name} on record, so line {facts.id} cannot be held against one."
    ]
    wrong = wrong_price(grounds, facts)
    too_much = wrong is not None and wrong.difference is not None and wrong.difference.minor > 0
    finding = grounds.finding(facts, "R6") or (
        finding_of(wrong, line.invoice.organisation) if wrong and too_much else None
    )
    return Explanation(
        [phrases.in_one_line(facts, locale, other=True), *said],
        invoice=line.invoice,
        lines=[line],
        finding=finding if too_much else None,
        may_dispute=line.net_minor > 0,
        suggested=Suggested(line.invoice, [line], wrong.reason, wrong.expected) if wrong and too_much else None,
    )


def wrong_price(grounds: Grounds, line: Line) -> Found | None:
    """What the rule about prices finds on this line."""
    answers = (answer for answer in rates.agreed_rates(grounds.context) if isinstance(answer, Found))
    return next((answer for answer in answers if answer.line is line), None)


def price_sentences(grounds: Grounds, line: Line, locale: str) -> list[str]:
    """Nothing where no price is agreed, or where it is agreed in another currency."""
    prices = rates.prices_of(grounds.context, line)
    if not prices or prices[0].currency != line.document.currency:
        return []
    agreed = prices[0]
    before = rates.previous(grounds.context, agreed)
    changed = before is not None and (line.service_day - agreed.valid_from).days <= RECENT_DAYS
    said = [_agreed(agreed, locale, since=changed)]
    if before is not None and changed and before.unit_price != agreed.unit_price:
        said += [_changed(before, agreed, locale), _notice(agreed, locale)]
    said += _clause(agreed)
    return [*said, *tier_sentences(agreed, line, locale), *_kept(grounds, line, agreed, locale)]


def change_sentences(grounds: Grounds, line: Line, since: Line, locale: str) -> list[str]:
    """How the agreed price changed between two months' lines, and when that was announced; nothing where it did not."""
    prices = rates.prices_of(grounds.context, line)
    before = rates.previous(grounds.context, prices[0]) if prices else None
    if before is None or prices[0].currency != line.document.currency or prices[0].valid_from <= since.service_day:
        return []
    return [_agreed(prices[0], locale, since=True), _changed(before, prices[0], locale), _notice(prices[0], locale)]


def _per(price: PriceFacts, locale: str, amount: Decimal | None = None) -> str:
    said = phrases.price(price.unit_price if amount is None else amount, price.currency, locale)
    unit = units.words(price.unit)
    return f"{said} per {unit}" if unit else said


def _agreed(price: PriceFacts, locale: str, *, since: bool) -> str:
    listed = "The price promised to you" if price.quoted else "Our price list"
    where = f"Your agreement {price.contract.number}" if price.contract else listed
    version = f" (price version {price.version})" if price.version else ""
    start = f" from {words.day(price.valid_from, locale)}" if since else ""
    what = price.description or price.sku
    sets = "prices in steps" if price.steps else _per(price, locale)
    return f"{where} sets {sets} for {what}{start}{version}."


def _changed(before: PriceFacts, now: PriceFacts, locale: str) -> str:
    verb = "rose" if now.unit_price > before.unit_price else "fell"
    by = phrases.price(abs(now.unit_price - before.unit_price), now.currency, locale)
    return f"Until then it was {_per(before, locale)}, so the price {verb} by {by}."


def _notice(price: PriceFacts, locale: str) -> str:
    if price.notice_sent_on is None:
        return "We have no record of a notice that announced the change."
    return f"We announced the change on {words.day(price.notice_sent_on, locale)}, {price.notice_days} days before it took effect."


_NUMBERED = re.compile(r"(?P<number>\d[\d.]*)\s+(?P<words>.+)", re.DOTALL)


def _clause(price: PriceFacts) -> list[str]:
    """A clause with its number and its words, from the price itself or from the agreement that the number points into."""
    numbered = _NUMBERED.fullmatch(price.clause)
    if numbered:
        return [f"Clause {numbered['number']} of the agreement says: “{numbered['words']}”"]
    said = price.contract.clause(price.clause) if price.contract else ""
    if said:
        return [f"Clause {price.clause} of the agreement says: “{said}”"]
    if price.clause[:1].isdigit():
        return [f"It rests on clause {price.clause}."]
    return [f"The clause says: “{price.clause}”"] if price.clause else []


def _kept(grounds: Grounds, line: Line, price: PriceFacts, locale: str) -> list[str]:
    if price.unit and units.code_of(price.unit) != units.code_of(line.unit_code):
        counted = units.words(line.unit_code, Decimal(2)) or "other units"
        return [f"Line {line.id} counts in {counted}, so it charges a part of that."]
    if rates.charged_as(line, price):
        return [f"Line {line.id} charges exactly this price."]
    expected = rates.net_at(line, price)
    if line.money <= expected:
        return [f"Line {line.id} charges less than that: {phrases.each(line, locale)}."]
    return [
        f"Line {line.id} charges {phrases.each(line, locale)} instead.",
        f"At the agreed price it comes to {words.money(expected, locale)}; {phrases.amount(line, locale)} was charged, "
        f"{words.money(line.money - expected, locale)} more.",
        *_not_sure(grounds, line),
    ]


def _not_sure(grounds: Grounds, line: Line) -> list[str]:
    """Where the rule itself would not call it an error."""
    if wrong_price(grounds, line) is None and line.credited:
        return ["The difference has been credited."]
    return []
