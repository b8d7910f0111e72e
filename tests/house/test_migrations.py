"""The migrations make exactly the tables that the models describe, both ways."""

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine, create_engine, func, inspect, select, text

from support import create_app
from support.demo.loading import load
from support.extensions import db
from support.kernel import triggers
from tests.house import source

VERSIONS = source.ROOT / "migrations" / "versions"


def test_migrations_are_numbered_and_have_one_head() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert names
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names)
    config = Config()
    config.set_main_option("script_location", str(source.ROOT / "migrations"))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def not_of_the_index(name: str | None, kind: str, _parents: object) -> bool:
    """SQLite's full-text index is a family of tables of its own."""
    return kind != "table" or not (name or "").startswith("search_index")


def _triggers(connection: Connection) -> set[str]:
    return set(connection.scalars(text("select name from sqlite_master where type = 'trigger'")))


def _declared() -> set[str]:
    return {trigger.name for trigger in triggers.declared() if trigger.sqlite}


def test_the_migrations_make_the_tables_of_the_models_and_take_them_away(application: Flask, tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'migrated.db'}"
    migrated = create_app({**application.config, "SQLALCHEMY_DATABASE_URI": url})
    with migrated.app_context():
        upgrade(directory=str(source.ROOT / "migrations"))
        engine = create_engine(url)
        with engine.connect() as connection:
            differences = compare_metadata(
                MigrationContext.configure(connection, opts={"include_name": not_of_the_index}), db.metadata
            )
            made = _triggers(connection)
        assert [str(difference) for difference in differences] == []
        assert made == _declared()
        downgrade(directory=str(source.ROOT / "migrations"), revision="base")
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
        engine.dispose()
        db.session.remove()
        db.engine.dispose()


def test_no_row_is_lost_where_a_migration_rebuilds_a_table_that_others_refer_to(
    application: Flask, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'migrated.db'}"
    migrated = create_app({**application.config, "SQLALCHEMY_DATABASE_URI": url})
    directory = str(source.ROOT / "migrations")
    with migrated.app_context():
        upgrade(directory=directory)
        load()
        before = _counted()
        assert before["tasks"] and before["incidents"] and before["prevention_steps"]
        downgrade(directory=directory, revision="0020")
        upgrade(directory=directory)
        assert _counted() == before
        assert db.session.connection().exec_driver_sql("pragma foreign_keys").scalar() == 1
        db.session.remove()
        db.engine.dispose()


def _counted() -> dict[str, int]:
    db.session.rollback()
    tables = (table for table in db.metadata.sorted_tables if table.name != "voices")
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_the_migrations_leave_every_rule_that_the_models_have(application: Flask, tmp_path) -> None:
    """CHECKs and triggers: SQLite forgets both when a migration rebuilds a table and does not say them again."""
    url = f"sqlite:///{tmp_path / 'migrated.db'}"
    migrated = create_app({**application.config, "SQLALCHEMY_DATABASE_URI": url})
    with migrated.app_context():
        upgrade(directory=str(source.ROOT / "migrations"))
        made = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
        db.metadata.create_all(made)
        engine = create_engine(url)
        assert _rules(engine) == _rules(made)
        for database in (engine, made, db.engine):
            database.dispose()


def _rules(engine: Engine) -> set[tuple[str, str]]:
    look = inspect(engine)
    checks = {
        (table, str(check["name"]))
        for table in look.get_table_names()
        if table != "alembic_version"
        for check in look.get_check_constraints(table)
    }
    with engine.connect() as connection:
        named = "select tbl_name, name from sqlite_master where type = 'trigger'"
        return checks | {(row[0], row[1]) for row in connection.exec_driver_sql(named)}
