"""Credit and rebill: what is left of an invoice is credited, and billed once more by a corrected invoice (384).

The two come to the same, so nothing is given and nothing is asked for by it: what was decided is only said in one document.
"""

from __future__ import annotations

import dataclasses
import hashlib
from decimal import Decimal

from sqlalchemy import select

from support.billing.balance import invoice_balance
from support.billing.correcting import corrected_document, free_number
from support.billing.credit import credit_rest
from support.billing.creditable import creditable_of, credited_on, group_key, groups_of
from support.billing.holding import locked
from support.billing.importing.clients import Clients
from support.billing.importing.documents import AllowanceCharge, Party, ReadDocument
from support.billing.importing.ledger_documents import incoming, keep_documents
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.plans import last_day_of
from support.billing.replacing import replacement_of
from support.billing.settling import settle
from support.billing.writing.stored import document_of
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import transaction


def rebill(invoice: Invoice, *, reason: str, key: str) -> Invoice:
    """The corrected invoice over what is left of `invoice`, to the client as they are in our books today.

    The same `key` again returns the first one. Raises `RuleBroken` where the invoice was replaced before, is paid by an
    agreed plan, or nothing is left of it.
    """
    with transaction():
        billed = locked(invoice)
        posted = db.session.scalar(select(Invoice).where(Invoice.posting_key == key))
        if posted is not None:
            return posted
        _check(billed)
        document = corrected_document(_as_credited(billed), {}, number=free_number(billed), reason=reason)
        rest = credit_rest(billed, reason=reason, key=f"{key}:rest")
        made = incoming(document, form="posted", name="posted here", digest=hashlib.sha256(key.encode()).hexdigest())
        made.rows.invoice["posting_key"] = key
        (kept,) = keep_documents([made], Clients())
        if kept.client != billed.organisation_id:
            raise RuleBroken(
                N_("The client's data in our books are those of another client too. Put them right first.")
            )
        corrected = db.session.get_one(Invoice, kept.id)
        settle(rest, corrected)
    return corrected


def _check(invoice: Invoice) -> None:
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        raise RuleBroken(
            N_("%(number)s is a credit note, which is taken back and not corrected.", number=invoice.number)
        )
    later = replacement_of(invoice)
    if later is not None:
        raise RuleBroken(
            N_("Invoice %(number)s was replaced by %(number_2)s already.", number=invoice.number, number_2=later.number)
        )
    if last_day_of(invoice) is not None:
        raise RuleBroken(
            N_(
                "Invoice %(number)s is being paid in instalments: it stays until the last has come in.",
                number=invoice.number,
            )
        )
    if creditable_of(invoice).minor <= 0:
        raise RuleBroken(
            N_("Nothing is left of invoice %(number)s that could be billed once more.", number=invoice.number)
        )


def _as_credited(invoice: Invoice) -> ReadDocument:
    """The document with what was credited taken off: from its line, or from the whole where it rested on none."""
    document, credited = document_of(invoice), credited_on([line.id for line in invoice.lines])
    lines = []
    for row, line in zip(invoice.lines, document.lines, strict=True):
        off = invoice.money(credited.get(row.id, 0)).amount
        if not off:
            lines.append(line)
        elif off < line.net:
            parts = (*line.allowances_charges, _allowance(off))
            lines.append(dataclasses.replace(line, net=line.net - off, allowances_charges=parts))
    return dataclasses.replace(
        document,
        due_on=invoice_balance(invoice).due_on or document.due_on,
        lines=tuple(lines),
        allowances_charges=(*document.allowances_charges, *_resting_on_no_line(invoice, credited)),
        totals=dataclasses.replace(document.totals, prepaid=None),
        buyer=_as_today(document.buyer, invoice),
    )


def _allowance(amount: Decimal, category: str | None = None, rate: Decimal | None = None) -> AllowanceCharge:
    return AllowanceCharge(
        is_charge=False, amount=amount, reason="Credited before", tax_category=category, tax_rate=rate
    )


def _resting_on_no_line(invoice: Invoice, credited: dict[int, int]) -> tuple[AllowanceCharge, ...]:
    on_lines: dict[tuple[str, Decimal], int] = {}
    for line in invoice.lines:
        key = group_key(line.tax_category, line.tax_rate)
        on_lines[key] = on_lines.get(key, 0) + credited.get(line.id, 0)
    left = {key: group.credited_net - on_lines.get(key, 0) for key, group in groups_of(invoice).items()}
    return tuple(_allowance(invoice.money(minor).amount, *key) for key, minor in left.items() if minor > 0)


def _as_today(buyer: Party, invoice: Invoice) -> Party:
    """The same buyer with the name, the numbers and the address that are in our books now."""
    client = invoice.organisation
    address = dataclasses.replace(
        buyer.address,
        lines=tuple(part for part in client.street.split(", ") if part) or buyer.address.lines,
        city=client.city or buyer.address.city,
        postcode=client.postcode or buyer.address.postcode,
        country=client.country or buyer.address.country,
    )
    told = dataclasses.replace(buyer, tax_id=client.tax_id or buyer.tax_id, address=address)
    if told.legal_name:
        return dataclasses.replace(told, legal_name=client.name)
    return dataclasses.replace(told, name=client.name)
