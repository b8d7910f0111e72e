"""`flask up`: the four programs under one supervisor."""

import sys

import click
from flask import current_app

from support.demo import people
from support.running import supervisor


@click.command("up")
def group() -> None:
    """Start web, worker, assistant and actions; Ctrl-C stops them all."""
    lines = [*people.logins(), f"Password of all: {people.PASSWORD}"] if current_app.config["DEVELOPMENT"] else []
    sys.exit(supervisor.up(logins=lines))
