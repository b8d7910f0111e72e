"""`flask words`: the messages of the program and their translations."""

from pathlib import Path
from typing import BinaryIO

import click
from babel import Locale
from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from support.words import catalogs, checking, extraction


@click.group("words")
def group() -> None:
    """Translations: one file a language, support/words/LANGUAGE/LC_MESSAGES/messages.po."""


@group.command("extract")
@click.argument("out", type=click.File("wb"), default="-")
def extract(out: BinaryIO) -> None:
    """Write the template of all messages to OUT (or to the screen)."""
    found = extraction.collect()
    write_po(out, found, width=0, include_lineno=False, sort_output=True)
    click.echo(f"{len(found)} messages.", err=True)


@group.command("add")
@click.argument("language")
def add(language: str) -> None:
    """Begin a translation into LANGUAGE (such as fr or pt_BR)."""
    path = catalogs.path_of(_known(language))
    if path.exists():
        raise click.ClickException(f"{path} is there already. “flask words update” brings it up to date.")
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, _brought_up_to_date(Catalog(locale=language, project="Redress")))
    click.echo(f"Translate {path}; whoever has chosen that language reads it after the next start.")


@group.command("update")
def update() -> None:
    """Put new messages into every translation, and messages that are not said any more at its end."""
    for language in _translated():
        _write(catalogs.path_of(language), _brought_up_to_date(catalogs.read(language)))
        click.echo(f"{language}: up to date with the program.")


@group.command("check")
def check() -> None:
    """Fail when a translation lacks a message, keeps an old one, or has other placeholders than the English.

    Says first how much of each area there is: a message without a translation is said in English.
    """
    template = extraction.collect()
    found = []
    for language in _translated():
        catalog = catalogs.read(language)
        for area, (said, of) in checking.completeness(catalog, template).items():
            click.echo(f"{language}: {area}: {said} of {of}")
        found += [f"{language}: {problem}" for problem in checking.problems(catalog, template)]
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"{len(found)} messages need a translator.")
    click.echo(f"{len(template)} messages; every translation is whole.")


def _known(language: str) -> str:
    try:
        return str(Locale.parse(language))
    except (ValueError, UnknownLocaleError):
        raise click.ClickException(f"“{language}” is not a language. Write it like fr or pt_BR.") from None


def _translated() -> list[str]:
    return [language for language in catalogs.languages() if language != catalogs.ENGLISH]


def _brought_up_to_date(catalog: Catalog) -> Catalog:
    catalog.update(extraction.collect(), no_fuzzy_matching=True, keep_user_comments=True)
    return catalog


def _write(path: Path, catalog: Catalog) -> None:
    """Without line numbers: a translation changes only when what is said changes."""
    with path.open("wb") as file:
        write_po(file, catalog, width=0, include_lineno=False, sort_output=True, omit_header=False)
