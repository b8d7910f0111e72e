"""What the reader makes of whole UBL documents."""

from datetime import date
from decimal import Decimal

import pytest

from support.billing.importing.documents import (
    AllowanceCharge,
    Attachment,
    Identifier,
    PaymentMeans,
    Period,
    PrecedingInvoice,
    ReadDocument,
    TaxSubtotal,
)
from tests.billing.importing.samples import CREDIT_NOTE, INVOICE, changed, read


@pytest.fixture(scope="module")
def invoice() -> ReadDocument:
    return read(INVOICE)


@pytest.fixture(scope="module")
def credit_note() -> ReadDocument:
    return read(CREDIT_NOTE)


def test_the_head_is_kept_as_written(invoice: ReadDocument) -> None:
    assert (invoice.kind, invoice.type_code, invoice.number, invoice.currency) == ("invoice", "380", "B-2026/17", "EUR")
    assert (invoice.issued_on, invoice.due_on, invoice.tax_point_on) == (
        date(2026, 2, 3),
        date(2026, 3, 5),
        date(2026, 1, 31),
    )
    assert invoice.period == Period(start=date(2026, 1, 1), end=date(2026, 1, 31))
    assert invoice.notes == ("Delivered before seven.\nThank you!", "Crates are collected on Fridays.")
    assert (invoice.order_reference, invoice.contract_reference, invoice.buyer_reference) == ("PO-77", "C-9", "Canteen")


def test_totals_are_the_documents_own(invoice: ReadDocument) -> None:
    totals = invoice.totals
    assert (totals.line_extension, totals.allowance_total, totals.charge_total) == (Decimal("95.98"), 10, 5)
    assert (totals.tax_exclusive, totals.tax_inclusive) == (Decimal("90.98"), Decimal("114.73"))
    assert (totals.prepaid, totals.rounding, totals.payable) == (Decimal("14.70"), Decimal("-0.03"), 100)


def test_tax_is_that_of_the_documents_currency_whatever_the_order(invoice: ReadDocument) -> None:
    assert (invoice.tax_total, invoice.tax_currency, invoice.tax_total_in_tax_currency) == (
        Decimal("23.75"),
        "DKK",
        Decimal("177.27"),
    )
    assert invoice.tax_subtotals == (
        TaxSubtotal(taxable=Decimal(95), tax=Decimal("23.75"), category="S", rate=Decimal(25)),
        TaxSubtotal(
            taxable=Decimal("-4.02"),
            tax=Decimal(0),
            category="E",
            rate=Decimal(0),
            exemption_reason="Deposit given back",
            exemption_code="VATEX-EU-79-C",
        ),
    )


def test_parties_are_kept_with_their_numbers_and_addresses(invoice: ReadDocument) -> None:
    seller, buyer = invoice.seller, invoice.buyer
    assert (seller.called, seller.legal_name, seller.tax_id) == ("Crumb & Crust", "Crumb and Crust ApS", "DK12345674")
    assert seller.endpoint == Identifier("5798000000001", "0088")
    assert seller.identifiers == (Identifier("12345674", "0184"),)
    assert seller.tax_registrations == (Identifier("F-tax approved", "TAX"),)
    assert seller.address.lines == ("Ovnvej 3", "Yard", "Gate 2")
    assert (seller.address.city, seller.address.region, seller.address.country) == ("Århus", "Midtjylland", "DK")
    assert (buyer.called, buyer.contact_name, buyer.contact_email) == (
        "Skolen i Vest",
        "Lone Holm",
        "lone@skolen.example",
    )
    assert invoice.payee is not None
    assert invoice.payee.called == "Factor Bank"


def test_allowances_and_charges_tell_their_direction_in_words_and_in_digits(invoice: ReadDocument) -> None:
    discount, early = invoice.allowances_charges
    assert discount == AllowanceCharge(
        is_charge=False,
        amount=Decimal(10),
        base=Decimal(100),
        percent=Decimal(10),
        reason="Regular customer",
        reason_code="95",
        tax_category="S",
        tax_rate=Decimal(25),
    )
    assert (discount.signed, early.signed) == (-10, 5)
    assert [part.signed for part in invoice.lines[0].allowances_charges] == [Decimal("-12.50")]


def test_a_line_keeps_price_base_discount_period_and_properties(invoice: ReadDocument) -> None:
    line = invoice.lines[0]
    assert (line.id, line.quantity, line.unit_code, line.net) == ("1", 2500, "EA", 100)
    assert (line.price.amount, line.price.base_quantity, line.price.base_unit) == (45, 1000, "EA")
    assert (line.price.discount, line.price.gross) == (Decimal("5.005"), Decimal("50.005"))
    assert line.period == Period(start=date(2026, 1, 1), end=date(2026, 1, 31))
    assert (line.seller_item_id, line.standard_item_id) == ("ROLL-40", Identifier("5790000000017", "0160"))
    assert (line.object_identifier, line.order_line_reference) == (Identifier("Oven 2", "ABT"), "4")
    assert line.properties == (("Site", "Canteen"), ("Site", "Kiosk"))
    assert line.value_of("Site") == "Canteen"


def test_a_returned_article_is_a_line_with_negative_quantity_and_amount(invoice: ReadDocument) -> None:
    line = invoice.lines[1]
    assert (line.quantity, line.net, line.tax_category) == (-3, Decimal("-4.02"), "E")
    assert line.order_line_reference is None


def test_an_embedded_file_is_measured_and_not_kept(invoice: ReadDocument) -> None:
    assert invoice.attachments == (
        Attachment(
            id="Slips", description="Delivery slips", filename="slips.csv", mime="text/csv", size=len(b"slip,1\n")
        ),
    )


def test_what_is_not_kept_is_named_by_its_place(invoice: ReadDocument, credit_note: ReadDocument) -> None:
    assert invoice.left_out == ("/Invoice/cac:InvoiceLine/cac:SubInvoiceLine",)
    assert credit_note.left_out == ()


def test_a_credit_note_names_its_due_date_with_its_means_of_payment(credit_note: ReadDocument) -> None:
    assert (credit_note.kind, credit_note.type_code, credit_note.due_on) == ("credit_note", "381", date(2026, 3, 10))
    assert credit_note.payment_means == (PaymentMeans(code="30"),)


def test_a_credit_note_names_the_invoice_it_is_about(credit_note: ReadDocument) -> None:
    assert credit_note.preceding_invoices == (PrecedingInvoice("B-2026/17", date(2026, 2, 3)),)
    assert (credit_note.order_reference, credit_note.sales_order_reference) == (None, "SO-5")


def test_a_credit_notes_project_is_no_supporting_document(credit_note: ReadDocument) -> None:
    assert credit_note.project_reference == "Rollout"
    assert credit_note.attachments == (Attachment(id="Photo", uri="https://crumb.example/photo.jpg"),)


def test_a_file_in_another_encoding_is_read_as_it_says(credit_note: ReadDocument) -> None:
    assert credit_note.buyer.called == "Café Vest"


def test_a_document_without_tax_may_leave_the_tax_total_out(credit_note: ReadDocument) -> None:
    assert (credit_note.tax_total, credit_note.tax_subtotals) == (0, ())


def test_a_price_may_have_more_decimals_than_its_currency(credit_note: ReadDocument) -> None:
    assert credit_note.lines[0].price.amount == Decimal("40.25")


def test_zeros_behind_the_currencys_decimals_do_no_harm(credit_note: ReadDocument) -> None:
    assert credit_note.totals.tax_inclusive == 1200


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_does_no_harm(encoding: str) -> None:
    content = INVOICE.decode().replace('encoding="UTF-8"', f'encoding="{encoding[:6].rstrip("-")}"')
    assert read(content.encode(encoding)).number == "B-2026/17"


def test_a_document_without_type_code_is_what_its_root_says() -> None:
    assert read(changed("<b:InvoiceTypeCode>380</b:InvoiceTypeCode>", "")).type_code == "380"
    assert read(changed("<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>", "", CREDIT_NOTE)).type_code == "381"


def test_an_amount_without_currency_is_in_the_documents() -> None:
    assert read(changed('<b:PrepaidAmount currencyID="EUR">', "<b:PrepaidAmount>")).totals.prepaid == Decimal("14.70")
