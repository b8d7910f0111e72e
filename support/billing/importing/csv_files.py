"""Reads the tables of `recognising.TABLES` from CSV.

UTF-8 with or without byte order mark; comma, semicolon or tab between the cells, as the heading shows. A file that is no
such table is refused as a whole; what is wrong in single rows is listed, row by row, so that it can all be mended at once.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Generic, TypeVar

from support.billing.importing.csv_rows import Row
from support.billing.importing.refusals import NotReadable, at_line, too_large
from support.kernel.sayings import N_, NN_

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_ERRORS = 50
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one cell, or (column "") in one row; `line` counts from 1, the heading included."""

    file: str
    line: int
    column: str
    reason: str

    @property
    def place(self) -> str:
        return at_line(self.line, self.column)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """The rows that are right and, at most `MOST_ERRORS`, what is wrong with the others."""

    file: str
    rows: tuple[R, ...]
    errors: tuple[RowError, ...]

    def whole(self) -> tuple[R, ...]:
        """The rows; raises `NotReadable` with the first error when there is any, so that no half of a file is kept."""
        if not self.errors:
            return self.rows
        first, others = self.errors[0], len(self.errors) - 1
        reason = first.reason
        if others:
            reason = NN_(
                "%(reason)s %(n)s more row or cell is wrong.",
                "%(reason)s %(n)s more rows or cells are wrong.",
                others,
                reason=reason,
            )
        raise NotReadable(self.file, first.place, reason)


def read_table(stream: IO[bytes], name: str, kind: type[R]) -> Sheet[R]:
    """Raises `NotReadable` when the file as a whole is no table of this kind."""
    text = _decoded(stream, name)
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[R] = []
    errors: list[RowError] = []
    seen: set[tuple[Any, ...]] = set()
    numbered = _numbered(lines, name)
    columns = _columns(next(numbered, (1, []))[1], name, kind)
    for line, cells in numbered:
        read = _row(kind, columns, cells, name, line)
        errors.extend(read if isinstance(read, list) else _repeated(read, seen, name))
        if not isinstance(read, list):
            rows.append(read)
        if len(errors) >= MOST_ERRORS:
            break
    return Sheet(name, tuple(rows), tuple(errors[:MOST_ERRORS]))


def _decoded(stream: IO[bytes], name: str) -> str:
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise NotReadable(name, "", too_large(LARGEST_FILE))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotReadable(
            name, at_line(line), N_("This is not UTF-8. Save the table as “CSV UTF-8” and try again.")
        ) from None
    if not text.strip():
        raise NotReadable(name, "", N_("The file is empty."))
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise NotReadable(
            name,
            at_line(line),
            N_("There is a control character here, so this is no table of text. Save it as CSV again."),
        )
    return text


def _numbered(lines: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """(line the row begins on, cells without blanks around them); empty rows are skipped."""
    for count in range(MOST_ROWS + 2):
        begins = lines.line_num + 1
        try:
            cells = next(lines, None)
        except csv.Error as error:
            reason = N_(
                "The quotes do not match, or a cell is too long (%(error)s). Save the table as CSV again.", error=error
            )
            raise NotReadable(name, at_line(begins), reason) from None
        if cells is None:
            return
        if count > MOST_ROWS:
            raise NotReadable(
                name,
                at_line(begins),
                N_("There are more than %(most)s rows. Send them in parts.", most=Decimal(MOST_ROWS)),
            )
        if any(cell.strip() for cell in cells):
            yield begins, [cell.strip() for cell in cells]


def _columns(heading: list[str], name: str, kind: type[Row]) -> list[str]:
    """The field that each column fills. A misspelt column would lose its values in silence, so it is refused."""
    found = [cell.lower() for cell in heading]
    known = kind.columns()
    for at, column in enumerate(found):
        if column not in known:
            raise NotReadable(
                name,
                at_line(1),
                N_(
                    "The column “%(column)s” is not known here. Known are: %(known)s.",
                    column=column[:60],
                    known=", ".join(known),
                ),
            )
        if column in found[:at]:
            raise NotReadable(
                name, at_line(1), N_("The column “%(column)s” is there twice. Keep one of them.", column=column)
            )
    missing = [column for column, is_needed in known.items() if is_needed and column not in found]
    if missing:
        raise NotReadable(
            name, at_line(1), N_("The heading lacks %(missing)s. Add what is missing.", missing=", ".join(missing))
        )
    return found


def _row(kind: type[R], columns: list[str], cells: list[str], name: str, line: int) -> R | list[RowError]:
    if len(cells) > len(columns) or (len(cells) < len(columns) and any(cells[len(columns) :])):
        return [
            RowError(
                name,
                line,
                "",
                N_("This row has %(count)s cells, the heading %(wanted)s.", count=len(cells), wanted=len(columns)),
            )
        ]
    given = dict(zip(columns, cells, strict=False))
    found: dict[str, Any] = {"line": line}
    errors = []
    for field in dataclasses.fields(kind):
        if not field.metadata:
            continue
        try:
            _fill(found, field, given.get(field.name, ""))
        except ValueError as error:
            errors.append(RowError(name, line, field.name, error.args[0]))
    if errors:
        return errors
    row = kind(**found)
    problem = row.problem()
    return [RowError(name, line, *problem)] if problem else row


def _fill(found: dict[str, Any], field: dataclasses.Field[Any], cell: str) -> None:
    read: Callable[[str], Any] = field.metadata["read"]
    if cell:
        found[field.name] = read(cell)
    elif field.metadata["needed"]:
        raise ValueError(N_("This must be filled in."))


def _repeated(row: Row, seen: set[tuple[Any, ...]], name: str) -> list[RowError]:
    """Complains where an earlier row has the same key."""
    key = tuple(getattr(row, column) for column in row.key)
    if key in seen:
        said = ", ".join(str(part) for part in key if part)
        return [
            RowError(name, row.line, row.key[-1], N_("Another row of this file is already about %(said)s.", said=said))
        ]
    seen.add(key)
    return []
