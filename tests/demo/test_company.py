"""The demo company holds together on whatever day it is made, and what is planted in it is there and nowhere else."""

import dataclasses
import io
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from support import policies
from support.billing.importing import csv_files
from support.billing.importing.csv_rows import ClientRow, ContractRow, PaymentRow, PriceRow, PromiseRow, RecordRow, Row
from support.billing.importing.documents import DocumentLine, ReadDocument
from support.billing.importing.ubl import read_ubl
from support.billing.writing.ubl import write_ubl
from support.demo import loading, neighbours
from support.demo.company import Company, company_on, write_company
from support.demo.months import Month, Story
from support.kernel.money import Money
from support.prevention import incidents, tasks
from support.prevention.kinds import IncidentStatus, TaskKind
from tests.conftest import Calendar
from tests.demo.arithmetic import wrong_sums

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
on_any_day = settings(max_examples=40, deadline=None)


def lines_of(company: Company) -> list[tuple[ReadDocument, DocumentLine]]:
    return [(invoice, line) for invoice in company.invoices for line in invoice.lines]


def billed_records(company: Company) -> list[str]:
    return [record for _, line in lines_of(company) if (record := line.value_of("SourceRecord"))]


def agreed(company: Company, invoice: ReadDocument, line: DocumentLine) -> PriceRow:
    """The contract's price on the day of service, else the list's."""
    assert line.period is not None
    on = line.period.start
    assert on is not None
    fitting = [
        row for row in company.prices if row.sku == line.seller_item_id and row.valid_from <= on <= (row.valid_to or on)
    ]
    own = [row for row in fitting if row.contract_number == invoice.contract_reference]
    (found,) = own or [row for row in fitting if not row.contract_number]
    return found


@on_any_day
@given(DAYS)
def test_every_sum_of_every_invoice_is_right(today: date) -> None:
    assert {invoice.number: wrong for invoice in company_on(today).invoices if (wrong := wrong_sums(invoice))} == {}


@on_any_day
@given(DAYS)
def test_every_client_is_billed_every_month_once_and_nothing_lies_in_the_future(today: date) -> None:
    company, months = company_on(today), Story(today).months
    assert len(company.invoices) == len(months) * 3
    assert len({invoice.number for invoice in company.invoices}) == len(company.invoices)
    assert Counter(invoice.buyer.name for invoice in company.invoices) == {
        row.name: len(months) for row in company.clients
    }
    assert [invoice.issued_on for invoice in company.invoices] == sorted(
        invoice.issued_on for invoice in company.invoices
    )
    assert max(invoice.issued_on for invoice in company.invoices) < today
    assert max(row.received_on for row in company.payments) < today
    assert all(row.starts_on < company.invoices[0].issued_on for row in company.contracts)


@on_any_day
@given(DAYS)
def test_the_latest_march_charges_one_delivery_twice_and_no_other_month_does(today: date) -> None:
    company = company_on(today)
    twice = [record for record, times in Counter(billed_records(company)).items() if times > 1]
    found = company.the("duplicate")
    invoice = company.invoice(found.invoice)
    assert invoice.period is not None
    assert (invoice.period.start, invoice.issued_on.month) == (Story(today).march.first, 3)
    assert [line.id for line in invoice.lines if line.value_of("SourceRecord") in twice] == list(found.lines)
    assert [line.net for line in invoice.lines if line.id in found.lines] == [Decimal("148.00")] * 2
    assert len(twice) == 1
    assert invoice.number.endswith("-0042")


@on_any_day
@given(DAYS)
def test_only_one_line_departs_from_the_agreed_price(today: date) -> None:
    company = company_on(today)
    departing = [
        (i.number, line) for i, line in lines_of(company) if line.price.amount != agreed(company, i, line).unit_price
    ]
    found = company.the("wrong_rate")
    assert [(number, line.id) for number, line in departing] == [(found.invoice, *found.lines)]
    assert (departing[0][1].price.amount, found.overcharged) == (95, Decimal("37.50"))


@on_any_day
@given(DAYS)
def test_the_promised_discount_was_given_twice_and_forgotten_once(today: date) -> None:
    company = company_on(today)
    (promise,) = company.promises
    due = [
        (invoice.number, line)
        for invoice, line in lines_of(company)
        if invoice.buyer.identifiers[0].value == promise.client_ref
        and line.seller_item_id == promise.sku
        and promise.valid_from <= invoice.issued_on <= (promise.valid_to or today)
    ]
    assert [bool(line.allowances_charges) for _, line in due] == [True, True, False]
    found = company.the("missing_discount")
    assert (found.invoice, found.lines, found.overcharged) == (due[-1][0], (due[-1][1].id,), Decimal("68.00"))
    assert all(line.allowances_charges == () for _, line in lines_of(company) if line not in [one for _, one in due])


@on_any_day
@given(DAYS)
def test_the_announced_price_had_its_sixty_days_notice(today: date) -> None:
    company = company_on(today)
    (announced,) = [row for row in company.prices if row.notice_sent_on]
    assert announced.notice_sent_on is not None
    assert announced.valid_from - announced.notice_sent_on == timedelta(days=60)
    found = company.the("announced_price")
    line = next(line for line in company.invoice(found.invoice).lines if line.id in found.lines)
    assert (line.seller_item_id, line.price.amount, found.overcharged) == (announced.sku, announced.unit_price, 0)
    assert found.invoice == [i.number for i in company.invoices if i.buyer.name == "Brightwater Studio"][-1]


@on_any_day
@given(DAYS)
def test_a_changed_plan_gives_back_what_it_charges_on(today: date) -> None:
    company = company_on(today)
    found = company.the("proration")
    back, on = (line for line in company.invoice(found.invoice).lines if line.id in found.lines)
    assert back.quantity == -on.quantity
    assert back.period == on.period
    assert back.value_of("ChangeRecord") == on.value_of("ChangeRecord") is not None
    assert back.net < 0 < on.net
    assert back.value_of("SourceRecord") is None


@on_any_day
@given(DAYS)
def test_what_merely_looks_double_has_a_place_or_a_record_of_its_own(today: date) -> None:
    company = company_on(today)
    sites = company.the("two_sites")
    pair = [line for line in company.invoice(sites.invoice).lines if line.id in sites.lines]
    assert [line.value_of("Site") for line in pair] == ["Quay", "Market"]
    assert pair[0].net == pair[1].net
    deliveries = company.the("two_deliveries")
    again = [line for line in company.invoice(deliveries.invoice).lines if line.id in deliveries.lines]
    assert again[0].net == again[1].net
    assert again[0].period != again[1].period
    assert len({line.value_of("SourceRecord") for line in again}) == 2
    assert company.invoice(deliveries.invoice).issued_on.month != 3


@on_any_day
@given(DAYS)
def test_every_billed_record_is_there_with_what_was_billed_of_it(today: date) -> None:
    company = company_on(today)
    records = {row.record_id: row for row in company.records}
    assert len(records) == len(company.records)
    assert set(billed_records(company)) == set(records)
    for _, line in lines_of(company):
        record = records.get(line.value_of("SourceRecord") or "")
        assert record is None or (record.sku, record.quantity) == (line.seller_item_id, line.quantity)


@on_any_day
@given(DAYS)
def test_one_payment_alone_is_booked_against_another_invoice_than_it_names(today: date) -> None:
    company = company_on(today)
    strays = [row for row in company.payments if row.allocated_to not in row.remittance]
    found = company.the("misapplied_payment")
    assert [row.allocated_to for row in strays] == [found.other]
    assert found.invoice in strays[0].remittance
    paid, booked = company.invoice(found.invoice), company.invoice(found.other)
    assert strays[0].amount == paid.totals.payable < booked.totals.payable
    assert strays[0].received_on >= booked.issued_on


@on_any_day
@given(DAYS)
def test_no_invoice_is_paid_beyond_its_amount_and_what_is_disputed_is_still_open(today: date) -> None:
    company = company_on(today)
    paid: Counter[str] = Counter()
    for row in company.payments:
        paid[row.allocated_to] += row.amount  # type: ignore[assignment]  # a Counter of Decimals
    left = {invoice.number: invoice.totals.payable - paid[invoice.number] for invoice in company.invoices}
    assert min(left.values()) >= 0
    march = company.the("duplicate").invoice
    assert left[march] >= Decimal("182.04")
    assert left[company.the("wrong_rate").invoice] > 100
    assert all(left[i.number] == i.totals.payable for i in company.invoices if i.issued_on >= Story(today).latest.first)
    assert sum(1 for amount in left.values() if amount == 0) > len(left) / 2


@on_any_day
@given(DAYS)
def test_days_of_one_month_make_the_same_company(today: date) -> None:
    first = company_on(Month.of(today).first)
    assert dataclasses.replace(company_on(today), today=first.today) == first


@settings(max_examples=6, deadline=None)
@given(DAYS)
def test_every_invoice_reads_back_as_it_was_made(today: date) -> None:
    for invoice in company_on(today).invoices:
        assert read_ubl(io.BytesIO(write_ubl(invoice)), f"{invoice.number}.xml") == invoice


@pytest.mark.parametrize("today", [date(2026, 3, 16), date(2026, 11, 22), date(2028, 2, 29)])
def test_the_written_files_are_those_of_the_company_in_the_order_of_import(tmp_path: Path, today: date) -> None:
    company = company_on(today)
    files = write_company(tmp_path / "demo", today)
    assert all(file.exists() for file in files)
    assert [file.name for file in files if file.suffix == ".csv"] == [
        "clients.csv",
        "contracts.csv",
        "prices.csv",
        "promises.csv",
        "records.csv",
        "payments.csv",
    ]
    assert files[-1].name == "payments.csv"
    read = tuple(read_ubl(io.BytesIO(file.read_bytes()), file.name) for file in files if file.suffix == ".xml")
    assert read == company.invoices


def test_the_written_tables_read_back_as_they_were_made(tmp_path: Path) -> None:
    company = company_on(date(2026, 11, 22))
    files = {file.name: file.read_bytes() for file in write_company(tmp_path, company.today)}

    def same(kind: type[Row], made: tuple[object, ...], name: str) -> bool:
        rows = csv_files.read_table(io.BytesIO(files[name]), name, kind).whole()
        return [dataclasses.replace(row, line=0) for row in rows] == list(made)

    assert same(ClientRow, company.clients, "clients.csv")
    assert same(ContractRow, company.contracts, "contracts.csv")
    assert same(PriceRow, company.prices, "prices.csv")
    assert same(PromiseRow, company.promises, "promises.csv")
    assert same(RecordRow, company.records, "records.csv")
    assert same(PaymentRow, company.payments, "payments.csv")


@on_any_day
@given(DAYS)
def test_last_months_rental_was_billed_at_the_list_price_to_three_small_clients(today: date) -> None:
    story, main = Story(today), {bill.number for bill in company_on(today).invoices}
    found = neighbours.bills(story)
    assert not main & {bill.number for bill in found}
    assert not any(wrong_sums(bill) for bill in found)
    wrong = [bill for bill in found if bill.lines[0].price.amount != neighbours.AGREED]
    lately = timedelta(days=policies.desk().prevention.recurrence.window_days)
    assert {story.latest.last < bill.issued_on <= today < bill.issued_on + lately for bill in wrong} == {True}
    assert len({bill.buyer.name for bill in wrong}) == 3


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-31", "2027-12-30"])
def test_the_demo_has_an_incident_whose_credits_wait_for_a_look_at_their_sample(
    day: str, app: Flask, calendar: Calendar
) -> None:
    """On a month's first day, and at the end of months so long that the one before has ended thirty days ago."""
    calendar.set(f"{day}T09:00+00:00")
    loading.load()
    [incident] = incidents.incidents().rows
    progress = incidents.progress(incident)
    assert (incident.status, incident.clients) == (IncidentStatus.SAMPLING, 3)
    assert (progress.lines, progress.sampled, progress.judged) == (3, 3, 0)
    assert {row.amount for row in incidents.errors_of(incident)} == {Money.of("7", "EUR")}
    assert [task.incident for task in tasks.tasks(tasks.Wanted(kind=TaskKind.PREVENTIVE)).rows].count(incident) == 1
