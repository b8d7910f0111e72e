"""Invoices and credit notes that the provider tells of."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select

from support.billing.agreements import LedgerEvent
from support.billing.client_records import ClientAlias
from support.billing.credit import credit_lines
from support.billing.creditable import creditable_lines
from support.billing.importing.clients import Clients
from support.billing.importing.documents import ReadDocument
from support.billing.importing.json_nodes import Item
from support.billing.importing.ledger_documents import incoming, keep_documents
from support.billing.importing.stripe import document_of
from support.billing.kinds import AliasKind, DocumentKind
from support.billing.models import Invoice
from support.billing.provider.outcomes import APPLIED, NOTED, Outcome, waits_for
from support.billing.voiding import void_note
from support.billing.writing import stored
from support.extensions import db

_ISSUED = frozenset({"open", "paid", "uncollectible"})


def with_external_id(name: str | None) -> Invoice | None:
    """The invoice or credit note that the provider calls by this id."""
    wanted = select(Invoice).where(Invoice.external_id == name).order_by(Invoice.id).limit(1)
    return db.session.scalar(wanted) if name else None


def invoice(item: Item, happened_at: datetime) -> Outcome:
    """An invoice is stored when it is first told of as issued; what is told of it later does not change it."""
    name = item.text("id", 100) or ""
    if with_external_id(name):
        return Outcome(NOTED, "The invoice is in the ledger as it was issued.", name)
    if item.text("status") not in _ISSUED:
        return Outcome(NOTED, "The invoice is not issued, or not any more.", name)
    if _was_voided(name):
        return Outcome(NOTED, "The invoice was voided meanwhile.", name)
    return _stored(item, document_of(item), name)


def invoice_voided(item: Item, happened_at: datetime) -> Outcome:
    """What is still owed of it is credited: a void invoice asks for nothing."""
    name = item.text("id", 100) or ""
    row = with_external_id(name)
    if row is None:
        return Outcome(NOTED, "The invoice never was in the ledger, and asks for nothing.", name)
    left = creditable_lines(row)
    amounts = [(line, left[line.id]) for line in row.lines if left[line.id].minor > 0]
    if amounts:
        credit_lines(row, amounts, reason=f"Invoice {row.number} was voided.", key=f"stripe-void:{name}")
    return Outcome(APPLIED, "", name)


def _was_voided(name: str) -> bool:
    wanted = select(LedgerEvent.id).where(LedgerEvent.subject == name, LedgerEvent.kind == "invoice.voided")
    return db.session.scalar(wanted.limit(1)) is not None


def credit_note(item: Item, happened_at: datetime) -> Outcome:
    """It names its invoice by id alone: the parties are those of the invoice in the ledger."""
    name, about = item.text("id", 100) or "", item.named("invoice")[0]
    if with_external_id(name):
        return Outcome(NOTED, "The credit note is in the ledger as it was issued.", name)
    billed = with_external_id(about)
    if billed is None:
        return waits_for(about)
    whole = Item({**item.value, "invoice": _as_stripe_names_it(billed)}, item.file, item.path)
    read, original = document_of(whole), stored.document_of(billed)
    return _stored(item, dataclasses.replace(read, seller=original.seller, buyer=original.buyer), name)


def credit_note_voided(item: Item, happened_at: datetime) -> Outcome:
    name = item.text("id", 100) or ""
    row = with_external_id(name)
    if row is None or row.kind is not DocumentKind.CREDIT_NOTE:
        return waits_for(name)
    if db.session.scalar(select(Invoice.id).where(Invoice.voids_id == row.id)) is None:
        void_note(row, reason=f"Credit note {row.number} was voided.")
    return Outcome(APPLIED, "", name)


def _as_stripe_names_it(row: Invoice) -> dict[str, Any]:
    """Enough of the invoice for the reader of a credit note; the parties are put in afterwards."""
    issued = datetime.combine(row.issued_on, time(), UTC)
    names = {"account_name": row.seller_name, "customer_name": row.buyer.get("name") or row.organisation.name}
    return {
        "id": row.external_id,
        "object": "invoice",
        "number": row.number,
        "created": int(issued.timestamp()),
        **names,
    }


def _stored(item: Item, document: ReadDocument, name: str) -> Outcome:
    digest = hashlib.sha256(json.dumps(item.value, sort_keys=True, default=str).encode()).hexdigest()
    (kept,) = keep_documents([incoming(document, form="stripe", name=name, digest=digest)], Clients())
    if not kept.new:
        _name(kept.id, name)
    customer = item.named("customer")[0]
    if customer:
        _remember_customer(kept.client, customer)
    return Outcome(APPLIED, "", name, tuple(one for one in (name, customer) if one))


def _name(row: int, name: str) -> None:
    """A document that came in by another way gets the provider's id."""
    found = db.session.get_one(Invoice, row)
    found.external_id = found.external_id or name


def _remember_customer(client: int, customer: str) -> None:
    key = {"kind": AliasKind.ACCOUNT, "value": customer[:200]}
    if db.session.scalar(select(ClientAlias.id).filter_by(**key)) is None:
        db.session.add(ClientAlias(organisation_id=client, **key))
        db.session.flush()
