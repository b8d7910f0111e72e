"""Health that checks instead of assuming."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from support.extensions import db
from support.kernel import clock

blueprint = Blueprint("health", __name__)
WORKER_SILENT_AFTER = 90
"""Seconds without a heartbeat after which the worker counts as gone."""


@blueprint.get("/health")
def alive() -> ResponseReturnValue:
    """The web program answers and its database does too."""
    db.session.execute(text("select 1"))
    return jsonify(ok=True, version=current_app.config["VERSION"])


@blueprint.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Each part by itself: database, migrations, worker. 503 when one is not well."""
    parts = {
        "database": _answers("select 1"),
        "tables": _answers("select 1 from disputes limit 1"),
        "worker": _worker(),
    }
    well = all(parts.values())
    return jsonify(ok=well, parts=parts), 200 if well else 503


def _answers(query: str) -> bool:
    try:
        db.session.execute(text(query))
    except Exception:
        db.session.rollback()
        return False
    return True


def _worker() -> bool:
    beat = current_app.config["INSTANCE"] / "worker.heartbeat"
    try:
        return float(clock.system_now().timestamp() - beat.stat().st_mtime) < WORKER_SILENT_AFTER
    except FileNotFoundError:
        return False
