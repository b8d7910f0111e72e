"""What pages ask of the database at a desk of a given size: statements, the work behind them, and plans that read whole tables."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from support.extensions import db

GROWS = ("disputes", "disputed_lines", "history", "clocks", "invoices", "invoice_lines", "letters", "search")
"""Tables that grow with the number of disputes: no page may read one of them from end to end."""
STEPS_AT_ONCE = 50
SHORT = 5000
Asked = tuple[str, Any]


@dataclass
class Work:
    """`statements` sent; `steps` of SQLite's machine, or rows that PostgreSQL looked at; `scans`: plans' lines that read all of a table."""

    statements: int = 0
    steps: int = 0
    scans: list[str] = field(default_factory=list)


def work_of(app: Flask, browser: FlaskClient, path: str) -> Work:
    """The page is asked for twice: what is read once for all (settings, templates) is nobody's work."""
    for _ in range(2):
        with watched() as (asked, steps), app.app_context():
            answer = browser.get(path)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    plans = [
        _plan(statement, given)
        for statement, given in asked
        if statement.lstrip().lower().startswith(("select", "with"))
    ]
    if db.engine.dialect.name == "postgresql":
        return Work(len(asked), sum(_rows(plan) for plan in plans), [line for plan in plans for line in _whole(plan)])
    return Work(len(asked), sum(steps), [line for plan in plans for line in plan if _reads_all(line)])


@contextmanager
def watched() -> Iterator[tuple[list[Asked], list[int]]]:
    """The statements with their parameters, and the steps that SQLite took for them."""
    asked: list[Asked] = []
    steps: list[int] = []

    def note(connection: Any, _cursor: object, statement: str, given: Any, *_: object) -> None:
        if not statement.lower().startswith(("begin", "pragma", "savepoint")):
            asked.append((statement, given))
            if db.engine.dialect.name == "sqlite":
                # The handler answers None: go on.
                connection.connection.driver_connection.set_progress_handler(
                    lambda: steps.append(STEPS_AT_ONCE), STEPS_AT_ONCE
                )

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked, steps
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _plan(statement: str, given: Any) -> Any:
    """SQLite: the lines of its plan. PostgreSQL: the tree of what it did."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            found = connection.exec_driver_sql(f"explain (analyze, timing off, format json) {statement}", given)
            return found.scalar_one()[0]["Plan"]
        return [row[3] for row in connection.exec_driver_sql(f"explain query plan {statement}", given)]


def _reads_all(line: str) -> bool:
    """Not along an index that says where to begin, nor in whose order one may stop."""
    found = re.match(r"SCAN (\w+)$", line)
    return found is not None and found[1] in GROWS


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _rows(plan: dict[str, Any]) -> int:
    """Rows that were looked at in tables and indexes, those that did not fit among them."""
    return sum(_looked_at(node) for node in _nodes(plan) if "Scan" in node["Node Type"])


def _looked_at(node: dict[str, Any]) -> int:
    return round((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])


def _whole(plan: dict[str, Any]) -> list[str]:
    """A short table is rightly read from end to end."""
    read = [node for node in _nodes(plan) if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWS]
    return [f"{node['Relation Name']}: {_looked_at(node)} rows" for node in read if _looked_at(node) > SHORT]
