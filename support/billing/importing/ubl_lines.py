"""The lines of a UBL document."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from support.billing.importing import xml_values as values
from support.billing.importing.documents import DocumentLine, Identifier, Kind, Price
from support.billing.importing.ubl_header import period
from support.billing.importing.ubl_parts import allowances_charges
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import identifier, needed_word, text, word
from support.kernel.sayings import N_

_NAMES = {
    "invoice": ("cac:InvoiceLine", "cbc:InvoicedQuantity"),
    "credit_note": ("cac:CreditNoteLine", "cbc:CreditedQuantity"),
}

MOST_LINES = 20_000


def lines(root: Node, kind: Kind, currency: str) -> tuple[DocumentLine, ...]:
    """At least one; refused where two bear the same number, since a dispute names a line by it."""
    name, quantity = _NAMES[kind]
    nodes = root.every(name, MOST_LINES)
    if not nodes:
        root.refuse(N_("There is no line (%(name)s). Ask the sender for a complete document.", name=name))
    seen: set[str] = set()
    found = []
    for node in nodes:
        line = _line(node, quantity, currency)
        if line.id in seen:
            node.refuse(
                N_(
                    "Two lines have the number %(id)s. Ask the sender for a document that numbers each line once.",
                    id=line.id,
                )
            )
        seen.add(line.id)
        found.append(line)
    return tuple(found)


def _line(node: Node, quantity_name: str, currency: str) -> DocumentLine:
    quantity = node.needed(quantity_name, N_("quantity"))
    return DocumentLine(
        id=needed_word(node.needed("cbc:ID", N_("line number")), values.NUMBER),
        quantity=_quantity(quantity),
        unit_code=values.tag(quantity, "unitCode"),
        net=values.needed_amount(node.needed("cbc:LineExtensionAmount", N_("net amount of the line")), currency),
        note=text(node.first("cbc:Note")),
        price=_price(node.needed("cac:Price", N_("unit price")), currency),
        allowances_charges=allowances_charges(node, currency),
        period=period(node.first("cac:InvoicePeriod")),
        order_line_reference=word(node.first("cac:OrderLineReference/cbc:LineID")),
        object_identifier=_object(node.first("cac:DocumentReference")),
        accounting_cost=word(node.only("cbc:AccountingCost")),
        **_item(node.needed("cac:Item", N_("item"))),
    )


def _object(node: Node | None) -> Identifier | None:
    """What was measured or served: the standard's only document reference of a line (type 130)."""
    if node:
        node.first("cbc:DocumentTypeCode")
    return identifier(node.first("cbc:ID")) if node else None


def _quantity(node: Node) -> Decimal:
    value = values.figure(node)
    if value is None:
        node.refuse(N_("The quantity is blank. Ask the sender for a complete document."))
    return value


class _Item(TypedDict):
    name: str
    description: str | None
    seller_item_id: str | None
    buyer_item_id: str | None
    standard_item_id: Identifier | None
    classifications: tuple[Identifier, ...]
    origin_country: str | None
    tax_category: str | None
    tax_rate: Decimal | None
    properties: tuple[tuple[str, str], ...]


def _item(node: Node) -> _Item:
    category = node.first("cac:ClassifiedTaxCategory")
    if category:
        category.first("cac:TaxScheme/cbc:ID")
    codes = (part.first("cbc:ItemClassificationCode") for part in node.every("cac:CommodityClassification"))
    return _Item(
        name=_name(node.needed("cbc:Name", N_("name of the item"))),
        description=text(node.first("cbc:Description")),
        seller_item_id=word(node.first("cac:SellersItemIdentification/cbc:ID"), values.ITEM_ID),
        buyer_item_id=word(node.first("cac:BuyersItemIdentification/cbc:ID")),
        standard_item_id=identifier(node.first("cac:StandardItemIdentification/cbc:ID")),
        classifications=tuple(found for code in codes if (found := identifier(code))),
        origin_country=word(node.first("cac:OriginCountry/cbc:IdentificationCode")),
        tax_category=values.code(category.only("cbc:ID")) if category else None,
        tax_rate=values.figure(category.only("cbc:Percent")) if category else None,
        properties=tuple(_property(part) for part in node.every("cac:AdditionalItemProperty")),
    )


def _name(node: Node) -> str:
    said = text(node)
    if said is None:
        node.refuse(N_("The name of the item is blank. Ask the sender for a complete document."))
    return said


def _property(node: Node) -> tuple[str, str]:
    """A name without a value says nothing and still keeps its place."""
    return needed_word(node.needed("cbc:Name", N_("name of the property"))), text(node.only("cbc:Value")) or ""


def _price(node: Node, currency: str) -> Price:
    amount = node.needed("cbc:PriceAmount", N_("unit price"))
    net = values.price(amount, currency)
    if net is None:
        amount.refuse(N_("The unit price is blank. Ask the sender for a complete document."))
    base = node.only("cbc:BaseQuantity")
    base_quantity = values.figure(base)
    if base and base_quantity is not None and base_quantity <= 0:
        base.refuse(N_("The price must be for a quantity above zero. Ask the sender for a corrected document."))
    discount, gross = _price_discount(node, currency)
    return Price(
        amount=net,
        base_quantity=base_quantity,
        base_unit=values.tag(base, "unitCode"),
        discount=discount,
        gross=gross,
    )


def _price_discount(node: Node, currency: str) -> tuple[Decimal | None, Decimal | None]:
    """Discount and price before it. The net price already has it taken off; a charge there is none of the standard's."""
    part = node.first("cac:AllowanceCharge")
    if part is None:
        return None, None
    if values.yes_or_no(part.needed("cbc:ChargeIndicator", N_("word whether it is a charge"))):
        part.refuse(N_("A unit price can have a discount, not a charge. Ask the sender to put the charge on the line."))
    return values.price(part.only("cbc:Amount"), currency), values.price(part.only("cbc:BaseAmount"), currency)
