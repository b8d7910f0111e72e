"""Redress: a billing-dispute desk. `create_app` puts its parts together."""

from typing import Any

from flask import Flask, Response
from sqlalchemy import Connection, Engine, event

from support import cli, config, policies, reactions, web
from support.correspondence import sources
from support.extensions import bootstrap, compress, csrf, db, limiter, mail, migrate
from support.kernel import clock, logs, transaction
from support.words import reader
from support.words.catalogs import Languages

__version__ = "0.1.0"


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application, set up from the environment; `overrides` are settings that win over it."""
    app = Flask("support", template_folder=str(config.ROOT / "templates"), static_folder=str(config.ROOT / "static"))
    app.config.from_mapping(config.from_environment())
    app.config.update(overrides or {})
    app.config["VERSION"] = __version__
    logs.set_up(app)
    policies.check_all()
    _set_up_extensions(app)
    transaction.install(reactions.REACTIONS)
    sources.install(reactions.FIGURES)
    web.set_up(app)
    cli.set_up(app)
    if app.config["CLOCK_FILE"]:
        clock.read_from(clock.shifted_by_file(app.config["CLOCK_FILE"]))
    return app


def _set_up_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    mail.init_app(app)
    csrf.init_app(app)
    bootstrap.init_app(app)
    compress.init_app(app)
    app.after_request(close_what_is_read)  # registered later, so done before what is read is compressed
    limiter.init_app(app)
    Languages(configure_jinja=False).init_app(
        app, locale_selector=reader.chosen_locale, timezone_selector=reader.chosen_timezone
    )
    reader.set_up(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _set_up_sqlite(db.engine)


def close_what_is_read(response: Response) -> Response:
    """Compressing puts other content in the place of an open file, and forgets to close that."""
    close = getattr(response.response, "close", None)
    if close is not None:
        response.call_on_close(close)
    return response


def _set_up_sqlite(engine: Engine) -> None:
    """Foreign keys on, readers beside one writer (WAL), and writers that wait for each other."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver would open transactions by itself, and too late: see `begin`.
        connection.isolation_level = None
        for pragma in ("foreign_keys = on", "journal_mode = wal", "busy_timeout = 10000", "synchronous = normal"):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("begin immediate" if writes else "begin")
