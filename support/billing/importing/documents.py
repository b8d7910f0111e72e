"""What a reader hands over: one invoice or credit note, exactly as the document says it.

Readers of every format (UBL, CII, Stripe...) produce these dataclasses and the writers take them, so that the ledger
knows one shape only. Nothing is recomputed here: amounts are the `Decimal`s of the document in its currency, totals are
the document's own, and whether they agree is for the audit to say. Field names follow EN 16931; the business term is
given where the name alone would leave a doubt (BT-n, BG-n).

Text is stripped and never empty: what the document leaves out or leaves blank is `None`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["invoice", "credit_note"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value and the list it comes from, e.g. ("5790000435975", "0088") for a GLN; `scheme` is often not given."""

    value: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`lines` are street, additional street and further lines in the document's order; `country` is ISO 3166 alpha-2."""

    lines: tuple[str, ...] = ()
    city: str | None = None
    postcode: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller, buyer, payee or tax representative as printed on the document.

    name: trading name; legal_name: registered name. `called` gives whichever there is.
    tax_id: VAT number (BT-31, BT-48); tax_registrations: other tax schemes, scheme = "GST", "TAX"... (BT-32).
    company_id: number in the register of companies (BT-30, BT-47).
    """

    name: str | None = None
    legal_name: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    endpoint: Identifier | None = None
    tax_id: str | None = None
    tax_registrations: tuple[Identifier, ...] = ()
    company_id: Identifier | None = None
    legal_form: str | None = None
    address: Address = Address()
    contact_name: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None

    @property
    def called(self) -> str:
        """The name to show: the trading name, else the legal one."""
        return self.name or self.legal_name or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """First and last day, both included; one of the two may be missing."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class PrecedingInvoice:
    """The invoice that a credit note or a corrected invoice is about (BG-3)."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceCharge:
    """Something taken off (`is_charge` False) or put on (True), of a line or of the document; `amount` as written,
    normally positive in both directions. `percent` of `base` where the document says how it was worked out."""

    is_charge: bool
    amount: Decimal
    base: Decimal | None = None
    percent: Decimal | None = None
    reason: str | None = None
    reason_code: str | None = None
    tax_category: str | None = None
    tax_rate: Decimal | None = None

    @property
    def signed(self) -> Decimal:
        """What it adds to the sum: a charge its amount, an allowance minus its amount."""
        return self.amount if self.is_charge else -self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxSubtotal:
    """One (category, rate) of the tax breakdown (BG-23); `category` is S, Z, E, AE, K, G, O, L or M."""

    taxable: Decimal
    tax: Decimal
    category: str | None = None
    rate: Decimal | None = None
    exemption_reason: str | None = None
    exemption_code: str | None = None
    scheme: str = "VAT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The document's own totals (BG-22), each in the document's currency.

    line_extension: sum of line nets (BT-106); tax_exclusive: after document allowances and charges (BT-109);
    tax_inclusive: with tax (BT-112); payable: less prepaid, plus rounding (BT-115).
    """

    line_extension: Decimal
    tax_exclusive: Decimal
    tax_inclusive: Decimal
    payable: Decimal
    allowance_total: Decimal | None = None
    charge_total: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The net price of `base_quantity` units (1 when None). `amount` may carry more decimals than the currency has.

    discount and gross: price before the discount, where the document tells (BT-147, BT-148).
    """

    amount: Decimal
    base_quantity: Decimal | None = None
    base_unit: str | None = None
    discount: Decimal | None = None
    gross: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One line. `id` is the document's own line number, text, unique within the document.

    `net` (BT-131) is after the line's own allowances and charges. `object_identifier` is what was measured or served
    (BT-128). `properties` are (name, value) pairs in order (BG-32); the same name may come twice.
    """

    id: str
    quantity: Decimal
    net: Decimal
    name: str
    price: Price
    unit_code: str | None = None
    description: str | None = None
    note: str | None = None
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    tax_category: str | None = None
    tax_rate: Decimal | None = None
    seller_item_id: str | None = None
    buyer_item_id: str | None = None
    standard_item_id: Identifier | None = None
    classifications: tuple[Identifier, ...] = ()
    origin_country: str | None = None
    period: Period | None = None
    order_line_reference: str | None = None
    object_identifier: Identifier | None = None
    accounting_cost: str | None = None
    properties: tuple[tuple[str, str], ...] = ()

    def value_of(self, name: str) -> str | None:
        """The value of the first property called `name`."""
        return next((value for key, value in self.properties if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """When and where (BG-13)."""

    on: date | None = None
    location: Identifier | None = None
    address: Address = Address()
    party_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMeans:
    """How to pay: `code` of UNTDID 4461 (30 = transfer, 58 = SEPA, 1 = not said), `payment_id` is the remittance text
    asked for."""

    code: str = "1"
    name: str | None = None
    payment_id: str | None = None
    account: str | None = None
    account_name: str | None = None
    institution: str | None = None
    mandate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A supporting document (BG-24). Embedded files are counted, not kept: `size` is the decoded size in bytes."""

    id: str
    scheme: str | None = None
    type_code: str | None = None
    description: str | None = None
    uri: str | None = None
    filename: str | None = None
    mime: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A whole invoice or credit note.

    A credit note's amounts are positive, as the standards write them: its kind turns the sign, not its amounts.
    tax_total_in_tax_currency: only with `tax_currency`, in that currency (BT-111).
    external_id: what a payment provider calls it, where it comes from one.
    left_out: places of what the file holds and this shape does not; empty for what we wrote ourselves.
    """

    kind: Kind
    type_code: str
    number: str
    issued_on: date
    currency: str
    seller: Party
    buyer: Party
    totals: Totals
    tax_total: Decimal
    lines: tuple[DocumentLine, ...]
    due_on: date | None = None
    period: Period | None = None
    tax_point_on: date | None = None
    tax_point_code: str | None = None
    tax_currency: str | None = None
    tax_total_in_tax_currency: Decimal | None = None
    notes: tuple[str, ...] = ()
    buyer_reference: str | None = None
    order_reference: str | None = None
    sales_order_reference: str | None = None
    contract_reference: str | None = None
    project_reference: str | None = None
    despatch_reference: str | None = None
    receipt_reference: str | None = None
    tender_reference: str | None = None
    accounting_cost: str | None = None
    preceding_invoices: tuple[PrecedingInvoice, ...] = ()
    payee: Party | None = None
    tax_representative: Party | None = None
    deliveries: tuple[Delivery, ...] = ()
    payment_means: tuple[PaymentMeans, ...] = ()
    payment_terms: str | None = None
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    tax_subtotals: tuple[TaxSubtotal, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    customization: str | None = None
    profile: str | None = None
    external_id: str | None = None
    left_out: tuple[str, ...] = ()
