"""`flask owner`: the first account of an empty desk."""

import click
from flask import current_app
from flask.cli import AppGroup

from support.accounts import setting_up

group = AppGroup("owner", help="The first account of an empty desk.")


@group.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="Who it is, as colleagues call them.")
def invite(email: str, name: str) -> None:
    """Make the first manager, and print a link that signs them in once within half an hour.

    Refused as soon as there is a manager: further people are added under “People”.

    \b
    Example:
      flask owner invite olga@example.com --name "Olga Petrova"
    """
    token = setting_up.first_manager(email=email, name=name)
    click.echo(f"{name} manages this desk. Open this link within 30 minutes; it works once:", err=True)
    click.echo(f"{str(current_app.config['BASE_URL']).rstrip('/')}/sign-in/link/{token}")
