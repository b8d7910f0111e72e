"""What the reader makes of Stripe's invoices and credit notes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.billing.importing.documents import (
    AllowanceCharge,
    Identifier,
    Period,
    PrecedingInvoice,
    Price,
    TaxSubtotal,
)
from tests.billing.importing.made_stripe import APRIL, MARCH, credit_note, invoice, line, page, read, read_all, tax_of


def off(amount: int, discount: str = "di_1") -> list[dict[str, object]]:
    return [{"amount": amount, "discount": discount}]


def test_number_days_parties_and_totals_are_the_documents_own() -> None:
    found = read(invoice())
    assert (found.kind, found.type_code, found.number, found.currency) == ("invoice", "380", "LL-0001", "EUR")
    assert (found.issued_on, found.due_on) == (date(2026, 4, 1), date(2026, 5, 1))
    assert (found.seller.called, found.seller.address.country) == ("Lumen & Larder Services Ltd", "IE")
    assert (found.buyer.called, found.buyer.tax_id, found.buyer.contact_email) == ("Harbour Café Group", "IE9999998N", "maria@harbour-cafe.example")  # fmt: skip
    assert found.buyer.identifiers == (Identifier("cus_1", "stripe"),)
    totals = found.totals
    assert (totals.line_extension, totals.tax_exclusive, totals.tax_inclusive, totals.payable) == (120, 120, Decimal("147.60"), Decimal("147.60"))  # fmt: skip
    assert (found.tax_total, found.left_out) == (Decimal("27.60"), ())


def test_a_line_keeps_quantity_price_period_and_article() -> None:
    (row,) = read(invoice()).lines
    assert (row.id, row.quantity, row.net, row.price) == ("1", 2, 120, Price(amount=Decimal(60)))
    assert row.period == Period(start=date(2026, 3, 1), end=date(2026, 3, 31))
    assert (row.seller_item_id, row.tax_category, row.tax_rate) == ("prod_coffee", "S", 23)


def test_metadata_of_a_line_names_article_record_and_site() -> None:
    (row,) = read(invoice(line(metadata={"sku": "COF-MCH", "site": "Quay"}))).lines
    assert (row.seller_item_id, row.value_of("site")) == ("COF-MCH", "Quay")


def test_a_unit_price_has_up_to_twelve_decimals_of_a_cent() -> None:
    pricing = {"unit_amount_decimal": "0.000123456789"}
    (row,) = read(invoice(line(12, quantity=None, quantity_decimal="97200.0009", pricing=pricing))).lines
    assert (row.quantity, row.price.amount) == (Decimal("97200.0009"), Decimal("0.00000123456789"))


def test_a_period_that_does_not_end_with_a_whole_day_holds_its_last_day() -> None:
    (row,) = read(invoice(line(period={"start": MARCH, "end": APRIL - 1}))).lines
    assert row.period == Period(start=date(2026, 3, 1), end=date(2026, 3, 31))
    (row,) = read(invoice(line(period={"start": MARCH, "end": MARCH}))).lines
    assert row.period == Period(start=date(2026, 3, 1), end=date(2026, 3, 1))


def test_discounts_stand_on_the_lines_they_were_spread_over() -> None:
    found = read(invoice(line(discount_amounts=off(1_200), taxes=[tax_of(2_484, 10_800)]), total_discount_amounts=off(1_200)))  # fmt: skip
    assert found.lines[0].allowances_charges == (AllowanceCharge(is_charge=False, amount=Decimal(12), reason="Discount", reason_code="95"),)  # fmt: skip
    assert (found.lines[0].net, found.totals.line_extension, found.totals.tax_exclusive) == (108, 108, 108)
    assert found.allowances_charges == ()


def test_a_discount_that_no_line_tells_is_the_documents() -> None:
    found = read(
        invoice(total_discount_amounts=off(2_000), total_excluding_tax=10_000, total=12_300, amount_due=12_300)
    )
    assert [part.amount for part in found.allowances_charges] == [20]
    assert (found.totals.line_extension, found.totals.allowance_total, found.totals.tax_exclusive) == (120, 20, 100)


def test_tax_inside_the_price_is_taken_out_of_the_line_and_told() -> None:
    found = read(invoice(line(11_900, taxes=[tax_of(1_900, 10_000, "inclusive")])))
    (row,) = found.lines
    assert (row.net, row.price, row.tax_rate) == (100, Price(amount=Decimal(100), base_quantity=Decimal(2)), 19)
    assert row.value_of("Amount with tax") == "119.00"
    assert (found.totals.tax_exclusive, found.totals.tax_inclusive, found.tax_total) == (100, 119, 19)


def test_several_rates_make_a_breakdown_of_their_own() -> None:
    other = tax_of(675, 5_000) | {"tax_rate_details": {"tax_rate": "txr_2"}}
    found = read(invoice(line(), line(5_000, taxes=[other])))
    assert found.tax_subtotals == (
        TaxSubtotal(taxable=Decimal(120), tax=Decimal("27.60"), category="S", rate=Decimal(23)),
        TaxSubtotal(taxable=Decimal(50), tax=Decimal("6.75"), category="S", rate=Decimal("13.5")),
    )


def test_two_taxes_on_a_line_are_one_rate_together() -> None:
    city = tax_of(240, 12_000) | {"tax_rate_details": {"tax_rate": "txr_city"}}
    assert read(invoice(line(taxes=[tax_of(600, 12_000), city]))).lines[0].tax_rate == 7


def test_a_percentage_that_is_given_goes_before_one_that_is_worked_out() -> None:
    wrong = line(taxes=[tax_of(2_800, 12_000)])
    found = read(invoice(wrong, default_tax_rates=[{"id": "txr_1", "object": "tax_rate", "percentage": 23.0}]))
    assert (found.lines[0].tax_rate, found.tax_total) == (23, 28)


@pytest.mark.parametrize(
    ("exempt", "reason", "category"),
    [("reverse", "reverse_charge", "AE"), ("exempt", "customer_exempt", "E"), ("none", "not_subject_to_tax", "O"), ("none", "zero_rated", "Z")],
)  # fmt: skip
def test_why_there_is_no_tax_is_kept(exempt: str, reason: str, category: str) -> None:
    found = read(invoice(line(taxes=[tax_of(0, 12_000, reason=reason)]), customer_tax_exempt=exempt))
    assert [(tax.category, tax.rate, tax.tax) for tax in found.tax_subtotals] == [(category, 0, 0)]


def test_the_shape_of_the_older_api_is_read_too() -> None:
    rate = {"id": "txr_9", "object": "tax_rate", "percentage": 23}
    old = line(price={"id": "price_1", "product": "prod_x", "unit_amount_decimal": "6000"}, tax_amounts=[{"amount": 2_760, "inclusive": False, "tax_rate": rate, "taxable_amount": 12_000}])  # fmt: skip
    made = invoice(old, total_tax_amounts=[{"amount": 2_760, "inclusive": False, "tax_rate": "txr_9"}])
    del old["pricing"], old["taxes"], made["total_taxes"]
    found = read(made)
    assert (found.tax_total, found.lines[0].tax_rate, found.lines[0].seller_item_id) == (Decimal("27.60"), 23, "prod_x")
    assert found.lines[0].price.amount == 60


def test_a_prorated_credit_is_a_line_of_a_quantity_given_back() -> None:
    parent = {"subscription_item_details": {"proration": True, "proration_details": {}}}
    _, row = read(invoice(line(), line(-3_100, quantity=1, parent=parent))).lines
    assert (row.quantity, row.price.amount, row.net) == (-1, 31, -31)


def test_a_price_by_tiers_is_one_price_for_the_whole_quantity() -> None:
    pricing = {"unit_amount_decimal": None, "price_details": {"price": "price_1", "product": "prod_1"}}
    (row,) = read(invoice(line(12_345, quantity=1_000, pricing=pricing))).lines
    assert row.price == Price(amount=Decimal("123.45"), base_quantity=Decimal(1_000))


def test_the_clients_balance_is_taken_as_prepaid() -> None:
    found = read(invoice(starting_balance=-5_000, ending_balance=0, amount_due=9_760))
    assert (found.totals.prepaid, found.totals.payable) == (50, Decimal("97.60"))


def test_a_credit_note_issued_later_does_not_change_what_was_asked_for() -> None:
    found = read(invoice(pre_payment_credit_notes_amount=4_760, amount_due=10_000))
    assert (found.totals.prepaid, found.totals.payable) == (None, Decimal("147.60"))


def test_an_amount_due_that_nothing_explains_is_kept_as_written() -> None:
    assert read(invoice(amount_due=14_000)).totals.payable == 140


def test_shipping_is_a_charge_of_the_document() -> None:
    cost = {"amount_subtotal": 1_000, "amount_tax": 230, "amount_total": 1_230, "taxes": [tax_of(230, 1_000)]}
    found = read(invoice(shipping_cost=cost, total_excluding_tax=13_000, total=15_990, amount_due=15_990, total_taxes=[tax_of(2_990, 13_000)]))  # fmt: skip
    assert [(part.signed, part.reason, part.tax_rate) for part in found.allowances_charges] == [(10, "Shipping", 23)]
    assert (found.totals.line_extension, found.totals.charge_total) == (120, 10)
    assert [tax.taxable for tax in found.tax_subtotals] == [130]


@pytest.mark.parametrize(("code", "minor", "amount"), [("jpy", 1_200, "1200"), ("kwd", 1_200, "1.200"), ("isk", 1_200, "12")])  # fmt: skip
def test_an_amount_has_as_many_decimals_as_stripe_gives_its_currency(code: str, minor: int, amount: str) -> None:
    assert read(invoice(line(minor, taxes=[]), currency=code)).totals.payable == Decimal(amount)


def test_a_credit_note_names_its_invoice_and_takes_its_parties() -> None:
    found = read(credit_note(invoice()))
    assert (found.kind, found.type_code, found.number) == ("credit_note", "381", "LL-0001-CN-01")
    assert found.preceding_invoices == (PrecedingInvoice("LL-0001", date(2026, 4, 1)),)
    assert (found.buyer.called, found.notes, found.totals.payable) == ("Harbour Café Group", ("Sorry.",), Decimal("147.60"))  # fmt: skip


def test_a_revision_is_a_corrected_invoice() -> None:
    earlier = {"action": "revision", "invoice": {"id": "in_0", "object": "invoice", "number": "LL-0000"}}
    found = read(invoice(from_invoice=earlier))
    assert (found.type_code, found.preceding_invoices) == ("384", (PrecedingInvoice("LL-0000"),))


def test_a_page_holds_its_documents_in_order_and_says_that_there_are_more() -> None:
    found = read_all(page(invoice(), invoice(number="LL-0002"), more=True))
    assert [one.number for one in found] == ["LL-0001", "LL-0002"]
    assert "$.has_more" in found[0].left_out[-1]


def test_what_is_not_kept_is_named_by_its_path_without_index() -> None:
    found = read(invoice(line(surprise=7), amount_paid=14_760, status="paid"))
    assert found.left_out == ("$.amount_paid", "$.lines.data.surprise")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 30)), min_size=1, max_size=8))
def test_lines_and_taxes_add_up_to_the_documents_totals(rows: list[tuple[int, int]]) -> None:
    made = []
    for amount, rate in rows:
        tax = tax_of(round(amount * rate / 100), amount) | {"tax_rate_details": {"tax_rate": f"txr_{rate}"}}
        made.append(line(amount, taxes=[tax]))
    found = read(invoice(*made))
    assert sum(row.net for row in found.lines) == found.totals.line_extension == found.totals.tax_exclusive
    assert sum(tax.tax for tax in found.tax_subtotals) == found.tax_total
    assert sum(tax.taxable for tax in found.tax_subtotals) == found.totals.tax_exclusive
