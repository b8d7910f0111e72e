"""`flask policies`: the owner's files, looked through."""

from pathlib import Path

import click
from flask.cli import AppGroup

from support.policies.reading import PolicyError
from support.policies.shelf import FOLDER, read_one

group = AppGroup("policies", help="The rules of the desk, as files.")


@group.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def check(folder: Path) -> None:
    """Read every policy file of FOLDER (the program's own without one), and say what in it cannot be followed.

    Ends with 1 where there is anything, so that a change can be checked before it is brought in.

    \b
    Example:
      flask policies check
    """
    wrong = 0
    for path in sorted(folder.glob("*.toml")):
        try:
            read_one(path)
            click.echo(f"{path.name}: in order")
        except PolicyError as trouble:
            wrong += 1
            click.echo(f"{path.name}: {trouble}", err=True)
    if wrong:
        raise click.exceptions.Exit(1)
