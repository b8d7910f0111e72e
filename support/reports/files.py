"""Reports as files: CSV and XLSX that no spreadsheet takes for formulas, and all of them as one PDF."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_percent

from support.kernel import words
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.reports.drawing import WESTERN, draw, height_of
from support.reports.drawing import plain as plain_letters
from support.reports.shapes import CURRENCY, Cell, Column, Holds, Period, Report
from support.words.reader import locale, told

if TYPE_CHECKING:
    from fpdf import FPDF
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate (OWASP, CSV injection)."""
HEADING, FIRST_ROWS = 20.0, 22.0
"""Millimetres: for a title with its question, and for the head and first rows of a table."""


def plain(cell: Cell, column: Column) -> str:
    """As text for a program: amounts with a point, days as in ISO 8601, shares in per cent; labels as their reader says them."""
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return str(cell.amount)
    if isinstance(cell, date):
        return f"{cell:%Y-%m}" if column.holds is Holds.MONTH else cell.isoformat()
    if column.holds is Holds.SHARE and isinstance(cell, Decimal):
        return f"{cell * 100:.1f} %"
    text = str(told(cell))
    return f"'{text}" if isinstance(cell, str) and text.startswith(DANGEROUS) else text


def _for_programs(report: Report) -> tuple[list[Column], list[list[Cell]]]:
    """Columns and rows with each currency in a cell of its own, so that an amount is a number and nothing else."""
    told_already = CURRENCY in report.columns
    apart = [column.holds is Holds.MONEY and not (column.currency or told_already) for column in report.columns]

    def spread(row: Sequence[Cell]) -> list[Cell]:
        beside = ((cell, cell.currency if isinstance(cell, Money) else None) for cell in row)
        return [one for two, both in zip(beside, apart, strict=True) for one in (two if both else two[:1])]

    columns = [
        one
        for column, both in zip(report.columns, apart, strict=True)
        for one in ([column, CURRENCY] if both else [column])
    ]
    return columns, [spread(row) for row in report.rows]


def as_csv(report: Report) -> bytes:
    """UTF-8 with the mark that Excel looks for."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    columns, cells = _for_programs(report)
    rows.writerow([told(column.label) for column in columns])
    rows.writerows([plain(cell, column) for cell, column in zip(row, columns, strict=True)] for row in cells)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(reports: Sequence[Report], period: Period) -> bytes:
    """A sheet for each report: figures and days to calculate with; text stays text, never a formula or a link."""
    from xlsxwriter import Workbook  # as much as the PDF's, only for who asks

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    looks = _Looks(book)
    for report in reports:
        sheet = book.add_worksheet(_sheet_name(report, book))
        sheet.write_string(0, 0, told(report.says))
        sheet.write_string(1, 0, told(words.period(period.first, period.last)))
        columns, rows = _for_programs(report)
        sheet.write_row(3, 0, [told(column.label) for column in columns], looks.bold)
        for number, row in enumerate(rows, start=4):
            for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
                _write(sheet, number, place, cell, looks.of(cell, column))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, len(columns), 18)
        sheet.freeze_panes(4, 1)
    book.close()
    return out.getvalue()


def _sheet_name(report: Report, book: "Workbook") -> str:
    """What a sheet may be called: at most 31 letters, none of `[]:*?/\\`, and like no other in any case."""
    name = re.sub(r"[\[\]:*?/\\]", " ", told(report.title))[:31].strip("'")
    taken = {sheet.name.casefold() for sheet in book.worksheets()}
    return name if name.casefold() not in taken else f"{name[:28]} {len(taken) + 1}"


class _Looks:
    """How numbers look in a workbook; one format a pattern."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._known: dict[str, Format] = {}
        self.bold = book.add_format({"bold": True, "text_wrap": True})

    def of(self, cell: Cell, column: Column) -> "Format | None":
        pattern = _pattern(cell, column)
        if pattern and pattern not in self._known:
            self._known[pattern] = self._book.add_format(
                {"num_format": pattern, "align": "left" if isinstance(cell, date) else "right"}
            )
        return self._known.get(pattern)


def _pattern(cell: Cell, column: Column) -> str:
    """In the language of spreadsheets, whose own settings say how a day or a thousand is written."""
    if isinstance(cell, Money):
        decimals = -int(cell.amount.as_tuple().exponent)
        return f"#,##0{'.' + '0' * decimals if decimals > 0 else ''} [${cell.currency}]"
    if isinstance(cell, date):
        return "mmmm yyyy" if column.holds is Holds.MONTH else "yyyy-mm-dd"
    return "0.0%" if column.holds is Holds.SHARE else ""


def _write(sheet: "Worksheet", row: int, place: int, cell: Cell, look: "Format | None") -> None:
    if cell is None:
        return
    if isinstance(cell, Money):
        sheet.write_number(row, place, float(cell.amount), look)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, look)
    elif isinstance(cell, str):
        sheet.write_string(row, place, told(cell))
    else:
        sheet.write_number(row, place, float(cell), look)


def as_pdf(reports: Sequence[Report], period: Period, title: str = N_("Disputes: report")) -> bytes:
    """All reports one after the other, each with its chart and its table. What the built-in fonts cannot write becomes a “?”."""
    from fpdf import FPDF  # takes half a second and 30 MB, for what is seldom asked

    paper = FPDF()
    paper.core_fonts_encoding = WESTERN
    paper.set_title(f"Redress: {told(title)}")
    paper.set_auto_page_break(True, margin=15)
    paper.add_page()
    paper.set_font("helvetica", "B", 18)
    paper.cell(0, 12, plain_letters(title), new_x="LMARGIN", new_y="NEXT")
    paper.set_font("helvetica", "", 10)
    paper.cell(0, 6, plain_letters(words.period(period.first, period.last)), new_x="LMARGIN", new_y="NEXT")
    for report in reports:
        _section(paper, report)
    return bytes(paper.output())


def _section(paper: "FPDF", report: Report) -> None:
    paper.ln(6)
    _keep_together(paper, report)
    paper.set_font("helvetica", "B", 13)
    paper.multi_cell(0, 8, plain_letters(report.title), new_x="LMARGIN", new_y="NEXT")
    paper.set_font("helvetica", "", 9)
    paper.multi_cell(0, 5, plain_letters(report.says), new_x="LMARGIN", new_y="NEXT")
    if not report.rows:
        paper.cell(0, 6, plain_letters(N_("Nothing in this period.")), new_x="LMARGIN", new_y="NEXT")
        return
    if report.chart is not None:
        paper.ln(2)
        draw(paper, report.chart)
    paper.ln(1)
    _table(paper, report)


def _keep_together(paper: "FPDF", report: Report) -> None:
    """A title does not end a page: its chart, or the head and two rows of its table, stand below it."""
    chart = height_of(report.chart) if report.chart is not None and report.rows else 0.0
    needed = HEADING + chart + (FIRST_ROWS if report.rows else 0.0)
    if paper.get_y() + needed > paper.h - paper.b_margin and paper.get_y() > paper.t_margin + HEADING:
        paper.add_page()


def _table(paper: "FPDF", report: Report) -> None:
    from fpdf.fonts import FontFace

    # What the chart was filled with last would fill every cell.
    paper.set_fill_color(255)
    paper.set_draw_color(190)
    paper.set_font("helvetica", "", 9)
    columns = report.columns
    look = {
        "text_align": tuple("RIGHT" if column.is_figures else "LEFT" for column in columns),
        "col_widths": tuple(_weight(place, column) for place, column in enumerate(columns)),
        "headings_style": FontFace(emphasis="BOLD", fill_color=(238, 240, 243)),
    }
    with paper.table(
        borders_layout="HORIZONTAL_LINES", line_height=4.6, padding=(0.8, 1.6), v_align="TOP", **look
    ) as table:
        for cells in ([column.label for column in columns], *_plain_rows(report)):
            row = table.row()
            for cell in cells:
                row.cell(plain_letters(cell))
    paper.set_draw_color(0)


def _weight(place: int, column: Column) -> float:
    """How wide a column is beside the others."""
    if column.holds is not Holds.WORDS:
        return 1.5 if column.holds is Holds.MONEY else 1.2
    return 3.0 if place == 0 else 2.0


def _plain_rows(report: Report) -> list[list[str]]:
    return [[_written(cell, column) for cell, column in zip(row, report.columns, strict=True)] for row in report.rows]


def _written(cell: Cell, column: Column) -> str:
    """As people read it, in their locale."""
    if isinstance(cell, date) and column.holds is Holds.MONTH:
        return words.month(cell, locale())
    if cell is None or isinstance(cell, Money | str | date):
        return str(told("" if cell is None else cell))
    if column.holds is Holds.SHARE:
        return str(format_percent(cell, locale=locale(), format="#,##0.#%"))
    return words.number(Decimal(cell), locale())
