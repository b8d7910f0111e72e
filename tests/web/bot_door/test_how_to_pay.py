"""“How do I pay?”, as the assistant is told to answer."""

from typing import Any

from support.accounts.models import Organisation
from support.billing.holding import hold
from support.kernel.money import Money
from tests import factories
from tests.web.bot_door.conftest import Door

TRANSFER = {"code": "58", "payment_id": "Kd 77", "account": "DE89370400440532013000", "institution": "COBADEFF"}


def billed(client: Organisation, number: str, means: dict[str, str] = TRANSFER, **columns: Any) -> Any:
    """€120.00, tax included."""
    return factories.make_invoice(client, number=number, details={"payment_means": [means]}, **columns)


def test_what_to_pay_now_is_told_with_where_to_and_the_words(door: Door, organisation: Organisation) -> None:
    hold(billed(organisation, "R/2026 7"), Money.of("70", "EUR"), "DSP-00001")
    answer = door.get("/rules", about="paying")
    said = "\n".join(answer["say"])
    for part in (
        "Invoice R/2026 7: €50.00 is to pay now by 1 April 2026.",
        "Another €70.00 is in dispute and need not be paid until that is decided.",
        "account DE89 3704 0044 0532 0130 00, bank COBADEFF",
        "Name “Kd 77” with the payment.",
        "/portal/invoices/R/2026%207#how-to-pay",
    ):
        assert part in said, part
    assert len(answer["say"]) == len(answer["rests_on"])
    assert answer["rests_on"][0] == [{"kind": "invoice", "ref": "R/2026 7"}]


def test_what_is_collected_need_not_be_sent(door: Door, organisation: Organisation) -> None:
    billed(organisation, "INV-1", {"code": "59", "account": "DE89370400440532013000"})
    said = "\n".join(door.get("/rules", about="paying")["say"])
    assert "collected from your account by direct debit" in said
    assert "DE89" not in said


def test_where_nothing_is_to_pay_it_is_said(door: Door, organisation: Organisation) -> None:
    assert door.get("/rules", about="paying")["say"][0] == "Nothing is to pay now."
    invoice = billed(organisation, "INV-1")
    hold(invoice, invoice.payable, "DSP-00001")
    said = door.get("/rules", about="paying")["say"]
    assert said[:2] == ["Nothing is to pay now.", "What is in dispute need not be paid until it is decided."]


def test_of_many_invoices_the_first_to_be_due_are_told_and_nobody_elses(door: Door, organisation: Organisation) -> None:
    for number in range(1, 6):
        billed(organisation, f"INV-{number}")
    billed(factories.make_organisation(), "INV-9")
    said = "\n".join(door.get("/rules", about="paying")["say"])
    assert [f"INV-{number}" in said for number in (1, 2, 3, 4, 9)] == [True, True, True, False, False]
    assert "There is more to pay; you find it under http://127.0.0.1:8000/portal/invoices" in said
