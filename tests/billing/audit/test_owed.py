"""R14: credits that are owed."""

from datetime import date

import pytest

from support.billing.audit.facts import Context, Document
from support.billing.audit.happened import CreditDueFacts
from tests.billing.audit.bills import APRIL, a_line, bill, client, found, minor, off, places


def owed(amount: str = "50.00", **given: object) -> CreditDueFacts:
    values: dict[str, object] = {
        "reference": "OUT-7", "cause": "outage", "happened_on": date(2026, 3, 5), "approved_on": date(2026, 3, 10), "sku": "MACHINE",
    }  # fmt: skip
    return CreditDueFacts(minor=minor(amount), currency="EUR", **{**values, **given})  # type: ignore[arg-type]


def note(amount: str, **given: object) -> Document:
    values = {
        "kind": "credit_note",
        "type_code": "381",
        "number": "CN-1",
        "corrects": ("INV-1",),
        "issued_on": date(2026, 3, 20),
    }
    line = a_line(price=amount, **given.pop("line", {}))  # type: ignore[call-overload]
    return bill(line, **{**values, **given})


def judged(*documents: Document, **due: object) -> Context:
    return client(bill(), *documents, credits_due=[owed(**due)])  # type: ignore[arg-type]


def test_an_approved_credit_that_nobody_posted_is_found() -> None:
    (wrong,) = found(judged(invoice="INV-1"), "R14")
    assert (wrong.place, wrong.reason, str(wrong.difference)) == ("credit:OUT-7", "credit_not_processed", "50.00 EUR")
    assert wrong.document is not None and wrong.document.number == "INV-1"


def test_one_that_is_not_approved_is_not_owed() -> None:
    assert found(judged(approved_on=None), "R14") == []


def test_ten_working_days_are_given_for_posting() -> None:
    # 4 May 2026, the day of these tests, is a holiday.
    assert found(judged(approved_on=date(2026, 4, 17)), "R14") == []
    assert len(found(judged(approved_on=date(2026, 4, 16)), "R14")) == 1


@pytest.mark.parametrize("given", [{}, {"note": "For outage OUT-7", "corrects": ()}])
def test_a_credit_note_for_it_is_enough(given: dict[str, object]) -> None:
    assert found(judged(note("50.00", **given), invoice="INV-1"), "R14") == []


def test_a_note_that_was_posted_here_counts_too() -> None:
    context = judged(invoice="INV-1")
    context.notes = [note("50.00")]
    assert found(context, "R14") == []


def test_a_credit_line_or_an_allowance_on_a_later_invoice_is_enough() -> None:
    line = a_line(sku=None, name="Credit OUT-7", quantity="-1", price="50")
    for later in (
        bill(a_line(), line, number="INV-2", period=APRIL),
        bill(a_line(), number="INV-2", period=APRIL, parts=(off("50.00"),)),
    ):
        assert found(judged(later), "R14") == []


def test_half_a_credit_leaves_the_other_half() -> None:
    (wrong,) = found(judged(note("20.00"), invoice="INV-1"), "R14")
    assert str(wrong.difference) == "30.00 EUR" and "30.00 EUR of it is missing" in wrong.message


def test_one_note_pays_for_one_credit_only() -> None:
    context = client(
        bill(), note("50.00"), credits_due=[owed(invoice="INV-1"), owed(invoice="INV-1", reference="OUT-8")]
    )
    assert places(context, "R14") == ["credit:OUT-8"]


def test_one_that_comes_with_the_next_invoice_is_waited_for() -> None:
    assert found(judged(next_invoice=True, approved_on=date(2026, 4, 1)), "R14") == []
    later = bill(number="INV-2", period=APRIL)
    assert len(found(judged(later, next_invoice=True, approved_on=date(2026, 4, 1)), "R14")) == 1


def test_a_note_that_settles_nothing_beside_an_open_invoice_is_found() -> None:
    first = bill(due=minor("120.00"))
    unused = note("20.00", corrects=())
    unused.unapplied = minor("24.00")
    (wrong,) = found(client(first, unused), "R14")
    assert (wrong.place, str(wrong.billed), str(wrong.expected)) == ("credit:CN-1", "120.00 EUR", "96.00 EUR")


def test_a_note_may_wait_where_nothing_is_due_or_it_is_new() -> None:
    unused = note("20.00", corrects=())
    unused.unapplied = minor("24.00")
    assert found(client(bill(due=0), unused), "R14") == []
    unused.issued_on = date(2026, 4, 27)
    assert found(client(bill(due=minor("120.00")), unused), "R14") == []
