"""Reads of the ledger."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from support.accounts.models import Organisation
from support.billing.agreements import Contract, Price, Promise
from support.billing.kinds import DocumentKind, FindingStatus, Severity
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding, Payment
from support.extensions import db
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.paging import Page, cursor_of, keys_of
from support.kernel.sayings import N_

UNKNOWN_INVOICE = N_("I can't find that invoice on your account.")
STANDING = (FindingStatus.OPEN, FindingStatus.CONFIRMED)
"""Findings that still say something is wrong."""


def invoices_numbered(number: str, organisation: Organisation | None = None) -> list[Invoice]:
    """All documents of this number, whoever's (or `organisation`'s only), also when it was typed in small letters."""
    typed = number.strip()
    wanted = select(Invoice).where(Invoice.number.in_({typed, typed.upper(), typed.lower()})).order_by(Invoice.id)
    if organisation is not None:
        wanted = wanted.where(Invoice.organisation_id == organisation.id)
    return list(db.session.scalars(wanted))


def invoice_with(number: str, organisation: Organisation | None = None) -> Invoice:
    """One client's invoice, or (with no `organisation`) anybody's.

    Raises `NotFound` in the same words for a foreign and an unknown number, `RuleBroken` when several documents bear it.
    """
    found = invoices_numbered(number, organisation)
    if not found:
        raise NotFound(UNKNOWN_INVOICE)
    if len(found) > 1:
        whose = ", ".join(f"{row.seller_name} to {row.organisation.name}" for row in found)
        raise RuleBroken(
            N_(
                "%(count)s documents have the number %(number)s: %(whose)s.",
                count=len(found),
                number=number.strip(),
                whose=whose,
            )
        )
    return found[0]


def load_lines(invoice: Invoice) -> None:
    """Read its lines with what is taken off or added to each, in two statements however many there are."""
    parts = selectinload(Invoice.lines).selectinload(InvoiceLine.allowances)
    db.session.scalars(select(Invoice).where(Invoice.id == invoice.id).options(parts)).one()


def invoices_of(organisation: Organisation, before: str | None = None, limit: int = 25) -> Page[Invoice]:
    """The client's documents, latest first, with their lines. `before` is a `Page.next`."""
    wanted = (
        select(Invoice)
        .where(Invoice.organisation_id == organisation.id)
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .options(selectinload(Invoice.lines))
        .limit(limit + 1)
    )
    if before:
        wanted = wanted.where(_earlier_than(*_place(before)))
    rows = list(db.session.scalars(wanted))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], cursor_of(last.issued_on, last.id) if last else None)


def _place(cursor: str) -> tuple[date, int]:
    issued, row = keys_of(cursor, 2)
    try:
        return date.fromisoformat(issued), int(row)
    except (TypeError, ValueError):
        raise BadInput(N_("This page of the list is no longer there. Start again from its first page.")) from None


def _earlier_than(issued_on: date, row: int) -> ColumnElement[bool]:
    """Strictly before that document in the order of issue."""
    return or_(Invoice.issued_on < issued_on, and_(Invoice.issued_on == issued_on, Invoice.id < row))


def invoice_before(invoice: Invoice) -> Invoice | None:
    """The same client's and seller's invoice before this one."""
    wanted = (
        select(Invoice)
        .where(Invoice.organisation_id == invoice.organisation_id, Invoice.seller_name == invoice.seller_name)
        .where(Invoice.kind == DocumentKind.INVOICE, Invoice.currency == invoice.currency)
        .where(_earlier_than(invoice.issued_on, invoice.id))
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(1)
    )
    return db.session.scalar(wanted)


def credit_notes_of(invoice: Invoice) -> list[Invoice]:
    """What corrects `invoice` by giving: credit notes, and invoices over less than nothing; oldest first."""
    gives = or_(Invoice.kind == DocumentKind.CREDIT_NOTE, Invoice.payable_minor < 0)
    wanted = (
        select(Invoice)
        .where(Invoice.corrects_id == invoice.id, gives)
        .order_by(Invoice.id)
        .options(selectinload(Invoice.lines), selectinload(Invoice.taxes))
    )
    return list(db.session.scalars(wanted))


def lines_with(ids: Sequence[int]) -> list[InvoiceLine]:
    """In the order of `ids`, with their invoice; unknown ids are left out."""
    wanted = select(InvoiceLine).where(InvoiceLine.id.in_(ids)).options(joinedload(InvoiceLine.invoice))
    found = {line.id: line for line in db.session.scalars(wanted)}
    return [found[row] for row in ids if row in found]


def price_before(price: Price) -> Price | None:
    """The version of the same agreement's (or the price list's) price that `price` replaced."""
    wanted = (
        select(Price)
        .where(Price.sku == price.sku, Price.valid_from < price.valid_from)
        .where(Price.contract_id == price.contract_id if price.contract_id else Price.contract_id.is_(None))
        .order_by(Price.valid_from.desc())
        .limit(1)
    )
    return db.session.scalar(wanted)


def promises_of(organisation: Organisation) -> list[Promise]:
    """What was promised to the client, and the promotions that hold for everybody."""
    theirs = or_(Promise.organisation_id == organisation.id, Promise.organisation_id.is_(None))
    wanted = select(Promise).where(theirs)
    return list(db.session.scalars(wanted.order_by(Promise.valid_from, Promise.id)))


def findings_of(invoice: Invoice) -> list[Finding]:
    """What the audit found on it and nobody has set aside, in the order of the rules."""
    wanted = select(Finding).where(Finding.invoice_id == invoice.id, Finding.status.in_(STANDING))
    return list(db.session.scalars(wanted.order_by(Finding.rule, Finding.id)))


def overcharges_of(organisation: Organisation, reasons: Sequence[str]) -> list[Finding]:
    """What the audit found to be too dear on the client's invoices for one of these reasons; the latest invoice first."""
    wanted = (
        select(Finding)
        .join(Invoice, Finding.invoice_id == Invoice.id)
        .where(Finding.organisation_id == organisation.id, Finding.reason.in_(reasons))
        .where(Finding.status.in_(STANDING), Finding.difference_minor > 0, Finding.severity != Severity.INFO)
        .where(Invoice.organisation_id == organisation.id, Invoice.kind != DocumentKind.CREDIT_NOTE)
        .order_by(Invoice.issued_on.desc(), Finding.id)
    )
    return list(db.session.scalars(wanted))


def open_finding_for(lines: Iterable[InvoiceLine]) -> Finding | None:
    """The finding on any of these lines that is worth most to the client."""
    ids = [line.id for line in lines]
    wanted = (
        select(Finding)
        .where(Finding.line_id.in_(ids), Finding.status.in_(STANDING), Finding.difference_minor > 0)
        .order_by(Finding.difference_minor.desc(), Finding.id)
        .limit(1)
    )
    return db.session.scalar(wanted)


def payments_of(organisation: Organisation) -> list[Payment]:
    """With what they settle, the oldest first."""
    wanted = select(Payment).where(Payment.organisation_id == organisation.id)
    loaded = wanted.options(selectinload(Payment.allocations), selectinload(Payment.reversals)).order_by(
        Payment.received_on, Payment.id
    )
    return list(db.session.scalars(loaded))


def agreed_profile(invoice: Invoice) -> str:
    """The policy profile that the agreement names under which the invoice was billed; empty where it names none."""
    if not invoice.contract_reference:
        return ""
    named = select(Contract.policy_profile).where(
        Contract.organisation_id == invoice.organisation_id, Contract.number == invoice.contract_reference
    )
    return db.session.scalar(named) or ""
