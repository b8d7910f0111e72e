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
from support.kernel.sayings import N_, NN_

RECENT_DAYS = 400
"""A change that lies further back explains no bill of today."""


def explain_price(line: InvoiceLine, locale: str = words.LOCALE) -> Explanation:
    """The agreed price with its version, clause and notice, and whether the line keeps to it."""
    grounds = grounds_of(line.invoice)
    facts = grounds.facts(line)
    said = price_sentences(grounds, facts, locale) or [
        N_(
            "We have no agreed price for %(name)s on record, so line %(line)s cannot be held against one.",
            name=facts.name,
            line=facts.id,
        )
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
    return phrases.per(said, price.unit) or said


def _agreed(price: PriceFacts, locale: str, *, since: bool) -> str:
    said: dict[str, object] = {"what": price.description or price.sku}
    said["price"] = N_("prices in steps") if price.steps else _per(price, locale)
    said["since"] = N_(" from %(day)s", day=words.day(price.valid_from, locale)) if since else ""
    said["version"] = N_(" (price version %(version)s)", version=price.version) if price.version else ""
    if price.contract:
        number = price.contract.number
        return N_("Your agreement %(number)s sets %(price)s for %(what)s%(since)s%(version)s.", number=number, **said)
    if price.quoted:
        return N_("The price promised to you sets %(price)s for %(what)s%(since)s%(version)s.", **said)
    return N_("Our price list sets %(price)s for %(what)s%(since)s%(version)s.", **said)


def _changed(before: PriceFacts, now: PriceFacts, locale: str) -> str:
    by = phrases.price(abs(now.unit_price - before.unit_price), now.currency, locale)
    if now.unit_price > before.unit_price:
        return N_("Until then it was %(price)s, so the price rose by %(by)s.", price=_per(before, locale), by=by)
    return N_("Until then it was %(price)s, so the price fell by %(by)s.", price=_per(before, locale), by=by)


def _notice(price: PriceFacts, locale: str) -> str:
    if price.notice_sent_on is None:
        return N_("We have no record of a notice that announced the change.")
    return NN_(
        "We announced the change on %(day)s, %(n)s day before it took effect.",
        "We announced the change on %(day)s, %(n)s days before it took effect.",
        price.notice_days or 0,
        day=words.day(price.notice_sent_on, locale),
    )


_NUMBERED = re.compile(r"(?P<number>\d[\d.]*)\s+(?P<words>.+)", re.DOTALL)


def _clause(price: PriceFacts) -> list[str]:
    """A clause with its number and its words, from the price itself or from the agreement that the number points into."""
    numbered = _NUMBERED.fullmatch(price.clause)
    if numbered:
        return [_quoted(numbered["number"], numbered["words"])]
    said = price.contract.clause(price.clause) if price.contract else ""
    if said:
        return [_quoted(price.clause, said)]
    if price.clause[:1].isdigit():
        return [N_("It rests on clause %(clause)s.", clause=price.clause)]
    return [N_("The clause says: “%(words)s”", words=price.clause)] if price.clause else []


def _quoted(clause: str, said: str) -> str:
    return N_("Clause %(clause)s of the agreement says: “%(words)s”", clause=clause, words=said)


def _kept(grounds: Grounds, line: Line, price: PriceFacts, locale: str) -> list[str]:
    if price.unit and units.code_of(price.unit) != units.code_of(line.unit_code):
        counted = units.words(line.unit_code, Decimal(2)) or N_("other units")
        return [N_("Line %(line)s counts in %(units)s, so it charges a part of that.", line=line.id, units=counted)]
    if rates.charged_as(line, price):
        return [N_("Line %(line)s charges exactly this price.", line=line.id)]
    expected = rates.net_at(line, price)
    each = phrases.each(line, locale)
    if line.money <= expected:
        return [N_("Line %(line)s charges less than that: %(each)s.", line=line.id, each=each)]
    return [
        N_("Line %(line)s charges %(each)s instead.", line=line.id, each=each),
        N_(
            "At the agreed price it comes to %(expected)s; %(charged)s was charged, %(more)s more.",
            expected=words.money(expected, locale),
            charged=phrases.amount(line, locale),
            more=words.money(line.money - expected, locale),
        ),
        *_not_sure(grounds, line),
    ]


def _not_sure(grounds: Grounds, line: Line) -> list[str]:
    """Where the rule itself would not call it an error."""
    if wrong_price(grounds, line) is None and line.credited:
        return [N_("The difference has been credited.")]
    return []
