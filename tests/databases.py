"""The database of the tests: one for each process that runs them, and emptied before each test."""

import os
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from support.extensions import db

_CALLED = "select setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) from pg_sequences"


def url_of(folder: Path, process: str) -> str:
    """SQLite in `folder`, or what TEST_DATABASE_URL names; `process` is "main", or one of those that pytest -n starts."""
    given = os.environ.get("TEST_DATABASE_URL")
    if not given:
        return f"sqlite:///{folder / 'test.db'}"
    url = make_url(given).set(drivername="postgresql+psycopg")
    if process != "main":
        url = _made_anew(url, f"{url.database}_{process}")
    return url.render_as_string(hide_password=False)


def _made_anew(beside, name: str):
    engine = create_engine(beside, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'drop database if exists "{name}" with (force)'))
        connection.execute(text(f'create database "{name}"'))
    engine.dispose()
    return beside.set(database=name)


def empty() -> None:
    """Empty every table that has rows, and let numbers begin again. Most tests fill few of them."""
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    filled = list(db.session.scalars(text(_filled(tuple(tables)))))
    if db.engine.dialect.name == "postgresql":
        _empty_postgres(filled)
    else:
        # Links that go round (a credit note and its invoice) hinder any order of deletion.
        db.session.execute(text("pragma defer_foreign_keys = on"))
        _delete(filled)
    db.session.commit()


@cache
def _filled(tables: tuple[str, ...]) -> str:
    return " union all ".join(f"select '{name}' where exists (select 1 from {name})" for name in tables)  # noqa: S608 — our own table names


def _empty_postgres(filled: list[str]) -> None:
    """By deletion without triggers where we may: TRUNCATE writes a new file for each table that hangs on another."""
    if db.session.scalar(text("select rolsuper from pg_roles where rolname = current_user")):
        db.session.execute(text("set local session_replication_role = replica"))
        _delete(filled)
        db.session.execute(text(f"{_CALLED} where last_value is not null and schemaname = current_schema()"))
    else:
        names = ", ".join(table.name for table in db.metadata.sorted_tables)
        db.session.execute(text(f"truncate {names} restart identity cascade"))


def _delete(tables: list[str]) -> None:
    for name in tables:
        db.session.execute(text(f"delete from {name}"))  # noqa: S608 — our own table names
