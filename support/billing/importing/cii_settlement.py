"""What a CII document says of tax, totals and payment: all of it stands in the settlement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypedDict

from support.billing.importing.cii_values import day_in
from support.billing.importing.documents import PaymentMeans, TaxSubtotal, Totals
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import amount, code, currency_code, figure, needed_amount, text, word
from support.kernel.sayings import N_

# CII names the event that makes tax due by UNTDID 2475, EN 16931 and UBL by 2005: invoice date, delivery, payment.
_TAX_POINTS = {"5": "3", "29": "35", "72": "432"}


class Taxes(TypedDict):
    """Fields of `ReadDocument`."""

    tax_currency: str | None
    tax_total: Decimal
    tax_total_in_tax_currency: Decimal | None
    tax_subtotals: tuple[TaxSubtotal, ...]
    tax_point_on: date | None
    tax_point_code: str | None


class Payment(TypedDict):
    """Fields of `ReadDocument`."""

    due_on: date | None
    payment_terms: str | None
    payment_means: tuple[PaymentMeans, ...]


def totals(summed: Node, currency: str) -> Totals:
    """As the ram:SpecifiedTradeSettlementHeaderMonetarySummation says."""
    return Totals(
        line_extension=needed_amount(summed.needed("ram:LineTotalAmount", N_("sum of the lines")), currency),
        tax_exclusive=needed_amount(summed.needed("ram:TaxBasisTotalAmount", N_("total without tax")), currency),
        tax_inclusive=needed_amount(summed.needed("ram:GrandTotalAmount", N_("total with tax")), currency),
        payable=needed_amount(summed.needed("ram:DuePayableAmount", N_("amount due")), currency),
        allowance_total=amount(summed.only("ram:AllowanceTotalAmount"), currency),
        charge_total=amount(summed.only("ram:ChargeTotalAmount"), currency),
        prepaid=amount(summed.only("ram:TotalPrepaidAmount"), currency),
        rounding=amount(summed.only("ram:RoundingAmount"), currency),
    )


def taxes(settlement: Node, summed: Node, currency: str, told: Totals) -> Taxes:
    """The breakdown is in the document's currency; the tax currency has a total only."""
    other = settlement.only("ram:TaxCurrencyCode")
    tax_currency = currency_code(other) if other and other.text else None
    found = _tax_totals(summed, currency, tax_currency)
    abroad = found.get(tax_currency) if tax_currency and tax_currency != currency else None
    parts = settlement.every("ram:ApplicableTradeTax")
    days = [on for part in parts if (on := day_in(part.only("ram:TaxPointDate"), "udt:DateString"))]
    events = [event for part in parts if (event := code(part.only("ram:DueDateTypeCode")))]
    return Taxes(
        tax_currency=tax_currency,
        tax_total=needed_amount(found[currency], currency) if currency in found else _untaxed(summed, told),
        tax_total_in_tax_currency=needed_amount(abroad, tax_currency) if abroad and tax_currency else None,
        tax_subtotals=tuple(_subtotal(part, currency) for part in parts),
        tax_point_on=days[0] if days else None,
        tax_point_code=_TAX_POINTS.get(events[0], events[0]) if events else None,
    )


def _tax_totals(summed: Node, currency: str, tax_currency: str | None) -> dict[str, Node]:
    """Currency → its total. Two in one currency, or one in a currency the document does not name, are refused."""
    found: dict[str, Node] = {}
    for node in summed.every("ram:TaxTotalAmount"):
        said = node.attribute("currencyID") or currency
        if said not in (currency, tax_currency):
            node.refuse(
                N_(
                    "This tax total is in %(said)s, which is neither the document's currency nor its tax currency. Ask the sender for a corrected document.",
                    said=said,
                )
            )
        if said in found:
            node.refuse(N_("There are two tax totals in %(said)s. Ask the sender which one is right.", said=said))
        found[said] = node
    return found


def _untaxed(summed: Node, told: Totals) -> Decimal:
    """A document without tax may leave the tax total out; then its other totals must say so too."""
    if told.tax_inclusive != told.tax_exclusive:
        summed.refuse(
            N_(
                "The tax total (ram:TaxTotalAmount) is missing, though the totals with and without tax differ. Ask the sender for a complete document."
            )
        )
    return Decimal(0)


def _subtotal(node: Node, currency: str) -> TaxSubtotal:
    return TaxSubtotal(
        taxable=needed_amount(node.needed("ram:BasisAmount", N_("taxable amount")), currency),
        tax=needed_amount(node.needed("ram:CalculatedAmount", N_("tax")), currency),
        category=code(node.only("ram:CategoryCode")),
        rate=figure(node.only("ram:RateApplicablePercent")),
        exemption_reason=text(node.only("ram:ExemptionReason")),
        exemption_code=word(node.only("ram:ExemptionReasonCode")),
        scheme=code(node.only("ram:TypeCode")) or "VAT",
    )


def payment(settlement: Node) -> Payment:
    """The remittance text and the mandate stand once, for all means of payment; the earliest due date counts."""
    terms = settlement.every("ram:SpecifiedTradePaymentTerms")
    reference = word(settlement.only("ram:PaymentReference"))
    mandate = next((said for part in terms if (said := word(part.only("ram:DirectDebitMandateID")))), None)
    days = (day_in(part.only("ram:DueDateDateTime")) for part in terms)
    described = [said for part in terms if (said := text(part.only("ram:Description")))]
    means = settlement.every("ram:SpecifiedTradeSettlementPaymentMeans")
    found = tuple(_means(node, reference, mandate) for node in means) or (
        PaymentMeans(payment_id=reference, mandate=mandate),
    )
    return Payment(
        due_on=min((said for said in days if said), default=None),
        payment_terms="\n".join(described) or None,
        payment_means=tuple(one for one in found if one != PaymentMeans()),
    )


def _means(node: Node, reference: str | None, mandate: str | None) -> PaymentMeans:
    account = node.only("ram:PayeePartyCreditorFinancialAccount")
    return PaymentMeans(
        code=code(node.only("ram:TypeCode")) or "1",
        name=text(node.first("ram:Information")),
        payment_id=reference,
        account=word(account.first("ram:IBANID") or account.first("ram:ProprietaryID")) if account else None,
        account_name=word(account.only("ram:AccountName")) if account else None,
        institution=word(node.first("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID")),
        mandate=mandate,
    )
