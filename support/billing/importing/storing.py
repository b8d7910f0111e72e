"""Files into the ledger: a table whole or not at all, of documents each that can be read; the report says what was left out."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from support.accounts.models import Organisation
from support.billing.agreements import ImportedFile
from support.billing.audit import audit_client
from support.billing.importing.batches import Batch, Taken, cannot_hold, ending, numbers_of, remember
from support.billing.importing.csv_files import read_table
from support.billing.importing.ledger_rows import store_rows
from support.billing.importing.pieces import pieces_of
from support.billing.importing.recognising import CALLED, DOCUMENT, ORDER, SUFFIXES, TABLES, is_credit, kind_of
from support.billing.importing.refusals import NotReadable
from support.billing.importing.reports import IMPORTED, UNCHANGED, ImportReport, refusal
from support.extensions import db
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

__all__ = ["ImportReport", "files_in", "import_contents", "import_each", "import_file", "import_files", "import_folder"]

Tick = Callable[[int], object]
"""Is told of bytes that are through."""


def import_file(source: Path | bytes, name: str | None = None) -> ImportReport:
    """Takes in one file. `name` is what reports call it; needed for bytes.

    Raises `NotReadable` (file, place, reason) where nothing of it could be taken in. The same bytes again, or the same
    content in another file, change nothing, and the report says so.
    """
    called = name or (source.name if isinstance(source, Path) else "the file")
    batch = Batch()
    with _opened(source, called) as stream:
        (report,) = [*_take(stream, called, batch, _nobody), *batch.flush()]
    if report.refused:
        raise NotReadable(report.file, report.place, report.message)
    return report


def import_files(paths: Iterable[Path | str], *, tick: Tick = lambda _: None, audit: bool = True) -> list[ImportReport]:
    """`import_each`, all reports at once."""
    return list(import_each(paths, tick=tick, audit=audit))


def import_each(
    paths: Iterable[Path | str], *, tick: Tick = lambda _: None, audit: bool = True
) -> Iterator[ImportReport]:
    """Takes in files in the order they need each other and reports of each as soon as it is through.

    What cannot be read does not hinder the rest. `audit`: afterwards the rules look at every client that something new
    was imported of. Memory holds one batch of documents, however many there are.
    """
    batch, touched = Batch(), set[int]()
    for report in _taken(sorted(map(str, paths), key=_place), batch, tick):
        if report.status == IMPORTED:
            touched |= report.clients
        yield report
    for client in sorted(touched) if audit else ():
        audit_client(db.session.get_one(Organisation, client))


def import_contents(files: Sequence[tuple[str, bytes]]) -> list[ImportReport]:
    """`import_files` for (name, content) pairs that were sent here."""
    reports, touched = [], set[int]()
    for name, content in sorted(files, key=lambda one: _order(io.BytesIO(one[1]), one[0])):
        try:
            reports.append(import_file(content, name))
        except NotReadable as no:
            reports.append(refusal(no.file, no))
        touched |= reports[-1].clients if reports[-1].status == IMPORTED else frozenset()
    for client in sorted(touched):
        audit_client(db.session.get_one(Organisation, client))
    return reports


def import_folder(folder: Path, *, audit: bool = True) -> list[ImportReport]:
    """Every XML, JSON, PDF and CSV file in `folder` and below."""
    return import_files(files_in(folder), audit=audit)


def files_in(folder: Path) -> list[str]:
    """The paths of the files in a folder and below that can be taken in, in order."""
    return sorted(str(path) for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def _nobody(_: int) -> None:
    """Nobody watches."""


def _taken(paths: list[str], batch: Batch, tick: Tick) -> Iterator[ImportReport]:
    for path in paths:
        name = Path(path).name
        try:
            with _opened(Path(path), name) as stream:
                yield from _take(stream, name, batch, tick)
        except NotReadable as no:
            yield from batch.flush()
            yield refusal(no.file, no)
    yield from batch.flush()


def _opened(source: Path | bytes, name: str) -> IO[bytes]:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError as wrong:
        raise NotReadable(name, "", N_("The file cannot be opened: %(strerror)s.", strerror=wrong.strerror)) from None


def _place(path: str) -> tuple[int, bool, str]:
    """Where in `ORDER` a file belongs, credit notes after what they correct; what cannot be told is refused in its turn."""
    try:
        with Path(path).open("rb") as stream:
            return *_order(stream, Path(path).name), path
    except OSError:
        return len(ORDER), False, path


def _order(stream: IO[bytes], name: str) -> tuple[int, bool]:
    try:
        return ORDER.index(kind_of(stream, name)), is_credit(stream)
    except NotReadable:
        return len(ORDER), False


def _take(stream: IO[bytes], name: str, batch: Batch, tick: Tick) -> Iterator[ImportReport]:
    """Reports of the files that are through by now: not always of this one, of which documents may wait in the batch."""
    digest, kind = _digest(stream), kind_of(stream, name)
    earlier = db.session.scalar(select(ImportedFile).where(ImportedFile.digest == digest))
    if earlier is not None:
        said = N_(
            "was imported on %(day)s, %(time)s as %(name)s; nothing changed.",
            day=earlier.imported_at.date(),
            time=f"{earlier.imported_at:%H:%M}",
            name=earlier.name,
        )
        numbers = numbers_of(digest)
        yield from batch.flush()
        yield ImportReport(name, UNCHANGED, kind, numbers, len(numbers), message=said)
    elif kind != DOCUMENT:
        yield from batch.flush()
        yield _import_table(stream, name, digest, kind)
        batch.forget()
    else:
        yield from _take_documents(stream, name, digest, batch, tick)
        return
    tick(stream.seek(0, io.SEEK_END))


def _take_documents(stream: IO[bytes], name: str, digest: str, batch: Batch, tick: Tick) -> Iterator[ImportReport]:
    taken, done = Taken(name, digest), 0
    batch.begin(taken)
    try:
        for piece in pieces_of(stream, name):
            yield from batch.add(taken, piece)
            tick(stream.tell() - done)
            done = stream.tell()
    except NotReadable as no:
        taken.refuse(no)
    taken.read = True
    tick(stream.seek(0, io.SEEK_END) - done)


def _digest(stream: IO[bytes]) -> str:
    """Of all bytes, in pieces: what is too large is refused by its reader, with its place. Rewinds the stream."""
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()


def _import_table(stream: IO[bytes], name: str, digest: str, kind: str) -> ImportReport:
    rows = read_table(stream, name, TABLES[kind]).whole()
    try:
        with transaction():
            count = store_rows(rows, file=name)
            remember(digest, name, count.stored + count.changed)
    except (DataError, IntegrityError) as wrong:
        raise NotReadable(name, "", cannot_hold(wrong)) from wrong
    changed = count.stored + count.changed
    said = N_(
        "%(count)s %(table)s: %(new)s new, %(changed)s changed, %(unchanged)s there already",
        count=len(rows),
        table=CALLED[kind],
        new=count.stored,
        changed=count.changed,
        unchanged=count.unchanged,
    )
    return ImportReport(
        file=name,
        status=IMPORTED if changed else UNCHANGED,
        kind=kind,
        rows=changed,
        message=ending(said, changed=bool(changed)),
        clients=frozenset(count.clients),
    )
