"""Invoices and credit notes as they were issued. Nothing here is ever edited: corrections are new, linked documents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Organisation
from support.billing.kinds import DocumentKind
from support.kernel.money import Money
from support.kernel.types import Exact, Minor, Model, PrimaryKey


class Invoice(Model):
    """One issued document: invoice, credit note or corrected invoice (EN 16931 totals, minor units).

    A credit note's totals are positive, as in UBL; it is linked by `corrects_id` to the invoice it corrects.
    Only one that takes another back (`voids_id`) is over less than nothing, so that the sums over both are right.
    Buyer and seller are frozen as they stood on the document.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        # A seller should give a number once. Where one did not, both documents are kept and the audit says so.
        UniqueConstraint("seller_name", "number", "content_digest"),
        Index("ix_invoices_organisation_issued", "organisation_id", "issued_on", "id"),
        CheckConstraint(
            "kind != 'credit_note' OR payable_minor >= 0 OR voids_id IS NOT NULL", name="credit_is_positive"
        ),
        CheckConstraint("voids_id IS NULL OR payable_minor <= 0", name="void_takes_back"),
    )

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[DocumentKind]
    type_code: Mapped[str] = mapped_column(String(3))
    number: Mapped[str] = mapped_column(String(60), index=True)
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    currency: Mapped[str] = mapped_column(String(3))
    seller_name: Mapped[str] = mapped_column(String(200))
    seller: Mapped[dict[str, Any]] = mapped_column(default=dict)
    buyer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    line_total_minor: Mapped[Minor]
    allowance_total_minor: Mapped[Minor] = mapped_column(default=0)
    charge_total_minor: Mapped[Minor] = mapped_column(default=0)
    net_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    gross_minor: Mapped[Minor]
    prepaid_minor: Mapped[Minor] = mapped_column(default=0)
    rounding_minor: Mapped[Minor] = mapped_column(default=0)
    payable_minor: Mapped[Minor]
    buyer_reference: Mapped[str | None] = mapped_column(String(200))
    contract_reference: Mapped[str | None] = mapped_column(String(200))
    corrects_number: Mapped[str | None] = mapped_column(String(60))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    voids_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source_format: Mapped[str] = mapped_column(String(20))
    source_name: Mapped[str] = mapped_column(String(255))
    source_digest: Mapped[str] = mapped_column(String(64), index=True)
    content_digest: Mapped[str] = mapped_column(String(64), default="")
    recorded_at: Mapped[datetime]
    # What a payment provider calls it ("in_1Nx…"), for what the provider says of it later.
    external_id: Mapped[str | None] = mapped_column(String(100), index=True)
    # Documents of our own making: posting with the same key twice finds the first one.
    posting_key: Mapped[str | None] = mapped_column(String(120), unique=True)

    organisation: Mapped[Organisation] = relationship()
    corrects: Mapped[Invoice | None] = relationship(remote_side="Invoice.id", foreign_keys="Invoice.corrects_id")
    lines: Mapped[list[InvoiceLine]] = relationship(
        back_populates="invoice", order_by="InvoiceLine.position", cascade="all, delete-orphan"
    )
    allowances: Mapped[list[AllowanceCharge]] = relationship(
        primaryjoin="and_(AllowanceCharge.invoice_id == Invoice.id, AllowanceCharge.line_id.is_(None))",
        order_by="AllowanceCharge.id",
        viewonly=True,
    )
    taxes: Mapped[list[TaxSubtotal]] = relationship(order_by="TaxSubtotal.id", cascade="all, delete-orphan")

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    @property
    def payable(self) -> Money:
        """What the document itself asks for (or gives, for a credit note)."""
        return self.money(self.payable_minor)


class InvoiceLine(Model):
    """One line as issued. `line_id` is the document's own; `net_minor` is after the line's allowances and charges.

    `record_ref` names the delivery, usage or time record the line rests on; `subject` the site, seat or person.
    """

    __tablename__ = "invoice_lines"
    __table_args__ = (
        UniqueConstraint("invoice_id", "line_id"),
        Index("ix_invoice_lines_record", "record_ref"),
    )

    id: Mapped[PrimaryKey]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    position: Mapped[int]
    line_id: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    sku: Mapped[str | None] = mapped_column(String(100), index=True)
    quantity: Mapped[Exact]
    unit_code: Mapped[str] = mapped_column(String(10), default="C62")
    unit_price: Mapped[Exact]
    base_quantity: Mapped[Exact]
    net_minor: Mapped[Minor]
    tax_category: Mapped[str] = mapped_column(String(5), default="S")
    tax_rate: Mapped[Exact]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    record_ref: Mapped[str | None] = mapped_column(String(100))
    subject: Mapped[str | None] = mapped_column(String(100))
    corrects_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_lines.id"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    invoice: Mapped[Invoice] = relationship(back_populates="lines")
    corrects_line: Mapped[InvoiceLine | None] = relationship(remote_side="InvoiceLine.id")
    allowances: Mapped[list[AllowanceCharge]] = relationship(
        order_by="AllowanceCharge.id", cascade="all, delete-orphan"
    )

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.invoice.currency)


class AllowanceCharge(Model):
    """A document-level (no line) or line-level allowance or charge; `amount_minor` is positive."""

    __tablename__ = "allowances_charges"

    id: Mapped[PrimaryKey]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_lines.id"), index=True)
    is_charge: Mapped[bool]
    amount_minor: Mapped[Minor]
    base_minor: Mapped[Minor | None]
    percent: Mapped[Exact | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_code: Mapped[str | None] = mapped_column(String(10))
    tax_category: Mapped[str | None] = mapped_column(String(5))
    tax_rate: Mapped[Exact | None]


class TaxSubtotal(Model):
    __tablename__ = "tax_subtotals"

    id: Mapped[PrimaryKey]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    category: Mapped[str] = mapped_column(String(5))
    rate: Mapped[Exact | None]
    taxable_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    exemption_reason: Mapped[str] = mapped_column(Text, default="")
