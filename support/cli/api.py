"""`flask api`: the keys with which programs come in."""

import json

import click
from flask.cli import AppGroup

from support.accounts import api_tokens
from support.accounts.models import ApiToken
from support.accounts.queries import person_with

group = AppGroup("api", help="Keys for programs.")
token = AppGroup("token", help="Make, list and revoke keys.")
group.add_command(token)


@token.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What the key is for.")
def add(email: str, name: str) -> None:
    """Make a key that has the rights of the person with this address, and print it. It is shown only now.

    \b
    Example:
      flask api token add ana@example.com --name "nightly export"
    """
    row, key = api_tokens.make_token(person_with(email), name)
    click.echo(f"Key {row.id} for {row.person.name}, {row.name}. Keep it safe; it cannot be shown again:", err=True)
    click.echo(key)


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(as_json: bool) -> None:
    """List the keys, without the keys themselves."""
    rows = [_told(row) for row in api_tokens.tokens()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(f"{row['id']:>4}  {row['person']}  {row['name']}  {row['state']}" for row in rows))


def _told(row: ApiToken) -> dict[str, str | int | None]:
    used = row.last_used_at.isoformat() if row.last_used_at else None
    state = "revoked" if row.revoked_at else "open"
    return {"id": row.id, "person": row.person.email, "name": row.name, "state": state, "last_used_at": used}


@token.command("revoke")
@click.argument("number", type=int)
def revoke(number: int) -> None:
    """Revoke the key with this NUMBER.

    \b
    Example:
      flask api token revoke 3
    """
    row = api_tokens.revoke_token(number)
    click.echo(f"Key {row.id} ({row.name}) opens nothing any more.")
