"""Health that checks instead of assuming."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from support import timetable
from support.correspondence import wellbeing
from support.extensions import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def alive() -> ResponseReturnValue:
    """The web program answers and its database does too."""
    db.session.execute(text("select 1"))
    return jsonify(ok=True, version=current_app.config["VERSION"])


@blueprint.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Each part by itself, and the names of the jobs that are not well. 503 when a part is not; why stands in the office."""
    database = _answers("select 1") and _answers("select 1 from disputes limit 1")
    jobs = [standing.job.name for standing in timetable.standings() if standing.ill] if database else []
    parts = {
        "database": _answers("select 1"),
        "tables": database,
        "worker": database and timetable.worker_lives(),
        "jobs": database and not jobs,
        "letters": database and not wellbeing.any_stuck(),
    }
    well = all(parts.values())
    return jsonify(ok=well, parts=parts, jobs_not_well=jobs), 200 if well else 503


def _answers(query: str) -> bool:
    try:
        db.session.execute(text(query))
    except Exception:
        db.session.rollback()
        return False
    return True
