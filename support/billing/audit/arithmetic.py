"""R1 and R2: whether a document adds up, by the calculation rules of EN 16931 and Peppol BIS Billing 3."""

from __future__ import annotations

from collections.abc import Iterator

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.reckoning import reckon, sums_of
from support.billing.audit.results import Answer, Found, NotCheckable
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.words import number

_REASON = "arithmetic"


def line_arithmetic(context: Context) -> Iterator[Answer]:
    """R1: quantity × unit price ÷ base quantity - allowances + charges is the line's net.

    R120 lets it be 0.02 off; less than that is found where the document's own sums were made from another amount.
    """
    for document in context.documents:
        for line in document.lines:
            if line.base_quantity <= 0:
                yield NotCheckable("R1", document, "The price is for a quantity that is not above zero.", line.place)
        for at, right in reckon(context, document).lines.items():
            yield _wrong_line(document, document.lines[at], right)


def _wrong_line(document: Document, line: Line, right: int) -> Found:
    expected = document.money(right)
    return Found(
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


def _sum_in_words(line: Line) -> str:
    said = f"{number(line.quantity)} × {number(line.unit_price)}"
    if line.base_quantity != 1:
        said += f" ÷ {number(line.base_quantity)}"
    for part in line.parts:
        said += f" {'+' if part.is_charge else '-'} {Money(part.minor, line.document.currency).decimal}"
    return said


def totals(context: Context) -> Iterator[Answer]:
    """R2: BR-CO-10 to BR-CO-16, each exact: sums are of rounded amounts, and cash rounding has a field of its own.

    A sum over a figure that is itself at fault is right as soon as that one is: one error is one finding.
    """
    for document in context.documents:
        for name, (norm, expected, fits) in sums_of(document, reckon(context, document)).items():
            if not fits:
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
