"""The XML invoice inside a PDF."""

import io

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from support.billing.importing.reading import read_documents
from support.billing.importing.refusals import NotReadable
from tests.billing.importing import samples
from tests.billing.importing.samples import FOLDER

CII = (FOLDER / "bakery-invoice-cii.xml").read_bytes()


def pdf(**files: bytes) -> bytes:
    """A page, and files whose names end in .xml."""
    made = FPDF()
    made.add_page()
    for name, content in files.items():
        made.embed_file(bytes=content, basename=f"{name.replace('_', '-')}.xml")
    return bytes(made.output())


def refused(content: bytes) -> str:
    with pytest.raises(NotReadable) as caught:
        read_documents(io.BytesIO(content), "invoice.pdf")
    assert caught.value.file == "invoice.pdf"
    return caught.value.reason


@pytest.mark.parametrize("name", ["factur_x", "ZUGFeRD_invoice", "xrechnung"])
def test_the_invoice_in_a_pdf_is_read_and_its_other_files_are_named(name: str) -> None:
    ((form, document),) = read_documents(io.BytesIO(pdf(**{name: CII, "slips": b"<a/>"})), "invoice.pdf")
    assert (form, document.left_out) == ("cii", ("the embedded file slips.xml",))
    assert document.totals == samples.read(samples.INVOICE).totals


def test_a_pdf_without_such_a_file_is_refused() -> None:
    assert "holds no invoice" in refused(pdf(slips=b"<a/>"))
    assert "holds no invoice" in refused(pdf())


def test_a_pdf_with_two_invoices_is_refused() -> None:
    assert "several invoices" in refused(pdf(factur_x=CII, xrechnung=CII))


def test_what_is_wrong_in_the_xml_is_said_of_the_pdf() -> None:
    assert "document type declaration" in refused(pdf(factur_x=b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"))


def test_a_broken_pdf_is_refused() -> None:
    assert refused(b"%PDF-1.7 and nothing more")


WHOLE = pdf(factur_x=CII)


@settings(max_examples=40, deadline=None)
@given(st.integers(5, len(WHOLE) - 1), st.integers(1, 60))
def test_a_pdf_with_a_hole_in_it_is_read_or_refused(at: int, long: int) -> None:
    try:
        read_documents(io.BytesIO(WHOLE[:at] + WHOLE[at + long :]), "invoice.pdf")
    except NotReadable as no:
        assert no.reason
