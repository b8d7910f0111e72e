"""The lines of a CII document, and the allowances and charges of lines and document."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from support.billing.importing import xml_values as values
from support.billing.importing.cii_values import is_charge, period
from support.billing.importing.documents import AllowanceCharge, DocumentLine, Identifier, Price
from support.billing.importing.ubl_lines import MOST_LINES
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import identifier, needed_word, text, word
from support.kernel.sayings import N_

_LINE = "ram:IncludedSupplyChainTradeLineItem"
_OBJECT = "130"  # UNTDID 1001: the reference names what was measured or served


def lines(transaction: Node, currency: str) -> tuple[DocumentLine, ...]:
    """At least one; refused where two bear the same number, since a dispute names a line by it."""
    nodes = transaction.every(_LINE, MOST_LINES)
    if not nodes:
        transaction.refuse(
            N_("There is no line, as in the profiles MINIMUM and BASIC WL. Ask the sender for the profile EN 16931.")
        )
    seen: set[str] = set()
    found = []
    for node in nodes:
        line = _line(node, currency)
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


def _line(node: Node, currency: str) -> DocumentLine:
    about = node.needed("ram:AssociatedDocumentLineDocument", N_("line number"))
    agreed = node.needed("ram:SpecifiedLineTradeAgreement", N_("unit price"))
    settled = node.needed("ram:SpecifiedLineTradeSettlement", N_("net amount of the line"))
    quantity = node.needed("ram:SpecifiedLineTradeDelivery", N_("quantity")).needed(
        "ram:BilledQuantity", N_("quantity")
    )
    _refuse_a_heading(about)
    return DocumentLine(
        id=needed_word(about.needed("ram:LineID", N_("line number")), values.NUMBER),
        quantity=_needed_figure(quantity, N_("quantity")),
        unit_code=values.tag(quantity, "unitCode"),
        net=_net(settled, currency),
        note=text(about.first("ram:IncludedNote/ram:Content")),
        price=_price(agreed, currency),
        allowances_charges=allowances_charges(settled, currency),
        period=period(settled.only("ram:BillingSpecifiedPeriod")),
        order_line_reference=word(agreed.first("ram:BuyerOrderReferencedDocument/ram:LineID")),
        object_identifier=_object(settled),
        accounting_cost=word(settled.first("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID")),
        **_tax(settled.only("ram:ApplicableTradeTax")),
        **_product(node.needed("ram:SpecifiedTradeProduct", N_("item"))),
    )


def _refuse_a_heading(about: Node) -> None:
    """The profile EXTENDED has lines that only sum up or explain others; counted as lines they would bill twice."""
    node = about.only("ram:LineStatusReasonCode")
    if node and node.text in ("GROUP", "INFORMATION"):
        node.refuse(
            N_("Lines that group or explain other lines are not read. Ask the sender for the profile EN 16931.")
        )


def _needed_figure(node: Node, what: str) -> Decimal:
    value = values.figure(node)
    if value is None:
        node.refuse(N_("The %(what)s is blank. Ask the sender for a complete document.", what=what))
    return value


def _net(settled: Node, currency: str) -> Decimal:
    what = N_("net amount of the line")
    summed = settled.needed("ram:SpecifiedTradeSettlementLineMonetarySummation", what)
    return values.needed_amount(summed.needed("ram:LineTotalAmount", what), currency)


def _object(settled: Node) -> Identifier | None:
    documents = settled.every("ram:AdditionalReferencedDocument")
    node = next((one for one in documents if word(one.only("ram:TypeCode")) == _OBJECT), None)
    value = word(node.only("ram:IssuerAssignedID")) if node else None
    return Identifier(value, word(node.only("ram:ReferenceTypeCode"), values.NUMBER)) if node and value else None


class _Tax(TypedDict):
    tax_category: str | None
    tax_rate: Decimal | None


def _tax(node: Node | None) -> _Tax:
    if node:
        node.first("ram:TypeCode")
    return _Tax(
        tax_category=values.code(node.only("ram:CategoryCode")) if node else None,
        tax_rate=values.figure(node.only("ram:RateApplicablePercent")) if node else None,
    )


class _Product(TypedDict):
    name: str
    description: str | None
    seller_item_id: str | None
    buyer_item_id: str | None
    standard_item_id: Identifier | None
    classifications: tuple[Identifier, ...]
    origin_country: str | None
    properties: tuple[tuple[str, str], ...]


def _product(node: Node) -> _Product:
    name = node.needed("ram:Name", N_("name of the item"))
    said = text(name)
    if said is None:
        name.refuse(N_("The name of the item is blank. Ask the sender for a complete document."))
    codes = (part.first("ram:ClassCode") for part in node.every("ram:DesignatedProductClassification"))
    return _Product(
        name=said,
        description=text(node.only("ram:Description")),
        seller_item_id=word(node.only("ram:SellerAssignedID"), values.ITEM_ID),
        buyer_item_id=word(node.only("ram:BuyerAssignedID")),
        standard_item_id=identifier(node.only("ram:GlobalID")),
        classifications=tuple(found for code in codes if (found := identifier(code))),
        origin_country=word(node.first("ram:OriginTradeCountry/ram:ID")),
        properties=tuple(_property(part) for part in node.every("ram:ApplicableProductCharacteristic")),
    )


def _property(node: Node) -> tuple[str, str]:
    return needed_word(node.needed("ram:Description", N_("name of the property"))), text(node.only("ram:Value")) or ""


def _price(agreed: Node, currency: str) -> Price:
    """The quantity the price is for may stand with the net price, the gross price or both."""
    net = agreed.needed("ram:NetPriceProductTradePrice", N_("unit price"))
    gross = agreed.only("ram:GrossPriceProductTradePrice")
    amount = net.needed("ram:ChargeAmount", N_("unit price"))
    value = values.price(amount, currency)
    if value is None:
        amount.refuse(N_("The unit price is blank. Ask the sender for a complete document."))
    of_gross = gross.only("ram:BasisQuantity") if gross else None
    base = net.only("ram:BasisQuantity") or of_gross
    base_quantity = values.figure(base)
    if base and base_quantity is not None and base_quantity <= 0:
        base.refuse(N_("The price must be for a quantity above zero. Ask the sender for a corrected document."))
    return Price(
        amount=value,
        base_quantity=base_quantity,
        base_unit=values.tag(base, "unitCode"),
        discount=_discount(gross, currency),
        gross=values.price(gross.only("ram:ChargeAmount"), currency) if gross else None,
    )


def _discount(gross: Node | None, currency: str) -> Decimal | None:
    """The net price already has it taken off; a charge there is none of the standard's."""
    part = gross.first("ram:AppliedTradeAllowanceCharge") if gross else None
    if part is None:
        return None
    if is_charge(part):
        part.refuse(N_("A unit price can have a discount, not a charge. Ask the sender to put the charge on the line."))
    return values.price(part.only("ram:ActualAmount"), currency)


def allowances_charges(settled: Node, currency: str) -> tuple[AllowanceCharge, ...]:
    """Those of the document under its settlement, those of a line under the line's."""
    return tuple(_allowance_charge(part, currency) for part in settled.every("ram:SpecifiedTradeAllowanceCharge"))


def _allowance_charge(node: Node, currency: str) -> AllowanceCharge:
    return AllowanceCharge(
        is_charge=is_charge(node),
        amount=values.needed_amount(node.needed("ram:ActualAmount", N_("amount of the allowance or charge")), currency),
        base=values.amount(node.only("ram:BasisAmount"), currency),
        percent=values.figure(node.only("ram:CalculationPercent")),
        reason=text(node.only("ram:Reason")),
        reason_code=values.code(node.only("ram:ReasonCode")),
        **_tax(node.only("ram:CategoryTradeTax")),
    )
