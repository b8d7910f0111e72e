"""The tax breakdown of a UBL document, in its own and, where there is one, in the tax currency."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from support.billing.importing.documents import TaxSubtotal, Totals
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import (
    CODE,
    code,
    currency_code,
    figure,
    needed_amount,
    needed_word,
    text,
    word,
)
from support.kernel.sayings import N_


class Taxes(TypedDict):
    """Fields of `ReadDocument`."""

    tax_currency: str | None
    tax_total: Decimal
    tax_total_in_tax_currency: Decimal | None
    tax_subtotals: tuple[TaxSubtotal, ...]


def taxes(root: Node, currency: str, totals: Totals) -> Taxes:
    """The breakdown belongs to the total in the document's currency; the tax currency has a total only."""
    other = root.only("cbc:TaxCurrencyCode")
    tax_currency = currency_code(other) if other and other.text else None
    found = _tax_totals(root, currency, tax_currency)
    own = found.get(currency)
    abroad = found.get(tax_currency) if tax_currency and tax_currency != currency else None
    return Taxes(
        tax_currency=tax_currency,
        tax_total=_total(own, currency) if own else _untaxed(root, totals),
        tax_total_in_tax_currency=_total(abroad, tax_currency) if abroad and tax_currency else None,
        tax_subtotals=tuple(_subtotal(node, currency) for node in own.every("cac:TaxSubtotal")) if own else (),
    )


def _tax_totals(root: Node, currency: str, tax_currency: str | None) -> dict[str, Node]:
    """Currency → its cac:TaxTotal. Two in one currency, or one in a currency the document does not name, are refused."""
    found: dict[str, Node] = {}
    for node in root.every("cac:TaxTotal"):
        amount = node.needed("cbc:TaxAmount", N_("tax"))
        said = amount.attribute("currencyID") or currency
        if said not in (currency, tax_currency):
            amount.refuse(
                N_(
                    "This tax total is in %(said)s, which is neither the document's currency nor its tax currency. Ask the sender for a corrected document.",
                    said=said,
                )
            )
        if said in found:
            node.refuse(N_("There are two tax totals in %(said)s. Ask the sender which one is right.", said=said))
        found[said] = node
    return found


def _total(node: Node, currency: str) -> Decimal:
    return needed_amount(node.needed("cbc:TaxAmount", N_("tax")), currency)


def _untaxed(root: Node, totals: Totals) -> Decimal:
    """A document without tax may leave the tax total out; then its other totals must say so too."""
    if totals.tax_inclusive != totals.tax_exclusive:
        root.refuse(
            N_(
                "The tax total (cac:TaxTotal) is missing, though the totals with and without tax differ. Ask the sender for a complete document."
            )
        )
    return Decimal(0)


def _subtotal(node: Node, currency: str) -> TaxSubtotal:
    category = node.needed("cac:TaxCategory", N_("tax category"))
    return TaxSubtotal(
        taxable=needed_amount(node.needed("cbc:TaxableAmount", N_("taxable amount")), currency),
        tax=needed_amount(node.needed("cbc:TaxAmount", N_("tax")), currency),
        category=code(category.only("cbc:ID")),
        rate=figure(category.only("cbc:Percent")),
        exemption_reason=text(category.first("cbc:TaxExemptionReason")),
        exemption_code=word(category.only("cbc:TaxExemptionReasonCode")),
        scheme=_scheme(category),
    )


def _scheme(category: Node) -> str:
    node = category.first("cac:TaxScheme/cbc:ID")
    return needed_word(node, CODE) if node and node.text else "VAT"
