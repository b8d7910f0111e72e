"""From facts to the words of a letter: subject, text and page. Facts are strings, ready in the reader's own locale."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from jinja2 import Environment, StrictUndefined

from support.accounts.models import Person
from support.kernel import words
from support.kernel.money import Money
from support.words import reader

WIDTH = 76
LONGEST_LINE = 900
"""Mail servers may cut what is longer than 998 characters."""


@dataclass(frozen=True)
class Speech:
    """Money, days and moments as `reader` is used to read them."""

    reader: Person

    def money(self, amount: Money) -> str:
        return words.money(amount, self.reader.locale)

    def day(self, value: date | datetime) -> str:
        """A moment becomes the day it falls on where the reader is."""
        if isinstance(value, datetime):
            return self.moment(value).rsplit(",", 1)[0]
        return words.day(value, self.reader.locale)

    def moment(self, value: datetime) -> str:
        return words.moment(value, self.reader.timezone, self.reader.locale)


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(kind: str, facts: Mapping[str, Any], locale: str = words.LOCALE) -> Rendered:
    """The three templates of `kind` filled in. Raises `jinja2.UndefinedError` when a letter lacks a fact.

    What people wrote is escaped in the page by its template's name (`.html`), and indented in the text.
    """
    templates, folder = _templates(), f"letters/{kind}"
    given = {**facts, "quoted": quoted, "reflowed": reflowed}
    with reader.reading(locale):
        return Rendered(
            subject=" ".join(templates.get_template(f"{folder}/subject.txt").render(given).split()),
            text=wrapped(templates.get_template(f"{folder}/body.txt").render(given)),
            html=templates.get_template(f"{folder}/body.html").render(given),
        )


def _templates() -> Environment:
    """The application's templates, strict about facts that a letter lacks."""
    known = current_app.extensions.get("letter_templates")
    if known is None:
        known = current_app.jinja_env.overlay(undefined=StrictUndefined)
        current_app.extensions["letter_templates"] = known
    strict: Environment = known
    return strict


def quoted(text: str) -> str:
    """Somebody's own words, each line marked as such; ours are said in the reader's language."""
    text = str(reader.told(text))
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def wrapped(text: str) -> str:
    """Lines no longer than a mail reader shows; addresses stay whole, and so does the indentation of a list."""
    lines = [part for line in text.splitlines() for part in _wrap(line.rstrip())]
    squeezed = "\n".join(lines).strip()
    while "\n\n\n" in squeezed:
        squeezed = squeezed.replace("\n\n\n", "\n\n")
    return squeezed + "\n"


def reflowed(text: str) -> str:
    """A letter's text without the line ends that `wrapped` put in: on a page lines are as long as the reader's screen."""
    done: list[str] = []
    before = ""
    for line in text.splitlines():
        mark, words = ("> ", line[2:]) if line.startswith("> ") else ("", line.strip())
        # It was broken only where the next word had no room.
        broken = before and words and len(before) + 1 + len(words.split()[0]) > WIDTH
        if broken and before.startswith("> ") == bool(mark) and not words.startswith("- "):
            done[-1] = f"{done[-1]} {words}"
        else:
            done.append(line)
        before = line
    return "\n".join(done)


def _wrap(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    mark = (
        "> "
        if line.startswith("> ")
        else " " * (len(line) - len(line.lstrip()) + (2 if line.lstrip()[:2] == "- " else 0))
    )
    parts = textwrap.wrap(
        line, WIDTH, subsequent_indent=mark, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
    return [piece for part in parts for piece in _pieces(part)]


def _pieces(part: str) -> list[str]:
    return [part[start : start + LONGEST_LINE] for start in range(0, len(part), LONGEST_LINE)]
