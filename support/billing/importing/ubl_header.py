"""The head of a UBL document: number, dates, notes, references."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from support.billing.importing.documents import Kind, Period, PrecedingInvoice
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import NUMBER, code, day, needed_word, text, word
from support.kernel.sayings import N_

# UNTDID 1001 codes of documents that give money back. Under the root of the other kind such a document could mean both.
CREDIT_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
PROJECT = "50"  # UNTDID 1001; a credit note has no project reference of its own and names it as a supporting document


class Header(TypedDict):
    """Fields of `ReadDocument`."""

    type_code: str
    number: str
    issued_on: date
    period: Period | None
    tax_point_on: date | None
    tax_point_code: str | None
    notes: tuple[str, ...]
    payment_terms: str | None
    buyer_reference: str | None
    order_reference: str | None
    sales_order_reference: str | None
    contract_reference: str | None
    project_reference: str | None
    despatch_reference: str | None
    receipt_reference: str | None
    tender_reference: str | None
    accounting_cost: str | None
    preceding_invoices: tuple[PrecedingInvoice, ...]
    customization: str | None
    profile: str | None


def header(root: Node, kind: Kind) -> Header:
    invoice_period = root.first("cac:InvoicePeriod")
    return Header(
        type_code=_type_code(root, kind),
        number=needed_word(root.needed("cbc:ID", N_("number")), NUMBER),
        issued_on=_issued_on(root),
        period=period(invoice_period),
        tax_point_on=day(root.only("cbc:TaxPointDate")),
        tax_point_code=code(invoice_period.only("cbc:DescriptionCode")) if invoice_period else None,
        notes=tuple(said for node in root.every("cbc:Note") if (said := text(node))),
        payment_terms=text(root.first("cac:PaymentTerms/cbc:Note")),
        buyer_reference=word(root.only("cbc:BuyerReference")),
        order_reference=_order(root),
        sales_order_reference=word(root.first("cac:OrderReference/cbc:SalesOrderID")),
        contract_reference=word(root.first("cac:ContractDocumentReference/cbc:ID")),
        project_reference=_project(root, kind),
        despatch_reference=word(root.first("cac:DespatchDocumentReference/cbc:ID")),
        receipt_reference=word(root.first("cac:ReceiptDocumentReference/cbc:ID")),
        tender_reference=word(root.first("cac:OriginatorDocumentReference/cbc:ID")),
        accounting_cost=word(root.only("cbc:AccountingCost")),
        preceding_invoices=_preceding(root),
        customization=word(root.only("cbc:CustomizationID")),
        profile=word(root.only("cbc:ProfileID")),
    )


def period(node: Node | None) -> Period | None:
    """First and last day of a cac:InvoicePeriod, None where it names neither."""
    if node is None:
        return None
    start, end = day(node.only("cbc:StartDate")), day(node.only("cbc:EndDate"))
    if start and end and end < start:
        node.refuse(
            N_(
                "The period ends on %(end)s, before it starts on %(start)s. Ask the sender for a corrected document.",
                end=end,
                start=start,
            )
        )
    return Period(start=start, end=end) if start or end else None


def _type_code(root: Node, kind: Kind) -> str:
    """UNTDID 1001; where it is missing the root alone says what the document is."""
    node = root.only(f"cbc:{root.name}TypeCode")
    said = word(node, 3)
    if node is None or said is None:
        return "380" if kind == "invoice" else "381"
    if (said in CREDIT_CODES) != (kind == "credit_note"):
        node.refuse(
            N_(
                "Type code %(said)s does not belong in a %(name)s: the amounts could be owed or given back. Ask the sender which is meant.",
                said=said,
                name=root.name,
            )
        )
    return said


def _issued_on(root: Node) -> date:
    node = root.needed("cbc:IssueDate", N_("date"))
    said = day(node)
    if said is None:
        node.refuse(N_("The date is blank. Ask the sender for a complete document."))
    return said


def _order(root: Node) -> str | None:
    """Peppol asks for "NA" where there is a sales order number and no order number."""
    said = word(root.first("cac:OrderReference/cbc:ID"))
    return None if said == "NA" and root.first("cac:OrderReference/cbc:SalesOrderID") else said


def _project(root: Node, kind: Kind) -> str | None:
    if kind == "invoice":
        return word(root.first("cac:ProjectReference/cbc:ID"))
    return next((word(node.first("cbc:ID")) for node in project_references(root)), None)


def project_references(root: Node) -> list[Node]:
    """A credit note's supporting documents that name its project."""
    documents = root.every("cac:AdditionalDocumentReference")
    return [node for node in documents if word(node.first("cbc:DocumentTypeCode")) == PROJECT]


def _preceding(root: Node) -> tuple[PrecedingInvoice, ...]:
    found = (node.first("cac:InvoiceDocumentReference") for node in root.every("cac:BillingReference"))
    return tuple(_preceding_invoice(node) for node in found if node)


def _preceding_invoice(node: Node) -> PrecedingInvoice:
    number = node.needed("cbc:ID", N_("number of the invoice referred to"))
    return PrecedingInvoice(needed_word(number, NUMBER), day(node.only("cbc:IssueDate")))
