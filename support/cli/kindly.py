"""Errors on the command line as sentences: what is wrong, and what to do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from support.kernel.errors import SupportError

NO_TABLES = "The database has no tables yet. Make them with “flask db upgrade”."
NO_DATABASE = "The database does not answer: {why}"


def kindly(command: click.Command) -> click.Command:
    """`command`, with its subcommands, telling its errors in a sentence instead of a traceback."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            kindly(below)
    elif command.callback is not None:
        command.callback = _told(command.callback)
    return command


def _told(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except SupportError as wrong:
            raise click.ClickException(wrong.say) from None
        except (OperationalError, ProgrammingError) as wrong:
            raise click.ClickException(_why(str(wrong.orig))) from None

    return told


def _why(said: str) -> str:
    """SQLite and PostgreSQL each have words of their own for a table that is not there."""
    missing = "no such table" in said or ("relation" in said and "does not exist" in said)
    return NO_TABLES if missing else NO_DATABASE.format(why=said.splitlines()[0])
