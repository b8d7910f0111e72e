"""Reports: one at a time with its chart and table, and all of them as files."""

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.kernel.errors import BadInput
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.reports import files
from support.reports.catalogue import REPORTS, report
from support.reports.shapes import Cell, Column, Holds, Period, Report, period_of
from support.web import formatters
from support.web.office import blueprint

TITLES = {
    "volume": N_("Volume"),
    "reasons": N_("Reasons"),
    "causes": N_("Root causes"),
    "ageing": N_("Backlog"),
    "clocks": N_("Clocks"),
    "cycle-time": N_("Cycle time"),
    "first-contact": N_("First contact"),
    "value": N_("Value"),
    "clients": N_("Clients"),
    "services": N_("Services"),
    "preparers": N_("Preparers"),
    "price-lists": N_("Price lists"),
    "surveys": N_("Surveys"),
    "unsatisfied": N_("Not satisfied"),
    "opinions": N_("Said unasked"),
    "agents": N_("People"),
    "departments": N_("Departments"),
    "fairness": N_("Like cases"),
    "rigid": N_("Rigid handling"),
    "retention": N_("Clients who stay"),
    "at-risk": N_("Clients at risk"),
    "findings": N_("Findings"),
    "recurring": N_("Recurring errors"),
    "incidents": N_("Incidents"),
    "timeliness": N_("Bills in time"),
}
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def _period() -> Period:
    return period_of(request.args.get("first"), request.args.get("last"))


@dataclass(frozen=True)
class Asked:
    """`typed` is what stands in the form; where it is no period `problem` says so, and the usual one is shown."""

    period: Period
    typed: dict[str, str]
    problem: BadInput | None = None

    @property
    def days(self) -> dict[str, str]:
        return {"first": self.period.first.isoformat(), "last": self.period.last.isoformat()}

    @property
    def status(self) -> int:
        return self.problem.http_status if self.problem else 200


def asked(first: str = "", last: str = "") -> Asked:
    """The days of the address, else `first` and `last`, else the usual ones."""
    typed = {"first": request.args.get("first") or first, "last": request.args.get("last") or last}
    try:
        found = Asked(period_of(typed["first"], typed["last"]), typed)
    except BadInput as wrong:
        return Asked(period_of(first, last), typed, wrong)
    return replace(found, typed=found.days)


def _address(key: str, days: dict[str, Any]) -> str:
    return url_for("office.reports", key=key, **days)


@blueprint.get("/reports")
@blueprint.get("/reports/<key>")
def reports(key: str = "volume") -> ResponseReturnValue:
    wish = asked()
    found = report(key, wish.period)
    titles = {name: (title, _address(name, wish.days)) for name, title in TITLES.items()}
    shown = render_template("office/reports.html", report=found, charts=_drawn(found), asked=wish, titles=titles)
    return shown, wish.status


@dataclass(frozen=True)
class Drawn:
    """A chart within the page, as a picture of its own whose style sheet is its own too; sizes in pixels."""

    address: str
    width: int
    height: int


def _drawn(found: Report) -> list[Drawn]:
    """For a page and for a telephone; none where there is no chart."""
    if found.chart is None or not found.rows:
        return []
    from support.reports import charts  # draws only for managers

    return [
        Drawn(
            "data:image/svg+xml;base64," + b64encode(charts.svg(found, width)).decode(), width, charts.height_of(found)
        )
        for width in (charts.WIDE, charts.NARROW)
    ]


@blueprint.get("/reports/<key>.csv")
def report_csv(key: str) -> ResponseReturnValue:
    return as_file(files.as_csv(report(key, _period())), f"{key}.csv")


@blueprint.get("/reports/all.<kind>")
def report_files(kind: str) -> ResponseReturnValue:
    if kind not in ("xlsx", "pdf"):
        abort(404)
    period = _period()
    every = [made(period) for made in REPORTS.values()]
    made = files.as_xlsx(every, period) if kind == "xlsx" else files.as_pdf(every, period)
    return as_file(made, f"report-{period.first}-{period.last}.{kind}")


def as_file(content: bytes, name: str) -> Response:
    """To be saved, never shown in the browser."""
    answer = Response(content, content_type=KINDS[name.rpartition(".")[2]])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.app_template_filter("report_cell")
def report_cell(cell: Cell, column: Column) -> str:
    """A cell as its reader writes numbers."""
    if cell is None:
        return "—"
    if isinstance(cell, Money):
        return formatters.money(cell)
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return formatters.month(cell) if column.holds is Holds.MONTH else formatters.day(cell)
    if column.holds is Holds.SHARE:
        return formatters.share(cell)
    return formatters.quantity(cell)
