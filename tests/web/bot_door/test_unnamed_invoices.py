"""Questions that name no invoice: what the ledger knows is found, and what it leaves open is asked."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from support.accounts.models import Organisation
from support.billing.audit.running import audit_client
from support.billing.models import AllowanceCharge, Invoice
from support.extensions import db
from tests import factories
from tests.web.bot_door.conftest import Door


def explain(door: Door, text: str, topic: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = door.post(
        "/explain", {"text": text, "topic": topic, "invoice": None, "line": None, **more}
    )
    return answer


def bill(organisation: Organisation, number: str, month: int, *lines: dict[str, Any]) -> Invoice:
    rental = {"name": "Espresso machine, rental", "sku": "RENTAL", "quantity": "2", "unit_price": "60"}
    return factories.make_invoice(organisation, [rental, *lines], number=number, issued_on=date(2026, month, 15))


@pytest.fixture
def bills(organisation: Organisation) -> list[Invoice]:
    """Two months; in the earlier one an hour costs 95.00 where 80.00 is agreed. The test's today is in March."""
    contract = factories.make_contract(organisation)
    factories.make_price(contract, sku="IT", unit_price=Decimal("80"), unit="HUR")
    hours = {"name": "IT support", "sku": "IT", "quantity": "2", "unit_code": "HUR"}
    early = bill(organisation, "INV-2026-0010", 1, {**hours, "unit_price": "95"})
    late = bill(organisation, "INV-2026-0020", 2, {**hours, "unit_price": "80"})
    audit_client(organisation)
    return [early, late]


@pytest.mark.parametrize("text", ["Why is my bill higher this month?", "why is it more than before", "my bill went up"])
def test_a_higher_bill_is_the_latest_one(text: str, door: Door, bills: list[Invoice]) -> None:
    answer = explain(door, text, "ask_bill_increase")
    assert answer["invoice"] == "INV-2026-0020"
    assert "INV-2026-0010" in answer["say"][0]


@pytest.mark.parametrize(
    "text", ["the rate is wrong", "you charged me too much per hour", "I was billed the wrong hourly price"]
)
def test_a_wrong_rate_is_found_where_the_audit_found_it(text: str, door: Door, bills: list[Invoice]) -> None:
    answer = explain(door, text, "dispute_wrong_amount")
    assert (answer["invoice"], answer["lines"]) == ("INV-2026-0010", ["2"])
    assert answer["dispute"]["reason"] == "rate_discrepancy"


def test_an_error_of_another_kind_is_not_told_in_its_place(door: Door, bills: list[Invoice]) -> None:
    answer = explain(door, "my discount is missing", "missing_credit")
    assert answer["found"] is False
    assert [choice["value"] for choice in answer["choices"]] == ["INV-2026-0020", "INV-2026-0010"]


def test_what_was_charged_too_low_is_not_found_for_the_client(door: Door, organisation: Organisation) -> None:
    contract = factories.make_contract(organisation)
    factories.make_price(contract, sku="IT", unit_price=Decimal("95"))
    bill(organisation, "INV-2026-0010", 1, {"name": "IT support", "sku": "IT", "unit_price": "80"})
    audit_client(organisation)
    answer = explain(door, "the rate is wrong", "dispute_wrong_amount")
    assert answer["found"] is False
    assert answer["finding"] is None


def test_an_amount_alone_is_explained_on_the_newest_invoice_that_has_it(door: Door, bills: list[Invoice]) -> None:
    answer = explain(door, "what is this 60 euro thing", "explain_charge")
    assert (answer["invoice"], answer["lines"]) == ("INV-2026-0020", ["1"])


def test_a_complaint_about_a_charge_of_every_month_asks_which_month(door: Door, bills: list[Invoice]) -> None:
    answer = explain(door, "the espresso machine never came", "dispute_service")
    assert answer["found"] is False
    assert len(answer["choices"]) == 2


def test_a_line_named_after_an_explanation_is_a_line_of_that_invoice(door: Door, bills: list[Invoice]) -> None:
    for text in ("what is line 2", "the second one"):
        answer = explain(door, text, "explain_charge", about="INV-2026-0010")
        assert (answer["invoice"], answer["lines"]) == ("INV-2026-0010", ["2"])


def test_a_day_of_paying_is_no_day_of_an_invoice(door: Door, bills: list[Invoice]) -> None:
    factories.make_payment(bills[0], reference="PAY-7", received_on=date(2026, 3, 4))
    answer = explain(door, "I paid on the 3rd but it still shows open", "check_payment")
    assert answer["found"] is True
    assert answer["say"][0].startswith("Your payment PAY-7")
    later = explain(door, "I paid on 1 February", "check_payment")
    assert later["say"][0] == "No payment from you has reached us on 1 February 2026 or the days after."


def test_a_payment_booked_to_the_wrong_invoice_is_told_first(door: Door, bills: list[Invoice]) -> None:
    early, late = bills
    factories.make_payment(late, reference="PAY-8", remittance=f"Invoice {early.number}")
    for text in ("my payment isn't showing", "I paid on the 3rd but it still shows open"):
        answer = explain(door, text, "check_payment")
        assert answer["invoice"] == early.number
        assert answer["dispute"] == {
            "invoice": early.number,
            "lines": ["*"],
            "reason": "misapplied_payment",
            "claimed": None,
        }


def test_a_denied_repeat_is_not_explained_as_one(door: Door, invoice: Invoice) -> None:
    text = "I was NOT charged twice, I was charged the wrong amount on INV-2026-0042"
    answer = explain(door, text, "dispute_duplicate_charge")
    assert "charges “Espresso bean delivery” twice" not in " ".join(answer["say"])


def test_what_is_in_dispute_is_said_to_be_and_not_offered_again(door: Door, invoice: Invoice) -> None:
    opening = {"invoice": invoice.number, "lines": ["3"], "reason": "duplicate", "claimed": "0", "statement": "Twice"}
    reference = door.post("/disputes", {**opening, "key": "k"}, status=201)["reference"]
    answer = explain(door, "Why was I charged twice on INV-2026-0042?", "dispute_duplicate_charge")
    assert answer["say"][-1] == f"Line 3 is in dispute already, as {reference}."
    assert (answer["may_dispute"], answer["dispute"], answer["in_dispute"]) == (False, None, [reference])
    whole = explain(door, "explain INV-2026-0042", "explain_charge")
    assert (whole["may_dispute"], whole["in_dispute"]) == (True, [reference])


@pytest.mark.parametrize(
    "text", ["What about INV-2026-0099?", "my payment for INV-2026-0099", "INV-2026-7777 is too high"]
)
@pytest.mark.parametrize("topic", ["explain_charge", "check_payment", "dispute_wrong_amount", "ask_bill_increase"])
def test_a_foreign_number_and_an_unknown_one_get_the_same_words(
    text: str, topic: str, door: Door, bills: list[Invoice], foreign: Invoice
) -> None:
    answer = explain(door, text, topic)
    assert answer["say"][0] == "I can't find that invoice on your account."
    assert answer["found"] is False


def test_a_complaint_after_an_explanation_is_about_that_invoice(door: Door, bills: list[Invoice]) -> None:
    answer = explain(door, "it was out of order all month", "dispute_service", about="INV-2026-0010")
    assert answer["invoice"] == "INV-2026-0010"


def test_the_month_of_a_cancellation_is_not_the_month_of_the_bill(door: Door, bills: list[Invoice]) -> None:
    answer = explain(door, "I cancelled in January and you still bill me", "dispute_service")
    assert answer["invoice"] == "INV-2026-0020"


def test_of_several_lines_that_fit_the_wrong_one_is_told(door: Door, organisation: Organisation) -> None:
    contract = factories.make_contract(organisation)
    factories.make_price(contract, sku="IT", unit_price=Decimal("80"), unit="HUR")
    hours = {"name": "IT support, by the hour", "sku": "IT", "quantity": "2", "unit_code": "HUR"}
    bill(organisation, "INV-2026-0010", 1, {**hours, "unit_price": "80"}, {**hours, "unit_price": "95"})
    audit_client(organisation)
    assert explain(door, "you charged me too much per hour", "dispute_wrong_amount")["lines"] == ["3"]


def test_a_charge_beside_the_lines_is_explained_with_the_whole_invoice(door: Door, organisation: Organisation) -> None:
    row = bill(organisation, "INV-2026-0010", 1, {"name": "Bean delivery", "unit_price": "20"}).id
    db.session.add(AllowanceCharge(invoice_id=row, is_charge=True, amount_minor=1200, reason="Delivery, two stops"))
    db.session.commit()
    for text in ("why is there a delivery charge of 12.00 on INV-2026-0010", "what is the delivery charge of €12.00"):
        answer = explain(door, text, "explain_charge")
        assert "€12.00 is added on the whole invoice: Delivery, two stops." in answer["say"]


def test_a_rise_names_the_price_change_and_its_notice(door: Door, organisation: Organisation) -> None:
    contract = factories.make_contract(organisation)
    ends, starts, told = date(2026, 1, 31), date(2026, 2, 1), date(2025, 12, 1)
    factories.make_price(contract, sku="BACKUP", unit_price=Decimal("240"), valid_to=ends)
    factories.make_price(contract, sku="BACKUP", unit_price=Decimal("276"), valid_from=starts, notice_sent_on=told)
    backup = {"name": "Backup and monitoring", "sku": "BACKUP"}
    bill(organisation, "INV-2026-0010", 1, {**backup, "unit_price": "240"})
    bill(organisation, "INV-2026-0020", 2, {**backup, "unit_price": "276"})
    for text in ("Why is my bill higher this month?", "why did backup and monitoring go up"):
        say = " ".join(explain(door, text, "ask_bill_increase")["say"])
        assert "the price rose by €36.00" in say
        assert "We announced the change on 1 December 2025, 62 days before it took effect." in say
