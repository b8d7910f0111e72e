"""Tables of other systems: what is read, what is refused as a whole and what is wrong row by row."""

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.billing.importing import csv_files
from support.billing.importing.csv_files import LARGEST_FILE, MOST_ERRORS, RowError, Sheet
from support.billing.importing.csv_rows import ClientRow, ContractRow, PaymentRow, PriceRow, PromiseRow, RecordRow, Row
from support.billing.importing.refusals import NotReadable
from support.billing.kinds import PromiseKind, RecordKind
from support.billing.writing.csv_files import write_table

HEADING = "client_ref,reference,received_on,amount,currency,method,remittance,allocated_to\n"


def payments(*rows: str, heading: str = HEADING, encoding: str = "utf-8") -> Sheet[PaymentRow]:
    content = (heading + "\n".join(rows) + "\n").encode(encoding)
    return csv_files.read_table(io.BytesIO(content), "payments.csv", PaymentRow)


def refusal(content: bytes) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        csv_files.read_table(io.BytesIO(content), "payments.csv", PaymentRow)
    return caught.value


def test_a_row_becomes_dates_amounts_and_words() -> None:
    (row,) = payments('CL-0001,PAY-1,2026-03-31,1250.50,EUR,transfer,"Invoice 7, thanks",INV-2026-0007').whole()
    assert (row.line, row.client_ref, row.reference) == (2, "CL-0001", "PAY-1")
    assert (row.received_on, row.amount, row.currency) == (date(2026, 3, 31), Decimal("1250.50"), "EUR")
    assert (row.remittance, row.allocated_to) == ("Invoice 7, thanks", "INV-2026-0007")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_heading_shows_how_the_file_is_written(delimiter: str, encoding: str, ending: str) -> None:
    text = HEADING + "CL-0001,PAY-1,2026-03-31,9.50,EUR,,Café,\n"
    content = text.replace(",", delimiter).replace("\n", ending).encode(encoding)
    (row,) = csv_files.read_table(io.BytesIO(content), "payments.csv", PaymentRow).whole()
    assert (row.amount, row.remittance, row.allocated_to) == (Decimal("9.50"), "Café", "")


def test_columns_may_stand_in_any_order_and_optional_ones_be_missing() -> None:
    sheet = payments("EUR,9.50,2026-03-31,PAY-1,CL-0001", heading="Currency,Amount,Received_on,REFERENCE,client_ref\n")
    assert sheet.whole()[0].method == ""


def test_what_looks_like_a_formula_stays_the_text_it_is() -> None:
    words = ["=1+1", "@SUM(A1)", "+49 30 1", "-hello", "=cmd|' /C calc'!A0"]
    rows = payments(*(f'CL-0001,PAY-{at},2026-03-31,1.00,EUR,,"{said}",' for at, said in enumerate(words))).whole()
    assert [row.remittance for row in rows] == words


def test_empty_lines_and_lines_inside_cells_do_not_move_the_numbers() -> None:
    sheet = payments(
        'CL-0001,PAY-1,2026-03-31,1.00,EUR,,"two\nlines",', "", ",,,,,,,", "CL-0001,PAY-2,2026-03-32,1.00,EUR,,,"
    )
    assert sheet.rows[0].remittance == "two\nlines"
    assert [(error.line, error.column) for error in sheet.errors] == [(6, "received_on")]


def test_every_wrong_cell_is_named_with_line_column_and_reason() -> None:
    sheet = payments(
        "CL-0001,PAY-1,2026-03-31,1.00,EUR,,,",
        'CL-0001,PAY-2,31.03.2026,"1.234,00",EURO,,,',
        ",PAY-3,2026-03-31,0,EUR,,,",
        "CL-0001,PAY-4,2026-03-31,1.005,EUR,,,",
        "CL-0001,PAY-1,2026-03-31,1.00,EUR,,,",
        "CL-0001,PAY-5,2026-03-31",
        "CL-0001,PAY-6,2026-03-31,1.00,EUR,,,,more",
    )
    assert [error.place for error in sheet.errors] == [
        "line 3, column received_on",
        "line 3, column amount",
        "line 3, column currency",
        "line 4, column client_ref",
        "line 4, column amount",
        "line 5, column amount",
        "line 6, column reference",
        "line 7, column amount",
        "line 7, column currency",
        "line 8",
    ]
    assert "1.005 has more decimals" in sheet.errors[5].reason
    assert "“EURO” is not a currency" in sheet.errors[2].reason


def test_a_sheet_with_errors_is_not_taken_by_halves() -> None:
    sheet = payments(
        "CL-0001,PAY-1,2026-03-31,1.00,EUR,,,", "CL-0001,PAY-2,2026-03-31,x,EUR,,,", "CL-0001,PAY-3,x,1.00,EUR,,,"
    )
    with pytest.raises(NotReadable) as caught:
        sheet.whole()
    assert (caught.value.file, caught.value.place) == ("payments.csv", "line 3, column amount")
    assert "1 more" in caught.value.reason


def test_only_so_many_errors_are_listed() -> None:
    assert len(payments(*["x"] * 500).errors) == MOST_ERRORS


@pytest.mark.parametrize(
    ("content", "place", "why"),
    [
        (b"", "", "empty"),
        (b"\xef\xbb\xbf \n", "", "empty"),
        (HEADING.encode("utf-16"), "line 1", "not UTF-8"),
        (HEADING.encode() + b"CL-0001,PAY-1,2026-03-31,1.00,EUR,,Caf\xe9,\n", "line 2", "not UTF-8"),
        (HEADING.encode() + b"CL-0001,\x00\n", "line 2", "control character"),
        (b"client_ref,reference\n", "line 1", "lacks received_on, amount, currency"),
        (HEADING.replace("method", "methode").encode(), "line 1", "“methode” is not known"),
        (HEADING.replace("method", "amount").encode(), "line 1", "twice"),
        (HEADING.encode() + b'CL-0001,"PAY-1,2026-03-31\n', "line 2", "quotes do not match"),
        (HEADING.encode() + b'CL-0001,"' + b"x" * 200_000 + b'"\n', "line 2", "too long"),
        (b"PK\x03\x04\x14\x00", "line 1", "control character"),
        (b"x" * (LARGEST_FILE + 1), "", "larger than 20 MB"),
    ],
)
def test_what_is_no_such_table_is_refused_as_a_whole(content: bytes, place: str, why: str) -> None:
    refused = refusal(content)
    assert refused.place == place
    assert why in refused.reason


def test_a_table_has_no_more_rows_than_can_be_kept() -> None:
    assert "200,000 rows" in refusal(HEADING.encode() + b",\n" * 200_001).reason


def one_client(**cells: str) -> Sheet[ClientRow]:
    given = {"ref": "CL-1", "name": "Café", "country": "IE", "email": "Pay@Cafe.example", "currency": "EUR"} | cells
    content = f"{','.join(given)}\n{','.join(given.values())}\n"
    return csv_files.read_table(io.BytesIO(content.encode()), "clients.csv", ClientRow)


def test_a_clients_blanks_mean_the_ordinary() -> None:
    """Which policy is the ordinary one the company chooses, so that stays open until the client is stored."""
    (row,) = one_client().whole()
    assert (row.email, row.locale, row.timezone, row.policy_profile) == ("pay@cafe.example", "en_GB", "UTC", "")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("country", "Ireland"),
        ("email", "nobody"),
        ("currency", "eur"),
        ("timezone", "Mars/Olympus"),
        ("locale", "klingon"),
        ("policy_profile", "../../etc/passwd"),
        ("name", "x" * 201),
        ("tax_id", "9" * 41),
    ],
)
def test_a_clients_cells_are_checked(column: str, cell: str) -> None:
    sheet = one_client(**{column: cell})
    assert [error.column for error in sheet.errors] == [column]


def test_contracts_prices_promises_and_records_are_read() -> None:
    contract = (
        "client_ref,number,title,starts_on,ends_on,currency,clauses\nCL-1,C-1,Coffee,2026-01-01,,EUR,4.1 Prices\n"
    )
    price = (
        "contract_number,sku,unit_price,currency,valid_from,notice_sent_on\n,BEANS,12.3456,EUR,2026-01-01,2025-11-01\n"
    )
    promise = "client_ref,sku,kind,value,valid_from,valid_to\nCL-1,,percent,10,2026-01-01,2026-03-31\n"
    record = "client_ref,record_id,kind,sku,quantity,period_start,period_end\nCL-1,DLV-1,Delivery,BEANS,8,2026-01-05,2026-01-05\n"
    (read_contract,) = csv_files.read_table(io.BytesIO(contract.encode()), "c.csv", ContractRow).whole()
    (read_price,) = csv_files.read_table(io.BytesIO(price.encode()), "p.csv", PriceRow).whole()
    (read_promise,) = csv_files.read_table(io.BytesIO(promise.encode()), "q.csv", PromiseRow).whole()
    (read_record,) = csv_files.read_table(io.BytesIO(record.encode()), "r.csv", RecordRow).whole()
    assert (read_contract.payment_terms_days, read_contract.ends_on) == (30, None)
    assert (read_price.contract_number, read_price.unit_price) == ("", Decimal("12.3456"))
    assert (read_promise.kind, read_promise.value) == (PromiseKind.PERCENT, 10)
    assert (read_record.kind, read_record.quantity) == (RecordKind.DELIVERY, 8)


@pytest.mark.parametrize(
    ("kind", "content", "column"),
    [
        (ContractRow, "client_ref,number,title,starts_on,ends_on,currency\nC,1,T,2026-02-01,2026-01-01,EUR\n", "ends_on"),
        (PriceRow, "sku,unit_price,currency,valid_from,valid_to\nB,1,EUR,2026-02-01,2026-01-01\n", "valid_to"),
        (PriceRow, "sku,unit_price,currency,valid_from\nB,-1,EUR,2026-02-01\n", "unit_price"),
        (PromiseRow, "client_ref,kind,value,valid_from\nC,percent,101,2026-01-01\n", "value"),
        (PromiseRow, "client_ref,kind,value,valid_from\nC,hearts,1,2026-01-01\n", "kind"),
        (RecordRow, "client_ref,record_id,kind,sku,quantity,period_start,period_end\nC,1,time,S,1,2026-02-01,2026-01-01\n", "period_end"),
        (ContractRow, "client_ref,number,title,starts_on,currency,payment_terms_days\nC,1,T,2026-02-01,EUR,soon\n", "payment_terms_days"),
    ],
)  # fmt: skip
def test_values_that_do_not_go_together_are_named(kind: type[Row], content: str, column: str) -> None:
    sheet = csv_files.read_table(io.BytesIO(content.encode()), "t.csv", kind)
    assert [error.column for error in sheet.errors] == [column]


def test_what_is_written_reads_back_the_same() -> None:
    rows = (
        PriceRow(line=2, contract_number="C-1", sku="BEANS", unit_price=Decimal("12.50"), currency="EUR", valid_from=date(2026, 1, 1)),
        PriceRow(line=3, sku="=BEANS", description='He said "no", twice', unit_price=Decimal(1), currency="EUR", valid_from=date(2026, 1, 1)),
    )  # fmt: skip
    assert csv_files.read_table(io.BytesIO(write_table(PriceRow, rows)), "p.csv", PriceRow).whole() == rows


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_they_are_read_or_refused(content: bytes) -> None:
    try:
        sheet = csv_files.read_table(io.BytesIO(HEADING.encode() + content), "payments.csv", PaymentRow)
    except NotReadable as refused:
        assert refused.reason
    else:
        assert all(isinstance(error, RowError) for error in sheet.errors)
