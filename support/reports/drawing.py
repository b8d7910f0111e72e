"""A report's chart on paper, drawn from its figures: bars beside their labels, lines from left to right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from support.kernel import words
from support.reports.shapes import Chart
from support.words.reader import locale, told

if TYPE_CHECKING:
    from fpdf import FPDF

COLOURS = ((31, 143, 116), (217, 164, 65), (181, 83, 60), (91, 127, 181))
"""As on the page; told apart by their lightness too."""
LABEL, ROW, LINE_HEIGHT, WIDTH = 62.0, 4.2, 42.0, 180.0
"""Millimetres: for the labels, for one bar, for a chart of lines, and for the whole."""
MOST_LABELS = 20
WESTERN = "windows-1252"
"""What those fonts can write: the “€” with it, which Latin-1 does not have."""


def draw(paper: FPDF, chart: Chart) -> None:
    """Below what stands on the page, or on a new one where it does not fit."""
    paper.core_fonts_encoding = WESTERN
    if not chart.labels or not any(value for _, values in chart.series for value in values):
        return
    if paper.get_y() + height_of(chart) > paper.h - 20:
        paper.add_page()
    _legend(paper, chart)
    if chart.kind == "line":
        _lines(paper, chart)
    else:
        _bars(paper, chart)
    paper.set_draw_color(0)
    paper.ln(4)


def height_of(chart: Chart) -> float:
    """Millimetres with the legend."""
    if chart.kind == "line":
        return LINE_HEIGHT + 14
    each = 1 if chart.kind == "stacked" else len(chart.series)
    return 8 + min(len(chart.labels), MOST_LABELS) * (each * ROW + 1.6)


def _legend(paper: FPDF, chart: Chart) -> None:
    if len(chart.series) < 2:
        return
    paper.set_font("helvetica", "", 8)
    x, y = paper.l_margin, paper.get_y() + 1
    for (name, _), colour in zip(chart.series, COLOURS, strict=False):
        paper.set_fill_color(*colour)
        paper.rect(x, y, 3, 3, style="F")
        paper.text(x + 4, y + 2.7, plain(name))
        x += 8 + paper.get_string_width(plain(name))
    paper.set_y(y + 6)


def _bars(paper: FPDF, chart: Chart) -> None:
    stacked = chart.kind == "stacked"
    rows = list(zip(*(values for _, values in chart.series), strict=True))[:MOST_LABELS]
    whole = [sum(value or 0 for value in row) if stacked else max(value or 0 for value in row) for row in rows]
    room = (WIDTH - LABEL - 16) / (max(whole) or 1)
    paper.set_font("helvetica", "", 8)
    for label, row in zip(chart.labels, rows, strict=False):
        y, x = paper.get_y(), paper.l_margin + LABEL
        paper.text(paper.l_margin, y + 3.2, _short(paper, label))
        for place, value in enumerate(row):
            long = (value or 0) * room
            paper.set_fill_color(*COLOURS[place % len(COLOURS)])
            paper.rect(x, y, max(long, 0.2), ROW - 0.6, style="F")
            if value and not stacked:
                paper.text(x + long + 1, y + 3, number(value))
            x, y = (x + long, y) if stacked else (x, y + ROW)
        paper.set_y((y + ROW if stacked else y) + 1.6)


def _lines(paper: FPDF, chart: Chart) -> None:
    x, top = paper.l_margin + 8, paper.get_y()
    highest = max((value or 0 for _, values in chart.series for value in values), default=0) or 1
    step = (WIDTH - 12) / max(len(chart.labels) - 1, 1)
    paper.set_draw_color(160)
    paper.line(x, top, x, top + LINE_HEIGHT)
    paper.line(x, top + LINE_HEIGHT, x + WIDTH - 12, top + LINE_HEIGHT)
    paper.set_font("helvetica", "", 8)
    paper.text(paper.l_margin, top + 3, number(highest))
    paper.text(paper.l_margin, top + LINE_HEIGHT, "0")
    for (_, values), colour in zip(chart.series, COLOURS, strict=False):
        points = [(x + step * at, top + LINE_HEIGHT * (1 - (value or 0) / highest)) for at, value in enumerate(values)]
        paper.set_draw_color(*colour)
        paper.set_line_width(0.6)
        for (x1, y1), (x2, y2) in pairwise(points):
            paper.line(x1, y1, x2, y2)
    paper.set_line_width(0.2)
    last = plain(chart.labels[-1])
    paper.text(x, top + LINE_HEIGHT + 4, plain(chart.labels[0]))
    paper.text(x + WIDTH - 12 - paper.get_string_width(last), top + LINE_HEIGHT + 4, last)
    paper.set_y(top + LINE_HEIGHT + 6)


def _short(paper: FPDF, label: str | date) -> str:
    said = plain(label)
    while paper.get_string_width(said) > LABEL - 3:
        said = said[:-2].rstrip(".") + "."
    return said


def number(value: float) -> str:
    return words.number(Decimal(f"{value:g}"), locale())


def plain(text: str | date) -> str:
    """As its reader says it. What the fonts that every PDF reader has can write; anything else becomes a “?”."""
    text = str(told(text))
    for fancy, simple in (("\u202f", "\u00a0"), ("\u2212", "-")):
        text = text.replace(fancy, simple)
    return text.encode(WESTERN, "replace").decode(WESTERN)
