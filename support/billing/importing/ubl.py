"""UBL 2.1 invoices and credit notes, as EN 16931 and Peppol BIS Billing 3 use them.

Source of the mapping: EN 16931-1 business terms and CEN/TS 16931-3-2 (their UBL 2.1 binding).
"""

from __future__ import annotations

import dataclasses
from typing import IO

from support.billing.importing.documents import Kind, ReadDocument, Totals
from support.billing.importing.ubl_header import header
from support.billing.importing.ubl_lines import lines
from support.billing.importing.ubl_parties import party
from support.billing.importing.ubl_parts import allowances_charges, attachments, deliveries, due_on, payment_means
from support.billing.importing.ubl_taxes import taxes
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_safety import Dialect, read_tree
from support.billing.importing.xml_values import amount, currency_code, needed_amount
from support.kernel.sayings import N_

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
KINDS: dict[str, Kind] = {"Invoice": "invoice", "CreditNote": "credit_note"}
_OTHER_ROOTS = {
    "CrossIndustryInvoice": N_(
        "This is a CII invoice, but not of the version D16B that is read here. Ask the sender for the profile EN 16931."
    ),
    "CrossIndustryDocument": N_("This is a ZUGFeRD 1 invoice, not UBL. Ask the sender for UBL 2.1."),
    "StandardBusinessDocument": N_("This is a transport envelope. Take the invoice out of it and import that."),
    "html": N_("This is a web page, not an invoice. Download the XML file itself."),
}


def read_ubl(stream: IO[bytes], name: str) -> ReadDocument:
    """The invoice or credit note in `stream`; `name` is what refusals call the file.

    Raises `NotReadable` for what is not a whole, safe UBL document with number, date, currency, parties, totals and lines.
    """
    return ubl_document(read_tree(stream, name, DIALECT))


def ubl_document(root: Node) -> ReadDocument:
    """What a tree says whose root is a UBL invoice or credit note; raises as `read_ubl` does."""
    document = _document(root)
    root.first("cbc:UBLVersionID")
    return dataclasses.replace(document, left_out=root.left_out())


def check_root(root: Node) -> None:
    if root.name in KINDS:
        return
    space, _, local = root.name.rpartition("}")
    if space.removeprefix("{").startswith(_UBL):
        root.refuse(
            N_("This is a UBL %(local)s, neither an Invoice nor a CreditNote. Choose the invoice's file.", local=local)
        )
    root.refuse(
        _OTHER_ROOTS.get(
            local, N_("This is no invoice that can be read. Ask the sender for a UBL 2.1 invoice (EN 16931, Peppol).")
        )
    )


DIALECT = Dialect(
    prefixes={
        f"{_UBL}Invoice-2": "",
        f"{_UBL}CreditNote-2": "",
        f"{_UBL}CommonAggregateComponents-2": "cac",
        f"{_UBL}CommonBasicComponents-2": "cbc",
    },
    check_root=check_root,
    attributes=frozenset({"currencyID", "unitCode", "schemeID", "listID", "mimeCode", "filename", "name"}),
    count_only=frozenset({"cbc:EmbeddedDocumentBinaryObject"}),
)


def _document(root: Node) -> ReadDocument:
    kind = KINDS[root.name]
    currency = currency_code(root.needed("cbc:DocumentCurrencyCode", N_("currency")))
    seller = root.needed("cac:AccountingSupplierParty", N_("seller")).needed("cac:Party", N_("seller"))
    buyer = root.needed("cac:AccountingCustomerParty", N_("buyer")).needed("cac:Party", N_("buyer"))
    payee, representative = root.only("cac:PayeeParty"), root.only("cac:TaxRepresentativeParty")
    totals = _totals(root.needed("cac:LegalMonetaryTotal", N_("totals")), currency)
    return ReadDocument(
        kind=kind,
        currency=currency,
        due_on=due_on(root),
        seller=party(seller, N_("seller")),
        buyer=party(buyer, N_("buyer")),
        payee=party(payee, N_("payee")) if payee else None,
        tax_representative=party(representative, N_("tax representative")) if representative else None,
        totals=totals,
        lines=lines(root, kind, currency),
        allowances_charges=allowances_charges(root, currency),
        payment_means=payment_means(root),
        deliveries=deliveries(root),
        attachments=attachments(root, kind),
        **header(root, kind),
        **taxes(root, currency, totals),
    )


def _totals(node: Node, currency: str) -> Totals:
    return Totals(
        line_extension=needed_amount(node.needed("cbc:LineExtensionAmount", N_("sum of the lines")), currency),
        tax_exclusive=needed_amount(node.needed("cbc:TaxExclusiveAmount", N_("total without tax")), currency),
        tax_inclusive=needed_amount(node.needed("cbc:TaxInclusiveAmount", N_("total with tax")), currency),
        payable=needed_amount(node.needed("cbc:PayableAmount", N_("amount due")), currency),
        allowance_total=amount(node.only("cbc:AllowanceTotalAmount"), currency),
        charge_total=amount(node.only("cbc:ChargeTotalAmount"), currency),
        prepaid=amount(node.only("cbc:PrepaidAmount"), currency),
        rounding=amount(node.only("cbc:PayableRoundingAmount"), currency),
    )
