"""`flask demo`: the demo company, its people and its time. Development only."""

import json

import click
from flask import current_app
from flask.cli import AppGroup

from support.accounts import queries, services
from support.demo import loading, people
from support.kernel.errors import SupportError

group = AppGroup("demo", help="The demo company (development only).")


def _only_in_development() -> None:
    if not current_app.config["DEVELOPMENT"]:
        raise click.ClickException("The demo company is for development: REDRESS_ENV is not “development”.")


@group.command("load")
@click.option("--json", "as_json", is_flag=True, help="Print what was loaded as one JSON document.")
def load(as_json: bool) -> None:
    """Write the demo company's documents and import them. A second run changes nothing.

    \b
    Example:
      flask demo load
    """
    _only_in_development()
    report = loading.load(progress=not as_json)
    click.echo(json.dumps(report.as_dict()) if as_json else report.sentence)


@group.command("sign-in")
@click.argument("email")
def sign_in(email: str) -> None:
    """Print a link that signs EMAIL in once.

    \b
    Example:
      flask demo sign-in maria.santos@harbour-cafe.example
    """
    _only_in_development()
    try:
        token = services.new_sign_in_link(queries.person_with(email))
    except SupportError as wrong:
        raise click.ClickException(wrong.say) from None
    click.echo(f"{current_app.config['BASE_URL']}/sign-in/link/{token}")


@group.command("logins")
def logins() -> None:
    """Print who can sign in, and their password."""
    _only_in_development()
    click.echo("\n".join([*people.logins(), f"Password of all: {people.PASSWORD}"]))


@group.command("forward")
@click.option("--days", type=float, default=0, help="Days to move ahead.")
@click.option("--hours", type=float, default=0, help="Hours to move ahead.")
@click.option("--back-to-now", is_flag=True, help="Show the true time again.")
def forward(days: float, hours: float, back_to_now: bool) -> None:
    """Move the time of all programs ahead, to see what becomes due.

    \b
    Example:
      flask demo forward --days 8
    """
    _only_in_development()
    click.echo(f"It is now {loading.move_time(hours=0 if back_to_now else days * 24 + hours, reset=back_to_now)}.")
