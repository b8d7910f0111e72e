"""One line: what is charged, for what, by which price and promise."""

from __future__ import annotations

from collections.abc import Sequence

from support.billing.audit import discounts
from support.billing.audit.causes import CAUSES
from support.billing.audit.commitments import agreement_of, is_true_up, least_of, shortfall
from support.billing.audit.facts import Line
from support.billing.audit.known import ContractFacts, PromiseFacts
from support.billing.audit.lateness import is_late_fee
from support.billing.audit.rates import prices_of
from support.billing.audit.results import Found
from support.billing.explaining import phrases
from support.billing.explaining.grounds import Grounds, grounds_of
from support.billing.explaining.prices import price_sentences
from support.billing.explaining.prorations import proration_of, proration_sentences
from support.billing.explaining.reckonings import explain_late_fee
from support.billing.explaining.shapes import Explanation, Source, Suggested, resting_on
from support.billing.kinds import DocumentKind, Severity
from support.billing.models import InvoiceLine
from support.billing.settlement import Finding
from support.kernel import words
from support.kernel.sayings import N_


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
    others = words.money(least_of(contract) - short, locale)
    return [
        N_(
            "Your agreement %(number)s sets a least amount of %(least)s an invoice%(clause)s.",
            number=contract.number,
            least=least,
            clause=phrases.clause(contract.terms.minimum_clause),
        ),
        N_(
            "The other lines come to %(others)s of it, so %(missing)s is missing.",
            others=others,
            missing=words.money(short, locale),
        ),
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
    said = {"line": line.id, "number": line.document.number, "amount": words.money(abs(line.money), locale)}
    said |= {"name": phrases.name(line), "served": phrases.served(line, locale)}
    said |= {"reckoning": phrases.reckoning(line, locale)}
    if grounds.document.is_credit:
        return N_(
            "Line %(line)s of invoice %(number)s credits %(amount)s for %(name)s%(served)s: %(reckoning)s.", **said
        )
    if line.net >= 0:
        return N_(
            "Line %(line)s of invoice %(number)s charges %(amount)s for %(name)s%(served)s: %(reckoning)s.", **said
        )
    return N_(
        "Line %(line)s of invoice %(number)s gives back %(amount)s for %(name)s%(served)s: %(reckoning)s.", **said
    )


def _parts(line: Line, locale: str) -> list[str]:
    said = []
    for part in line.parts:
        amount = words.money(line.document.money(part.minor), locale)
        why = phrases.reason(part.reason)
        if part.is_charge:
            said.append(N_("%(amount)s was added on this line%(why)s.", amount=amount, why=why))
        else:
            said.append(N_("%(amount)s was taken off on this line%(why)s.", amount=amount, why=why))
    return said


def _record(grounds: Grounds, line: Line, locale: str) -> list[str]:
    if not line.record:
        return []
    record = grounds.context.records.get(line.record)
    if record is None:
        return [N_("It names the record %(record)s, which our own records do not hold.", record=line.record)]
    return [N_("It rests on %(record)s.", record=phrases.record(record, locale))]


def _promised(grounds: Grounds, line: Line, locale: str) -> list[str]:
    """What sales promised for this service and time, and whether it was taken off."""
    said = []
    for promise in grounds.context.promises:
        # A promised price is told with the other prices.
        if promise.kind == "price" or promise.sku != line.sku or not promise.holds_on(line.service_day):
            continue
        value = discounts.value_in_words(promise, line.document)
        about = _promise(promise, phrases.promised(promise, line.document.currency, locale), locale)
        said += resting_on([about], Source("promise", promise.words or value))
        missing = _missing(grounds, line)
        if missing is not None and missing.difference is not None:
            more = words.money(missing.difference, locale)
            said.append(N_("On this line that is %(amount)s more than was taken off.", amount=more))
        else:
            said.append(N_("It was taken off here."))
    return said


def _promise(promise: PromiseFacts, value: str, locale: str) -> str:
    """Whole sentences for each of what is known: by whom, until when."""
    said = {"value": value, "by": promise.recorded_by, "first": words.day(promise.valid_from, locale)}
    if promise.valid_to:
        said["last"] = words.day(promise.valid_to, locale)
        if promise.recorded_by:
            return N_("%(value)s off was promised by %(by)s from %(first)s until %(last)s.", **said)
        return N_("%(value)s off was promised from %(first)s until %(last)s.", **said)
    if promise.recorded_by:
        return N_("%(value)s off was promised by %(by)s from %(first)s.", **said)
    return N_("%(value)s off was promised from %(first)s.", **said)


def _missing(grounds: Grounds, line: Line) -> Found | None:
    answers = (answer for answer in discounts.missing_discounts(grounds.context) if isinstance(answer, Found))
    return next((answer for answer in answers if answer.line is line), None)


def _repeated(grounds: Grounds, line: Line) -> list[str]:
    finding = grounds.finding(line, "R4")
    if finding is None or not finding.evidence or finding.severity is Severity.INFO:
        return []
    number, _, other = finding.evidence[0]["ref"].rpartition("/")
    if number == line.document.number:
        return [N_("Our own check found that line %(line)s has charged the same thing already.", line=other)]
    return [
        N_(
            "Our own check found that line %(line)s of invoice %(number)s has charged the same thing already.",
            line=other,
            number=number,
        )
    ]


def _tax(line: Line, locale: str) -> str:
    if not line.rate:
        return N_("No tax is added to it.")
    return N_("Tax of %(rate)s comes on top.", rate=phrases.percent(line.rate, locale))


def _credited(line: Line, locale: str) -> list[str]:
    if not line.credited:
        return []
    amount = words.money(line.document.money(line.credited), locale)
    return [N_("%(amount)s of it has been credited.", amount=amount)]
