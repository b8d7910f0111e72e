"""`flask mail ...`: incoming mail from files, a mailbox or the local mail server; and addresses that get no letters."""

import json
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from support.correspondence import suppression
from support.correspondence.inbound import fetching, limits, lmtp, queries, services
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.extensions import db
from support.kernel.errors import BadInput

group = AppGroup("mail", help="Mail that comes in, and addresses that get no letters.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


@group.command("ingest")
@click.argument("files", nargs=-1, required=True, metavar="FILE.eml...")
@JSON
def ingest(files: tuple[str, ...], as_json: bool) -> None:
    """Take in raw mails from FILEs (“-” is standard input) as if they had just come, and print what became of each.

    \b
    Examples:
      flask mail ingest reply.eml --json
      cat reply.eml | flask mail ingest -
    """
    shown = tqdm(files, disable=as_json or len(files) < 5, unit="mail")
    rows = [_ingested(name) for name in shown]
    _print(rows, as_json)


def _ingested(name: str) -> dict[str, Any]:
    try:
        raw = _read(name)
        mail, known = services.take_in(raw, source="file")
    except OSError as trouble:
        raise click.ClickException(f"{name} cannot be read: {trouble.strerror or trouble}.") from None
    except BadInput as refused:
        return _row(name, None, "quarantined", f"{refused.say} It stays where it is.")
    why = f"It was taken in before. {mail.why}".strip() if known else mail.why
    return _row(name, mail, "ignored" if known else mail.outcome.value, why)


def _read(name: str) -> bytes:
    """At most as much as is kept, and one byte that says that there is more."""
    if name == "-":
        return sys.stdin.buffer.read(limits.LARGEST_KEPT + 1)
    with Path(name).open("rb") as file:
        return file.read(limits.LARGEST_KEPT + 1)


def _row(name: str, mail: IncomingMail | None, outcome: str, why: str) -> dict[str, Any]:
    refused = " ".join(mail.facts.get("refused", [])) if mail else ""
    return {
        "file": name,
        "outcome": outcome if outcome != Outcome.RECEIVED.value else Outcome.QUARANTINED.value,
        "reference": mail.reference if mail else "",
        "author": mail.author if mail else "",
        "subject": mail.subject if mail else "",
        "text": mail.text if mail else "",
        "attachments": mail.attachments if mail else [],
        "why": f"{why} {refused}".strip(),
    }


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['file']}: {row['outcome']} {row['reference']}".rstrip() + f" ({row['why']})")


@group.command("fetch")
@click.option("--wait", is_flag=True, help="Stay, and fetch as soon as something comes (IDLE).")
@JSON
def fetch(wait: bool, as_json: bool) -> None:
    """Take in what is new in the mailbox of the settings (IMAP_HOST...).

    \b
    Examples:
      flask mail fetch
      flask mail fetch --wait
    """
    if wait:
        stopping = _until_told()
        taken = fetching.fetch_and_wait(stopping.is_set)
    else:
        with tqdm(unit="mail", disable=as_json) as bar:
            taken = fetching.fetch(lambda done, of: _advance(bar, of))
    click.echo(json.dumps({"fetched": taken}) if as_json else f"{taken} mails fetched.")


def _advance(bar: "tqdm[Any]", of: int) -> None:
    bar.total = of
    bar.update(1)


def _until_told() -> threading.Event:
    stopping = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda _signal, _frame: stopping.set())
    return stopping


@group.command("lmtp")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine itself.")
@click.option("--port", default=8024, show_default=True, type=click.IntRange(1, 65535))
def serve_lmtp(host: str, port: int) -> None:
    """Take mail from the mail server on this machine over LMTP, until told to stop.

    \b
    Example:
      flask mail lmtp --port 8024
    """
    stopping = _until_told()
    server = lmtp.serve(current_app._get_current_object(), host, port)  # type: ignore[attr-defined]  # the proxy hides the application
    click.echo(f"LMTP on {host}:{port}. Ctrl-C stops it.")
    stopping.wait()
    server.stop()


@group.command("replay")
@click.argument("ids", nargs=-1, type=int, metavar="ID...")
@click.option("--quarantined", is_flag=True, help="All that wait for a person.")
@JSON
def replay(ids: tuple[int, ...], quarantined: bool, as_json: bool) -> None:
    """Handle kept mails once more, from their raw bytes: after a rule or an address was put right.

    \b
    Examples:
      flask mail replay 17 18
      flask mail replay --quarantined --json
    """
    if not ids and not quarantined:
        raise click.UsageError("Name mails by their ID, or say --quarantined.")
    wanted = (
        [row.id for row in reversed(queries.mails(Outcome.QUARANTINED, limit=10_000))] if quarantined else list(ids)
    )
    db.session.rollback()
    replayed = [services.replay(queries.mail_with(mail_id)) for mail_id in tqdm(wanted, disable=as_json, unit="mail")]
    _print([_row(str(mail.id), mail, mail.outcome.value, mail.why) for mail in replayed], as_json)


@group.command("list")
@click.option("--outcome", type=click.Choice([outcome.value for outcome in Outcome]), help="Only these.")
@JSON
def show(outcome: str | None, as_json: bool) -> None:
    """Print the latest mails with what became of them; the ID is what replay wants."""
    found = queries.mails(*([Outcome(outcome)] if outcome else []))
    _print([_row(str(mail.id), mail, mail.outcome.value, mail.why) for mail in found], as_json)


@group.command("suppressed")
@JSON
def suppressed(as_json: bool) -> None:
    """Print the addresses that get no letters, and why."""
    rows = [
        {"email": row.email, "since": row.since.isoformat(), "why": row.why}
        for row in suppression.all_suppressed(10_000)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['email']}  since {row['since'][:10]}  {row['why']}")


@group.command("lift")
@click.argument("email")
def lift(email: str) -> None:
    """Let letters go to EMAIL again."""
    suppression.lift(email, by=None)
    click.echo(f"Letters may go to {email} again.")
