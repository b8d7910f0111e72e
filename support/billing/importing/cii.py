"""UN/CEFACT Cross Industry Invoices D16B, as EN 16931, Factur-X and ZUGFeRD 2 use them.

Source of the mapping: EN 16931-1 business terms and CEN/TS 16931-3-3 (their CII D16B binding).
"""

from __future__ import annotations

import dataclasses
from typing import IO

from support.billing.importing.cii_header import head, references
from support.billing.importing.cii_lines import allowances_charges, lines
from support.billing.importing.cii_parties import deliveries, party
from support.billing.importing.cii_settlement import payment, taxes, totals
from support.billing.importing.cii_values import period
from support.billing.importing.documents import Party, ReadDocument
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_safety import Dialect, read_tree
from support.billing.importing.xml_values import currency_code
from support.kernel.sayings import N_

_CII = "urn:un:unece:uncefact:data:standard:"
ROOT = "rsm:CrossIndustryInvoice"


def read_cii(stream: IO[bytes], name: str) -> ReadDocument:
    """The invoice or credit note in `stream`; `name` is what refusals call the file.

    Raises `NotReadable` for what is not a whole, safe CII document with number, type, date, currency, parties, totals
    and lines.
    """
    return cii_document(read_tree(stream, name, DIALECT))


def cii_document(root: Node) -> ReadDocument:
    """What a tree says whose root is a Cross Industry Invoice; raises as `read_cii` does."""
    document = _document(root)
    return dataclasses.replace(document, left_out=root.left_out())


def _check_root(root: Node) -> None:
    if root.name != ROOT:
        root.refuse(N_("This is no Cross Industry Invoice (D16B). Ask the sender for one of the profile EN 16931."))


DIALECT = Dialect(
    prefixes={
        f"{_CII}CrossIndustryInvoice:100": "rsm",
        f"{_CII}ReusableAggregateBusinessInformationEntity:100": "ram",
        f"{_CII}UnqualifiedDataType:100": "udt",
        f"{_CII}QualifiedDataType:100": "qdt",
    },
    check_root=_check_root,
    attributes=frozenset({"currencyID", "unitCode", "schemeID", "listID", "mimeCode", "filename", "format"}),
    count_only=frozenset({"ram:AttachmentBinaryObject"}),
)


def _document(root: Node) -> ReadDocument:
    transaction = root.needed("rsm:SupplyChainTradeTransaction", N_("transaction"))
    agreement = transaction.needed("ram:ApplicableHeaderTradeAgreement", N_("parties"))
    delivery = transaction.only("ram:ApplicableHeaderTradeDelivery")
    settlement = transaction.needed("ram:ApplicableHeaderTradeSettlement", N_("totals"))
    summed = settlement.needed("ram:SpecifiedTradeSettlementHeaderMonetarySummation", N_("totals"))
    currency = currency_code(settlement.needed("ram:InvoiceCurrencyCode", N_("currency")))
    told = totals(summed, currency)
    return ReadDocument(
        currency=currency,
        seller=party(agreement.needed("ram:SellerTradeParty", N_("seller")), "seller"),
        buyer=party(agreement.needed("ram:BuyerTradeParty", N_("buyer")), "buyer"),
        payee=_payee(settlement.only("ram:PayeeTradeParty")),
        tax_representative=_other(agreement.only("ram:SellerTaxRepresentativeTradeParty"), N_("tax representative")),
        period=period(settlement.only("ram:BillingSpecifiedPeriod")),
        totals=told,
        lines=lines(transaction, currency),
        allowances_charges=allowances_charges(settlement, currency),
        deliveries=deliveries(delivery),
        **head(root),
        **references(agreement, delivery, settlement),
        **payment(settlement),
        **taxes(settlement, summed, currency, told),
    )


def _other(node: Node | None, what: str) -> Party | None:
    return party(node, what) if node else None


def _payee(node: Node | None) -> Party | None:
    """The standard knows a payee by one name only, which need not be a registered one."""
    found = _other(node, N_("payee"))
    return dataclasses.replace(found, name=found.called, legal_name=None) if found else None
