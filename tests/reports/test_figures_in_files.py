"""Figures, days and labels where a report leaves the page: for programs as numbers, for people in their own way."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from support.kernel.money import Money
from support.reports import charts, files, promises
from support.reports.catalogue import report
from support.reports.shapes import Column, Holds, Period, Report
from support.words.reader import reading

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))

MIXED = Report(
    "mixed",
    "Mixed",
    "?",
    (Column("Day", Holds.WORDS), Column("Month", Holds.MONTH), Column("Amount", Holds.MONEY), Column("Count")),
    (
        (date(2026, 3, 2), date(2026, 3, 1), Money(99999999999999, "EUR"), 2),
        (None, None, Money(-1234, "JPY"), 0),
        (None, None, None, 1),
    ),
)


def test_in_a_table_for_programs_an_amount_is_a_number_with_its_currency_beside_it() -> None:
    _, *rows = csv.reader(io.StringIO(files.as_csv(MIXED).decode("utf-8-sig"), newline=""))
    assert rows == [
        ["2026-03-02", "2026-03", "999999999999.99", "EUR", "2"],
        ["", "", "-1234", "JPY", "0"],
        ["", "", "", "", "1"],
    ]


def test_an_amount_of_a_workbook_can_be_added_up_and_a_day_is_a_day() -> None:
    book = zipfile.ZipFile(io.BytesIO(files.as_xlsx([MIXED], MARCH)))
    sheet, looks = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    cells = dict(re.findall(r'<c r="(\w+)"(?: s="\d+")?><v>([^<]*)</v>', sheet))
    assert (Decimal(cells["C5"]), Decimal(cells["C6"]), cells["E5"]) == (Decimal("999999999999.99"), -1234, "2")
    assert (date(1899, 12, 30) - date(2026, 3, 2)).days == -int(cells["A5"])
    assert "#,##0.00 [$EUR]" in looks and "#,##0 [$JPY]" in looks


def test_days_and_labels_of_a_chart_are_its_readers(app: object) -> None:
    with reading("de_DE"):
        drawn = charts.svg(report("volume", MARCH)).decode() + charts.svg(report("ageing", MARCH)).decode()
    assert "01.03.2026" in drawn and "bis zu 3 Tage" in drawn
    assert "2026-03-01" not in drawn and "up to" not in drawn


def test_on_paper_an_amount_has_its_currency_and_a_saying_its_quotation_marks(app: object) -> None:
    row = (date(2026, 3, 2), date(2026, 3, 1), Money(123456, "EUR"), 2)
    with reading("de_DE"):
        drawn = files.as_pdf([replace(MIXED, says="„So – oder so?“", rows=(row,))], MARCH)
    text = PdfReader(io.BytesIO(drawn)).pages[0].extract_text()
    assert "1.234,56 €" in text.replace("\u00a0", " ") and "„So – oder so?“" in text
    assert "2. März 2026" in text and "März 2026" in text


@pytest.mark.usefixtures("app")
def test_clocks_are_named_in_the_chart_as_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "_kept", lambda _: {"Acknowledgement": (1, 0, 0)})
    with reading("de_DE"):
        assert "Eingangsbestätigung" in charts.svg(report("clocks", MARCH)).decode()
