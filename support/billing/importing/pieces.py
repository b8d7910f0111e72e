"""The documents of a file one by one: what is wrong with one of them does not hinder the next.

An XML file or a PDF holds one; a page of Stripe's lists several; a file of JSON lines any number, of which one line at a time
is in memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from support.billing.importing.documents import ReadDocument
from support.billing.importing.json_safety import Limits
from support.billing.importing.pdf import read_pdf
from support.billing.importing.refusals import NotReadable, at_line
from support.billing.importing.stripe import each_of_stripe
from support.billing.importing.xml_documents import read_xml
from support.kernel.sayings import N_, joined

_BEGINNING = 4096
_LONGEST_LINE = Limits().size
_BLANK = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that was read ("ubl", "cii", "stripe"), or why it could not be; `place`: where in the file it begins."""

    place: str
    form: str
    document: ReadDocument | None
    refusal: NotReadable | None = None


def pieces_of(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Raises `NotReadable` (file, place, reason) when the file as a whole is nothing that can be read."""
    start = stream.read(_BEGINNING)
    stream.seek(0)
    if is_json_lines(start, name):
        yield from _lines(stream, name)
    elif start.lstrip(_BLANK).startswith((b"{", b"[")):
        yield from _stripe(stream, name, "")
    elif start.startswith(b"%PDF"):
        form, document = read_pdf(stream, name)
        yield Piece("", form, document)
    else:
        form, document = read_xml(stream, name)
        yield Piece("", form, document)


def is_json_lines(start: bytes, name: str) -> bool:
    """By its name, or because a whole object stands on the first line and another one begins on the second."""
    if name.lower().endswith((".jsonl", ".ndjson")):
        return True
    first, _, rest = start.lstrip(_BLANK).partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip(_BLANK).startswith(b"{")


def _lines(stream: IO[bytes], name: str) -> Iterator[Piece]:
    number, found = 0, False
    while line := stream.readline(_LONGEST_LINE + 2):
        number += 1
        if len(line) > _LONGEST_LINE + 1:
            raise NotReadable(
                name,
                at_line(number),
                N_("This line is too long for one document. Send it in parts."),
            )
        if not line.strip(_BLANK):
            continue
        found = True
        try:
            yield from _stripe(io.BytesIO(line), name, at_line(number))
        except NotReadable as no:
            yield Piece(at_line(number), "stripe", None, _moved(no, at_line(number)))
    if not found:
        raise NotReadable(name, "", N_("The file is empty."))


def _stripe(stream: IO[bytes], name: str, place: str) -> Iterator[Piece]:
    for at, one in enumerate(each_of_stripe(stream, name)):
        where = _at_document(place, at + 1) if at else place
        if isinstance(one, NotReadable):
            yield Piece(where, "stripe", None, _moved(one, place))
        else:
            yield Piece(where, "stripe", one)


def _at_document(place: str, count: int) -> str:
    return joined(", ", (place, N_("document %(count)s", count=count)))


def _moved(no: NotReadable, line: str) -> NotReadable:
    """The refusal with the line of the file before its path."""
    place = joined(", ", (line, no.place))
    return NotReadable(no.file, place, no.reason)
