"""Every figure of a reckoning is said, and the figures add up to the line, the tax, the total."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.accounts.models import Organisation
from support.billing.agreements import Terms
from support.billing.explain import (
    explain_balance,
    explain_difference,
    explain_duplicates,
    explain_invoice,
    explain_late_fee,
    explain_line,
    explain_payment,
    explain_payments,
    explain_price,
    explain_proration,
    explain_tax,
    explain_tiers,
    explain_total,
    sources_of,
)
from support.billing.kinds import DocumentKind, PricingModel
from support.extensions import db
from tests.billing.explaining.bills import beans, march, text
from tests.factories import make_contract, make_organisation, make_payment, make_price, make_record

EURO = re.compile(r"€([\d,]+\.\d\d)(?!\d)")


def amounts(sentences: list[str]) -> list[Decimal]:
    """The last amount of each sentence."""
    return [Decimal(found[-1].replace(",", "")) for one in sentences if (found := EURO.findall(one))]


def priced(client: Organisation, *steps: list[str], model: PricingModel = PricingModel.GRADUATED, **given: Any) -> None:
    values = {"sku": "API", "unit": "", "unit_price": Decimal(steps[0][1]), "version": "7", "clause": "4.2"}
    make_price(make_contract(client), **{**values, **given}, model=model, tiers=list(steps))


def test_graduated_steps_are_told_one_by_one_with_version_and_clause(client: Organisation) -> None:
    priced(client, ["10", "5.00", "0"], ["", "4.00", "0"])
    row = march(client, {"sku": "API", "quantity": "12", "unit_price": "4.8333", "net": "58.00"})
    said = explain_tiers(row.lines[0]).say
    assert "version 7" in said[0]
    assert said[1:] == [
        "The first 10 units at €5.00 each: €50.00.",
        "The next 2 units at €4.00 each: €8.00.",
        "Together that is €58.00.",
        "Line 1 charges exactly that (clause 4.2).",
    ]
    assert "Together that is €58.00." in explain_line(row.lines[0]).say


def test_volume_prices_all_units_at_the_step_reached(client: Organisation) -> None:
    priced(client, ["10", "5.00", "0"], ["", "4.00", "0"], model=PricingModel.VOLUME)
    row = march(client, {"sku": "API", "quantity": "12", "unit_price": "5.00", "net": "60.00"})
    said = text(explain_tiers(row.lines[0]))
    assert "12 units fall into the highest step, at €4.00 each: €48.00." in said
    assert "Line 1 charges €60.00, €12.00 more than the agreed steps" in said


def test_a_least_amount_is_named_where_it_decides(client: Organisation) -> None:
    priced(client, ["10", "5.00", "0"], ["", "4.00", "0"], minimum_charge=Decimal("25.00"))
    row = march(client, {"sku": "API", "quantity": "2", "unit_price": "12.50", "net": "25.00"})
    said = text(explain_tiers(row.lines[0]))
    assert "€10.00" in said and "The least amount agreed for it is €25.00, so that is what it costs." in said


def test_one_price_for_every_unit_has_no_steps(client: Organisation) -> None:
    row = march(client, {"sku": "API", "quantity": "2", "unit_price": "5"})
    assert "one price for every unit" in text(explain_tiers(row.lines[0]))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=3),
    st.lists(st.decimals(0, 20, places=2), min_size=4, max_size=4),
    st.integers(1, 200),
)
def test_the_steps_that_are_told_add_up_to_the_line(
    app: object, widths: list[int], prices: list[Decimal], quantity: int
) -> None:
    client, reach, steps = make_organisation(), 0, []
    for width, price in zip(widths, prices, strict=False):
        reach += width
        steps.append([str(reach), str(price), "0"])
    steps.append(["", str(prices[-1]), "1.50"])
    priced(client, *steps)
    row = march(client, {"sku": "API", "quantity": str(quantity), "unit_price": "1", "net": "1"}, number=f"I-{client.id}")  # fmt: skip
    said = explain_tiers(row.lines[0]).say[1:-1]
    told = amounts([one for one in said if one.startswith(("The first", "The next"))])
    whole = amounts([one for one in said if one.startswith("Together")]) or told
    assert sum(told) == whole[-1]


def test_the_taxes_that_are_told_add_up_to_the_documents(client: Organisation) -> None:
    row = march(client, {"unit_price": "100"}, {"unit_price": "50", "tax_rate": Decimal("9")}, {"unit_price": "7", "tax_rate": Decimal(0), "tax_category": "Z"})  # fmt: skip
    said = explain_tax(row).say
    assert "20% on €100.00 (line 1) is €20.00." in said and "9% on €50.00 (line 2) is €4.50." in said
    assert "No tax is taken on €7.00 (line 3)." in said
    assert said[-1] == "That is €24.50 of tax in all."


def test_a_total_is_told_step_by_step_to_what_is_asked_for(client: Organisation) -> None:
    row = march(client, {"unit_price": "100"}, {"unit_price": "50"})
    assert explain_total(row).say == [
        "The 2 lines come to €150.00.",
        "Without tax that is €150.00.",
        "€30.00 of tax makes it €180.00.",
        "So INV-2026-0042 asks for €180.00.",
    ]


def test_a_replaced_invoice_says_what_stands_in_its_place(client: Organisation) -> None:
    row = march(client, {"unit_price": "100"})
    march(client, {"unit_price": "80"}, number="COR-1", kind=DocumentKind.CORRECTED_INVOICE, type_code="384", corrects_id=row.id)  # fmt: skip
    assert explain_total(row).say[-1] == "It was replaced by COR-1, which asks for €96.00 instead."


def test_a_late_fee_names_clause_overdue_amount_and_what_is_too_much(client: Organisation) -> None:
    contract = make_contract(client)
    db.session.add(Terms(contract_id=contract.id, late_fee_percent=Decimal(1), late_fee_clause="9.4"))
    db.session.commit()
    march(client, {"unit_price": "1000"}, number="INV-JAN", issued_on=date(2026, 1, 10), due_on=date(2026, 2, 9))
    row = march(client, {"name": "Late payment fee", "sku": "LATE", "unit_price": "30"}, issued_on=date(2026, 3, 9))
    told = explain_late_fee(row.lines[0])
    said = text(told)
    assert "charges €30.00 for paying late" in said and "clause 9.4" in said and "1% for each month begun" in said
    assert "INV-JAN" in said and "1,200.00" in said.replace("1200.00", "1,200.00")
    assert amounts(told.say)[-1] == Decimal(30) - amounts(told.say)[-2]


def test_what_is_no_late_fee_is_said_to_be_none(client: Organisation) -> None:
    row = march(client, {"name": "Beans", "unit_price": "30"})
    told = explain_late_fee(row.lines[0])
    assert not told.found and "is no fee for paying late" in text(told)


def test_no_sentence_is_without_its_rows(client: Organisation) -> None:
    make_price(make_contract(client), sku="BEANS", unit_price=Decimal("18.50"), unit="kg")
    make_record(client, record_id="DLV-1", quantity=Decimal(8))
    before = march(client, beans(), number="INV-2026-0041", issued_on=date(2026, 2, 28))
    row = march(client, beans(record_ref="DLV-1", sku="BEANS"), beans())
    payment = make_payment(before)
    told = [
        explain_line(row.lines[0]), explain_tax(row), explain_total(row), explain_invoice(row), explain_difference(row),
        explain_payments(before), explain_payment(payment), explain_balance(client), explain_price(row.lines[0]),
        explain_duplicates(row, client), explain_tiers(row.lines[0]), explain_late_fee(row.lines[0]),
        explain_proration(row.lines[0]),
    ]  # fmt: skip
    bare = [sentence for one in told for sentence in one.say if not sources_of(sentence)]
    assert bare == []
    line = told[0]
    kinds = {source.kind for source in line.sources}
    assert {"line", "record", "price", "contract"} <= kinds
    (recorded,) = [one for one in line.say if "DLV-1" in one]
    assert ("record", "DLV-1") in sources_of(recorded)
