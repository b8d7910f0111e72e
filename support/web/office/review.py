"""The pack for a meeting of the departments: on the page, and as a file to bring along."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from support.kernel.sayings import N_
from support.prevention.dated import month_before
from support.reports import files
from support.reports.review import pack
from support.reports.shapes import period_of, today
from support.web.office import blueprint
from support.web.office.reports import as_file, asked

TITLE = N_("Review of the departments")


def _month() -> tuple[str, str]:
    """The month that ended last."""
    first, last = month_before(today())
    return first.isoformat(), last.isoformat()


@blueprint.get("/review")
def review() -> ResponseReturnValue:
    wish = asked(*_month())
    return render_template("office/review.html", pack=pack(wish.period), asked=wish), wish.status


@blueprint.get("/review/pack.<kind>")
def review_pack(kind: str) -> ResponseReturnValue:
    if kind not in ("xlsx", "pdf"):
        abort(404)
    first, last = _month()
    period = period_of(request.args.get("first") or first, request.args.get("last") or last)
    reports = pack(period)
    made = files.as_xlsx(reports, period) if kind == "xlsx" else files.as_pdf(reports, period, TITLE)
    return as_file(made, f"review-{period.first}-{period.last}.{kind}")
