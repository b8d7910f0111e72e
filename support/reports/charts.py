"""Charts as SVG, drawn on the server; each has its table beside it on the page."""

from datetime import date
from math import ceil

from lxml import etree
from pygal import Bar, HorizontalBar, HorizontalStackedBar, Line, StackedBar
from pygal.graph.graph import Graph
from pygal.style import Style

from support.kernel import words
from support.kernel.sayings import N_
from support.reports.drawing import number
from support.reports.shapes import Chart, Report
from support.words.reader import locale, told

# Greys that can be read on white and on black, and colours told apart by their lightness too.
LOOK = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#808680",
    foreground_strong="#808680",
    foreground_subtle="#9aa09a",
    guide_stroke_color="#c9cfc9",
    major_guide_stroke_color="#aab0aa",
    guide_stroke_dasharray="2,3",
    major_guide_stroke_dasharray="2,3",
    opacity="1",
    opacity_hover=".8",
    colors=("#1f8f74", "#d9a441", "#b5533c", "#5b7fb5"),
    font_family="system-ui, sans-serif",
    label_font_size=13,
    legend_font_size=14,
    value_font_size=12,
)
LONGEST_LABEL = {1180: 44, 360: 18}
WIDE, NARROW = LONGEST_LABEL
"""Pixels: as wide as a page is, and as a telephone. Letters stay as large as they are, so each has its own drawing."""
FEW = 7


EMPTY = Chart("bar", (), ())


def height_of(report: Report) -> int:
    """Pixels, whatever the width: bars that lie need room for each of them."""
    chart = report.chart or EMPTY
    each = 1 if chart.kind == "stacked" else len(chart.series)
    return max(190, 90 + 24 * len(chart.labels) * each) if _lies(chart) else 320


def svg(report: Report, width: int = WIDE) -> bytes:
    """The report's chart in its reader's words; an empty one where it has none or nothing was counted."""
    chart = report.chart or EMPTY
    drawn = _graph(chart, width, height_of(report))
    # Bars that lie are drawn from below: the first row of the table is to be the uppermost.
    way = -1 if _lies(chart) else 1
    drawn.x_labels = [_short(_said(label), LONGEST_LABEL[width]) for label in chart.labels[::way]]
    for name, values in chart.series:
        drawn.add(told(name), list(values[::way]))
    picture = drawn.render_tree()
    for script in picture.findall(".//{*}script"):  # its settings, for a script that we do not send
        script.getparent().remove(script)
    return bytes(etree.tostring(picture, encoding="utf-8"))


def _graph(chart: Chart, width: int, height: int) -> Graph:
    stands, lies = (StackedBar, HorizontalStackedBar) if chart.kind == "stacked" else (Bar, HorizontalBar)
    highest = _highest(chart)
    return (Line if chart.kind == "line" else lies if _lies(chart) else stands)(
        style=LOOK,
        js=[],
        width=width,
        height=height,
        show_legend=len(chart.series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=3 if width == WIDE else 1,
        truncate_legend=-1,
        x_label_rotation=30 if chart.kind == "line" and len(chart.labels) > FEW else 0,
        x_labels_major_every=ceil(len(chart.labels) / (20 if width == WIDE else 5)) or 1,
        show_minor_x_labels=chart.kind != "line",
        include_x_axis=True,
        min_scale=2,
        max_scale=12 if width == WIDE else 5,
        value_formatter=number,
        y_labels=list(range(highest + 1)) if chart.labels and highest <= FEW else None,
        no_data_text=told(N_("Nothing in this period")),
    )


def _lies(chart: Chart) -> bool:
    """One bar or two that stand would be as broad as they are high; long labels need a line of their own."""
    few = 2 < len(chart.labels) <= FEW
    return chart.kind != "line" and not (few and all(len(_said(label)) <= 12 for label in chart.labels))


def _highest(chart: Chart) -> int:
    """So few that each has its own mark: half a dispute is none."""
    return ceil(max((value or 0 for _, values in chart.series for value in values), default=0)) or 1


def _said(label: str | date) -> str:
    return words.short_day(label, locale()) if isinstance(label, date) else str(told(label))


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"
