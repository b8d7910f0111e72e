"""Files into the ledger: each is taken whole, in one transaction, or refused whole with file, place and reason."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from support.accounts.models import Organisation
from support.billing.agreements import ImportedFile
from support.billing.audit import audit_client
from support.billing.importing.csv_files import read_table
from support.billing.importing.ledger_documents import store_document
from support.billing.importing.ledger_rows import store_rows
from support.billing.importing.reading import read_documents
from support.billing.importing.recognising import DOCUMENT, ORDER, SUFFIXES, TABLES, is_credit, kind_of
from support.billing.importing.refusals import NotReadable
from support.billing.importing.reports import IMPORTED, UNCHANGED, ImportReport, refusal
from support.billing.models import Invoice
from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import transaction
from support.kernel.words import moment

__all__ = ["ImportReport", "import_file", "import_files", "import_folder", "store_document", "store_rows"]

Progress = Callable[[Iterable[Any]], Iterable[Any]]


def import_file(source: Path | bytes, name: str | None = None) -> ImportReport:
    """Takes in one file. `name` is what reports call it; needed for bytes.

    Raises `NotReadable` (file, place, reason) with nothing kept. The same bytes again, or the same content in another
    file, change nothing, and the report says so.
    """
    called = name or (source.name if isinstance(source, Path) else "the file")
    try:
        with _opened(source, called) as stream:
            return _import(stream, called)
    except (DataError, IntegrityError) as wrong:
        raise NotReadable(called, "", f"The ledger cannot hold this: {_first_line(wrong)}") from wrong


def import_files(paths: Sequence[Path], *, progress: Progress = iter, audit: bool = True) -> list[ImportReport]:
    """Takes in files in the order they need each other; a refused one does not hinder the rest. Reports in that order.

    `audit`: afterwards the rules look at every client that something new was imported of.
    """
    reports = []
    for path in progress(sorted(paths, key=_place)):
        try:
            reports.append(import_file(path))
        except NotReadable as no:
            reports.append(refusal(no.file, no))
    if audit:
        touched = {client for report in reports if report.status == IMPORTED for client in report.clients}
        for client in sorted(touched):
            audit_client(db.session.get_one(Organisation, client))
    return reports


def import_folder(folder: Path, *, progress: Progress = iter, audit: bool = True) -> list[ImportReport]:
    """Every XML, JSON and CSV file in `folder` and below."""
    wanted = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    return import_files(wanted, progress=progress, audit=audit)


def _opened(source: Path | bytes, name: str) -> IO[bytes]:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError as wrong:
        raise NotReadable(name, "", f"The file cannot be opened: {wrong.strerror}.") from None


def _place(path: Path) -> tuple[int, bool, str]:
    """Where in `ORDER` a file belongs, credit notes after what they correct; what cannot be told is refused in its turn."""
    try:
        with path.open("rb") as stream:
            return ORDER.index(kind_of(stream, path.name)), is_credit(stream), str(path)
    except (OSError, NotReadable):
        return len(ORDER), False, str(path)


def _first_line(wrong: Exception) -> str:
    return str(wrong.__cause__ or wrong).split("\n", 1)[0]


def _import(stream: IO[bytes], name: str) -> ImportReport:
    digest = _digest(stream)
    kind = kind_of(stream, name)
    earlier = db.session.scalar(select(ImportedFile).where(ImportedFile.digest == digest))
    if earlier is not None:
        said = f"was imported on {moment(earlier.imported_at)} as {earlier.name}; nothing changed."
        return ImportReport(file=name, status=UNCHANGED, kind=kind, message=said, documents=_numbers(digest))
    return _import_document(stream, name, digest) if kind == DOCUMENT else _import_table(stream, name, digest, kind)


def _digest(stream: IO[bytes]) -> str:
    """Of all bytes, in pieces: what is too large is refused by its reader, with its place. Rewinds the stream."""
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()


def _numbers(digest: str) -> tuple[str, ...]:
    return tuple(db.session.scalars(select(Invoice.number).where(Invoice.source_digest == digest)))


def _import_document(stream: IO[bytes], name: str, digest: str) -> ImportReport:
    """All documents of the file in one transaction."""
    read = read_documents(stream, name)
    with transaction():
        rows = [
            store_document(document, source_format=form, source_name=name, source_digest=digest)
            for form, document in read
        ]
        new = {row.id for row in rows if row.source_digest == digest}
        _remember(digest, name, rows=len(new))
        return ImportReport(
            file=name,
            status=IMPORTED if new else UNCHANGED,
            kind=rows[0].kind.value if len(rows) == 1 else DOCUMENT,
            documents=tuple(row.number for row in rows),
            rows=len(new),
            message=_told(rows, len(new)),
            left_out=tuple(dict.fromkeys(place for _, document in read for place in document.left_out)),
            clients=frozenset(row.organisation_id for row in rows),
        )


def _told(rows: list[Invoice], new: int) -> str:
    if len(rows) > 1:
        said = f"{len(rows)} documents: {', '.join(row.number for row in rows)}; {new} new, {len(rows) - new} there already"
        return f"{said}." if new else f"{said}; nothing changed."
    row = rows[0]
    said = f"{row.kind.label} {row.number} for {row.organisation.name}, {row.payable}"
    return f"{said}." if new else f"{said}, is there already; nothing changed."


def _import_table(stream: IO[bytes], name: str, digest: str, kind: str) -> ImportReport:
    rows = read_table(stream, name, TABLES[kind]).whole()
    with transaction():
        count = store_rows(rows, file=name)
        _remember(digest, name, rows=count.stored + count.changed)
    changed = count.stored + count.changed
    said = f"{len(rows)} {kind}: {count.stored} new, {count.changed} changed, {count.unchanged} there already"
    return ImportReport(
        file=name,
        status=IMPORTED if changed else UNCHANGED,
        kind=kind,
        rows=changed,
        message=f"{said}." if changed else f"{said}; nothing changed.",
        clients=frozenset(count.clients),
    )


def _remember(digest: str, name: str, rows: int) -> None:
    """Unless another program has just taken in the same bytes."""
    if db.session.scalar(select(ImportedFile.id).where(ImportedFile.digest == digest)) is None:
        db.session.add(ImportedFile(digest=digest, name=name[-255:], rows=rows, imported_at=clock.now()))
        db.session.flush()
