"""What we write is what we read again."""

import dataclasses
import io

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from support.billing.importing.documents import Attachment, ReadDocument
from support.billing.importing.ubl import read_ubl
from support.billing.writing.ubl import write_ubl
from tests.billing.importing.made_documents import documents
from tests.billing.importing.samples import CREDIT_NOTE, INVOICE, read


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_whatever_is_written_reads_back_the_same(document: ReadDocument) -> None:
    assert read(write_ubl(document)) == document


@pytest.mark.parametrize("content", [INVOICE, CREDIT_NOTE], ids=["invoice", "credit note"])
def test_a_document_of_another_writer_survives_being_written_again(content: bytes) -> None:
    document = dataclasses.replace(read(content), left_out=())
    files = {"Slips": b"slip,1\n"}
    again = write_ubl(document, files)
    assert read_ubl(io.BytesIO(again), "again.xml") == document
    assert b"c2xpcCwxCg==" in again or content is CREDIT_NOTE


def test_no_empty_element_is_written() -> None:
    for content in (INVOICE, CREDIT_NOTE):
        written = etree.fromstring(write_ubl(read(content), {"Slips": b"slip,1\n"}))
        assert [node.tag for node in written.iter() if not len(node) and not (node.text or "").strip()] == []


def test_an_embedded_file_must_be_handed_over_whole() -> None:
    document = read(INVOICE)
    for files in ({}, {"Slips": b"other"}):
        with pytest.raises(ValueError, match="Slips"):
            write_ubl(document, files)


def test_text_that_xml_cannot_carry_is_not_written() -> None:
    document = dataclasses.replace(read(CREDIT_NOTE), notes=("bell \x07",))
    with pytest.raises(ValueError):
        write_ubl(document)


def test_figures_are_written_without_exponent() -> None:
    document = dataclasses.replace(read(CREDIT_NOTE), attachments=(Attachment(id="1E+2"),))
    line = dataclasses.replace(document.lines[0], quantity=document.lines[0].quantity.normalize())
    assert str(line.quantity) == "3E+1"
    assert b">30</cbc:CreditedQuantity>" in write_ubl(dataclasses.replace(document, lines=(line,)))
