"""Files made to hurt: refused early, whatever their size, and nothing outside the file is ever touched."""

import io
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.billing.importing.refusals import NotReadable
from support.billing.importing.ubl import read_ubl
from tests.billing.importing.samples import INVOICE, read, refused

MEGABYTE = 1024 * 1024
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
OPENING = (
    f'<?xml version="1.0"?><Invoice xmlns="{UBL}Invoice-2" '
    f'xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:cbc="{UBL}CommonBasicComponents-2">'
).encode()


class Endless(io.RawIOBase):
    """A file of 200 MB that is made while it is read; it counts how much of it was asked for."""

    def __init__(self, start: bytes, again: bytes) -> None:
        self.asked_for = 0
        self._pieces = repeat(again * (MEGABYTE // len(again)))
        self._waiting = start

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "the whole file was asked for at once"
        if self.asked_for >= 200 * MEGABYTE:
            return b""
        while len(self._waiting) < size:
            self._waiting += next(self._pieces)
        given, self._waiting = self._waiting[:size], self._waiting[size:]
        self.asked_for += size
        return given


@pytest.mark.parametrize(
    ("start", "again", "megabytes", "why"),
    [
        (OPENING, b"<cac:Party>", 1, "more than 40 deep"),
        (b"", b"<a>", 1, "no invoice that can be read"),
        (OPENING, b"<cbc:Note/>", 5, "more than 250,000 elements"),
        (OPENING + b"<cbc:Note>", b"all work and no play ", 1, "longer than 100,000 characters"),
        (OPENING + b"<cbc:Note>", b"&#65;", 1, "longer than 100,000 characters"),
        (OPENING + b"<cbc:Note><![CDATA[", b"xx", 1, "longer than 100,000 characters"),
        (OPENING + b"<!--", b"xx", 1, "One tag or comment"),
        (OPENING + b"<?x ", b"xx", 1, "One tag or comment"),
        (OPENING + b'<cbc:Note languageID="', b"xx", 1, "One tag or comment"),
        (OPENING + b"<cbc:Note ", b" \n", 1, "One tag or comment"),
        (b"", b"\r\n", 1, "One tag or comment"),
        (OPENING + b"<cbc:EmbeddedDocumentBinaryObject>", b"QUJD", 21, "larger than 20 MB"),
        (OPENING, b"<!--x-->", 21, "larger than 20 MB"),
        (b"<!DOCTYPE Invoice [", b"<!ENTITY a 'b'>", 1, "DTD"),
    ],
)
def test_two_hundred_megabytes_are_refused_before_they_are_read(
    start: bytes, again: bytes, megabytes: int, why: str
) -> None:
    file = Endless(start, again)
    with pytest.raises(NotReadable) as caught:
        read_ubl(file, "bomb.xml")
    assert why in caught.value.reason
    assert caught.value.place
    assert file.asked_for <= megabytes * MEGABYTE


def test_more_attributes_than_an_invoice_needs_are_refused() -> None:
    crowd = b" ".join(b'a%d="x"' % number for number in range(17))
    assert "17 attributes" in refused(OPENING + b"<cbc:ID " + crowd + b"/></Invoice>").reason


def test_long_attributes_are_refused() -> None:
    assert "attributes" in refused(OPENING + b'<cbc:ID x="' + b"x" * 5_000 + b'"/></Invoice>').reason


def test_ever_new_names_are_refused() -> None:
    crowd = b"".join(b"<n%d/>" % number for number in range(1_100))
    assert "Element names" in refused(OPENING + crowd + b"</Invoice>").reason


def test_a_part_that_is_repeated_without_end_is_refused() -> None:
    note = b"<b:Note>Crates are collected on Fridays.</b:Note>"
    assert "1,002 times" in refused(INVOICE.replace(note, note * 1_001)).reason


def with_doctype(doctype: str) -> bytes:
    return INVOICE.replace(b"?>\n", b"?>\n" + doctype.encode() + b"\n", 1).replace(b"Thank you!", b"&x;")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Invoice SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE Invoice PUBLIC "-//X//EN" "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE Invoice [<!ENTITY x "hello">]>',
        '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Invoice [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
        '<!DOCTYPE Invoice [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE Invoice [<!ATTLIST ID x CDATA "more">]>',
        "<!DOCTYPE Invoice>",
    ],
)
def test_a_document_type_declaration_ends_the_reading(doctype: str) -> None:
    refusal = refused(with_doctype(doctype))
    assert "DTD" in refusal.reason
    assert refusal.place.startswith("line 2, column ")


def test_an_entity_without_declaration_is_refused() -> None:
    assert "entity" in refused(INVOICE.replace(b"Thank you!", b"&thanks;")).reason


def test_an_xinclude_is_not_followed() -> None:
    include = b'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    document = read_ubl(io.BytesIO(INVOICE.replace(b"Thank you!", include)), "invoice.xml")
    assert "root:" not in repr(document)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(INVOICE) - 1), st.binary(max_size=6), st.integers(0, 40))
def test_whatever_is_broken_in_a_file_it_is_read_or_refused(at: int, put: bytes, gone: int) -> None:
    try:
        read(INVOICE[:at] + put + INVOICE[at + gone :])
    except NotReadable as refusal:
        assert refusal.file
        assert refusal.reason
