"""`flask states`: the life of a dispute as a page."""

import click

from support.disputes import diagram


@click.command("states")
def states() -> None:
    """Print the states of a dispute, with the diagram (docs/states.md)."""
    click.echo(diagram.page(), nl=False)
