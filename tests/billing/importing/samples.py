"""The sample files of these tests, whole and with something changed in them."""

import io
from pathlib import Path

import pytest

from support.billing.importing.documents import ReadDocument
from support.billing.importing.refusals import NotReadable
from support.billing.importing.ubl import read_ubl

FOLDER = Path(__file__).parent / "samples"
INVOICE = (FOLDER / "bakery-invoice.xml").read_bytes()
CREDIT_NOTE = (FOLDER / "bakery-credit-note.xml").read_bytes()


def read(content: bytes) -> ReadDocument:
    return read_ubl(io.BytesIO(content), "invoice.xml")


def changed(old: str, new: str, content: bytes = INVOICE) -> bytes:
    """The file with one place changed; the place must be there once."""
    assert content.count(old.encode()) == 1, f"{old!r} stands {content.count(old.encode())} times in the sample"
    return content.replace(old.encode(), new.encode())


def refused(content: bytes) -> NotReadable:
    """What the reader says to it."""
    with pytest.raises(NotReadable) as caught:
        read(content)
    return caught.value
