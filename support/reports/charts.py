"""Charts as SVG, drawn on the server; each has its table beside it on the page."""

from math import ceil

from lxml import etree
from pygal import Bar, HorizontalBar, Line, StackedBar
from pygal.graph.graph import Graph
from pygal.style import Style

from support.kernel.sayings import N_
from support.reports.drawing import number
from support.reports.shapes import Chart, Report
from support.words.reader import told

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
LONGEST_LABEL = 34
FEW = 7


def svg(report: Report) -> bytes:
    """The report's chart in its reader's words; an empty one where it has none or nothing was counted."""
    chart = report.chart or Chart("bar", (), ())
    drawn = _graph(chart)
    # Bars that lie are drawn from below: the first row of the table is to be the uppermost.
    way = -1 if isinstance(drawn, HorizontalBar) else 1
    drawn.x_labels = [_short(told(label)) for label in chart.labels[::way]]
    for name, values in chart.series:
        drawn.add(told(name), list(values[::way]))
    picture = drawn.render_tree()
    for script in picture.findall(".//{*}script"):  # its settings, for a script that we do not send
        script.getparent().remove(script)
    return bytes(etree.tostring(picture, encoding="utf-8"))


def _graph(chart: Chart) -> Graph:
    many = len(chart.labels) > FEW or any(len(label) > 12 for label in chart.labels)
    kind = {"line": Line, "stacked": StackedBar}.get(chart.kind, HorizontalBar if many else Bar)
    highest = _highest(chart)
    return kind(
        style=LOOK,
        js=[],
        width=760,
        height=max(300, 26 * len(chart.labels) * max(1, len(chart.series))) if kind is HorizontalBar else 320,
        show_legend=len(chart.series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=3,
        x_label_rotation=30 if chart.kind in {"line", "stacked"} and len(chart.labels) > FEW else 0,
        include_x_axis=True,
        min_scale=2,
        value_formatter=number,
        y_labels=list(range(highest + 1)) if chart.labels and highest <= FEW else None,
        no_data_text=told(N_("Nothing in this period")),
    )


def _highest(chart: Chart) -> int:
    """So few that each has its own mark: half a dispute is none."""
    return ceil(max((value or 0 for _, values in chart.series for value in values), default=0)) or 1


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
