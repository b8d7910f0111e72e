"""The lines of Stripe's invoices and credit notes.

`amount` of a line stands before discounts; with inclusive tax it holds the tax. Stripe spreads the discounts of the whole
document over the lines, so that each line tells all that was taken off it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from support.billing.importing.documents import AllowanceCharge, DocumentLine, Price
from support.billing.importing.json_nodes import TEXT, Item
from support.billing.importing.stripe_taxes import Tax, percentage, taxes_of
from support.billing.importing.stripe_values import Currency, amount, figure, needed_amount, period
from support.kernel.sayings import N_

MOST_LINES = 20_000
_SILENT = frozenset(
    [
        "id",
        "object",
        "invoice",
        "livemode",
        "discountable",
        "discounts",
        "subtotal",
        "amount_excluding_tax",
        "unit_amount_excluding_tax",
        "invoice_item",
        "subscription",
        "subscription_item",
        "type",
        "unique_id",
        "currency",
        "invoice_line_item",
        "discount_amount",
        "unit_amount",
        "plan",
    ]
)


@dataclass(frozen=True, slots=True)
class StripeLine:
    """`line` still lacks its tax category and rate, which need the taxes of all lines."""

    line: DocumentLine
    taxes: list[Tax]
    discounts: dict[str, Decimal]
    known_rates: dict[str, Decimal]


def lines(item: Item, currency: Currency) -> list[StripeLine]:
    """At least one; refused where the document says that it has more than stand here."""
    page = item.child("lines")
    found = page.items("data", MOST_LINES) if page else []
    if page is None or not found:
        item.refuse(
            N_("There is no line. Send the whole object, as the API answers when it is asked for by its id."), "lines"
        )
    page.pass_over(frozenset({"object", "url", "total_count"}))
    if page.get("has_more"):
        page.refuse(
            N_(
                "Only the first %(count)s lines stand here. Fetch the others too and put them into “data”.",
                count=len(found),
            ),
            "has_more",
        )
    return [_line(at, one, currency) for at, one in enumerate(found, start=1)]


def _line(position: int, item: Item, currency: Currency) -> StripeLine:
    item.pass_over(_SILENT)
    taxes, taken_off = taxes_of(item, currency), _discounts(item, currency)
    inside = sum((tax.amount for tax in taxes if tax.inclusive), Decimal(0))
    full = needed_amount(item, "amount", currency, N_("amount of the line"))
    off = sum((part.amount for part in taken_off.values()), Decimal(0))
    line = DocumentLine(
        id=str(position),
        quantity=_quantity(item, full) * (-1 if full < 0 else 1),
        net=full - off - inside,
        name=_name(item),
        price=_price(item, full, currency),
        allowances_charges=tuple(taken_off.values()),
        seller_item_id=_sku(item),
        period=period(item.child("period")),
        properties=_metadata(item),
    )
    if inside:
        line = _without_tax(line, full, off)
    rates = {one.text("id") or "": rate for one in item.items("tax_rates") if (rate := percentage(one)) is not None}
    return StripeLine(line, taxes, {key: part.amount for key, part in taken_off.items()}, rates)


def _without_tax(line: DocumentLine, full: Decimal, off: Decimal) -> DocumentLine:
    """Where prices hold the tax, Stripe gives no price without it: the net amount is the price of the whole quantity."""
    told = (*line.properties, ("Amount with tax", f"{full:f}"))
    return replace(
        line,
        price=_whole(line.net, line.quantity),
        allowances_charges=(),
        properties=(*told, ("Discount with tax", f"{off:f}")) if off else told,
    )


def _whole(net: Decimal, quantity: Decimal) -> Price:
    many = abs(quantity)
    return Price(amount=abs(net), base_quantity=None if many in (0, 1) else many)


def _quantity(item: Item, full: Decimal) -> Decimal:
    """Fractions stand in `quantity_decimal` alone. A line by amount has none, or nothing, and counts as one."""
    exact, whole = figure(item, "quantity_decimal"), item.whole("quantity")
    found = exact if exact is not None else Decimal(1) if whole is None else Decimal(whole)
    if found < 0:
        item.refuse(N_("The quantity is below zero. Send what the API answered, unchanged."), "quantity")
    return found if found or not full else Decimal(1)


def _price(item: Item, full: Decimal, currency: Currency) -> Price:
    """The unit price, in minor units with up to twelve decimals. A prorated or a tiered line has none that fits it."""
    pricing, before = item.child("pricing"), item.child("price")
    said = [figure(one, "unit_amount_decimal") for one in (pricing, item, before) if one]
    unit = next((one for one in said if one is not None), None)
    by_amount = item.value.get("quantity") in (0, None) and item.value.get("quantity_decimal") in ("0", None)
    if unit is None or unit < 0 or full < 0 or _is_prorated(item) or by_amount:
        return _whole(full, _quantity(item, full))
    return Price(amount=currency.amount(unit).normalize() + 0)


def _is_prorated(item: Item) -> bool:
    parent = item.child("parent")
    kinds = ("invoice_item_details", "subscription_item_details")
    details = [one for kind in kinds if parent and (one := parent.child(kind))]
    if parent:
        parent.pass_over(frozenset(parent.value))
    for one in details:
        one.pass_over(frozenset(one.value))
    item.pass_over(frozenset({"proration_details"}))
    return item.get("proration") is True or any(one.get("proration") is True for one in details)


def _discounts(item: Item, currency: Currency) -> dict[str, AllowanceCharge]:
    """By the id of the discount or billing credit; those of nothing are not there."""
    found: dict[str, AllowanceCharge] = {}
    for one in item.items("discount_amounts"):
        off, name = needed_amount(one, "amount", currency, N_("discount")), one.named("discount")[0] or ""
        if off:
            found[name] = AllowanceCharge(is_charge=False, amount=off, reason="Discount", reason_code="95")
    for one in item.items("pretax_credit_amounts"):
        off, kind = needed_amount(one, "amount", currency, N_("credit")), one.text("type")
        one.pass_over(frozenset(one.value))
        if off and kind == "credit_balance_transaction":
            name = one.named("credit_balance_transaction")[0] or ""
            found[name] = AllowanceCharge(is_charge=False, amount=off, reason="Billing credit")
    return found


def _name(item: Item) -> str:
    said = item.text("description", TEXT) or _sku(item)
    if said is None:
        item.refuse(N_("The line has no description. Add one and fetch the document again."), "description")
    return said


def _sku(item: Item) -> str | None:
    """Our own article number where the line's metadata has one, else Stripe's product, else its price."""
    own = item.child("metadata")
    pricing, before = item.child("pricing"), item.child("price")
    details = pricing.child("price_details") if pricing else None
    if pricing:
        pricing.pass_over(frozenset({"type"}))
    names = [details.named("product")[0], details.named("price")[0]] if details else []
    if before:
        before.pass_over(frozenset(before.value))
        names += [before.named("product")[0], before.text("id")]
    return next((said for said in (own.text("sku") if own else None, *names) if said), None)


def _metadata(item: Item) -> tuple[tuple[str, str], ...]:
    own = item.child("metadata")
    return tuple((key[:200], said) for key in own.value if (said := own.text(key, TEXT))) if own else ()


def shipping(item: Item, currency: Currency) -> tuple[Decimal, list[Tax]] | None:
    """What shipping costs without tax, and its taxes; None where there is none."""
    cost = item.child("shipping_cost")
    if cost is None:
        return None
    taxes = taxes_of(cost, currency)
    cost.pass_over(frozenset({"amount_tax", "amount_subtotal", "shipping_rate"}))
    whole = needed_amount(cost, "amount_total", currency, N_("cost of shipping"))
    net = whole - (amount(cost, "amount_tax", currency) or Decimal(0))
    return (net, taxes) if whole else None
