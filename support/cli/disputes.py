"""`flask disputes ...`: one dispute's whole record, and the proof that histories are what was written."""

import json
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from support.disputes.models import Dispute
from support.disputes.verifying import verify, verify_all
from support.disputes.whole_record import record_of
from support.extensions import db

group = AppGroup("disputes", help="Look at disputes and prove their histories.")


def _dispute(reference: str) -> Dispute:
    found = db.session.scalar(select(Dispute).where(Dispute.reference == reference.strip().upper()))
    if found is None:
        raise click.ClickException(f"There is no dispute {reference}.")
    return found


@group.command("show")
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def show(reference: str, as_json: bool) -> None:
    """Print everything about a dispute but its internal notes.

    \b
    Example:
      flask disputes show DSP-00042 --json
    """
    record = record_of(_dispute(reference))
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    click.echo(f"{record['reference']}  {record['status']}, tier {record['tier']}, owner {record['owner'] or 'nobody'}")
    click.echo(f"{record['client']}, invoice {record['invoice']}: {record['reason']}")
    click.echo(f"“{record['statement']}”")
    for line in record["lines"]:
        click.echo(_said_line(line, record["currency"]))
    for remedy in record["remedies"]:
        click.echo(f"  {remedy['kind']}: {remedy['amount']} {record['currency']}, {remedy['status']}")
    for entry in record["history"]:
        click.echo(
            f"  {entry['entry']:>3}  {entry['at'][:16]}  {entry['action']:<16} {entry['after']:<18} {entry['by']}"
        )


def _said_line(line: dict[str, Any], currency: str) -> str:
    amounts = ", ".join(f"{kind} {line[kind] or '-'}" for kind in ("billed", "claimed", "verified", "approved"))
    return f"  line {line['line']}, {line['name']}: {amounts} {currency}"


@group.command("verify")
@click.argument("reference", required=False)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON document: {checked, faults: [{reference, entry, what}]}."
)
def verify_histories(reference: str | None, as_json: bool) -> None:
    """Prove the hash chain of one dispute, or of all; fails when an entry was changed, removed or moved.

    \b
    Examples:
      flask disputes verify
      flask disputes verify DSP-00042 --json
    """
    checked, faults = (1, verify(_dispute(reference))) if reference else verify_all()
    if as_json:
        rows = [{"reference": fault.reference, "entry": fault.seq, "what": fault.what} for fault in faults]
        click.echo(json.dumps({"checked": checked, "faults": rows}, ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            place = f"entry {fault.seq}" if fault.seq else "as a whole"
            click.echo(f"{fault.reference}, {place}: {fault.what}")
        click.echo(f"{checked} looked at, {len(faults)} faults." if faults else f"{checked} looked at, all as written.")
    if faults:
        raise SystemExit(1)
