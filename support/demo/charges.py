"""Charges become the lines of an invoice, and lines its tax and totals: every sum follows EN 16931 (BR-CO-10 to 17).

What the demo company bills wrongly it bills with correct sums. Errors lie in what is charged, never in the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from support.billing.importing.documents import (
    AllowanceCharge,
    Attachment,
    DocumentLine,
    Identifier,
    PaymentMeans,
    Period,
    Price,
    ReadDocument,
    TaxSubtotal,
    Totals,
)
from support.demo.months import Month
from support.demo.parties import ACCOUNT, CURRENCY, SELLER, Client

CENT = Decimal("0.01")
TERMS_DAYS = 30
STANDARD = Decimal(23)
REDUCED = Decimal("13.5")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One thing that is billed. `price` is for `base` units (1 when None); `discount` is percent off the line.

    record: the delivery or time entry it rests on. tag: what is planted here, for `planted.py`.
    """

    sku: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    start: date
    end: date
    tax: Decimal = STANDARD
    base: Decimal | None = None
    discount: Decimal | None = None
    discount_reason: str | None = None
    description: str | None = None
    site: str | None = None
    person: str | None = None
    record: str | None = None
    change: str | None = None
    tag: str = ""

    @property
    def gross(self) -> Decimal:
        """Before the discount, without tax."""
        return cents(self.quantity * self.price / (self.base or 1))

    @property
    def allowances(self) -> tuple[AllowanceCharge, ...]:
        if self.discount is None:
            return ()
        off = cents(self.gross * self.discount / 100)
        return (
            AllowanceCharge(
                is_charge=False,
                amount=off,
                base=self.gross,
                percent=self.discount,
                reason=self.discount_reason,
                reason_code="95",
            ),
        )

    @property
    def net(self) -> Decimal:
        return self.gross + sum((part.signed for part in self.allowances), Decimal(0))

    @property
    def properties(self) -> tuple[tuple[str, str], ...]:
        """What the audit finds the evidence by."""
        said = (
            ("SourceRecord", self.record),
            ("Site", self.site),
            ("Person", self.person),
            ("ChangeRecord", self.change),
        )
        return tuple((name, value) for name, value in said if value)

    def line(self, number: int) -> DocumentLine:
        return DocumentLine(
            id=str(number),
            quantity=self.quantity,
            unit_code=self.unit,
            net=self.net,
            name=self.name,
            description=self.description,
            price=Price(amount=self.price, base_quantity=self.base, base_unit=self.unit if self.base else None),
            allowances_charges=self.allowances,
            tax_category="S",
            tax_rate=self.tax,
            seller_item_id=self.sku,
            period=Period(start=self.start, end=self.end),
            object_identifier=Identifier(self.site) if self.site else None,
            properties=self.properties,
        )


def number_of(client: Client, month: Month) -> str:
    """The company sends fourteen invoices a month, of which the demo shows three: the same number on whatever day it is
    made, and the March invoice of the first client is always the forty-second of its year."""
    return f"INV-{month.year}-{(month.number - 1) * 14 + client.place:04}"


_OURS = partial(
    ReadDocument,
    kind="invoice",
    type_code="380",
    currency=CURRENCY,
    seller=SELLER,
    payment_terms=f"Within {TERMS_DAYS} days, without deduction.",
    customization="urn:cen.eu:en16931:2017",
)
"""What is the same on every invoice of the company."""


def invoice(
    client: Client, month: Month, charges: Sequence[Charge], extra: Sequence[AllowanceCharge] = ()
) -> ReadDocument:
    """The invoice of `month`, issued on its last day. `extra`: charges and allowances on the whole document."""
    number = number_of(client, month)
    lines = tuple(charge.line(at) for at, charge in enumerate(charges, 1))
    taxes = tax_of(lines, extra)
    return _OURS(
        number=number,
        issued_on=month.last,
        due_on=month.last + timedelta(days=TERMS_DAYS),
        buyer=client.party,
        lines=lines,
        allowances_charges=tuple(extra),
        tax_subtotals=taxes,
        tax_total=sum((tax.tax for tax in taxes), Decimal(0)),
        totals=totals_of(lines, extra, taxes),
        period=Period(start=month.first, end=month.last),
        notes=(f"Services of {month.name}.",),
        buyer_reference=client.row.name,
        contract_reference=client.contract_number,
        payment_means=(PaymentMeans(code="58", name="SEPA credit transfer", payment_id=number, account=ACCOUNT),),
        attachments=(_slips(client, month),),
    )


def _slips(client: Client, month: Month) -> Attachment:
    address = f"https://lumen-larder.example/slips/{month.compact}/{client.ref}"
    return Attachment(
        id=f"SLIPS-{month.compact}", description=f"Delivery slips and time sheets of {month.name}", uri=address
    )


def tax_of(lines: Sequence[DocumentLine], extra: Sequence[AllowanceCharge]) -> tuple[TaxSubtotal, ...]:
    """One subtotal a rate, tax worked out on its sum and rounded half up to the cent."""
    bases: dict[Decimal, Decimal] = {}
    for line in lines:
        rate = line.tax_rate or Decimal(0)
        bases[rate] = bases.get(rate, Decimal(0)) + line.net
    for part in extra:
        rate = part.tax_rate or Decimal(0)
        bases[rate] = bases.get(rate, Decimal(0)) + part.signed
    return tuple(
        TaxSubtotal(taxable=base, tax=cents(base * rate / 100), category="S", rate=rate)
        for rate, base in sorted(bases.items())
    )


def totals_of(lines: Sequence[DocumentLine], extra: Sequence[AllowanceCharge], taxes: Sequence[TaxSubtotal]) -> Totals:
    line_sum = sum((line.net for line in lines), Decimal(0))
    off = sum((part.amount for part in extra if not part.is_charge), Decimal(0))
    on = sum((part.amount for part in extra if part.is_charge), Decimal(0))
    net = line_sum - off + on
    gross = net + sum((tax.tax for tax in taxes), Decimal(0))
    return Totals(
        line_extension=line_sum,
        tax_exclusive=net,
        tax_inclusive=gross,
        payable=gross,
        allowance_total=off or None,
        charge_total=on or None,
    )
