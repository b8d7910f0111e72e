"""The report of overrides: which rules were set aside in a client's favour, by whom, and why."""

from collections import Counter
from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from support.disputes.overriding import overrides
from support.kernel import clock
from support.kernel.sayings import N_
from support.web.office import blueprint

PERIODS = {"30": N_("30 days"), "90": N_("90 days"), "365": N_("a year")}


@blueprint.get("/overrides")
def overridden() -> ResponseReturnValue:
    days = request.args.get("days", "90")
    days = days if days in PERIODS else "90"
    rows = overrides(since=clock.now() - timedelta(days=int(days)))
    counts = Counter(row.rule for row, _ in rows)
    return render_template("office/overrides.html", rows=rows, counts=counts.most_common(), days=days, periods=PERIODS)
