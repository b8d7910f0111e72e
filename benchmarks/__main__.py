"""Seeds a large desk into a temporary database, times what people do most, and prints a table. Nothing is kept.

DATABASE_URL may name an empty PostgreSQL database to use instead of a temporary SQLite file; it is left empty again.
"""

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import inspect

from benchmarks import occasions
from benchmarks.measuring import Figures
from benchmarks.seeding import seed
from support import create_app
from support.extensions import db


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="disputes to seed (10000)")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    wanted = parser.parse_args()
    if wanted.rows < 1000:
        parser.error("fewer than 1000 disputes say nothing")
    with tempfile.TemporaryDirectory() as folder, _desk(Path(folder)) as app:
        started = perf_counter()
        seed(wanted.rows)
        about = {"rows": wanted.rows, "seeded_s": round(perf_counter() - started, 1), **_machine()}
        figures = occasions.all_of_them(app)
    about["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({**about, "figures": [asdict(row) for row in figures]}) if wanted.json else _table(about, figures))


@contextmanager
def _desk(folder: Path) -> Iterator[Flask]:
    """The application on an empty database, which it leaves empty."""
    url = os.environ.get("DATABASE_URL", "").replace("postgresql://", "postgresql+psycopg://")
    settings = {"INSTANCE": folder, "CLOCK_FILE": None, "RASA_URL": "", "MAIL_SERVER": "", "WTF_CSRF_ENABLED": False}
    limits = {
        "RATELIMIT_ENABLED": False,
        "SECRET_KEY": "a benchmark",
        "SQLALCHEMY_DATABASE_URI": url or f"sqlite:///{folder}/desk.db",
    }
    app = create_app({**settings, **limits})
    with app.app_context():
        if inspect(db.engine).get_table_names():
            sys.exit("That database is not empty. Name an empty one in DATABASE_URL, or none.")
        db.create_all()
        try:
            yield app
        finally:
            db.session.remove()
            db.drop_all()
            db.engine.dispose()


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "python": platform.python_version(), "database": db.engine.dialect.name}


def _table(about: dict[str, Any], figures: list[Figures]) -> str:
    head = ", ".join(f"{name} {value}" for name, value in about.items())
    lines = [f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}   "]
    lines += [f"{row.name:34}{row.p50:9.1f}{row.p95:9.1f}{row.cpu:9.1f}   {row.note}" for row in figures]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    main()
