"""R1 to R3: whether a document adds up, by the calculation rules of EN 16931 and Peppol BIS Billing 3."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from support.billing.audit.facts import Context, Document, Line, Tax
from support.billing.audit.results import Answer, Found, NotCheckable
from support.billing.kinds import Severity
from support.kernel.money import Money, exponent
from support.kernel.words import number

SLACK = Decimal("0.02")
"""PEPPOL-EN16931-R120 lets a line net be this far from its quantity times its price."""

_REASON = "arithmetic"
Key = tuple[str, Decimal]


def line_arithmetic(context: Context) -> Iterator[Answer]:
    """R1: quantity × unit price ÷ base quantity - allowances + charges is the line's net (R120: ±0.02)."""
    for document in context.documents:
        for line in document.lines:
            yield from _check_line(document, line)


def _check_line(document: Document, line: Line) -> Iterator[Answer]:
    if line.base_quantity <= 0:
        yield NotCheckable("R1", document, "The price is for a quantity that is not above zero.", line.place)
        return
    exact = computed_net(line)
    expected = Money.of(exact, document.currency)
    if expected == line.money or abs(line.money.amount - exact) <= SLACK:
        return
    yield Found(
        rule="R1",
        document=document,
        line=line,
        place=line.place,
        reason=_REASON,
        severity=Severity.ERROR,
        billed=line.money,
        expected=expected,
        message=f"Line {line.id}: {_sum_in_words(line)} comes to {expected}, but {line.money} is charged (PEPPOL-EN16931-R120).",
    )


def computed_net(line: Line) -> Decimal:
    """Unrounded, in currency units."""
    parts = Money(sum(part.signed for part in line.parts), line.document.currency)
    return line.quantity * line.unit_price / line.base_quantity + parts.amount


def _sum_in_words(line: Line) -> str:
    said = f"{number(line.quantity)} × {number(line.unit_price)}"
    if line.base_quantity != 1:
        said += f" ÷ {number(line.base_quantity)}"
    for part in line.parts:
        said += f" {'+' if part.is_charge else '-'} {Money(part.minor, line.document.currency).decimal}"
    return said


def totals(context: Context) -> Iterator[Answer]:
    """R2: BR-CO-10 to BR-CO-16, each exact: sums are of rounded amounts, and cash rounding has a field of its own."""
    for document in context.documents:
        told = document.totals
        sums = {
            "lines": ("BR-CO-10", sum(line.net for line in document.lines)),
            "allowances": ("BR-CO-11", sum(part.minor for part in document.parts if not part.is_charge)),
            "charges": ("BR-CO-12", sum(part.minor for part in document.parts if part.is_charge)),
            "net": ("BR-CO-13", told["lines"] - told["allowances"] + told["charges"]),
            "tax": ("BR-CO-14", sum(tax.tax for tax in document.taxes)),
            "gross": ("BR-CO-15", told["net"] + told["tax"]),
            "payable": ("BR-CO-16", told["gross"] - told["prepaid"] + told["rounding"]),
        }
        for name, (norm, expected) in sums.items():
            if told[name] != expected:
                yield _wrong_total(document, name, norm, expected)


_SAID = {
    "lines": "the sum of the lines",
    "allowances": "the sum of the allowances",
    "charges": "the sum of the charges",
    "net": "the lines less allowances plus charges",
    "tax": "the sum of the tax amounts",
    "gross": "the total without tax plus the tax",
    "payable": "the total with tax less what was prepaid plus rounding",
}


def _wrong_total(document: Document, name: str, norm: str, expected: int) -> Found:
    billed, right = document.money(document.totals[name]), document.money(expected)
    said = _SAID[name]
    return Found(
        rule="R2",
        document=document,
        place=f"total:{name}",
        reason=_REASON,
        severity=Severity.ERROR,
        billed=billed,
        expected=right,
        message=f"{said[0].upper()}{said[1:]} is {right}, but the document says {billed} ({norm}).",
    )


def taxes(context: Context) -> Iterator[Answer]:
    """R3: each tax amount is its base times its rate (BR-CO-17), each base the sum of what bears that rate (BR-S-08)."""
    for document in context.documents:
        unclear = [line.id for line in document.lines if not line.category]
        if unclear:
            yield NotCheckable(
                "R3", document, f"Line {', '.join(unclear)} names no tax category.", f"line:{unclear[0]}"
            )
        else:
            yield from _bases(document)
        for tax in document.taxes:
            yield from _amount(document, tax)
            yield from _exemption(document, tax)


def key_of(category: str, rate: Decimal | None) -> Key:
    return category, (rate or Decimal(0)).normalize()


def tax_place(key: Key) -> str:
    return f"tax:{key[0]}/{key[1]:f}"


def _bases(document: Document) -> Iterator[Answer]:
    """BR-S-08 and its kin of the other categories."""
    expected: dict[Key, int] = {}
    for line in document.lines:
        expected[key_of(line.category, line.rate)] = expected.get(key_of(line.category, line.rate), 0) + line.net
    for part in document.parts:
        expected[key_of(part.category, part.rate)] = expected.get(key_of(part.category, part.rate), 0) + part.signed
    told: dict[Key, int] = {}
    for tax in document.taxes:
        told[key_of(tax.category, tax.rate)] = told.get(key_of(tax.category, tax.rate), 0) + tax.taxable
    for key in [*told, *(key for key in expected if key not in told)]:
        billed, right = document.money(told.get(key, 0)), document.money(expected.get(key, 0))
        if billed != right:
            yield _tax_finding(
                document,
                key,
                billed,
                right,
                f"{right} bears {_rate_words(key)}, but tax is worked out on {billed} (BR-{key[0]}-08).",
            )


def _amount(document: Document, tax: Tax) -> Iterator[Answer]:
    key = key_of(tax.category, tax.rate)
    taxable = document.money(tax.taxable)
    expected = taxable.times(key[1] / 100)
    billed = document.money(tax.tax)
    if abs(billed.minor - expected.minor) > _rounding_allowed(document, key):
        said = f"{_rate_words(key)} on {taxable} is {expected}, but {billed} is charged (BR-CO-17)."
        yield _tax_finding(document, key, billed, expected, said)


def _rounding_allowed(document: Document, key: Key) -> int:
    """Tax may be rounded line by line: a minor unit a line, and below one unit of the currency as the artefacts have it."""
    lines = sum(1 for line in document.lines if key_of(line.category, line.rate) == key)
    ceiling = int(10 ** exponent(document.currency)) - 1
    return max(min(lines, ceiling), 1)


_NEEDS_REASON = {"E": "BR-E-10", "AE": "BR-AE-10", "K": "BR-IC-10", "G": "BR-G-10", "O": "BR-O-10"}


def _exemption(document: Document, tax: Tax) -> Iterator[Answer]:
    norm = _NEEDS_REASON.get(tax.category)
    if norm and not tax.exemption_reason:
        yield Found(
            rule="R3",
            document=document,
            place=tax_place(key_of(tax.category, tax.rate)),
            reason="tax",
            severity=Severity.WARNING,
            message=f"No tax is charged in category {tax.category}, and the document does not say why ({norm}).",
        )


def _rate_words(key: Key) -> str:
    return f"{number(key[1])}% tax (category {key[0]})"


def _tax_finding(document: Document, key: Key, billed: Money, expected: Money, message: str) -> Found:
    return Found(
        rule="R3",
        document=document,
        place=tax_place(key),
        reason="tax",
        severity=Severity.ERROR,
        billed=billed,
        expected=expected,
        message=message,
    )
