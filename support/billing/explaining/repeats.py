"""“Was I charged twice?”: what repeats, and what merely looks as if it did."""

from __future__ import annotations

from itertools import combinations

from support.accounts.models import Organisation
from support.billing.audit import duplicates
from support.billing.audit.facts import Document, Line
from support.billing.audit.pairs import Pair, Verdict, compare
from support.billing.audit.results import Found
from support.billing.audit.running import finding_of
from support.billing.explaining import phrases
from support.billing.explaining.grounds import Grounds, rows_of, wide_grounds_of
from support.billing.explaining.prorations import proration_of, proration_sentences
from support.billing.explaining.shapes import Explanation, Suggested
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.settlement import Finding
from support.kernel import words
from support.kernel.money import Money, total

MOST = 3
"""Pairs that one answer tells of."""


def explain_duplicates(invoice: Invoice, organisation: Organisation, locale: str = words.LOCALE) -> Explanation:
    """Whether anything on `invoice` was charged twice, on it or on another of the client's invoices.

    A repeat that the ledger shows is suggested for a dispute. What looks alike and is right is explained; the client may
    dispute it all the same.
    """
    if invoice.kind is DocumentKind.CREDIT_NOTE or invoice.organisation_id != organisation.id:
        return Explanation([f"{invoice.number} charges nothing."], found=False, invoice=invoice)
    grounds = wide_grounds_of(invoice)
    whole = _repeated_invoice(grounds, locale)
    if whole is not None:
        return whole
    pairs = [pair for pair in duplicates.duplicate_pairs(grounds.context) if _concerns(pair, grounds.document)]
    certain = [pair for pair in pairs if pair.verdict is not Verdict.SAME_WORDS]
    if certain:
        return _charged_twice(grounds, certain, locale)
    return _alike(grounds, pairs, locale)


def _concerns(pair: Pair, document: Document) -> bool:
    return document in (pair.first.document, pair.second.document)


def _charged_twice(grounds: Grounds, pairs: list[Pair], locale: str) -> Explanation:
    """All pairs whose second charge stands on one invoice: a dispute belongs to one."""
    document = pairs[0].second.document
    same = [pair for pair in pairs if pair.second.document is document][:MOST]
    said = [sentence for pair in same for sentence in _pair_sentences(pair, locale)]
    seconds = rows_of([pair.second for pair in same])
    invoice = seconds[0].invoice
    shown = rows_of(_once([line for pair in same for line in (pair.first, pair.second)]))
    return Explanation(
        said,
        invoice=invoice,
        lines=shown,
        finding=_finding(grounds, same[0], invoice),
        may_dispute=True,
        suggested=Suggested(invoice, seconds, "duplicate", Money.zero(invoice.currency)),
    )


def _finding(grounds: Grounds, pair: Pair, invoice: Invoice) -> Finding:
    return grounds.finding(pair.second, "R4") or finding_of(duplicates.finding_about(pair), invoice.organisation)


def _pair_sentences(pair: Pair, locale: str) -> list[str]:
    first, second = pair.first, pair.second
    apart = first.document is not second.document
    return [
        _heading(pair, locale),
        phrases.in_one_line(first, locale, other=apart),
        phrases.in_one_line(second, locale, other=apart),
        _what_is_known(pair, locale),
        f"So line {second.id} looks like a second charge for the same thing: {words.money(second.document.money(second.left), locale)} without tax.",
    ]


def _heading(pair: Pair, locale: str) -> str:
    first, second = pair.first.document, pair.second.document
    what = f"“{pair.second.name}”"
    if first is second:
        return f"Invoice {second.number} of {words.day(second.issued_on, locale)} charges {what} twice."
    return f"{what} is charged on invoice {first.number} and again on invoice {second.number}."


def _what_is_known(pair: Pair, locale: str) -> str:
    if pair.verdict is Verdict.SAME_PERIOD:
        return f"Both charge the same service for the same time: {phrases.period(pair.second.served_from, pair.second.served_to, locale)}."
    if not pair.records:
        return f"Both lines rest on the same record, {pair.second.record}, which our own records do not hold."
    row = pair.records[0]
    kind = phrases.record_kind(row)
    once = {"delivery": "one delivery", "usage": "one use", "time": "one time entry"}[kind]
    how_much = f"{phrases.quantity(row.quantity, row.unit, locale)} {phrases.on(row, locale)}"
    return f"Both lines rest on the same {kind} record {row.id}; {once} was recorded, {how_much}."


def _repeated_invoice(grounds: Grounds, locale: str) -> Explanation | None:
    for answer in duplicates.duplicate_invoices(grounds.context):
        if not isinstance(answer, Found) or answer.place != "total:payable" or answer.document is not grounds.document:
            continue
        invoice, number = grounds.invoice, answer.against[0]
        return Explanation(
            [
                f"Invoice {invoice.number} repeats invoice {number}: the same lines for the same time, and the same total "
                f"of {words.money(invoice.payable, locale)}.",
                f"So all of invoice {invoice.number} looks like a second charge.",
            ],
            invoice=invoice,
            lines=list(invoice.lines),
            finding=next(
                (row for row in grounds.findings if row.rule == "R5"), finding_of(answer, invoice.organisation)
            ),
            may_dispute=True,
            suggested=Suggested(invoice, list(invoice.lines), "duplicate", Money.zero(invoice.currency)),
        )
    return None


def _alike(grounds: Grounds, hints: list[Pair], locale: str) -> Explanation:
    """Nothing was charged twice: say why what looks alike is not the same."""
    lines, said = [], []
    for pair in [*hints, *_look_alikes(grounds)][:MOST]:
        lines += [pair.first, pair.second]
        said += [_why_not(pair, locale)]
    prorated = proration_of(grounds.document)
    if prorated:
        lines += prorated
        said += proration_sentences(prorated, locale)
    credited = [line for line in grounds.document.lines if line.net > 0 and line.left <= 0]
    said += [f"Line {line.id} ({phrases.name(line)}) has been credited in full already." for line in credited[:MOST]]
    said = said or _nothing_alike(grounds, locale)
    return Explanation(said, invoice=grounds.invoice, lines=rows_of(_once(lines)), may_dispute=True)


def _once(lines: list[Line]) -> list[Line]:
    return list({id(line): line for line in lines}.values())


def _look_alikes(grounds: Grounds) -> list[Pair]:
    """Charged lines of the invoice with the same service and amount, each pair with what tells it apart."""
    charged = [line for line in grounds.document.lines if line.net > 0 and line.left > 0]
    alike = [(one, other) for one, other in combinations(charged, 2) if one.net == other.net and one.what == other.what]
    return [compare(grounds.context, one, other) for one, other in alike]


def _why_not(pair: Pair, locale: str) -> str:
    first, second = pair.first, pair.second
    both = f"Lines {first.id} and {second.id} both charge {phrases.amount(second, locale)} for {second.name}"
    reasons = {
        Verdict.OTHER_SITE: f"but for different places or people: {first.subject} and {second.subject}.",
        Verdict.OTHER_RECORD: f"but each has a record of its own: {first.record} and {second.record}.",
        Verdict.OTHER_PERIOD: f"but for different times:{phrases.served(first, locale)[1:]} and{phrases.served(second, locale)[1:]}.",
        Verdict.OTHER_PART: f"but for different things: “{first.description or first.name}” and “{second.description or second.name}”.",
        Verdict.RECORDS_BEAR_BOTH: "and as much as that was recorded.",
        Verdict.OTHER_SERVICE: f"but at different tax rates: {phrases.percent(first.rate, locale)} and {phrases.percent(second.rate, locale)}.",
        Verdict.SAME_WORDS: "and nothing on record tells them apart. We would have to look into that.",
    }
    return f"{both}, {reasons.get(pair.verdict, 'but they are not the same charge.')}"


def _nothing_alike(grounds: Grounds, locale: str) -> list[str]:
    """Every charge of the invoice is there once; the same service of the month before may be what was seen."""
    document = grounds.document
    charged = [line for line in document.lines if line.net > 0]
    whole = words.money(total((line.money for line in charged), document.currency), locale)
    said = [f"Invoice {document.number} charges each of its {len(charged)} items once, {whole} without tax."]
    earlier = _same_before(grounds)
    if earlier is not None:
        before, now = earlier
        said.append(
            f"{now.name} is charged for {phrases.period(now.served_from, now.served_to, locale)} here and for "
            f"{phrases.period(before.served_from, before.served_to, locale)} on invoice {before.document.number}: "
            "the times follow each other and do not overlap."
        )
    return said


def _same_before(grounds: Grounds) -> tuple[Line, Line] | None:
    """The dearest line that the invoice before charged alike for an earlier time."""
    earlier = [row for row in grounds.context.invoices if row.issued_on < grounds.document.issued_on]
    if not earlier:
        return None
    found = [
        (before, now)
        for now in grounds.document.lines
        for before in earlier[-1].lines
        if before.what == now.what and before.net == now.net > 0 and before.subject == now.subject
        and before.served_from and now.served_from
    ]  # fmt: skip
    return max(found, key=lambda pair: pair[1].net, default=None)
