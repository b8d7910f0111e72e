"""R1 and R2: whether a document adds up, by the calculation rules of EN 16931 and Peppol BIS Billing 3."""

from __future__ import annotations

from collections.abc import Iterator

from support.billing.audit.facts import Context, Document, Line
from support.billing.audit.reckoning import reckon, sums_of
from support.billing.audit.results import Answer, Found, NotCheckable
from support.billing.kinds import Severity
from support.kernel.money import Money
from support.kernel.sayings import N_, alone, joined

_REASON = "arithmetic"


def line_arithmetic(context: Context) -> Iterator[Answer]:
    """R1: quantity × unit price ÷ base quantity - allowances + charges is the line's net.

    R120 lets it be 0.02 off; less than that is found where the document's own sums were made from another amount.
    """
    for document in context.documents:
        for line in document.lines:
            if line.base_quantity <= 0:
                yield NotCheckable(
                    "R1", document, N_("The price is for a quantity that is not above zero."), line.place
                )
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
        message=N_(
            "Line %(line)s: %(sum_in_words)s comes to %(expected)s, but %(money)s is charged (PEPPOL-EN16931-R120).",
            **line.told,
            sum_in_words=_sum_in_words(line),
            expected=expected,
        ),
    )


def _sum_in_words(line: Line) -> str:
    said = [alone(line.quantity), "×", alone(line.unit_price)]
    if line.base_quantity != 1:
        said += ["÷", alone(line.base_quantity)]
    for part in line.parts:
        said += ["+" if part.is_charge else "-", alone(Money(part.minor, line.document.currency))]
    return joined(" ", said)


def totals(context: Context) -> Iterator[Answer]:
    """R2: BR-CO-10 to BR-CO-16, each exact: sums are of rounded amounts, and cash rounding has a field of its own.

    A sum over a figure that is itself at fault is right as soon as that one is: one error is one finding.
    """
    for document in context.documents:
        for name, (norm, expected, fits) in sums_of(document, reckon(context, document)).items():
            if not fits:
                yield _wrong_total(document, name, norm, expected)


_SAID = {
    "lines": N_("The sum of the lines is %(right)s, but the document says %(billed)s (%(norm)s)."),
    "allowances": N_("The sum of the allowances is %(right)s, but the document says %(billed)s (%(norm)s)."),
    "charges": N_("The sum of the charges is %(right)s, but the document says %(billed)s (%(norm)s)."),
    "net": N_("The lines less allowances plus charges is %(right)s, but the document says %(billed)s (%(norm)s)."),
    "tax": N_("The sum of the tax amounts is %(right)s, but the document says %(billed)s (%(norm)s)."),
    "gross": N_("The total without tax plus the tax is %(right)s, but the document says %(billed)s (%(norm)s)."),
    "payable": N_(
        "The total with tax less what was prepaid plus rounding is %(right)s, but the document says %(billed)s (%(norm)s)."
    ),
}


def _wrong_total(document: Document, name: str, norm: str, expected: int) -> Found:
    billed, right = document.money(document.totals[name]), document.money(expected)
    return Found(
        rule="R2",
        document=document,
        place=f"total:{name}",
        reason=_REASON,
        severity=Severity.ERROR,
        billed=billed,
        expected=right,
        message=N_(_SAID[name], right=right, billed=billed, norm=norm),
    )
