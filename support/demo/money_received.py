"""What the clients paid: mostly in time, the last month not yet, and one payment booked against the wrong invoice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from support.billing.importing.csv_rows import PaymentRow
from support.billing.importing.documents import ReadDocument
from support.demo.charges import cents
from support.demo.months import Month, Story
from support.demo.parties import CURRENCY, HARBOUR, OAKFIELD
from support.demo.planted import DUPLICATE, Planted

Invoices = Mapping[tuple[str, Month], ReadDocument]


def misapplied_in(story: Story) -> Month:
    """The month whose payment came late, and was booked against the invoice that had just gone out."""
    return story.latest.plus(-2)


def payments(story: Story, invoices: Invoices, planted: tuple[Planted, ...]) -> tuple[PaymentRow, ...]:
    found = (_payment(story, ref, month, invoices, planted) for ref, month in invoices)
    return tuple(sorted((row for row in found if row), key=lambda row: (row.received_on, row.reference)))


def _payment(
    story: Story, ref: str, month: Month, invoices: Invoices, planted: tuple[Planted, ...]
) -> PaymentRow | None:
    invoice = invoices[ref, month]
    if month >= _open_from(story, ref):
        return None
    on_time = invoice.issued_on + timedelta(days=17 + (month.number + int(ref[-1])) % 8)
    if ref == OAKFIELD and month == misapplied_in(story):
        wrongly = invoices[ref, month.plus(1)]
        return _row(
            ref, invoice, wrongly.issued_on + timedelta(days=6), invoice.totals.payable, booked_on=wrongly.number
        )
    if ref == HARBOUR and month == story.march:
        return _short(invoice, on_time, planted)
    return _row(ref, invoice, on_time, invoice.totals.payable)


def _open_from(story: Story, ref: str) -> Month:
    """The first month that a client has not paid yet."""
    return story.latest if ref == HARBOUR else story.latest.plus(-1)


def _short(invoice: ReadDocument, on: date, planted: tuple[Planted, ...]) -> PaymentRow:
    """The client paid March without what it had been charged twice; that part of the invoice stays open."""
    twice = next(found for found in planted if found.what == DUPLICATE)
    line = next(line for line in invoice.lines if line.id == twice.lines[-1])
    withheld = cents(line.net * (1 + (line.tax_rate or Decimal(0)) / 100))
    words = f"{invoice.number} without the delivery that is on it twice"
    return _row(HARBOUR, invoice, on, invoice.totals.payable - withheld, words=words)


def _row(
    ref: str,
    invoice: ReadDocument,
    on: date,
    amount: Decimal,
    *,
    booked_on: str | None = None,
    words: str | None = None,
) -> PaymentRow:
    return PaymentRow(
        client_ref=ref,
        reference=f"PAY-{invoice.issued_on:%Y%m}-{ref[-1]}",
        received_on=on,
        amount=amount,
        currency=CURRENCY,
        method="transfer",
        remittance=words or f"Invoice {invoice.number}",
        allocated_to=booked_on or invoice.number,
    )
