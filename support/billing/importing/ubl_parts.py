"""Allowances and charges, payment, delivery and supporting documents of a UBL document."""

from __future__ import annotations

from datetime import date

from support.billing.importing.documents import Address, AllowanceCharge, Attachment, Delivery, Kind, PaymentMeans
from support.billing.importing.ubl_header import project_references
from support.billing.importing.ubl_parties import address
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_values import (
    NUMBER,
    WORD,
    amount,
    code,
    day,
    figure,
    identifier,
    needed_amount,
    needed_word,
    tag,
    text,
    word,
    yes_or_no,
)
from support.kernel.sayings import N_


def allowances_charges(node: Node, currency: str) -> tuple[AllowanceCharge, ...]:
    """Those that stand directly under `node`: the document's under its root, a line's under the line."""
    return tuple(_allowance_charge(part, currency) for part in node.every("cac:AllowanceCharge"))


def _allowance_charge(node: Node, currency: str) -> AllowanceCharge:
    category = node.first("cac:TaxCategory")
    if category:
        category.first("cac:TaxScheme/cbc:ID")
    return AllowanceCharge(
        is_charge=yes_or_no(node.needed("cbc:ChargeIndicator", N_("word whether it is a charge"))),
        amount=needed_amount(node.needed("cbc:Amount", N_("amount of the allowance or charge")), currency),
        base=amount(node.only("cbc:BaseAmount"), currency),
        percent=figure(node.only("cbc:MultiplierFactorNumeric")),
        reason=text(node.first("cbc:AllowanceChargeReason")),
        reason_code=code(node.only("cbc:AllowanceChargeReasonCode")),
        tax_category=code(category.only("cbc:ID")) if category else None,
        tax_rate=figure(category.only("cbc:Percent")) if category else None,
    )


def due_on(root: Node) -> date | None:
    """An invoice names it at its head, a credit note with its means of payment: the earliest of those."""
    means = (day(node.only("cbc:PaymentDueDate")) for node in root.every("cac:PaymentMeans"))
    return day(root.only("cbc:DueDate")) or min((said for said in means if said), default=None)


def payment_means(root: Node) -> tuple[PaymentMeans, ...]:
    """Those that say how to pay; one that only bears a due date is not kept."""
    found = (_payment_means(node) for node in root.every("cac:PaymentMeans"))
    return tuple(means for means in found if means != PaymentMeans())


def _payment_means(node: Node) -> PaymentMeans:
    means = node.only("cbc:PaymentMeansCode")
    return PaymentMeans(
        code=code(means) or "1",
        name=tag(means, "name", WORD),
        payment_id=word(node.first("cbc:PaymentID")),
        account=word(node.first("cac:PayeeFinancialAccount/cbc:ID")),
        account_name=word(node.first("cac:PayeeFinancialAccount/cbc:Name")),
        institution=word(node.first("cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID")),
        mandate=word(node.first("cac:PaymentMandate/cbc:ID")),
    )


def deliveries(root: Node) -> tuple[Delivery, ...]:
    found = (_delivery(node) for node in root.every("cac:Delivery"))
    return tuple(delivery for delivery in found if delivery != Delivery())


def _delivery(node: Node) -> Delivery:
    location = node.first("cac:DeliveryLocation")
    return Delivery(
        on=day(node.only("cbc:ActualDeliveryDate")),
        location=identifier(location.only("cbc:ID")) if location else None,
        address=address(location.only("cac:Address")) if location else Address(),
        party_name=word(node.first("cac:DeliveryParty/cac:PartyName/cbc:Name")),
    )


def attachments(root: Node, kind: Kind) -> tuple[Attachment, ...]:
    """Supporting documents, in order; a credit note's project reference is not one of them."""
    projects = project_references(root)[:1] if kind == "credit_note" else []
    return tuple(_attachment(node) for node in root.every("cac:AdditionalDocumentReference") if node not in projects)


def _attachment(node: Node) -> Attachment:
    number = node.needed("cbc:ID", N_("number of the supporting document"))
    embedded = node.first("cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
    return Attachment(
        id=needed_word(number),
        scheme=tag(number, "schemeID", NUMBER),
        type_code=code(node.only("cbc:DocumentTypeCode")),
        description=text(node.first("cbc:DocumentDescription")),
        uri=text(node.first("cac:Attachment/cac:ExternalReference/cbc:URI")),
        filename=tag(embedded, "filename", WORD),
        mime=tag(embedded, "mimeCode", WORD),
        size=(embedded.size or 0) if embedded else None,
    )
