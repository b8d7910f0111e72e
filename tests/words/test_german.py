"""The German translation: whole, without mistakes, and read as Germans write."""

import re
from datetime import date

import pytest
from flask import Flask

from support.accounts.models import Person
from support.extensions import db
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.words import catalogs, checking, extraction
from support.words.reader import reading, told
from tests.pages import Pages


@pytest.fixture(scope="module")
def catalogs_of_all() -> list[tuple[str, object, object]]:
    template = extraction.collect()
    return [(name, catalogs.read(name), template) for name in catalogs._present(catalogs.HERE)]


def test_german_is_there() -> None:
    assert "de" in catalogs._present(catalogs.HERE)


def test_no_translation_lacks_a_value_or_breaks_a_page(catalogs_of_all: list[tuple[str, object, object]]) -> None:
    for name, catalog, _ in catalogs_of_all:
        assert list(checking.mistakes(catalog)) == [], name  # type: ignore[arg-type]


def test_a_translation_has_all_that_clients_read(catalogs_of_all: list[tuple[str, object, object]]) -> None:
    """A message that is new there gets its German with it: `flask words update`, then fill it in."""
    for name, catalog, template in catalogs_of_all:
        found = checking.completeness(catalog, template)  # type: ignore[arg-type]
        assert {area: found[area] for area in checking.WHOLE if found[area][0] < found[area][1]} == {}, name


WHAT_TO_DO = "Run “flask words update”, then write the German of these into support/words/de/LC_MESSAGES/messages.po"


def test_german_has_every_message_of_every_place(catalogs_of_all: list[tuple[str, object, object]]) -> None:
    """The desk, the office and the policies too: what has no German, or one that is marked fuzzy, is said in English."""
    for name, catalog, template in catalogs_of_all:
        if name == "de":
            lacking = list(checking.missing(catalog, template))  # type: ignore[arg-type]  # read_po gives the same catalogs
            assert not lacking, "\n".join([f"{WHAT_TO_DO} ({len(lacking)} in all):", *lacking[:30]])


def test_german_says_sie() -> None:
    """“du”, “dein” and “ihr euch” are not how this house speaks."""
    said = [text for message in catalogs.read("de") for text in checking._strings(message) if message.id]

    assert [text for text in said if re.search(r"\b(du|dein\w*|dich|dir|euch|euer)\b", text, re.IGNORECASE)] == []


def test_amounts_days_and_counts_are_written_as_germans_write_them(app: Flask) -> None:
    with reading("de_DE"):
        assert told(Money(123456, "EUR")) == "1.234,56\xa0€"
        assert told(date(2026, 3, 3)) == "3. März 2026"
        assert told(N_("%(amount)s is due now.", amount=Money(123456, "EUR"))) == "1.234,56\xa0€ sind jetzt fällig."


def test_a_german_client_reads_german(app: Flask, pages: Pages, client_person: Person) -> None:
    client_person.locale = "de_DE"
    db.session.commit()

    page = pages.sign_in(client_person).get("/portal/")

    assert page.soup.html["lang"] == "de"  # type: ignore[index]
    assert page.heading == f"Guten Tag {client_person.first_name}"
