"""The head of a CII document: number, dates, notes, references, supporting documents."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from support.billing.importing.cii_values import day_in
from support.billing.importing.documents import Attachment, Kind, PrecedingInvoice
from support.billing.importing.ubl_header import CREDIT_CODES
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import NUMBER, WORD, code, needed_word, tag, text, word
from support.kernel.sayings import N_

_TENDER, _SUPPORTING = "50", "916"  # UNTDID 1001, what an AdditionalReferencedDocument is


class Head(TypedDict):
    """Fields of `ReadDocument`."""

    kind: Kind
    type_code: str
    number: str
    issued_on: date
    notes: tuple[str, ...]
    customization: str | None
    profile: str | None


class References(TypedDict):
    """Fields of `ReadDocument`."""

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
    attachments: tuple[Attachment, ...]


def head(root: Node) -> Head:
    """The kind follows from the type code (UNTDID 1001), which CII therefore may not leave out."""
    document = root.needed("rsm:ExchangedDocument", N_("head of the document"))
    context = root.only("rsm:ExchangedDocumentContext")
    type_code = needed_word(document.needed("ram:TypeCode", N_("type code")), 3)
    when = document.needed("ram:IssueDateTime", N_("date"))
    issued_on = day_in(when)
    if issued_on is None:
        when.refuse(N_("The date is blank. Ask the sender for a complete document."))
    return Head(
        kind="credit_note" if type_code in CREDIT_CODES else "invoice",
        type_code=type_code,
        number=needed_word(document.needed("ram:ID", N_("number")), NUMBER),
        issued_on=issued_on,
        notes=tuple(said for part in document.every("ram:IncludedNote") if (said := text(part.first("ram:Content")))),
        customization=_parameter(context, "ram:GuidelineSpecifiedDocumentContextParameter"),
        profile=_parameter(context, "ram:BusinessProcessSpecifiedDocumentContextParameter"),
    )


def _parameter(context: Node | None, name: str) -> str | None:
    return word(context.first(f"{name}/ram:ID")) if context else None


def references(agreement: Node, delivery: Node | None, settlement: Node) -> References:
    documents = agreement.every("ram:AdditionalReferencedDocument")
    tenders = [node for node in documents if _type(node) == _TENDER][:1]
    agreement.first(
        "ram:SpecifiedProcuringProject/ram:Name"
    )  # the schema asks for it; the standard has only the number
    return References(
        buyer_reference=word(agreement.only("ram:BuyerReference")),
        order_reference=_reference(agreement, "ram:BuyerOrderReferencedDocument"),
        sales_order_reference=_reference(agreement, "ram:SellerOrderReferencedDocument"),
        contract_reference=_reference(agreement, "ram:ContractReferencedDocument"),
        project_reference=word(agreement.first("ram:SpecifiedProcuringProject/ram:ID")),
        despatch_reference=_reference(delivery, "ram:DespatchAdviceReferencedDocument"),
        receipt_reference=_reference(delivery, "ram:ReceivingAdviceReferencedDocument"),
        tender_reference=word(tenders[0].first("ram:IssuerAssignedID")) if tenders else None,
        accounting_cost=word(settlement.first("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID")),
        preceding_invoices=tuple(_preceding(node) for node in settlement.every("ram:InvoiceReferencedDocument")),
        attachments=tuple(_attachment(node) for node in documents if node not in tenders),
    )


def _reference(node: Node | None, name: str) -> str | None:
    return word(node.first(f"{name}/ram:IssuerAssignedID")) if node else None


def _type(node: Node) -> str | None:
    return code(node.only("ram:TypeCode"))


def _preceding(node: Node) -> PrecedingInvoice:
    number = node.needed("ram:IssuerAssignedID", N_("number of the invoice referred to"))
    issued_on = day_in(node.only("ram:FormattedIssueDateTime"), "qdt:DateTimeString")
    return PrecedingInvoice(needed_word(number, NUMBER), issued_on)


def _attachment(node: Node) -> Attachment:
    number = node.needed("ram:IssuerAssignedID", N_("number of the supporting document"))
    embedded, said = node.first("ram:AttachmentBinaryObject"), _type(node)
    return Attachment(
        id=needed_word(number),
        scheme=word(node.only("ram:ReferenceTypeCode"), NUMBER),
        type_code=None if said == _SUPPORTING else said,
        description=text(node.first("ram:Name")),
        uri=text(node.only("ram:URIID")),
        filename=tag(embedded, "filename", WORD),
        mime=tag(embedded, "mimeCode", WORD),
        size=(embedded.size or 0) if embedded else None,
    )
