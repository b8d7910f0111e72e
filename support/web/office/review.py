"""The pack for a meeting of the departments: on the page, and as a file to bring along."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from support.prevention.dated import month_before
from support.reports import files
from support.reports.review import pack
from support.reports.shapes import Period, period_of, today
from support.web.office import blueprint
from support.web.office.reports import as_file

TITLE = "Review of the departments"


def _period() -> Period:
    """The month that ended last, unless other days are asked for."""
    first, last = month_before(today())
    asked = request.args
    return period_of(asked.get("first") or first.isoformat(), asked.get("last") or last.isoformat())


@blueprint.get("/review")
def review() -> ResponseReturnValue:
    period = _period()
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    return render_template("office/review.html", pack=pack(period), period=period, days=days)


@blueprint.get("/review/pack.<kind>")
def review_pack(kind: str) -> ResponseReturnValue:
    if kind not in ("xlsx", "pdf"):
        abort(404)
    period = _period()
    reports = pack(period)
    made = files.as_xlsx(reports, period) if kind == "xlsx" else files.as_pdf(reports, period, TITLE)
    return as_file(made, f"review-{period.first}-{period.last}.{kind}")
