"""What the reader makes of Cross Industry Invoices, and what it refuses."""

import dataclasses
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.billing.importing.cii import read_cii
from support.billing.importing.documents import PaymentMeans, PrecedingInvoice, ReadDocument
from support.billing.importing.refusals import NotReadable
from support.billing.importing.xml_documents import read_xml
from tests.billing.importing import samples
from tests.billing.importing.samples import FOLDER

CII = (FOLDER / "bakery-invoice-cii.xml").read_bytes()
_SETTLEMENT_ENDS = "      <a:ReceivableSpecifiedTradeAccountingAccount><a:ID>4200"
_PRECEDING = (
    "<a:InvoiceReferencedDocument><a:IssuerAssignedID>B-16</a:IssuerAssignedID><a:FormattedIssueDateTime>"
    '<q:DateTimeString format="102">20260110</q:DateTimeString></a:FormattedIssueDateTime></a:InvoiceReferencedDocument>'
)


def read(content: bytes) -> ReadDocument:
    return read_cii(io.BytesIO(content), "invoice.xml")


def changed(old: str, new: str) -> bytes:
    return samples.changed(old, new, CII)


def refused(content: bytes) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read(content)
    return caught.value


def test_the_same_invoice_in_either_syntax_is_the_same_document() -> None:
    in_ubl = dataclasses.replace(samples.read(samples.INVOICE), left_out=())
    assert read(CII) == in_ubl


def test_the_root_tells_the_syntax_wherever_it_stands() -> None:
    behind_a_comment = CII.replace(b"<!-- ", b"<!-- " + b"x" * 10_000 + b" Invoice ", 1)
    assert read_xml(io.BytesIO(behind_a_comment), "a.xml")[0] == "cii"
    assert read_xml(io.BytesIO(CII.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")), "b.xml")[0] == "cii"
    assert read_xml(io.BytesIO(samples.INVOICE), "c.xml")[0] == "ubl"


@pytest.mark.parametrize(("code", "kind"), [("380", "invoice"), ("384", "invoice"), ("381", "credit_note")])
def test_the_type_code_alone_tells_an_invoice_from_a_credit_note(code: str, kind: str) -> None:
    document = read(changed("<a:TypeCode>380</a:TypeCode>", f"<a:TypeCode>{code}</a:TypeCode>"))
    assert (document.kind, document.type_code) == (kind, code)


def test_the_invoices_a_document_is_about_are_kept_with_their_days() -> None:
    document = read(changed(_SETTLEMENT_ENDS, _PRECEDING + _SETTLEMENT_ENDS))
    assert document.preceding_invoices == (PrecedingInvoice("B-16", date(2026, 1, 10)),)


def test_a_price_may_be_for_the_quantity_that_stands_with_the_gross_price() -> None:
    base = '<a:BasisQuantity unitCode="EA">1000</a:BasisQuantity>'
    gross = "<a:ChargeAmount>50.005</a:ChargeAmount>"
    content = changed(base, "").replace(gross.encode(), (gross + base).encode())
    assert read(content).lines[0].price == read(CII).lines[0].price


def test_the_event_that_makes_tax_due_is_told_in_the_codes_of_the_standard() -> None:
    day = '<a:TaxPointDate><u:DateString format="102">20260131</u:DateString></a:TaxPointDate>'
    document = read(changed(day, "<a:DueDateTypeCode>72</a:DueDateTypeCode>"))
    assert (document.tax_point_on, document.tax_point_code) == (None, "432")


def test_remittance_text_without_means_of_payment_is_kept() -> None:
    start = CII.index(b"      <a:SpecifiedTradeSettlementPaymentMeans>")
    end = CII.index(b"      <a:ApplicableTradeTax>\n        <a:Calc")
    assert read(CII[:start] + CII[end:]).payment_means == (PaymentMeans(payment_id="B-2026/17"),)


def test_what_is_not_kept_is_named_by_its_place() -> None:
    content = changed("Fridays.</a:Content>", "Fridays.</a:Content><a:SubjectCode>AAI</a:SubjectCode>")
    place = "/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:IncludedNote/ram:SubjectCode"
    assert read(content).left_out == (place,)


@pytest.mark.parametrize(
    ("old", "new", "place", "why"),
    [
        ("20260203</u:", "20260231</u:", "IssueDateTime/udt:DateTimeString", "not a date"),
        ('format="102">20260203', 'format="610">202602', "IssueDateTime/udt:DateTimeString", "format 610"),
        ("<a:TypeCode>380</a:TypeCode>", "", "rsm:ExchangedDocument", "type code"),
        (">-4.02</a:LineTotalAmount>", ">-4.025</a:LineTotalAmount>", "LineItem[2]", "3 decimals"),
        (">2500</a:BilledQuantity>", ">2,500</a:BilledQuantity>", "ram:BilledQuantity", "not a number"),
        ("<a:LineID>2</a:LineID>", "<a:LineID>1</a:LineID>", "LineItem[2]", "Two lines have the number 1"),
        ("EUR</a:InvoiceCurrencyCode>", "EURO</a:InvoiceCurrencyCode>", "ram:InvoiceCurrencyCode", "not a currency"),
        ('currencyID="DKK">177', 'currencyID="SEK">177', "ram:TaxTotalAmount[1]", "in SEK"),
        ("<a:Name>Skolen i Vest</a:Name>", "", "ram:BuyerTradeParty", "buyer has no name"),
        ("<u:Indicator>0<", "<u:Indicator>no<", "udt:Indicator", "true or false"),
        (
            "<a:LineID>2</a:LineID>",
            "<a:LineID>2</a:LineID><a:LineStatusReasonCode>GROUP</a:LineStatusReasonCode>",
            "LineItem[2]",
            "group or explain",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_its_place(old: str, new: str, place: str, why: str) -> None:
    no = refused(changed(old, new))
    assert place in no.place and "(line " in no.place
    assert why in no.reason


def test_a_document_without_lines_is_refused() -> None:
    start = CII.index(b"    <a:IncludedSupplyChainTradeLineItem>")
    end = CII.index(b"    <a:ApplicableHeaderTradeAgreement>")
    assert "There is no line" in refused(CII[:start] + CII[end:]).reason


def test_a_zugferd_1_document_is_refused_by_name() -> None:
    with pytest.raises(NotReadable, match="ZUGFeRD 1"):
        read_xml(
            io.BytesIO(b'<r:CrossIndustryDocument xmlns:r="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'), "a.xml"
        )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(CII) - 1), st.integers(1, 400))
def test_a_file_with_a_hole_in_it_is_read_or_refused_and_never_breaks_the_reader(at: int, long: int) -> None:
    try:
        read(CII[:at] + CII[at + long :])
    except NotReadable as no:
        assert no.reason


@settings(max_examples=40, deadline=None)
@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=20))
def test_every_line_keeps_its_own_amount(amounts: list[Decimal]) -> None:
    start, end = CII.index(b"    <a:IncludedSupply", CII.index(b"<a:LineID>1<")), CII.index(b"    <a:ApplicableHeader")
    line = CII[start:end].decode()
    rows = [
        line.replace(">2</a:LineID", f">{at}</a:LineID").replace(">-4.02<", f">{net}<")
        for at, net in enumerate(amounts)
    ]
    first = CII.index(b"    <a:IncludedSupply")
    assert [row.net for row in read(CII[:first] + "".join(rows).encode() + CII[end:]).lines] == amounts
