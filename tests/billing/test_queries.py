"""Reads of the ledger."""

from datetime import date
from decimal import Decimal

import pytest

from support.accounts.models import Organisation
from support.billing import queries
from support.kernel.errors import BadInput, NotFound, RuleBroken
from tests.factories import make_contract, make_invoice, make_organisation, make_price, make_record


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


def test_invoices_of_a_month_are_found_by_their_period(organisation: Organisation) -> None:
    march = make_invoice(
        organisation, issued_on=date(2026, 4, 2), period_start=date(2026, 3, 1), period_end=date(2026, 3, 31)
    )
    make_invoice(organisation, issued_on=date(2026, 5, 2), period_start=date(2026, 4, 1), period_end=date(2026, 4, 30))
    assert queries.invoices_in(organisation, date(2026, 3, 1), date(2026, 3, 31)) == [march]


def test_lines_come_in_the_order_they_were_asked_for(organisation: Organisation) -> None:
    first, second = make_invoice(organisation, [{}, {}]).lines
    assert queries.lines_with([second.id, first.id, 999_999]) == [second, first]


def test_the_clients_own_price_of_the_day_goes_before_the_list(organisation: Organisation) -> None:
    listed = make_price(None, unit_price=Decimal(19))
    contract = make_contract(organisation, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    own = make_price(contract, unit_price=Decimal(18), valid_from=date(2026, 1, 1))
    make_price(make_contract(make_organisation()), unit_price=Decimal(1))
    assert queries.price_in_force(organisation, "BEANS", date(2026, 3, 1)) == own
    assert queries.price_in_force(organisation, "BEANS", date(2026, 7, 1)) == listed
    assert queries.price_in_force(organisation, "BEANS", date(2024, 1, 1)) is None
    assert queries.price_in_force(organisation, None, date(2026, 3, 1)) is None


def test_the_price_before_is_that_of_the_same_agreement(organisation: Organisation) -> None:
    contract = make_contract(organisation)
    old = make_price(contract, valid_to=date(2026, 2, 28))
    new = make_price(contract, valid_from=date(2026, 3, 1), unit_price=Decimal(110))
    make_price(None, valid_from=date(2026, 2, 1))
    assert queries.price_before(new) == old and queries.price_before(old) is None


def test_an_agreement_is_in_force_on_its_first_and_last_day(organisation: Organisation) -> None:
    contract = make_contract(organisation, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    assert queries.contract_in_force(organisation, date(2026, 1, 1)) == contract
    assert queries.contract_in_force(organisation, date(2026, 3, 31)) == contract
    assert queries.contract_in_force(organisation, date(2026, 4, 1)) is None


def test_a_line_rests_on_the_record_it_names_else_on_those_of_its_service_time_and_site(
    organisation: Organisation,
) -> None:
    day = {"period_start": date(2026, 3, 11), "period_end": date(2026, 3, 11)}
    named, quay = (
        make_record(organisation, record_id="DLV-1", site="Quay", **day),
        make_record(organisation, site="Quay", **day),
    )
    make_record(organisation, site="Market", **day)
    month = {"period_start": date(2026, 3, 1), "period_end": date(2026, 3, 31)}
    lines = make_invoice(organisation, [{"record_ref": "DLV-1"}, {"subject": "Quay", **month}, {"sku": None}]).lines
    assert [queries.records_for(line) for line in lines] == [[named], [named, quay], []]
    assert queries.lines_resting_on(organisation, "DLV-1") == [lines[0]]


def test_the_invoice_before_is_the_same_clients(organisation: Organisation) -> None:
    before = make_invoice(organisation, issued_on=date(2026, 1, 31))
    make_invoice(make_organisation(), issued_on=date(2026, 2, 10))
    now = make_invoice(organisation, issued_on=date(2026, 2, 28))
    assert queries.invoice_before(now) == before and queries.invoice_before(before) is None
