"""`flask billing tables`: the CSV tables that can be imported, each with its columns."""

import json

import click

from support.billing.importing.csv_rows import Row
from support.billing.importing.recognising import ORDER, TABLES
from support.cli.billing import AS_JSON, group


@group.command("tables")
@click.argument("names", nargs=-1, type=click.Choice(list(TABLES)))
@AS_JSON
@click.option("--markdown", is_flag=True, help="Print the page of the documentation.")
def tables(names: tuple[str, ...], as_json: bool, markdown: bool) -> None:
    """Name the CSV tables that “import” takes in, in the order in which they rest on each other, and their columns.

    A column with a star must be there and filled in. Days are written 2026-03-31, numbers 1234.50, flags yes or no.

    \b
    Examples:
      flask billing tables
      flask billing tables prices payments --json
    """
    wanted = [name for name in ORDER if name in TABLES and (not names or name in names)]
    if as_json:
        click.echo(json.dumps([{"table": name, "columns": TABLES[name].columns()} for name in wanted], indent=2))
        return
    if markdown:
        click.echo(as_markdown())
    else:
        click.echo("\n".join(_told(name, TABLES[name]) for name in wanted))


def as_markdown() -> str:
    """docs/tables.md."""
    parts = [_HEADING]
    for name in (name for name in ORDER if name in TABLES):
        row = TABLES[name]
        columns = ", ".join(f"**{column}**" if needed else column for column, needed in row.columns().items())
        parts.append(f"## {name}\n\n{about(row)}\n\n{columns}")
    return "\n\n".join(parts)


def _told(name: str, row: type[Row]) -> str:
    columns = ", ".join(f"{column}*" if needed else column for column, needed in row.columns().items())
    return f"{name}\n  {about(row)}\n  {columns}\n"


def about(row: type[Row]) -> str:
    """What a row of the table is, in its own words."""
    return " ".join((row.__doc__ or "").split())


_HEADING = """# Tables that can be imported

`flask billing import` takes in these CSV tables, told apart by their columns: UTF-8; comma, semicolon or tab between the cells, as the
heading shows. Columns in **bold** must be there and filled in; the others may be missing. Days are written `2026-03-31`, numbers `1234.50`,
flags `yes` or `no`. A table goes in whole or not at all, and each refusal names its line and column. Several files of one run go in by what rests
on what, in the order of this page; documents come before `credits_due` and `payments`. A second import of the same rows changes nothing.

`flask billing tables` prints this page for the terminal, `--markdown` writes it."""
