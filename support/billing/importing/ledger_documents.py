"""Read documents into the ledger, many with few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select, tuple_

from support.billing import settling
from support.billing.importing.clients import Clients
from support.billing.importing.corrections import link_corrections
from support.billing.importing.document_rows import (
    DocumentRows,
    price_of,
    properties_of,
    record_of,
    rows_of,
    sku_of,
    subject_of,
    tax_of,
)
from support.billing.importing.documents import ReadDocument
from support.billing.importing.plain import content_digest
from support.billing.models import AllowanceCharge, Invoice, InvoiceLine, TaxSubtotal
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

__all__ = [
    "Incoming",
    "Kept",
    "incoming",
    "keep_documents",
    "price_of",
    "properties_of",
    "record_of",
    "sku_of",
    "store_document",
    "subject_of",
    "tax_of",
]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document ready to be stored."""

    document: ReadDocument
    rows: DocumentRows

    @property
    def key(self) -> tuple[str, str, str]:
        """The same for the same document: seller, number and digest of its content."""
        row = self.rows.invoice
        return row["seller_name"], row["number"], row["content_digest"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger made of a document. `new`: it was not there before."""

    id: int
    number: str
    kind: str
    client: int
    said: str
    new: bool


def incoming(document: ReadDocument, *, form: str, name: str, digest: str) -> Incoming:
    """`form`, `name`, `digest` of the file. Raises `NotReadable` for what the ledger cannot hold."""
    rows = rows_of(document, name)
    rows.invoice.update(
        seller_name=document.seller.legal_name or document.seller.called,
        content_digest=content_digest(document),
        source_format=form,
        source_name=name[-255:],
        source_digest=digest,
        recorded_at=clock.now(),
    )
    return Incoming(document, rows)


def store_document(document: ReadDocument, *, source_format: str, source_name: str, source_digest: str) -> Invoice:
    """One document as a row of the ledger, new or the one that was there. Raises `NotReadable`."""
    made = incoming(document, form=source_format, name=source_name, digest=source_digest)
    (kept,) = keep_documents([made], Clients())
    return db.session.get_one(Invoice, kept.id)


def keep_documents(documents: Sequence[Incoming], clients: Clients) -> list[Kept]:
    """All of them in one transaction, each with its client found or added; in their order.

    A number that the seller has given before, to other content, is kept beside it: nothing is lost, and the audit says
    so. What the ledger holds already stays as it is.
    """
    with transaction():
        known = _known(documents)
        # Of the same document twice, the first is stored.
        new = {one.key: one for one in reversed(documents) if one.key not in known}
        new = {one.key: new[one.key] for one in documents if one.key in new}
        for one in new.values():
            one.rows.invoice["organisation_id"] = clients.whose(one.document)
        ids = dict(zip(new, _insert([one.rows for one in new.values()]), strict=True))
        _tie(new, ids)
    stored = known | {key: (ids[key], one.rows.invoice["organisation_id"]) for key, one in new.items()}
    return [_kept(one, stored[one.key], new.get(one.key) is one, clients) for one in documents]


def _known(documents: Sequence[Incoming]) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(document, client) of what the ledger holds, by key."""
    columns = (Invoice.seller_name, Invoice.number, Invoice.content_digest)
    wanted = select(*columns, Invoice.id, Invoice.organisation_id)
    keys = [one.key for one in documents]
    rows = db.session.execute(wanted.where(tuple_(*columns).in_(keys))).tuples() if keys else ()
    return {(seller, number, digest): (row, client) for seller, number, digest, row, client in rows}


def _kept(one: Incoming, stored: tuple[int, int], new: bool, clients: Clients) -> Kept:
    told, (row, client) = one.rows.invoice, stored
    payable = Money(told["payable_minor"], told["currency"])
    said = N_(
        "%(kind)s %(number)s for %(client)s, %(amount)s",
        kind=told["kind"].label,
        number=told["number"],
        client=clients.name_of(client),
        amount=payable,
    )
    return Kept(row, told["number"], told["kind"].value, client, said, new)


def _insert(documents: list[DocumentRows]) -> list[int]:
    """The rows of all documents with one statement a table; gives the ids of the invoices."""
    ids = _insert_rows(Invoice, [rows.invoice for rows in documents])
    lines, taxes, parts = [], [], []
    for row, rows in zip(ids, documents, strict=True):
        lines += [{**line, "invoice_id": row} for line in rows.lines]
        taxes += [{**tax, "invoice_id": row} for tax in rows.taxes]
        parts += [{**part, "invoice_id": row, "line_id": None} for part in rows.parts]
    line_ids = iter(_insert_rows(InvoiceLine, lines))
    for row, rows in zip(ids, documents, strict=True):
        for on_line in rows.line_parts:
            line = next(line_ids)
            parts += [{**part, "invoice_id": row, "line_id": line} for part in on_line]
    _insert_rows(TaxSubtotal, taxes)
    _insert_rows(AllowanceCharge, parts)
    return ids


def _insert_rows(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    table: Table = model.__table__
    inserted = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(db.session.execute(inserted, rows).scalars())


def _tie(new: dict[tuple[str, str, str], Incoming], ids: dict[tuple[str, str, str], int]) -> None:
    """Credit notes and corrected invoices to what they correct, whichever came first."""
    correcting = {ids[key] for key, one in new.items() if one.rows.invoice["corrects_number"]}
    corrected = _waited_for([one.rows.invoice["number"] for one in new.values()])
    correcting |= {ids[key] for key in new if key[:2] in corrected}
    for row in sorted(correcting):
        for note, of in link_corrections(db.session.get_one(Invoice, row)):
            settling.settle(note, of)


def _waited_for(numbers: Iterable[str]) -> set[tuple[str, str]]:
    """(seller, number) of those of these numbers that a correction in the ledger names and did not find."""
    wanted = select(Invoice.seller_name, Invoice.corrects_number).where(
        Invoice.corrects_number.in_(numbers), Invoice.corrects_id.is_(None)
    )
    return {(seller, number) for seller, number in db.session.execute(wanted).tuples() if number}
