"""What a file is, from its beginning: which reader takes it, and in which order files must go in."""

from __future__ import annotations

import dataclasses
from typing import IO

from support.billing.importing.csv_rows import ClientRow, ContractRow, PaymentRow, PriceRow, PromiseRow, RecordRow, Row
from support.billing.importing.refusals import NotReadable

TABLES: dict[str, type[Row]] = {
    "clients": ClientRow,
    "contracts": ContractRow,
    "prices": PriceRow,
    "promises": PromiseRow,
    "records": RecordRow,
    "payments": PaymentRow,
}
DOCUMENT = "document"
ORDER = ("clients", "contracts", "prices", "promises", "records", DOCUMENT, "payments")
"""Each rests on those before it: payments on invoices, invoices on clients."""
_START = 4096
_OF_CREDIT = (b"CreditNote", b":TypeCode>381<", b'"credit_note"')  # UBL, CII, Stripe
SUFFIXES = frozenset({".xml", ".json", ".csv"})
"""Of the files in a folder that are taken in."""


def kind_of(stream: IO[bytes], name: str) -> str:
    """`document`, or the name of a table. Leaves the stream at its beginning. Raises `NotReadable` for a table of no kind."""
    start = stream.read(_START)
    stream.seek(0)
    if not name.lower().endswith((".csv", ".tsv", ".txt")) and not _looks_like_a_table(start):
        return DOCUMENT
    heading = start.decode("utf-8-sig", errors="replace").partition("\n")[0]
    columns = {cell.strip(' "\r').lower() for cell in heading.replace(";", ",").replace("\t", ",").split(",")}
    fitting = [kind for kind, row in TABLES.items() if _fits(columns, row)]
    if len(fitting) == 1:
        return fitting[0]
    by_name = [kind for kind in TABLES if kind.rstrip("s") in name.lower()]
    if len(by_name) == 1:
        return by_name[0]
    raise NotReadable(
        name,
        "line 1",
        f"This table is none that is known here: {', '.join(TABLES)}. See the column names in the documentation.",
    )


def is_credit(stream: IO[bytes]) -> bool:
    """Whether a document's beginning names a credit note: a guess that only orders files."""
    start = stream.read(_START)
    stream.seek(0)
    return any(mark in start for mark in _OF_CREDIT)


def _looks_like_a_table(start: bytes) -> bool:
    first = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        bool(first)
        and not first.startswith((b"<", b"%PDF", b"PK", b"{", b"[", b"\x1f\x8b"))
        and b"," in first.split(b"\n")[0]
    )


def _fits(columns: set[str], row: type[Row]) -> bool:
    fields = {field.name: field.metadata["needed"] for field in dataclasses.fields(row) if field.metadata}
    return {name for name, needed in fields.items() if needed} <= columns <= set(fields)
