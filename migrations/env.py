"""Runs the migrations against the application's own database."""

from alembic import context
from flask import current_app
from sqlalchemy import TypeDecorator

from support.kernel import triggers

db = current_app.extensions["migrate"].db


def in_plain_types(kind, thing, _autogenerate):
    """A migration must outlive our column types: it names what lies under them."""
    if kind == "type" and isinstance(thing, TypeDecorator) and type(thing).__module__.startswith("support."):
        return f"sa.{thing.impl!r}"
    return False


def of_the_models(name, kind, _parents):
    """The full-text indexes are made beside the models: a family of tables on SQLite, a column on PostgreSQL."""
    return not (name or "").startswith("search_index") and (kind, name) != ("column", "vector")


def run():
    sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as connection:
        # Rebuilding a table on SQLite drops it for a moment: its rows must not be taken for orphans. Within a
        # transaction SQLite ignores the wish without a word, and the engine would begin one.
        if sqlite:
            connection.connection.driver_connection.execute("pragma foreign_keys = off")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=sqlite,
            render_item=in_plain_types,
            include_name=of_the_models,
        )
        with context.begin_transaction():
            triggers.drop(connection)
            context.run_migrations()
            # Triggers name columns: they are those of the newest tables.
            if set(context.get_context().get_current_heads()) == {context.get_head_revision()}:
                triggers.make(connection)
            if sqlite and (orphans := connection.exec_driver_sql("pragma foreign_key_check").all()):
                raise RuntimeError(f"rows were left that refer to nothing: {orphans[:5]}")
        connection.commit()
        if sqlite:
            connection.connection.driver_connection.execute("pragma foreign_keys = on")


run()
