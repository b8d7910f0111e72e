"""`flask up`: the four programs under one supervisor."""

import sys

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError

from support.accounts import setting_up
from support.demo import people
from support.extensions import db
from support.running import supervisor

NOBODY = """Nobody has an account here yet. In another window, make yourself the first manager:
  .venv/bin/flask owner invite you@example.com --name "Your Name"
The link that it prints leads through the first steps, in about ten minutes."""
NO_TABLES = "The database has no tables yet: .venv/bin/flask db upgrade"


@click.command("up")
def group() -> None:
    """Start web, worker, assistant and actions; Ctrl-C stops them all."""
    lines = who_comes_in()
    db.session.remove()
    sys.exit(supervisor.up(logins=lines))


def who_comes_in() -> list[str]:
    """The demo company's people where they are here, or how an empty desk gets its first account; else nothing."""
    try:
        if setting_up.is_empty():
            return [NOBODY]
        demo = people.logins() if current_app.config["DEVELOPMENT"] else []
    except DBAPIError:
        return [NO_TABLES]
    return [*demo, f"Password of all: {people.PASSWORD}"] if demo else []
