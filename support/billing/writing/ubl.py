"""Writes invoices and credit notes as UBL 2.1 in the style of EN 16931 and Peppol BIS Billing 3.

The order of elements is the schema's; what `read_ubl` makes of the result equals what was written.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

from support.billing.importing.documents import Attachment, ReadDocument
from support.billing.writing.ubl_lines import write_allowance_charge, write_line
from support.billing.writing.ubl_parties import write_address, write_party
from support.billing.writing.xml_branches import Branch

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_ROOTS = {"invoice": "Invoice", "credit_note": "CreditNote"}
_UNDEFINED_MEANS = "1"  # UNTDID 4461: how to pay is not said
_NO_ORDER = "NA"  # Peppol: the order number to give with a sales order number when there is none
_PROJECT = "50"  # UNTDID 1001


def write_ubl(document: ReadDocument, files: Mapping[str, bytes] | None = None) -> bytes:
    """The document as UTF-8 XML. `files` holds, by attachment id, the contents of embedded files.

    Raises `ValueError` for an embedded attachment without its content, and for text XML cannot carry (control characters).
    """
    name = _ROOTS[document.kind]
    root = Branch.root(
        name,
        {None: f"{_UBL}{name}-2", "cac": f"{_UBL}CommonAggregateComponents-2", "cbc": f"{_UBL}CommonBasicComponents-2"},
    )
    _write_head(root, document, name)
    _write_references(root, document, files or {})
    _write_parties(root, document)
    _write_delivery(root, document)
    _write_payment(root, document)
    for part in document.allowances_charges:
        write_allowance_charge(root, part, document.currency, _scheme(document))
    _write_taxes(root, document)
    _write_totals(root, document)
    for line in document.lines:
        write_line(root, line, document, _scheme(document))
    return root.bytes()


def _scheme(document: ReadDocument) -> str:
    """The one tax scheme of the document."""
    return document.tax_subtotals[0].scheme if document.tax_subtotals else "VAT"


def _write_head(root: Branch, document: ReadDocument, name: str) -> None:
    root.put("cbc:CustomizationID", document.customization)
    root.put("cbc:ProfileID", document.profile)
    root.put("cbc:ID", document.number)
    root.put("cbc:IssueDate", document.issued_on)
    if document.kind == "invoice":
        root.put("cbc:DueDate", document.due_on)
    else:
        root.put("cbc:TaxPointDate", document.tax_point_on)
    root.put(f"cbc:{name}TypeCode", document.type_code)
    for note in document.notes:
        root.put("cbc:Note", note)
    if document.kind == "invoice":
        root.put("cbc:TaxPointDate", document.tax_point_on)
    root.put("cbc:DocumentCurrencyCode", document.currency)
    root.put("cbc:TaxCurrencyCode", document.tax_currency)
    root.put("cbc:AccountingCost", document.accounting_cost)
    root.put("cbc:BuyerReference", document.buyer_reference)
    period = root.branch("cac:InvoicePeriod")
    period.put("cbc:StartDate", document.period.start if document.period else None)
    period.put("cbc:EndDate", document.period.end if document.period else None)
    period.put("cbc:DescriptionCode", document.tax_point_code)
    root.prune("cac:InvoicePeriod")


def _write_references(root: Branch, document: ReadDocument, files: Mapping[str, bytes]) -> None:
    if document.order_reference or document.sales_order_reference:
        order = root.branch("cac:OrderReference")
        order.put("cbc:ID", document.order_reference or _NO_ORDER)
        order.put("cbc:SalesOrderID", document.sales_order_reference)
    for preceding in document.preceding_invoices:
        reference = root.branch("cac:BillingReference").branch("cac:InvoiceDocumentReference")
        reference.put("cbc:ID", preceding.number)
        reference.put("cbc:IssueDate", preceding.issued_on)
    root.nest("cac:DespatchDocumentReference/cbc:ID", document.despatch_reference)
    root.nest("cac:ReceiptDocumentReference/cbc:ID", document.receipt_reference)
    if document.kind == "invoice":
        root.nest("cac:OriginatorDocumentReference/cbc:ID", document.tender_reference)
    root.nest("cac:ContractDocumentReference/cbc:ID", document.contract_reference)
    for attachment in document.attachments:
        _write_attachment(root, attachment, files)
    if document.kind == "invoice":
        root.nest("cac:ProjectReference/cbc:ID", document.project_reference)
        return
    if document.project_reference:
        _write_attachment(root, Attachment(id=document.project_reference, type_code=_PROJECT), files)
    root.nest("cac:OriginatorDocumentReference/cbc:ID", document.tender_reference)


def _write_attachment(root: Branch, attachment: Attachment, files: Mapping[str, bytes]) -> None:
    reference = root.branch("cac:AdditionalDocumentReference")
    reference.put("cbc:ID", attachment.id, schemeID=attachment.scheme)
    reference.put("cbc:DocumentTypeCode", attachment.type_code)
    reference.put("cbc:DocumentDescription", attachment.description)
    body = reference.branch("cac:Attachment")
    if attachment.size is not None:
        if len(files.get(attachment.id, b"")) != attachment.size:
            raise ValueError(f"the content of attachment {attachment.id} is needed, {attachment.size} bytes of it")
        content = base64.b64encode(files.get(attachment.id, b"")).decode("ascii")
        tags = {"mimeCode": attachment.mime, "filename": attachment.filename}
        body.put("cbc:EmbeddedDocumentBinaryObject", content, **tags)
    body.nest("cac:ExternalReference/cbc:URI", attachment.uri)
    reference.prune("cac:Attachment")


def _write_parties(root: Branch, document: ReadDocument) -> None:
    write_party(root.branch("cac:AccountingSupplierParty").branch("cac:Party"), document.seller)
    write_party(root.branch("cac:AccountingCustomerParty").branch("cac:Party"), document.buyer)
    if document.payee:
        write_party(root.branch("cac:PayeeParty"), document.payee)
    if document.tax_representative:
        write_party(root.branch("cac:TaxRepresentativeParty"), document.tax_representative)


def _write_delivery(root: Branch, document: ReadDocument) -> None:
    for delivery in document.deliveries:
        branch = root.branch("cac:Delivery")
        branch.put("cbc:ActualDeliveryDate", delivery.on)
        place = branch.branch("cac:DeliveryLocation")
        if delivery.location:
            place.put("cbc:ID", delivery.location.value, schemeID=delivery.location.scheme)
        write_address(place, "cac:Address", delivery.address)
        branch.prune("cac:DeliveryLocation")
        branch.nest("cac:DeliveryParty/cac:PartyName/cbc:Name", delivery.party_name)


def _write_payment(root: Branch, document: ReadDocument) -> None:
    """A credit note's due date stands with its first means of payment, which is made up where there is none."""
    due_on = document.due_on if document.kind == "credit_note" else None
    for means in document.payment_means:
        branch = root.branch("cac:PaymentMeans")
        branch.put("cbc:PaymentMeansCode", means.code, name=means.name)
        branch.put("cbc:PaymentDueDate", due_on)
        branch.put("cbc:PaymentID", means.payment_id)
        account = branch.branch("cac:PayeeFinancialAccount")
        account.put("cbc:ID", means.account)
        account.put("cbc:Name", means.account_name)
        account.nest("cac:FinancialInstitutionBranch/cbc:ID", means.institution)
        branch.prune("cac:PayeeFinancialAccount")
        branch.nest("cac:PaymentMandate/cbc:ID", means.mandate)
        due_on = None
    if due_on:
        branch = root.branch("cac:PaymentMeans")
        branch.put("cbc:PaymentMeansCode", _UNDEFINED_MEANS)
        branch.put("cbc:PaymentDueDate", due_on)
    root.nest("cac:PaymentTerms/cbc:Note", document.payment_terms)


def _write_taxes(root: Branch, document: ReadDocument) -> None:
    currency = document.currency
    total = root.branch("cac:TaxTotal")
    total.put("cbc:TaxAmount", document.tax_total, currencyID=currency)
    for subtotal in document.tax_subtotals:
        branch = total.branch("cac:TaxSubtotal")
        branch.put("cbc:TaxableAmount", subtotal.taxable, currencyID=currency)
        branch.put("cbc:TaxAmount", subtotal.tax, currencyID=currency)
        category = branch.branch("cac:TaxCategory")
        category.put("cbc:ID", subtotal.category)
        category.put("cbc:Percent", subtotal.rate)
        category.put("cbc:TaxExemptionReasonCode", subtotal.exemption_code)
        category.put("cbc:TaxExemptionReason", subtotal.exemption_reason)
        category.nest("cac:TaxScheme/cbc:ID", subtotal.scheme)
    if document.tax_total_in_tax_currency is not None:
        other = root.branch("cac:TaxTotal")
        other.put("cbc:TaxAmount", document.tax_total_in_tax_currency, currencyID=document.tax_currency)


def _write_totals(root: Branch, document: ReadDocument) -> None:
    totals, currency = document.totals, document.currency
    branch = root.branch("cac:LegalMonetaryTotal")
    branch.put("cbc:LineExtensionAmount", totals.line_extension, currencyID=currency)
    branch.put("cbc:TaxExclusiveAmount", totals.tax_exclusive, currencyID=currency)
    branch.put("cbc:TaxInclusiveAmount", totals.tax_inclusive, currencyID=currency)
    branch.put("cbc:AllowanceTotalAmount", totals.allowance_total, currencyID=currency)
    branch.put("cbc:ChargeTotalAmount", totals.charge_total, currencyID=currency)
    branch.put("cbc:PrepaidAmount", totals.prepaid, currencyID=currency)
    branch.put("cbc:PayableRoundingAmount", totals.rounding, currencyID=currency)
    branch.put("cbc:PayableAmount", totals.payable, currencyID=currency)
