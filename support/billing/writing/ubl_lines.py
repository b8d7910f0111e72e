"""Lines, allowances and charges in UBL."""

from __future__ import annotations

from support.billing.importing.documents import AllowanceCharge, DocumentLine, ReadDocument
from support.billing.writing.xml_branches import Branch

_NAMES = {
    "invoice": ("cac:InvoiceLine", "cbc:InvoicedQuantity"),
    "credit_note": ("cac:CreditNoteLine", "cbc:CreditedQuantity"),
}
_OBJECT = "130"  # UNTDID 1001: what was measured or served


def write_allowance_charge(branch: Branch, part: AllowanceCharge, currency: str, scheme: str) -> None:
    body = branch.branch("cac:AllowanceCharge")
    body.put("cbc:ChargeIndicator", part.is_charge)
    body.put("cbc:AllowanceChargeReasonCode", part.reason_code)
    body.put("cbc:AllowanceChargeReason", part.reason)
    body.put("cbc:MultiplierFactorNumeric", part.percent)
    body.put("cbc:Amount", part.amount, currencyID=currency)
    body.put("cbc:BaseAmount", part.base, currencyID=currency)
    if part.tax_category is not None or part.tax_rate is not None:
        category = body.branch("cac:TaxCategory")
        category.put("cbc:ID", part.tax_category)
        category.put("cbc:Percent", part.tax_rate)
        category.nest("cac:TaxScheme/cbc:ID", scheme)


def write_line(root: Branch, line: DocumentLine, document: ReadDocument, scheme: str) -> None:
    name, quantity = _NAMES[document.kind]
    branch = root.branch(name)
    branch.put("cbc:ID", line.id)
    branch.put("cbc:Note", line.note)
    branch.put(quantity, line.quantity, unitCode=line.unit_code)
    branch.put("cbc:LineExtensionAmount", line.net, currencyID=document.currency)
    branch.put("cbc:AccountingCost", line.accounting_cost)
    if line.period:
        period = branch.branch("cac:InvoicePeriod")
        period.put("cbc:StartDate", line.period.start)
        period.put("cbc:EndDate", line.period.end)
    branch.nest("cac:OrderLineReference/cbc:LineID", line.order_line_reference)
    if line.object_identifier:
        reference = branch.branch("cac:DocumentReference")
        reference.put("cbc:ID", line.object_identifier.value, schemeID=line.object_identifier.scheme)
        reference.put("cbc:DocumentTypeCode", _OBJECT)
    for part in line.allowances_charges:
        write_allowance_charge(branch, part, document.currency, scheme)
    _write_item(branch.branch("cac:Item"), line, scheme)
    _write_price(branch.branch("cac:Price"), line, document.currency)


def _write_item(item: Branch, line: DocumentLine, scheme: str) -> None:
    item.put("cbc:Description", line.description)
    item.put("cbc:Name", line.name)
    item.nest("cac:BuyersItemIdentification/cbc:ID", line.buyer_item_id)
    item.nest("cac:SellersItemIdentification/cbc:ID", line.seller_item_id)
    standard = line.standard_item_id
    if standard:
        item.nest("cac:StandardItemIdentification/cbc:ID", standard.value, schemeID=standard.scheme)
    item.nest("cac:OriginCountry/cbc:IdentificationCode", line.origin_country)
    for code in line.classifications:
        item.nest("cac:CommodityClassification/cbc:ItemClassificationCode", code.value, listID=code.scheme)
    if line.tax_category is not None or line.tax_rate is not None:
        category = item.branch("cac:ClassifiedTaxCategory")
        category.put("cbc:ID", line.tax_category)
        category.put("cbc:Percent", line.tax_rate)
        category.nest("cac:TaxScheme/cbc:ID", scheme)
    for name, value in line.properties:
        entry = item.branch("cac:AdditionalItemProperty")
        entry.put("cbc:Name", name)
        entry.put("cbc:Value", value or None)


def _write_price(branch: Branch, line: DocumentLine, currency: str) -> None:
    price = line.price
    branch.put("cbc:PriceAmount", price.amount, currencyID=currency)
    branch.put("cbc:BaseQuantity", price.base_quantity, unitCode=price.base_unit)
    if price.discount is None and price.gross is None:
        return
    discount = branch.branch("cac:AllowanceCharge")
    discount.put("cbc:ChargeIndicator", False)
    discount.put("cbc:Amount", price.discount, currencyID=currency)
    discount.put("cbc:BaseAmount", price.gross, currencyID=currency)
