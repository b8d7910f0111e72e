"""Documents of every format that is read here, told apart by how the file begins."""

from __future__ import annotations

from typing import IO

from support.billing.importing.documents import ReadDocument
from support.billing.importing.pieces import pieces_of


def read_documents(stream: IO[bytes], name: str) -> list[tuple[str, ReadDocument]]:
    """(format, document): one of an XML file or a PDF ("ubl", "cii"), several of Stripe's pages and lines ("stripe").

    Reads from the beginning. Raises `NotReadable` (file, place, reason) when any of them cannot be read.
    """
    found = []
    for piece in pieces_of(stream, name):
        if piece.refusal is not None:
            raise piece.refusal
        if piece.document is not None:
            found.append((piece.form, piece.document))
    return found
