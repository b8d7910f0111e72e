"""Reads of the ledger."""

from datetime import date
from decimal import Decimal

import pytest

from support.accounts.models import Organisation
from support.billing import queries
from support.kernel.errors import BadInput, NotFound, RuleBroken
from tests.factories import make_contract, make_invoice, make_organisation, make_price


def test_an_invoice_is_found_by_its_number_in_any_letters(organisation: Organisation) -> None:
    invoice = make_invoice(organisation, number="INV-2026-0042")
    assert queries.invoice_with(" inv-2026-0042 ", organisation) == invoice
    assert queries.invoice_with("INV-2026-0042") == invoice


def test_another_clients_number_is_refused_in_the_words_of_an_unknown_one(organisation: Organisation) -> None:
    make_invoice(make_organisation(), number="INV-2026-0042")
    with pytest.raises(NotFound) as foreign:
        queries.invoice_with("INV-2026-0042", organisation)
    with pytest.raises(NotFound) as unknown:
        queries.invoice_with("INV-2026-9999", organisation)
    assert foreign.value.say == unknown.value.say == "I can't find that invoice on your account."


def test_a_number_of_two_sellers_is_not_guessed(organisation: Organisation) -> None:
    make_invoice(organisation, number="42")
    make_invoice(organisation, number="42", seller_name="Another Ltd")
    with pytest.raises(RuleBroken, match="2 documents have the number 42"):
        queries.invoice_with("42")
    assert len(queries.invoices_numbered("42")) == 2


def test_a_long_list_comes_in_pages_latest_first(organisation: Organisation) -> None:
    days = [date(2026, 1, day) for day in (5, 5, 5, 7, 9)]
    rows = [make_invoice(organisation, issued_on=day) for day in days]
    make_invoice(make_organisation())
    first = queries.invoices_of(organisation, limit=2)
    second = queries.invoices_of(organisation, first.next, limit=2)
    last = queries.invoices_of(organisation, second.next, limit=2)
    assert [row.id for row in (*first.rows, *second.rows, *last.rows)] == [row.id for row in reversed(rows)]
    assert last.next is None


@pytest.mark.parametrize("cursor", ["x", "!!", "WzFd", "WyJhIiwiYiJd"])
def test_a_made_up_cursor_is_refused(organisation: Organisation, cursor: str) -> None:
    with pytest.raises(BadInput, match="no longer there"):
        queries.invoices_of(organisation, cursor)


def test_lines_come_in_the_order_they_were_asked_for(organisation: Organisation) -> None:
    first, second = make_invoice(organisation, [{}, {}]).lines
    assert queries.lines_with([second.id, first.id, 999_999]) == [second, first]


def test_the_price_before_is_that_of_the_same_agreement(organisation: Organisation) -> None:
    contract = make_contract(organisation)
    old = make_price(contract, valid_to=date(2026, 2, 28))
    new = make_price(contract, valid_from=date(2026, 3, 1), unit_price=Decimal(110))
    make_price(None, valid_from=date(2026, 2, 1))
    assert queries.price_before(new) == old and queries.price_before(old) is None


def test_the_invoice_before_is_the_same_clients(organisation: Organisation) -> None:
    before = make_invoice(organisation, issued_on=date(2026, 1, 31))
    make_invoice(make_organisation(), issued_on=date(2026, 2, 10))
    now = make_invoice(organisation, issued_on=date(2026, 2, 28))
    assert queries.invoice_before(now) == before and queries.invoice_before(before) is None
