"""`flask prevention`, and what of it belongs to `flask billing`: drafts and predictions."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from tqdm import tqdm

from support.accounts.models import Person
from support.accounts.queries import person_with
from support.cli import billing
from support.kernel.errors import SupportError
from support.prevention import dated, intake, noticing, predicting

group = AppGroup("prevention", help="Keeping errors from going out: drafts, recurrence, tasks, calibration.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def printed(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def import_drafts(paths: Sequence[Path], prepared_by: str | None, *, as_json: bool) -> None:
    """Take the files in as drafts, each whole or not at all; ends the program with 1 when one was refused."""
    if not prepared_by:
        raise click.UsageError(
            "Say who prepared the drafts: --prepared-by ana@example.com. Somebody else reviews them."
        )
    person = person_with(prepared_by)
    told = [_drafted(path, person) for path in tqdm(paths, disable=as_json or not sys.stderr.isatty(), desc="drafts")]
    if as_json:
        printed({"files": [row.as_dict() for row in told]})
    else:
        click.echo("\n".join(f"{row.file}: {sentence}" for row in told for sentence in row.sentences))
    sys.exit(1 if any(row.refused for row in told) else 0)


def _drafted(path: Path, person: Person) -> intake.DraftReport:
    try:
        content = path.read_bytes()
    except OSError as wrong:
        return intake.DraftReport(str(path), reason=f"The file cannot be opened: {wrong.strerror}.")
    return replace(intake.take_one(path.name, content, by=person), file=str(path))


@billing.group.command("predict")
@click.argument("numbers", nargs=-1, required=True)
@AS_JSON
def predict(numbers: tuple[str, ...], as_json: bool) -> None:
    """Say how likely drafts or invoices are to be disputed: points, each with its reason.

    With enough history the points are also given as a probability.

    \b
    Example:
      flask billing predict INV-2026-0042 --json
    """
    told = [_predicted(number) for number in numbers]
    if as_json:
        printed(told)
    else:
        click.echo("\n".join(_words(row) for row in told))
    sys.exit(1 if any("refused" in row for row in told) else 0)


def _predicted(number: str) -> dict[str, Any]:
    try:
        return predicting.predict(number).as_dict()
    except SupportError as no:
        return {"number": number, "refused": no.say}


def _words(row: dict[str, Any]) -> str:
    if "refused" in row:
        return f"{row['number']}: {row['refused']}"
    chance = f", probability {row['probability']}" if row["probability"] else ""
    head = f"{row['number']}: {row['score']} points, {row['likelihood']}{chance}"
    return "\n".join([head, *(f"  {part['points']:>3}  {part['words']}" for part in row["reasons"])])


@group.command("calibrate")
@AS_JSON
def calibrate(as_json: bool) -> None:
    """Compare the points with what was really disputed (logistic regression); needs enough history.

    \b
    Example:
      flask prevention calibrate --json
    """
    fitted = predicting.recalibrate()
    if as_json:
        printed({"fitted": bool(fitted), "latest": predicting.latest_fit()})
    else:
        click.echo("Fitted." if fitted else "There are too few bills, or too few disputes, to learn from.")


@group.command("patterns")
@AS_JSON
def patterns(as_json: bool) -> None:
    """Say which errors come more often than by chance, or hit many clients; nothing is opened by asking.

    \b
    Example:
      flask prevention patterns --json
    """
    found = [one.as_dict() for one in noticing.standing_patterns()]
    if as_json:
        printed(found)
    else:
        click.echo("\n".join(_pattern(row) for row in found) or "No error comes more often than it used to.")


def _pattern(row: dict[str, Any]) -> str:
    usual = f"{row['expected']} would have been usual"
    return f"{row['title']}: {row['count']} errors at {row['clients']} clients, {usual}, chance {row['chance']}"


@group.command("tasks")
@AS_JSON
def make_tasks(as_json: bool) -> None:
    """Make the tasks that come due soon; a second run makes none.

    \b
    Example:
      flask prevention tasks
    """
    made = dated.make_tasks()
    if as_json:
        printed({"made": made})
    else:
        click.echo(f"{made} task{'s' if made != 1 else ''} made.")
