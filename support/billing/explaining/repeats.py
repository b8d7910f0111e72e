"""“Was I charged twice?”: what repeats, and what merely looks as if it did."""

from __future__ import annotations

from collections.abc import Callable
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
from support.kernel.sayings import N_, NN_

MOST = 3
"""Pairs that one answer tells of."""


def explain_duplicates(invoice: Invoice, organisation: Organisation, locale: str = words.LOCALE) -> Explanation:
    """Whether anything on `invoice` was charged twice, on it or on another of the client's invoices.

    A repeat that the ledger shows is suggested for a dispute. What looks alike and is right is explained; the client may
    dispute it all the same.
    """
    if invoice.kind is DocumentKind.CREDIT_NOTE or invoice.organisation_id != organisation.id:
        return Explanation([N_("%(number)s charges nothing.", number=invoice.number)], found=False, invoice=invoice)
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
        N_(
            "So line %(line)s looks like a second charge for the same thing: %(amount)s without tax.",
            line=second.id,
            amount=words.money(second.document.money(second.left), locale),
        ),
    ]


def _heading(pair: Pair, locale: str) -> str:
    first, second = pair.first.document, pair.second.document
    name = pair.second.name
    if first is second:
        day = words.day(second.issued_on, locale)
        return N_("Invoice %(number)s of %(day)s charges “%(name)s” twice.", number=second.number, day=day, name=name)
    return N_(
        "“%(name)s” is charged on invoice %(first)s and again on invoice %(second)s.",
        name=name,
        first=first.number,
        second=second.number,
    )


def _what_is_known(pair: Pair, locale: str) -> str:
    if pair.verdict is Verdict.SAME_PERIOD:
        period = phrases.period(pair.second.served_from, pair.second.served_to, locale)
        return N_("Both charge the same service for the same time: %(period)s.", period=period)
    if not pair.records:
        record = pair.second.record
        return N_("Both lines rest on the same record, %(record)s, which our own records do not hold.", record=record)
    row = pair.records[0]
    said = {
        "record": row.id,
        "quantity": phrases.quantity(row.quantity, row.unit, locale),
        "when": phrases.on(row, locale),
    }
    return N_(RECORDED_ONCE[row.kind], **said)


RECORDED_ONCE: dict[str, str] = {
    "delivery": N_(
        "Both lines rest on the same delivery record %(record)s; one delivery was recorded, %(quantity)s %(when)s."
    ),
    "usage": N_("Both lines rest on the same usage record %(record)s; one use was recorded, %(quantity)s %(when)s."),
    "time": N_(
        "Both lines rest on the same time record %(record)s; one time entry was recorded, %(quantity)s %(when)s."
    ),
}


def _repeated_invoice(grounds: Grounds, locale: str) -> Explanation | None:
    for answer in duplicates.duplicate_invoices(grounds.context):
        if not isinstance(answer, Found) or answer.place != "total:payable" or answer.document is not grounds.document:
            continue
        invoice, number = grounds.invoice, answer.against[0]
        return Explanation(
            [
                N_(
                    "Invoice %(number)s repeats invoice %(other)s: the same lines for the same time, and the same total of "
                    "%(amount)s.",
                    number=invoice.number,
                    other=number,
                    amount=words.money(invoice.payable, locale),
                ),
                N_("So all of invoice %(number)s looks like a second charge.", number=invoice.number),
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
    said += [
        N_("Line %(line)s (%(name)s) has been credited in full already.", line=line.id, name=phrases.name(line))
        for line in credited[:MOST]
    ]
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
    said: dict[str, object] = {"one": first.id, "two": second.id, "name": second.name}
    said["amount"] = phrases.amount(second, locale)
    differ = _apart(pair, locale)
    message = NOT_TWICE.get(pair.verdict)
    if message is None:
        return N_(
            "Lines %(one)s and %(two)s both charge %(amount)s for %(name)s, but they are not the same charge.", **said
        )
    return N_(message, first=differ[0], second=differ[1], **said)


def _apart(pair: Pair, locale: str) -> tuple[str, str]:
    """What tells the two lines apart, of each."""
    first, second = pair.first, pair.second
    ways: dict[Verdict, Callable[[Line], str]] = {
        Verdict.OTHER_SITE: lambda line: line.subject or "",
        Verdict.OTHER_RECORD: lambda line: line.record or "",
        Verdict.OTHER_PERIOD: lambda line: phrases.period(line.served_from, line.served_to, locale),
        Verdict.OTHER_PART: lambda line: line.description or line.name,
        Verdict.OTHER_SERVICE: lambda line: phrases.percent(line.rate, locale),
    }
    way = ways.get(pair.verdict)
    return (way(first), way(second)) if way else ("", "")


NOT_TWICE: dict[Verdict, str] = {
    Verdict.OTHER_SITE: N_(
        "Lines %(one)s and %(two)s both charge %(amount)s for %(name)s, but for different places or people: "
        "%(first)s and %(second)s."
    ),
    Verdict.OTHER_RECORD: N_(
        "Lines %(one)s and %(two)s both charge %(amount)s for %(name)s, but each has a record of its own: "
        "%(first)s and %(second)s."
    ),
    Verdict.OTHER_PERIOD: N_(
        "Lines %(one)s and %(two)s both charge %(amount)s for %(name)s, but for different times: %(first)s and %(second)s."
    ),
    Verdict.OTHER_PART: N_(
        "Lines %(one)s and %(two)s both charge %(amount)s for %(name)s, but for different things: “%(first)s” and “%(second)s”."
    ),
    Verdict.RECORDS_BEAR_BOTH: N_(
        "Lines %(one)s and %(two)s both charge %(amount)s for %(name)s, and as much as that was recorded."
    ),
    Verdict.OTHER_SERVICE: N_(
        "Lines %(one)s and %(two)s both charge %(amount)s for %(name)s, but at different tax rates: %(first)s and %(second)s."
    ),
    Verdict.SAME_WORDS: N_(
        "Lines %(one)s and %(two)s both charge %(amount)s for %(name)s, and nothing on record tells them apart. "
        "We would have to look into that."
    ),
}


def _nothing_alike(grounds: Grounds, locale: str) -> list[str]:
    """Every charge of the invoice is there once; the same service of the month before may be what was seen."""
    document = grounds.document
    charged = [line for line in document.lines if line.net > 0]
    whole = words.money(total((line.money for line in charged), document.currency), locale)
    said = [_each_once(document.number, len(charged), whole)]
    earlier = _same_before(grounds)
    if earlier is not None:
        before, now = earlier
        said.append(
            N_(
                "%(name)s is charged for %(now)s here and for %(before)s on invoice %(number)s: the times follow each "
                "other and do not overlap.",
                name=now.name,
                now=phrases.period(now.served_from, now.served_to, locale),
                before=phrases.period(before.served_from, before.served_to, locale),
                number=before.document.number,
            )
        )
    return said


def _each_once(number: str, count: int, whole: str) -> str:
    return NN_(
        "Invoice %(number)s charges its %(n)s item once, %(amount)s without tax.",
        "Invoice %(number)s charges each of its %(n)s items once, %(amount)s without tax.",
        count,
        number=number,
        amount=whole,
    )


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
