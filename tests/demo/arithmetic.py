"""The sums of EN 16931, worked out afresh: what must hold of every document the demo company sends."""

from decimal import ROUND_HALF_UP, Decimal

from support.billing.importing.documents import AllowanceCharge, DocumentLine, ReadDocument

CENT = Decimal("0.01")


def wrong_sums(document: ReadDocument) -> list[str]:
    """Names of the rules that do not hold."""
    totals = document.totals
    tax = sum(part.tax for part in document.tax_subtotals)
    checks = {
        "BR-CO-10": totals.line_extension == sum(line.net for line in document.lines),
        "BR-CO-11": (totals.allowance_total or 0) == _sum(document, charges=False),
        "BR-CO-12": (totals.charge_total or 0) == _sum(document, charges=True),
        "BR-CO-13": totals.tax_exclusive
        == totals.line_extension + sum(part.signed for part in document.allowances_charges),
        "BR-CO-14": document.tax_total == tax,
        "BR-CO-15": totals.tax_inclusive == totals.tax_exclusive + document.tax_total,
        "BR-CO-16": totals.payable == totals.tax_inclusive - (totals.prepaid or 0) + (totals.rounding or 0),
        "BR-S-08": all(part.taxable == _base(document, part.rate) for part in document.tax_subtotals),
        "BR-S-09": all(part.tax == _rounded(part.taxable * (part.rate or 0) / 100) for part in document.tax_subtotals),
        "lines": all(line.net == _net(line) for line in document.lines),
        "BR-27": all(line.price.amount >= 0 for line in document.lines),
        "BR-CO-18": len(document.tax_subtotals) > 0,
    }
    return [name for name, holds in checks.items() if not holds]


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def _sum(document: ReadDocument, *, charges: bool) -> Decimal:
    return sum((part.amount for part in document.allowances_charges if part.is_charge is charges), Decimal(0))


def _base(document: ReadDocument, rate: Decimal | None) -> Decimal:
    parts: list[AllowanceCharge] = [part for part in document.allowances_charges if part.tax_rate == rate]
    nets = [line.net for line in document.lines if line.tax_rate == rate]
    return sum(nets, Decimal(0)) + sum((part.signed for part in parts), Decimal(0))


def _net(line: DocumentLine) -> Decimal:
    before = _rounded(line.quantity * line.price.amount / (line.price.base_quantity or 1))
    return before + sum((part.signed for part in line.allowances_charges), Decimal(0))
