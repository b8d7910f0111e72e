"""`flask sla ...`: what a policy makes of a date, and the stored clocks."""

import json
from datetime import datetime, time
from typing import Any

import click
from flask.cli import AppGroup
from tqdm import tqdm

from support import policies
from support.kernel.errors import NotFound
from support.policies.counting import Cycle
from support.policies.engine import Happening
from support.policies.explaining import explain, waiting_for
from support.policies.profiles import Profile
from support.policies.vocabulary import name_of
from support.sla import services

group = AppGroup("sla", help="Deadlines: what a policy says, and the clocks of disputes.")


def _moment(text: str, profile: Profile, option: str) -> datetime:
    """ISO 8601; without an offset it is the profile's own time, without a time the start of the day."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise click.BadParameter(f"“{text}” is not a moment like 2026-03-16T09:00+00:00", param_hint=option) from None
    if moment.tzinfo is not None:
        return moment
    return datetime.combine(moment.date(), moment.time() or time(), profile.calendar.zone)


def _event(text: str, profile: Profile) -> Happening:
    name, equals, moment = text.partition("=")
    if not equals:
        raise click.BadParameter(f"“{text}” is not NAME=TIMESTAMP", param_hint="--event")
    try:
        known = name_of(name)
    except ValueError as unknown:
        raise click.BadParameter(str(unknown), param_hint="--event") from None
    return Happening(known, _moment(moment, profile, "--event"))


def _profile(name: str, version: int | None, received: str) -> Profile:
    """The version asked for, else the one in force on the day of receipt, as a dispute would get it."""
    try:
        day = _moment(received, policies.profile(name, version), "--received").date()
        return policies.profile(name, version, on=day)
    except NotFound as unknown:
        raise click.ClickException(unknown.say) from None


@group.command("due")
@click.argument("profile")
@click.option("--received", required=True, metavar="TIMESTAMP", help="When the notice or complaint was received.")
@click.option("--event", "events", multiple=True, metavar="NAME=TIMESTAMP", help="Something that has happened since.")
@click.option("--cycle-day", type=click.IntRange(1, 31), help="The day of the month on which billing cycles close.")
@click.option("--cycle-months", type=click.IntRange(1, 12), default=1, help="Months in a cycle: 3 for quarters.")
@click.option("--version", "version", type=int, help="A version of the profile; else the one in force on receipt.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def due(
    profile: str,
    received: str,
    events: tuple[str, ...],
    cycle_day: int | None,
    cycle_months: int,
    version: int | None,
    as_json: bool,
) -> None:
    """Print every clock of PROFILE with its due moment and the steps that led to it.

    \b
    Examples:
      flask sla due us_reg_e --received 2026-07-02
      flask sla due us_reg_z --received 2026-01-15 --cycle-day 20 --json
    """
    found = _profile(profile, version, received)
    happened = [_event(text, found) for text in events]
    cycle = Cycle(cycle_day, cycle_months) if cycle_day else None
    clocks = explain(found, _moment(received, found, "--received"), happened, cycle=cycle)
    if as_json:
        click.echo(json.dumps({"profile": found.id, "version": found.version, "clocks": clocks}, ensure_ascii=False))
        return
    _print(found, clocks, waiting_for(found, happened))


def _print(profile: Profile, clocks: list[dict[str, Any]], waiting: list[str]) -> None:
    click.echo(f"{profile.id}, version {profile.version}: {profile.title} ({profile.source})")
    for clock in clocks:
        click.echo(f"\n{clock['name']}: {clock['due_at']}")
        for step in clock["steps"]:
            click.echo(f"  - {step}")
    if waiting:
        click.echo("\nNot started: " + "; ".join(waiting))


@group.command("profiles")
def profiles() -> None:
    """Print the policy profiles there are, with the version in force last."""
    for found in policies.profiles():
        click.echo(f"{found.id:<20} version {found.version}  {found.title} ({found.source})")


@group.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: {disputes}.")
def rebuild(as_json: bool) -> None:
    """Reckon the stored clocks of all disputes again from their histories.

    \b
    Example:
      flask sla rebuild --json
    """
    ids = services.all_of_them()
    for dispute_id in tqdm(ids, desc="reckoning", unit="dispute", disable=as_json or None, leave=False):
        services.recompute(dispute_id)
    said = f"The clocks of {len(ids)} disputes are reckoned again."
    click.echo(json.dumps({"disputes": len(ids)}) if as_json else said)


@group.command("sweep")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: {acted_on}.")
def sweep(as_json: bool) -> None:
    """Warn of deadlines that are near, and find the missed ones, now.

    \b
    Example:
      flask sla sweep
    """
    acted_on = services.sweep()
    click.echo(json.dumps({"acted_on": acted_on}) if as_json else f"{acted_on} clocks acted on.")
