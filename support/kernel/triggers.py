"""Triggers: what the database itself keeps true. Declared beside the tables, made anew whenever those are made or migrated.

A table that a migration rebuilds loses its triggers on SQLite, so they belong to no single migration.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, event, inspect

from support.extensions import db

_declared: dict[str, "Trigger"] = {}


@dataclass(frozen=True)
class Trigger:
    """`when` is what stands between the name and the body, as `after insert on invoices`; the body is per database.

    In `sqlite` and `postgresql` the new row is `new`, the old one `old`; statements end with a semicolon, and an empty
    body is no trigger there. `condition` is an SQL expression without which nothing happens; `writes` is another table
    that the body needs.
    """

    name: str
    table: str
    when: str
    sqlite: str
    postgresql: str
    condition: str = ""
    writes: str = ""

    def statements(self, dialect: str) -> list[str]:
        """What makes it anew on `dialect`, in order."""
        condition = f" when ({self.condition})" if self.condition else ""
        if not (self.sqlite if dialect == "sqlite" else self.postgresql):
            return []
        if dialect == "sqlite":
            return [
                f"drop trigger if exists {self.name}",
                f"create trigger {self.name} {self.when} on {self.table} for each row{condition}"
                f" begin {self.sqlite} end",
            ]
        return [
            f"drop trigger if exists {self.name} on {self.table}",
            f"create or replace function {self.name}() returns trigger language plpgsql as"
            f" $$ begin {self.postgresql} return null; end $$",
            f"create trigger {self.name} {self.when} on {self.table} for each row{condition}"
            f" execute function {self.name}()",
        ]


def declare(*triggers: Trigger) -> None:
    """Make these part of the schema. Declaring one again replaces it."""
    _declared.update({trigger.name: trigger for trigger in triggers})


def declared() -> list[Trigger]:
    return list(_declared.values())


def make(connection: Connection) -> None:
    """Make every declared trigger anew whose tables exist. Safe to repeat."""
    tables = set(inspect(connection).get_table_names())
    for trigger in declared():
        if {trigger.table, trigger.writes or trigger.table} <= tables:
            for statement in trigger.statements(connection.dialect.name):
                connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take them away, as before a migration: SQLite refuses to rebuild a table while a trigger names one that is not there."""
    tables = set(inspect(connection).get_table_names())
    for trigger in declared():
        if trigger.table in tables:
            on = "" if connection.dialect.name == "sqlite" else f" on {trigger.table}"
            connection.exec_driver_sql(f"drop trigger if exists {trigger.name}{on}")


@event.listens_for(db.metadata, "after_create")
def _make_with_tables(_metadata: MetaData, connection: Connection, **_: object) -> None:
    make(connection)
