"""`flask search ...`: what the index of words knows, and writing it anew."""

import json

import click
from flask.cli import AppGroup
from tqdm import tqdm

from support.accounts.queries import person_with
from support.search.queries import find
from support.search.showing import CLOSES, OPENS
from support.search.upkeep import SOURCES, rebuild

group = AppGroup("search", help="Full text over disputes, messages, invoices and people.")


@group.command("for")
@click.argument("words")
@click.option("--as", "email", required=True, metavar="EMAIL", help="Whose rights the search has.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def look(words: str, email: str, as_json: bool) -> None:
    """Print what fits WORDS, the newest first.

    \b
    flask search for "espresso twice" --as ana.ruiz@lumen-larder.example
    """
    person = person_with(email)
    hits = find(words, seen_by=person).rows
    if as_json:
        plain = [{**vars(hit), "kind": hit.kind.value, "excerpt": _plain(hit.excerpt)} for hit in hits]
        click.echo(json.dumps(plain, ensure_ascii=False))
        return
    for hit in hits:
        click.echo(f"{hit.kind.label:14} {hit.title:20} {hit.client:24} {_plain(hit.excerpt)}")
    if not hits:
        click.echo("Nothing fits.")


def _plain(excerpt: str) -> str:
    return excerpt.replace(OPENS, "").replace(CLOSES, "")


@group.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def anew(as_json: bool) -> None:
    """Write all that can be found anew, kind by kind. Searching goes on meanwhile.

    \b
    flask search rebuild
    """
    written = {source.kind: rebuild(source) for source in tqdm(SOURCES, unit="kind", disable=as_json)}
    click.echo(json.dumps(written) if as_json else f"{sum(written.values())} entries written.")
