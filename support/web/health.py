"""Health that checks instead of assuming."""

from pathlib import Path

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from support import timetable
from support.correspondence import wellbeing
from support.extensions import db
from support.kernel import logs
from support.kernel.keeping import without_room

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def alive() -> ResponseReturnValue:
    """The web program answers and its database does too."""
    db.session.execute(text("select 1"))
    return jsonify(ok=True, version=current_app.config["VERSION"])


@blueprint.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Each part by itself, and each job with its runs. 503 when a part is not well; why, in words, stands in the office."""
    database = _answers("select 1") and _answers("select 1 from disputes limit 1")
    standings = timetable.standings() if database else []
    jobs = [standing.job.name for standing in standings if standing.ill]
    parts = _disks() | {
        "database": _answers("select 1"),
        "tables": database,
        "worker": database and timetable.worker_lives(),
        "jobs": database and not jobs,
        "letters": database and not wellbeing.any_stuck(),
    }
    well = all(parts.values())
    runs = {standing.job.name: _runs(standing) for standing in standings}
    return jsonify(ok=well, parts=parts, jobs_not_well=jobs, jobs=runs), 200 if well else 503


def _runs(standing: timetable.Standing) -> dict[str, str | None]:
    """Moments in UTC; None for what has not been. Of an error its kind alone: its words may name people, and anybody asks here."""
    run = standing.run
    last = run.ended_at.isoformat() if run and run.ended_at else None
    error = run.last_error.partition(":")[0].split(" ")[0] if run and run.last_error else ""
    return {"last_run": last, "next_run": run.next_at.isoformat() if run else None, "last_error": error}


def _disks() -> dict[str, bool]:
    """Each folder may lie on a disk of its own, and the log of this program on one more."""
    instance = Path(current_app.config["INSTANCE"])
    folders = [instance, *(instance / name for name in ("files", "mail", "log"))]
    return {"disk": not without_room(folders), "logs": logs.can_be_written()}


def _answers(query: str) -> bool:
    try:
        db.session.execute(text(query))
    except Exception:
        db.session.rollback()
        return False
    return True
