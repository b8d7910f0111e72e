"""R10: payments booked where they do not belong."""

from datetime import date

import pytest

from support.billing.audit.facts import Document
from support.billing.audit.payments import stands_in
from support.billing.kinds import Severity
from tests.billing.audit.bills import APRIL, a_line, bill, client, found, minor, payment, places


def two(open_first: str = "120.00", open_second: str = "0.00") -> tuple[Document, Document]:
    first = bill(a_line(), number="INV-2026-0007", open=minor(open_first))
    return first, bill(a_line(), number="INV-2026-0008", period=APRIL, open=minor(open_second))


def test_a_payment_that_names_one_invoice_and_was_booked_to_another_is_found_on_the_one_it_names() -> None:
    first, second = two()
    paid = payment("120.00", [(second, "120.00")], remittance="Invoice INV-2026-0007, thank you")
    (wrong,) = found(client(first, second, payments=[paid]), "R10")
    assert (wrong.document.number, wrong.place, wrong.reason) == (
        "INV-2026-0007",
        "payment:PAY-1",
        "misapplied_payment",
    )
    assert (str(wrong.billed), str(wrong.expected)) == ("120.00 EUR", "0.00 EUR")
    assert [row["kind"] for row in wrong.evidence] == ["payment", "invoice", "invoice"]


def test_a_payment_that_names_both_may_be_spread_over_both() -> None:
    first, second = two(open_first="20.00")
    paid = payment("220.00", [(first, "100.00"), (second, "120.00")], remittance="INV-2026-0007 and INV-2026-0008")
    assert places(client(first, second, payments=[paid]), "R10") == []


def test_an_invoice_that_is_settled_lacks_nothing_whatever_a_payment_says() -> None:
    first, second = two(open_first="0.00")
    paid = payment("120.00", [(second, "120.00")], remittance="INV-2026-0007")
    assert places(client(first, second, payments=[paid]), "R10") == []


def test_money_that_lies_unbooked_while_exactly_that_is_late_is_a_warning() -> None:
    first, second = two()
    first.overdue = True
    (wrong,) = found(client(first, second, payments=[payment("120.00")]), "R10")
    assert (wrong.document, wrong.severity) == (first, Severity.WARNING)


@pytest.mark.parametrize("received_on", [date(2026, 4, 27), date(2026, 5, 4)])
def test_money_of_the_last_five_business_days_may_still_be_booked(received_on: date) -> None:
    first, second = two()
    first.overdue = True
    assert places(client(first, second, payments=[payment("120.00", received_on=received_on)]), "R10") == []


def test_two_invoices_that_would_fit_are_left_to_a_person() -> None:
    first, second = two(open_second="120.00")
    first.overdue = second.overdue = True
    (left,) = found(client(first, second, payments=[payment("120.00")]), "R10")
    assert (left.document, left.expected, left.severity) == (None, None, Severity.INFO)


def test_one_overpaid_by_what_another_lacks_is_a_warning() -> None:
    first, second = two()
    second.overpaid = minor("120.00")
    (wrong,) = found(client(first, second), "R10")
    assert (wrong.document, wrong.severity) == (first, Severity.WARNING)


def test_the_same_pair_is_not_found_twice() -> None:
    first, second = two()
    second.overpaid = minor("120.00")
    paid = payment("120.00", [(second, "120.00")], remittance="INV-2026-0007")
    assert len(found(client(first, second, payments=[paid]), "R10")) == 1


@pytest.mark.parametrize(
    ("number", "text", "stands"),
    [
        ("INV-2026-0007", "inv 2026 0007", True),
        ("INV-2026-0007", "Rechnung INV-2026-0007.", True),
        ("INV-2026-0007", "INV-2026-00071", False),
        ("7", "PAYMENT 17", False),
        ("7", "No. 7", True),
        ("INV-1", "XINV-1", False),
        ("INV-1", "", False),
    ],
)
def test_a_number_stands_in_a_text_as_a_number_of_its_own(number: str, text: str, stands: bool) -> None:
    assert stands_in(number, text) is stands
