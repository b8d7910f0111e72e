"""Days and amounts on every page of somebody in Germany: none is written as in English."""

import re

import pytest
from bs4 import BeautifulSoup, Comment, Doctype
from flask import Flask
from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.queries import person_with
from support.demo.loading import load
from support.extensions import db
from tests.browser import scene
from tests.pages import Pages
from tests.words.test_every_page import OWNERS, SHOWN, crawled, typed

GERMAN = "de_DE"
MONTH = (
    r"(?:January|February|March|May|June|July|October|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?=\d))"
)
ENGLISH = re.compile(
    rf"\b\d{{1,2}} {MONTH}|\b{MONTH} ?\d|[€$£]\s?\d|\b\d{{1,3}}(?:,\d{{3}})+\.\d\d\b"
    r"|(?<![\d.,:-])\d+\.\d\d?(?= ?(?:[€$£%]|EUR|GBP|USD)(?!\w))|\b\d{1,2}:\d\d ?[ap]m\b"
)
"""`22 Nov 2026`, `Nov 22`, `March 2026`, `€1,234.50`, `1234.50 EUR`, `2.5 %`, `2:05 pm`."""


def as_in_english(html: str, known: list[str]) -> list[str]:
    """Texts with a day or an amount in the English way that nobody has typed, in the order of the page."""
    soup = BeautifulSoup(html, "html5lib")
    # What another language says is marked as such (the assistant, explanations); what stands in quotes somebody has typed.
    for tag in soup.select("script, style, code, textarea, option, :not(html)[lang]"):
        tag.decompose()
    shown = [str(tag[name]) for tag in soup.find_all(True) for name in SHOWN if tag.has_attr(name)]
    shown += [str(text) for text in soup.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    said = [re.sub("„[^“]*“", "", " ".join(text.split())) for text in shown]
    return [text for text in said if ENGLISH.search(text) and not any(ENGLISH.search(words) and words in text for words in known)]  # fmt: skip


@pytest.fixture
def company(app: Flask) -> None:
    load()
    for person in db.session.scalars(select(Person)):
        person.locale = GERMAN
    db.session.commit()
    scene.play()


@pytest.mark.parametrize(
    ("email", "start", "most"),
    [
        ("maria.santos@harbour-cafe.example", "/portal/", 60),
        (f"ana.ruiz@{scene.STAFF}", "/desk/?view=all", 100),
        (f"grace.adeyemi@{scene.STAFF}", "/office/", 150),
    ],
)
def test_no_page_of_a_german_reader_writes_days_or_amounts_as_in_english(
    app: Flask, company: None, email: str, start: str, most: int
) -> None:
    known = [text for text in typed() if ENGLISH.search(text)]
    reader = Pages(app)
    reader.sign_in(person_with(email))
    found: dict[str, str] = {}
    for url, html in crawled(reader, start, most):
        for words in () if url.startswith(OWNERS) else as_in_english(html, known):
            found.setdefault(words, url)

    assert found == {}


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("fällig am 22 Nov 2026", True),
        ("March 3, 2026", True),
        ("€1,234.50", True),
        ("1234.50 EUR", True),
        ("2.5 %", True),
        ("1,234.50", True),
        ("fällig am 22. November 2026", False),
        ("1.234,50 €", False),
        ("2,5 %", False),
        ("Version 1.10", False),
        ("09:30–17:00", False),
    ],
)
def test_what_is_written_as_in_english_is_found(text: str, english: bool) -> None:
    assert bool(as_in_english(f"<p>{text}</p>", [])) is english
