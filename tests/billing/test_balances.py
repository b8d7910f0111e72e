"""What is open, held back, due and late."""

from datetime import date

import pytest
from sqlalchemy import event

from support.accounts.models import Organisation
from support.billing import balance, credit
from support.billing.models import Invoice
from support.extensions import db
from support.kernel.errors import RuleBroken
from support.kernel.money import Money
from tests.billing.owing import owed_by
from tests.conftest import Calendar
from tests.factories import make_invoice, make_payment


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    return make_invoice(organisation, [{"unit_price": "100"}], issued_on=date(2026, 3, 2), due_on=date(2026, 3, 30))


def test_an_unpaid_invoice_is_open_and_due_in_full(invoice: Invoice) -> None:
    left = balance.invoice_balance(invoice)
    assert (left.open, left.on_hold, left.due, left.due_on) == (
        eur("120.00"),
        eur("0.00"),
        eur("120.00"),
        date(2026, 3, 30),
    )
    assert not left.overdue and not left.settled


def test_it_is_late_the_day_after_it_was_due(invoice: Invoice, calendar: Calendar) -> None:
    calendar.set("2026-03-30T23:00+00:00")
    assert not balance.invoice_balance(invoice).overdue
    calendar.set("2026-03-31T00:00+00:00")
    assert balance.invoice_balance(invoice).overdue


def test_a_payment_lowers_what_is_open(invoice: Invoice) -> None:
    make_payment(invoice, "20.00")
    left = balance.invoice_balance(invoice)
    assert (left.paid, left.open, left.overpaid) == (eur("20.00"), eur("100.00"), eur("0.00"))


def test_what_was_paid_too_much_is_named_and_nothing_is_open_below_nothing(invoice: Invoice) -> None:
    make_payment(invoice, "130.00")
    left = balance.invoice_balance(invoice)
    assert (left.open, left.overpaid, left.settled) == (eur("0.00"), eur("10.00"), True)


def test_a_held_part_is_not_due_and_never_late_while_the_rest_is(invoice: Invoice, calendar: Calendar) -> None:
    credit.hold(invoice, eur("50.00"), "DSP-00001")
    left = balance.invoice_balance(invoice)
    assert (left.open, left.on_hold, left.due) == (eur("120.00"), eur("50.00"), eur("70.00"))
    make_payment(invoice, "70.00")
    calendar.set("2026-05-01T09:00+00:00")
    assert not balance.invoice_balance(invoice).overdue


def test_holds_of_two_disputes_add_up_but_not_beyond_what_is_open(invoice: Invoice) -> None:
    credit.hold(invoice, eur("100.00"), "DSP-00001")
    credit.hold(invoice, eur("100.00"), "DSP-00002")
    left = balance.invoice_balance(invoice)
    assert (left.on_hold, left.due) == (eur("120.00"), eur("0.00"))


def test_a_released_hold_makes_the_amount_due_again_at_the_later_date(invoice: Invoice) -> None:
    credit.hold(invoice, eur("50.00"), "DSP-00001")
    credit.release_hold("DSP-00001", new_due_on=date(2026, 4, 20))
    left = balance.invoice_balance(invoice)
    assert (left.due, left.due_on) == (eur("120.00"), date(2026, 4, 20))


def test_a_new_due_date_never_comes_before_the_documents_own(invoice: Invoice) -> None:
    credit.hold(invoice, eur("50.00"), "DSP-00001")
    credit.release_hold("DSP-00001", new_due_on=date(2026, 3, 20))
    assert balance.invoice_balance(invoice).due_on == date(2026, 3, 30)


def test_releasing_twice_keeps_the_first_release(invoice: Invoice) -> None:
    credit.hold(invoice, eur("50.00"), "DSP-00001")
    credit.release_hold("DSP-00001", new_due_on=date(2026, 4, 20))
    again = credit.release_hold("DSP-00001", new_due_on=date(2026, 6, 1))
    assert again is not None and again.new_due_on == date(2026, 4, 20)
    assert credit.release_hold("DSP-09999") is None


def test_a_reopened_dispute_holds_its_amount_again(invoice: Invoice) -> None:
    credit.hold(invoice, eur("50.00"), "DSP-00001")
    credit.release_hold("DSP-00001")
    credit.hold(invoice, eur("40.00"), "DSP-00001")
    assert balance.invoice_balance(invoice).on_hold == eur("40.00")


@pytest.mark.parametrize("amount", ["-0.01", "120.01"])
def test_no_more_than_the_invoice_and_no_less_than_nothing_can_be_held(invoice: Invoice, amount: str) -> None:
    with pytest.raises(RuleBroken, match=r"Between nothing and 120\.00 EUR"):
        credit.hold(invoice, eur(amount), "DSP-00001")


def test_a_clients_balance_adds_up_its_invoices(organisation: Organisation, invoice: Invoice) -> None:
    other = make_invoice(organisation, [{"unit_price": "10"}])
    credit.hold(other, eur("12.00"), "DSP-00001")
    held = owed_by(organisation)
    assert (held.open, held.on_hold, held.due, held.credit) == (eur("132.00"), eur("12.00"), eur("120.00"), eur("0.00"))


def test_invoices_in_other_currencies_have_balances_of_their_own(organisation: Organisation, invoice: Invoice) -> None:
    make_invoice(organisation, [{"unit_price": "10"}], currency="USD")
    both = balance.account_balances(organisation)
    assert {currency: str(row.open) for currency, row in both.items()} == {"EUR": "120.00 EUR", "USD": "12.00 USD"}


def test_many_balances_take_as_many_statements_as_one(organisation: Organisation) -> None:
    rows = [make_invoice(organisation) for _ in range(12)]
    statements: list[str] = []
    count = lambda *args: statements.append(args[2])  # noqa: E731
    [row.id for row in rows]
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        balance.invoice_balances(rows)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert len(statements) == 1
