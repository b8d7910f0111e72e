"""Five numbers in ten minutes that are not the client's, and no number is looked up any more."""

import pytest
from structlog.testing import capture_logs

from support.billing.models import Invoice
from tests.web.bot_door.conftest import Door


def _explain(door: Door, text: str, status: int = 200) -> dict[str, object]:
    answer: dict[str, object] = door.post(
        "/explain", {"text": text, "topic": "explain_charge", "invoice": None, "line": None}, status
    )
    return answer


def test_a_foreign_number_and_an_unknown_one_are_answered_alike(door: Door, invoice: Invoice, foreign: Invoice) -> None:
    assert _explain(door, "INV-2026-0099") == _explain(door, "INV-2031-0001")


def test_the_sixth_number_is_not_looked_up_not_even_an_own_one(door: Door, invoice: Invoice, foreign: Invoice) -> None:
    with capture_logs() as logs:
        for number in range(5):
            _explain(door, f"what is on INV-2027-{7000 + number}?")
    assert [entry["event"] for entry in logs if "security" in entry["event"]]
    for number in (foreign.number, invoice.number, "INV-2031-0001"):
        refusal = _explain(door, f"what is on {number}?", 429)
        assert "wait ten minutes" in str(refusal)
    door.post("/read", {"text": "INV-2031-0002", "asked": "invoice", "invoice": None}, 429)
    door.get("/disputes", 429, reference="DSP-00099")
    door.post("/change", {"text": "withdraw DSP-00099"}, 429)


def test_what_names_no_number_still_works(door: Door, invoice: Invoice) -> None:
    for number in range(5):
        _explain(door, f"INV-2027-{7000 + number}")
    assert _explain(door, "explain my latest invoice")["found"] is True


def test_the_same_slip_again_is_one_slip(door: Door, invoice: Invoice) -> None:
    for _ in range(8):
        _explain(door, "INV-2027-7000")
    assert _explain(door, invoice.number)["found"] is True


def test_after_ten_minutes_it_is_forgotten(door: Door, invoice: Invoice, calendar: object) -> None:
    for number in range(5):
        _explain(door, f"INV-2027-{7000 + number}")
    calendar.forward(minutes=11)  # type: ignore[attr-defined]
    assert _explain(door, invoice.number)["found"] is True


@pytest.mark.parametrize("text", ["invoice", "40.00 EUR", "on 3 March 2026", "line 2"])
def test_other_figures_are_no_numbers_of_invoices(text: str, door: Door, invoice: Invoice) -> None:
    for number in range(6):
        _explain(door, f"{text} {'!' * number}")
    assert _explain(door, invoice.number)["found"] is True
