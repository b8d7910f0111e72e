"""What the reader refuses, at which place and why."""

import pytest

from support.billing.importing.refusals import NotReadable
from tests.billing.importing.samples import CREDIT_NOTE, INVOICE, changed, read, refused


def test_a_refusal_names_file_place_and_reason() -> None:
    refusal = refused(changed("<b:ID>B-2026/17</b:ID>", "<b:ID> </b:ID>"))
    assert (refusal.file, refusal.place) == ("invoice.xml", "/Invoice/cbc:ID (line 8)")
    assert refusal.reason == "This is blank and must not be. Ask the sender for a complete document."
    assert refusal.say == f"invoice.xml: {refusal.place}: {refusal.reason}"


@pytest.mark.parametrize(
    ("missing", "place", "word"),
    [
        ("<b:ID>B-2026/17</b:ID>", "/Invoice (line 3)", "number (cbc:ID)"),
        ("<b:IssueDate>2026-02-03+01:00</b:IssueDate>", "/Invoice (line 3)", "date (cbc:IssueDate)"),
        ("<b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>", "/Invoice (line 3)", "currency"),
        ('<b:PayableAmount currencyID="EUR">100.00</b:PayableAmount>', "/Invoice/cac:LegalMonetaryTotal", "amount due"),
        (
            '<b:TaxExclusiveAmount currencyID="EUR">90.98</b:TaxExclusiveAmount>',
            "/Invoice/cac:LegalMonetaryTotal",
            "total without tax",
        ),
        ("<b:Name>Roll</b:Name>", "/Invoice/cac:InvoiceLine[1]/cac:Item", "name of the item"),
        ('<b:InvoicedQuantity unitCode="EA">2500</b:InvoicedQuantity>', "/Invoice/cac:InvoiceLine[1]", "quantity"),
        ('<b:PriceAmount currencyID="EUR">1.34</b:PriceAmount>', "/Invoice/cac:InvoiceLine[2]/cac:Price", "unit price"),
        (
            "<b:RegistrationName>Skolen i Vest</b:RegistrationName>",
            "/Invoice/cac:AccountingCustomerParty/cac:Party",
            "buyer has no name",
        ),
    ],
)
def test_what_every_document_must_have_is_missed_at_its_place(missing: str, place: str, word: str) -> None:
    refusal = refused(changed(missing, ""))
    assert refusal.place.startswith(place)
    assert word in refusal.reason


@pytest.mark.parametrize(
    "whole", ["AccountingSupplierParty", "AccountingCustomerParty", "LegalMonetaryTotal", "TaxTotal"]
)
def test_a_document_without_a_party_or_totals_is_refused(whole: str) -> None:
    content = INVOICE
    while (start := content.find(f"<a:{whole}>".encode())) >= 0:
        end = content.index(f"</a:{whole}>".encode())
        content = content[:start] + content[end + len(f"</a:{whole}>") :]
    assert f"cac:{whole}" in refused(content).reason


def test_a_document_without_lines_is_refused() -> None:
    start, end = INVOICE.index(b"<a:InvoiceLine>"), INVOICE.rindex(b"</u:Invoice>")
    assert "no line" in refused(INVOICE[:start] + INVOICE[end:]).reason


@pytest.mark.parametrize(
    ("old", "new", "place", "why"),
    [
        (
            ">-4.02</b:LineExtensionAmount>",
            ">-4.025</b:LineExtensionAmount>",
            "/Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount",
            "3 decimals",
        ),
        (
            ">2500</b:InvoicedQuantity>",
            ">2,500</b:InvoicedQuantity>",
            "/Invoice/cac:InvoiceLine[1]/cbc:InvoicedQuantity",
            "“2,500” is not a number",
        ),
        (
            ">-3</b:InvoicedQuantity>",
            ">NaN</b:InvoicedQuantity>",
            "/Invoice/cac:InvoiceLine[2]/cbc:InvoicedQuantity",
            "not a number",
        ),
        (
            ">-3</b:InvoicedQuantity>",
            ">1e3</b:InvoicedQuantity>",
            "/Invoice/cac:InvoiceLine[2]/cbc:InvoicedQuantity",
            "not a number",
        ),
        (
            ">14.70</b:PrepaidAmount>",
            ">99999999999999</b:PrepaidAmount>",
            "/Invoice/cac:LegalMonetaryTotal/cbc:PrepaidAmount",
            "larger than",
        ),
        (
            ">1000</b:BaseQuantity>",
            ">0</b:BaseQuantity>",
            "/Invoice/cac:InvoiceLine[1]/cac:Price/cbc:BaseQuantity",
            "above zero",
        ),
        (
            'PrepaidAmount currencyID="EUR"',
            'PrepaidAmount currencyID="USD"',
            "/Invoice/cac:LegalMonetaryTotal/cbc:PrepaidAmount",
            "in USD",
        ),
        (">2026-03-05<", ">2026-02-30<", "/Invoice/cbc:DueDate", "not a date"),
        (">2026-03-05<", ">05.03.2026<", "/Invoice/cbc:DueDate", "not a date"),
        (">2026-03-05<", ">0001-01-01<", "/Invoice/cbc:DueDate", "not a date"),
        (
            ">EUR</b:DocumentCurrencyCode>",
            ">EURO</b:DocumentCurrencyCode>",
            "/Invoice/cbc:DocumentCurrencyCode",
            "not a currency",
        ),
        (">380</b:InvoiceTypeCode>", ">381</b:InvoiceTypeCode>", "/Invoice/cbc:InvoiceTypeCode", "owed or given back"),
        (
            "<b:ChargeIndicator>0<",
            "<b:ChargeIndicator>no<",
            "/Invoice/cac:AllowanceCharge[1]/cbc:ChargeIndicator",
            "true or false",
        ),
        ("<b:ID>2</b:ID>", "<b:ID>1</b:ID>", "/Invoice/cac:InvoiceLine[2]", "Two lines have the number 1"),
        (
            "<b:Name>Roll</b:Name>",
            "<b:Name>Roll</b:Name><b:Name>Bun</b:Name>",
            "/Invoice/cac:InvoiceLine[1]/cac:Item/cbc:Name[2]",
            "2 times",
        ),
        (
            ">DKK</b:TaxCurrencyCode>",
            ">SEK</b:TaxCurrencyCode>",
            "/Invoice/cac:TaxTotal[1]/cbc:TaxAmount",
            "neither the document's currency nor",
        ),
        ('TaxAmount currencyID="DKK"', 'TaxAmount currencyID="EUR"', "/Invoice/cac:TaxTotal[2]", "two tax totals"),
        ("<b:ID>B-2026/17</b:ID>", f"<b:ID>{'9' * 61}</b:ID>", "/Invoice/cbc:ID", "61 characters; up to 60"),
        (
            "<b:EndDate>2026-01-31</b:EndDate>\n",
            "<b:EndDate>2025-12-31</b:EndDate>\n",
            "/Invoice/cac:InvoicePeriod",
            "before it starts",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_place(old: str, new: str, place: str, why: str) -> None:
    refusal = refused(changed(old, new))
    assert refusal.place.partition(" (")[0] == place
    assert why in refusal.reason


def test_yen_have_no_decimals() -> None:
    refusal = refused(changed(">1200</cbc:PayableAmount>", ">1200.50</cbc:PayableAmount>", CREDIT_NOTE))
    assert "JPY has 0" in refusal.reason


def test_a_price_with_a_charge_in_it_is_refused() -> None:
    content = INVOICE.replace(b"<b:ChargeIndicator>false", b"<b:ChargeIndicator>true")
    assert refused(content).place.startswith("/Invoice/cac:InvoiceLine[1]/cac:Price/cac:AllowanceCharge")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "holds no document"),
        (b" \n ", "holds no document"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x1f\x8b\x08", "compressed"),
        (b'{"id": "in_1"}', "JSON"),
        (b"Invoice 17\n", "not XML"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"<html><body>Sign in</body></html>", "web page"),
        (b"<Invoice/>", "no invoice that can be read"),
        (b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', "UBL Order"),
        (b'<x:CrossIndustryInvoice xmlns:x="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>', "CII"),
        (b'<StandardBusinessDocument xmlns="http://www.unece.org/cefact/x"/>', "envelope"),
        (INVOICE + b"<more/>", "follows after the end"),
        (INVOICE.replace(b"</a:Delivery>", b"</a:Deliver>"), "closed that was not open"),
        (INVOICE.replace(b'encoding="UTF-8"', b'encoding="klingon"'), "encoding that is not read"),
        (INVOICE.replace(b'encoding="UTF-8"', b'encoding="shift_jis"'), "encoding that is not read"),
        (INVOICE.replace(b'encoding="UTF-8"', b'encoding="UTF-16"'), "encoding is not the one"),
        (INVOICE.replace("Å".encode(), b"\xc5"), "Byte 0xC5"),
        (b"\n" + INVOICE, "before the XML declaration"),
        (INVOICE.replace(b"xmlns:b=", b"xmlns:bb="), "prefix"),
    ],
)
def test_what_is_no_invoice_is_refused_in_a_sentence_that_helps(content: bytes, why: str) -> None:
    assert why in refused(content).reason


def test_a_file_cut_off_anywhere_is_refused() -> None:
    for length in range(1, len(INVOICE.rstrip()), 97):
        refusal = refused(INVOICE[:length])
        assert refusal.place.startswith("line ") or refusal.place == ""


def test_a_truncated_file_says_so_with_its_place() -> None:
    refusal = refused(INVOICE[: len(INVOICE) // 2])
    assert "cut off" in refusal.reason
    assert refusal.place.startswith("line 1")


def test_a_refusal_is_the_only_error_whatever_is_changed() -> None:
    """Every element emptied in turn: the document is either read or refused, never half of it."""
    for at in range(INVOICE.count(b">")):
        pieces = INVOICE.split(b">")
        text, _, tag = pieces[at].rpartition(b"<")
        if not text.strip():
            continue
        content = b">".join([*pieces[:at], b"<" + tag, *pieces[at + 1 :]])
        try:
            read(content)
        except NotReadable as refusal:
            assert refusal.place
