"""Documents of every format that is read here, told apart by how the file begins."""

from __future__ import annotations

from typing import IO

from support.billing.importing.documents import ReadDocument
from support.billing.importing.pdf import read_pdf
from support.billing.importing.stripe import read_stripe
from support.billing.importing.xml_documents import read_xml

_BEGINNING = 1024


def read_documents(stream: IO[bytes], name: str) -> list[tuple[str, ReadDocument]]:
    """(format, document): one of an XML file or a PDF ("ubl", "cii"), several of a page of Stripe's lists ("stripe").

    Reads from the beginning. Raises `NotReadable` (file, place, reason) when any of them cannot be read.
    """
    start = stream.read(_BEGINNING).lstrip(b"\xef\xbb\xbf \t\r\n")
    stream.seek(0)
    if start.startswith((b"{", b"[")):
        return [("stripe", document) for document in read_stripe(stream, name)]
    if start.startswith(b"%PDF"):
        return [read_pdf(stream, name)]
    return [read_xml(stream, name)]
