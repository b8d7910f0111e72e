"""Taxes of Stripe's lines and documents, in the shape of today's API (`taxes`) and of the one before (`tax_amounts`).

Stripe names a tax rate by its id and gives the percentage only where the rate itself was asked for. Elsewhere it is
taken from the largest amount that the rate was applied to: the roundest percentage that gives this tax to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from support.billing.importing.documents import TaxSubtotal
from support.billing.importing.json_nodes import Item
from support.billing.importing.stripe_values import Currency, amount, needed_amount
from support.kernel.sayings import N_

_CATEGORIES = {
    "zero_rated": "Z",
    "reverse_charge": "AE",
    "customer_exempt": "E",
    "product_exempt": "E",
    "product_exempt_holiday": "E",
    "portion_product_exempt": "E",
    "not_subject_to_tax": "O",
    "not_collecting": "O",
    "not_supported": "O",
}
_OF_CLIENTS = {"exempt": "E", "reverse": "AE"}
_ONLY_SAID = {"E": "Exempt from tax", "AE": "Reverse charge", "O": "No tax was charged"}


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax on one line; `percentage` where the document gives it."""

    amount: Decimal
    taxable: Decimal
    inclusive: bool
    rate_id: str
    reason: str
    percentage: Decimal | None


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a line bears: `category` of EN 16931, `rate` in percent (all its taxes together), and the tax itself."""

    category: str
    rate: Decimal
    net: Decimal
    tax: Decimal


def taxes_of(item: Item, currency: Currency) -> list[Tax]:
    """Those of a line or of shipping. What Stripe lists without an amount it did not charge."""
    today, before = item.items("taxes"), item.items("tax_amounts")
    return [_tax(one, currency) for one in today or before]


def _tax(item: Item, currency: Currency) -> Tax:
    details = item.child("tax_rate_details")
    rate_id, rate = details.named("tax_rate") if details else item.named("tax_rate")
    item.pass_over(frozenset({"type"}))
    return Tax(
        amount=needed_amount(item, "amount", currency, N_("tax")),
        taxable=amount(item, "taxable_amount", currency) or Decimal(0),
        inclusive=item.text("tax_behavior") == "inclusive" or item.get("inclusive") is True,
        rate_id=rate_id or "",
        reason=item.text("taxability_reason") or "",
        percentage=percentage(rate) if rate else None,
    )


def percentage(rate: Item) -> Decimal | None:
    said = rate.get("percentage")
    rate.pass_over(frozenset(rate.value))
    if said is not None and (not isinstance(said, int | Decimal) or isinstance(said, bool) or not 0 <= said <= 1000):
        rate.refuse(
            N_("“%(said)s” is not a percentage. Send what the API answered.", said=str(said)[:40]), "percentage"
        )
    return None if said is None else Decimal(said)


def tax_total(item: Item, currency: Currency) -> Decimal:
    """As the document says: the sum of its taxes, whichever the shape."""
    for key in ("total_taxes", "total_tax_amounts", "tax_amounts"):
        parts = item.items(key)
        item.pass_over(frozenset({"tax", "total_tax_amounts", "tax_amounts"}))
        if parts:
            for part in parts:
                part.pass_over(frozenset(part.value))
            return sum((needed_amount(part, "amount", currency, N_("tax")) for part in parts), Decimal(0))
    return amount(item, "tax", currency) or Decimal(0)


def rates_of(taxes: Iterable[Tax], currency: Currency, known: dict[str, Decimal]) -> dict[str, Decimal]:
    """Percentages by the id of the rate: those that are known, else as the largest amount shows."""
    found = dict(known)
    for tax in sorted(taxes, key=lambda one: abs(one.taxable), reverse=True):
        if tax.rate_id not in found:
            found[tax.rate_id] = _shown(tax, currency) if tax.percentage is None else tax.percentage
    return found


def _shown(tax: Tax, currency: Currency) -> Decimal:
    if not tax.taxable:
        return Decimal(0)
    exact = tax.amount / tax.taxable * 100
    cent = Decimal(1).scaleb(-currency.places)
    for places in range(5):
        rate = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if (tax.taxable * rate / 100).quantize(cent, rounding=ROUND_HALF_UP) == tax.amount:
            return rate
    return exact.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def bearing(net: Decimal, taxes: list[Tax], rates: dict[str, Decimal], client_exempt: str | None) -> Bearing:
    """Of a line with that net amount. Without any tax it is the client's exemption that counts, if there is one."""
    charged = [tax for tax in taxes if tax.amount or rates.get(tax.rate_id)]
    if charged:
        rate = sum((rates[tax.rate_id] for tax in charged), Decimal(0))
        return Bearing("S", rate, net, sum((tax.amount for tax in charged), Decimal(0)))
    said = next((_CATEGORIES[tax.reason] for tax in taxes if tax.reason in _CATEGORIES), None)
    return Bearing(said or _OF_CLIENTS.get(client_exempt or "", "O"), Decimal(0), net, Decimal(0))


def subtotals(bearings: Iterable[Bearing]) -> tuple[TaxSubtotal, ...]:
    """Stripe has no breakdown by rate: that of the lines and shipping, each with the tax Stripe gives it."""
    sums: dict[tuple[str, Decimal], tuple[Decimal, Decimal]] = {}
    for one in bearings:
        net, tax = sums.get((one.category, one.rate), (Decimal(0), Decimal(0)))
        sums[one.category, one.rate] = (net + one.net, tax + one.tax)
    return tuple(
        TaxSubtotal(taxable=net, tax=tax, category=category, rate=rate, exemption_reason=_ONLY_SAID.get(category))
        for (category, rate), (net, tax) in sums.items()
    )
