"""What a file is, from its beginning: which reader takes it, and in which order files must go in."""

from __future__ import annotations

from typing import IO

from support.billing.importing.csv_rate_rows import AliasRow, DetailsRow, FxRow, TaxRateRow
from support.billing.importing.csv_rows import ClientRow, ContractRow, PaymentRow, PriceRow, PromiseRow, RecordRow, Row
from support.billing.importing.csv_term_rows import CancellationRow, NoticeRow, OrderRow, ScheduleRow, TermsRow
from support.billing.importing.csv_work_rows import CreditDueRow, DayOffRow, DeliveryRow, TimeRow, UsageRow
from support.billing.importing.refusals import NotReadable, at_line
from support.kernel.sayings import N_

TABLES: dict[str, type[Row]] = {
    "clients": ClientRow,
    "client_details": DetailsRow,
    "client_aliases": AliasRow,
    "contracts": ContractRow,
    "contract_terms": TermsRow,
    "prices": PriceRow,
    "price_notices": NoticeRow,
    "promises": PromiseRow,
    "orders": OrderRow,
    "cancellations": CancellationRow,
    "invoice_schedules": ScheduleRow,
    "records": RecordRow,
    "usage": UsageRow,
    "deliveries": DeliveryRow,
    "time_entries": TimeRow,
    "days_off": DayOffRow,
    "tax_rates": TaxRateRow,
    "fx_rates": FxRow,
    "credits_due": CreditDueRow,
    "payments": PaymentRow,
}
CALLED = {
    "clients": N_("clients"),
    "client_details": N_("client details"),
    "client_aliases": N_("client aliases"),
    "contracts": N_("contracts"),
    "contract_terms": N_("contract terms"),
    "prices": N_("prices"),
    "price_notices": N_("price notices"),
    "promises": N_("promises"),
    "orders": N_("orders"),
    "cancellations": N_("cancellations"),
    "invoice_schedules": N_("invoice schedules"),
    "records": N_("records"),
    "usage": N_("usage"),
    "deliveries": N_("deliveries"),
    "time_entries": N_("time entries"),
    "days_off": N_("days off"),
    "tax_rates": N_("tax rates"),
    "fx_rates": N_("fx rates"),
    "credits_due": N_("credits due"),
    "payments": N_("payments"),
}
"""What the rows of each table are, as a report counts them."""
DOCUMENT = "document"
ORDER = (*(name for name in TABLES if name not in ("credits_due", "payments")), DOCUMENT, "credits_due", "payments")
"""Each rests on those before it: payments on invoices, invoices on clients."""
_NO_TABLE = N_("This table is none that is known here: %(tables)s. “flask billing tables” names their columns.")
_START = 4096
_DOCUMENTS = (b"<", b"%PDF", b"PK", b"{", b"[", b"\x1f\x8b")
_OF_CREDIT = (b"CreditNote", b":TypeCode>381<", b'"credit_note"')  # UBL, CII, Stripe
SUFFIXES = frozenset({".xml", ".json", ".jsonl", ".ndjson", ".csv", ".pdf"})
"""Of the files in a folder that are taken in."""


def kind_of(stream: IO[bytes], name: str) -> str:
    """`document`, or the name of a table. Leaves the stream at its beginning. Raises `NotReadable` for a table of no kind."""
    start = stream.read(_START)
    stream.seek(0)
    first = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    named = name.lower().endswith((".csv", ".tsv")) or (
        name.lower().endswith(".txt") and not first.startswith(_DOCUMENTS)
    )
    if not named and not _looks_like_a_table(first):
        return DOCUMENT
    heading = start.decode("utf-8-sig", errors="replace").partition("\n")[0]
    columns = {cell.strip(' "\r').lower() for cell in heading.replace(";", ",").replace("\t", ",").split(",")}
    fitting = [kind for kind, row in TABLES.items() if _fits(columns, row)]
    if len(fitting) == 1:
        return fitting[0]
    called = name.lower().replace("-", "_").replace(" ", "_")
    by_name = [kind for kind in TABLES if kind.rstrip("s") in called]
    if by_name:
        return max(by_name, key=len)
    raise NotReadable(name, at_line(1), N_(_NO_TABLE, tables=", ".join(TABLES)))


def is_credit(stream: IO[bytes]) -> bool:
    """Whether a document's beginning names a credit note: a guess that only orders files."""
    start = stream.read(_START)
    stream.seek(0)
    return any(mark in start for mark in _OF_CREDIT)


def _looks_like_a_table(first: bytes) -> bool:
    return bool(first) and not first.startswith(_DOCUMENTS) and b"," in first.split(b"\n")[0]


def _fits(columns: set[str], row: type[Row]) -> bool:
    known = row.columns()
    return {name for name, needed in known.items() if needed} <= columns <= set(known)
