"""Reports as files: CSV and XLSX that no spreadsheet takes for formulas, and all of them as one PDF."""

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_percent

from support.kernel import words
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.reports.drawing import draw, height_of
from support.reports.drawing import plain as plain_letters
from support.reports.shapes import Cell, Column, Holds, Period, Report
from support.words.reader import locale, told

if TYPE_CHECKING:
    from fpdf import FPDF
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate (OWASP, CSV injection)."""
HEADING, FIRST_ROWS = 20.0, 22.0
"""Millimetres: for a title with its question, and for the head and first rows of a table."""


def plain(cell: Cell, column: Column) -> str:
    """As text for a program: amounts with a point and their currency, shares in per cent; labels as their reader says them."""
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return f"{cell.amount} {cell.currency}"
    if column.holds is Holds.SHARE and isinstance(cell, Decimal):
        return f"{cell * 100:.1f} %"
    text = str(told(cell))
    return f"'{text}" if isinstance(cell, str) and text.startswith(DANGEROUS) else text


def as_csv(report: Report) -> bytes:
    """UTF-8 with the mark that Excel looks for."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([told(column.label) for column in report.columns])
    rows.writerows(
        [plain(cell, column) for cell, column in zip(row, report.columns, strict=True)] for row in report.rows
    )
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(reports: Sequence[Report], period: Period) -> bytes:
    """A sheet for each report. Text is written as text: nothing in it becomes a formula or a link."""
    from xlsxwriter import Workbook  # as much as the PDF's, only for who asks

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, percent = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.0%"})
    for report in reports:
        sheet = book.add_worksheet(_sheet_name(report, book))
        sheet.write_string(0, 0, told(report.says))
        sheet.write_string(1, 0, told(words.period(period.first, period.last)))
        sheet.write_row(3, 0, [told(column.label) for column in report.columns], bold)
        for number, row in enumerate(report.rows, start=4):
            for place, (cell, column) in enumerate(zip(row, report.columns, strict=True)):
                _write(sheet, number, place, cell, percent if column.holds is Holds.SHARE else None)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, len(report.columns), 16)
    book.close()
    return out.getvalue()


def _sheet_name(report: Report, book: "Workbook") -> str:
    """What a sheet may be called: at most 31 letters, none of `[]:*?/\\`, and like no other in any case."""
    name = re.sub(r"[\[\]:*?/\\]", " ", told(report.title))[:31].strip("'")
    taken = {sheet.name.casefold() for sheet in book.worksheets()}
    return name if name.casefold() not in taken else f"{name[:28]} {len(taken) + 1}"


def _write(sheet: "Worksheet", row: int, place: int, cell: Cell, look: object) -> None:
    if cell is None:
        return
    if isinstance(cell, Money):
        sheet.write_string(row, place, f"{cell.amount} {cell.currency}")
    elif isinstance(cell, str):
        sheet.write_string(row, place, told(cell))
    else:
        sheet.write_number(row, place, float(cell), look)


def as_pdf(reports: Sequence[Report], period: Period, title: str = N_("Disputes: report")) -> bytes:
    """All reports one after the other, each with its chart and its table. What the built-in fonts cannot write becomes a “?”."""
    from fpdf import FPDF  # takes half a second and 30 MB, for what is seldom asked

    paper = FPDF()
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
    if paper.get_y() + needed > paper.h - paper.b_margin and paper.get_y() > paper.t_margin + needed:
        paper.add_page()


def _table(paper: "FPDF", report: Report) -> None:
    from fpdf.fonts import FontFace

    # What the chart was filled with last would fill every cell.
    paper.set_fill_color(255)
    paper.set_draw_color(190)
    paper.set_font("helvetica", "", 9)
    columns = report.columns
    look = {
        "text_align": tuple("LEFT" if column.holds is Holds.WORDS else "RIGHT" for column in columns),
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
    if cell is None or isinstance(cell, Money | str):
        return str(told(cell or ""))
    if column.holds is Holds.SHARE:
        return str(format_percent(cell, locale=locale(), format="#,##0.#%"))
    return words.number(Decimal(cell), locale())
