"""R3: whether the tax is worked out on the right base, at a rate that held, and not charged where a reason says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from support.billing.audit.facts import Context, Document, Tax
from support.billing.audit.reckoning import Key, Reckoned, fits_base, key_of, reckon
from support.billing.audit.results import Answer, Found, NotCheckable
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_, joined

_NEEDS_REASON = {"E": "BR-E-10", "AE": "BR-AE-10", "K": "BR-IC-10", "G": "BR-G-10", "O": "BR-O-10"}
_NEEDS_TAX_ID = {"AE": "BR-AE-02", "K": "BR-IC-02"}


def taxes(context: Context) -> Iterator[Answer]:
    """R3: each tax amount is its base times its rate (BR-CO-17), each base the sum of what bears that rate (BR-S-08),
    each rate one that held, and what bears none says why."""
    for document in context.documents:
        reckoned = reckon(context, document)
        unclear = [line.id for line in document.lines if not line.category]
        if unclear:
            why = N_("Line %(listed)s names no tax category.", listed=", ".join(unclear))
            yield NotCheckable("R3", document, why, f"line:{unclear[0]}")
        else:
            yield from _bases(document, reckoned)
        for at, right in reckoned.taxes.items():
            yield _amount(document, document.taxes[at], right)
        for tax in document.taxes:
            yield from _exemption(document, tax)
            yield from _rate_in_force(context, document, tax)


def tax_place(key: Key) -> str:
    return f"tax:{key[0]}/{key[1]:f}"


def _bases(document: Document, reckoned: Reckoned) -> Iterator[Answer]:
    """BR-S-08 and its kin of the other categories."""
    told: dict[Key, int] = {}
    for tax in document.taxes:
        key = key_of(tax.category, tax.rate)
        told[key] = told.get(key, 0) + tax.taxable
    wrong = [key for key in told if not fits_base(document, reckoned, key, told[key])]
    forgotten = [key for key, (base, _) in reckoned.bases.items() if key not in told and base]
    for key in wrong:
        # One rate written for another is one error, found where it is written.
        meant = [other for other in forgotten if other[0] == key[0] and reckoned.bases[other][0] == told[key]]
        forgotten = [other for other in forgotten if other not in meant[:1]]
        yield _wrong_base(document, key, told[key], reckoned)
    for key in forgotten:
        yield _wrong_base(document, key, 0, reckoned)


def _wrong_base(document: Document, key: Key, told: int, reckoned: Reckoned) -> Found:
    base, right = reckoned.bases.get(key, (0, 0))
    billed, expected = document.money(told), document.money(right if reckoned.uncarried else base)
    said = N_(
        "%(expected)s bears %(rate_words)s, but tax is worked out on %(billed)s (BR-%(key)s-08).",
        expected=expected,
        rate_words=_rate_words(key),
        billed=billed,
        key=key[0],
    )
    return _tax_finding(document, key, billed, expected, said)


def _amount(document: Document, tax: Tax, right: int) -> Found:
    key = key_of(tax.category, tax.rate)
    expected, billed, base = document.money(right), document.money(tax.tax), document.money(tax.taxable)
    said = N_(
        "%(rate_words)s on %(base)s is %(expected)s, but %(billed)s is charged (BR-CO-17).",
        rate_words=_rate_words(key),
        base=base,
        expected=expected,
        billed=billed,
    )
    return _tax_finding(document, key, billed, expected, said)


def _exemption(document: Document, tax: Tax) -> Iterator[Answer]:
    """No tax needs a reason; where the buyer owes it instead, the buyer's tax number, and one that can be right."""
    place, norm = tax_place(key_of(tax.category, tax.rate)), _NEEDS_REASON.get(tax.category)
    if norm and not tax.exemption_reason:
        said = N_(
            "No tax is charged in category %(category)s, and the document does not say why (%(norm)s).",
            category=tax.category,
            norm=norm,
        )
        yield _warning(document, place, said)
    needs = _NEEDS_TAX_ID.get(tax.category)
    if needs and not document.buyer.tax_id:
        said = N_(
            "The buyer is to pay the tax (category %(category)s), and has no tax number on the document (%(needs)s).",
            category=tax.category,
            needs=needs,
        )
        yield _warning(document, place, said)
    elif needs and not _may_be(document.buyer.tax_id):
        said = N_(
            "The buyer is to pay the tax (category %(category)s), and %(tax_id)s is no tax number.",
            category=tax.category,
            tax_id=document.buyer.tax_id,
        )
        yield _warning(document, place, said)


def _may_be(tax_id: str) -> bool:
    """By its own check digits, for the countries of the European Union; others are taken as they are."""
    said = "".join(filter(str.isalnum, tax_id)).upper()
    if said[:2].lower() not in vat.MEMBER_STATES and said[:2] != "EL":
        return True
    try:
        vat.validate(said)
    except ValidationError:
        return False
    return True


def _rate_in_force(context: Context, document: Document, tax: Tax) -> Iterator[Answer]:
    """A rate that held on any day of the service, or of issue; a change within the time splits the lines."""
    known = [one for one in context.tax_rates if (one.country, one.category) == (document.seller.country, tax.category)]
    if tax.category != "S" or not known:
        return
    first, last = tax_days(document)
    held = sorted({one.rate for one in known if one.holds_in(first, last)})
    if not held or (tax.rate or Decimal(0)) in held:
        return
    place = tax_place(key_of(tax.category, tax.rate))
    said = N_(
        "%(rate)s%% was no rate of %(country)s on %(last)s: it was %(listed)s.",
        rate=tax.rate or Decimal(0),
        country=document.seller.country,
        last=last,
        listed=joined(", ", [N_("%(rate)s%%", rate=one) for one in held]),
    )
    right = document.money(tax.taxable).times(min(held, key=lambda one: abs(one - (tax.rate or 0))) / 100)
    yield _finding(document, place, said, Severity.ERROR, document.money(tax.tax), right)


def tax_days(document: Document) -> tuple[date, date]:
    """First and last day of what is taxed: the lines' and the document's own time, else the day of issue."""
    days = [one for line in document.lines for one in (line.served_from, line.served_to) if one]
    days += [one for one in (document.start, document.end) if one] or [document.issued_on]
    return min(days), max(days)


def _rate_words(key: Key) -> str:
    return N_("%(rate)s%% tax (category %(category)s)", rate=key[1], category=key[0])


def _tax_finding(document: Document, key: Key, billed: Money, expected: Money, message: str) -> Found:
    return _finding(document, tax_place(key), message, Severity.ERROR, billed, expected)


def _warning(document: Document, place: str, message: str) -> Found:
    return _finding(document, place, message, Severity.WARNING)


def _finding(
    document: Document,
    place: str,
    message: str,
    severity: Severity,
    billed: Money | None = None,
    expected: Money | None = None,
) -> Found:
    return Found(
        rule="R3",
        document=document,
        place=place,
        reason="tax",
        severity=severity,
        billed=billed,
        expected=expected,
        message=message,
    )
