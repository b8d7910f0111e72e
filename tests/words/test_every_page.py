"""Every page in a language that does not exist: what stands there outside the brackets is not translated."""

import re
import tomllib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from bs4 import BeautifulSoup, Comment, Doctype
from flask import Flask
from sqlalchemy import JSON, String, TypeDecorator, select
from sqlalchemy.types import TypeEngine

from support import policies
from support.accounts.models import Person
from support.accounts.queries import person_with
from support.demo.loading import load
from support.extensions import db
from support.kernel.sayings import Saying
from support.words import catalogs, extraction
from tests.browser import scene
from tests.pages import Pages
from tests.words.conftest import forget

POLICIES = Path(policies.__file__).parent
# No locale of Babel's is made up; nobody who reads these pages in a test speaks Esperanto.
NOWHERE = "eo"
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-label", "data-key-words")
_PLACEHOLDER = re.compile(r"(%\(\w+\)s|%%|<[^>]*>)")
_INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[A-Za-z]{2,}")
_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
MONTHS = "|".join(Locale.parse(NOWHERE).months["stand-alone"]["wide"].values())
DAYS = re.compile(
    rf"\b(?:{MONTHS}) \d{{4}}|https?://\S+|"
    r"\d\d:\d\d:\d\d [A-Z]{3,4}\b|\b\d{4}-\w+-\d\d\b|\w+/\w+\b|[\w.-]*@[\w.-]+|\{[^{}]*\}"
)
NO_WORDS = re.compile(r"\b(PDF|CSV|XLSX|XML|UBL|JSON|EUR|GBP|USD|KB|MB|UTC|Redress|AM|PM|DSP-\d+|INV-[\w-]+)\b")


def bracketed(english: str) -> str:
    parts = _PLACEHOLDER.split(english)
    return "".join(part if _PLACEHOLDER.fullmatch(part) or not part.strip() else f"⟦{part}⟧" for part in parts)


@pytest.fixture
def nowhere(app: Flask, tmp_path: Path) -> Iterator[None]:
    """A catalog that puts brackets around everything, and people who read it."""
    catalog = Catalog(locale=NOWHERE)
    for message in extraction.collect():
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            said = tuple(bracketed(one) for one in ids)
            catalog.add(message.id, said if isinstance(message.id, tuple) else said[0])
    path = catalogs.path_of(NOWHERE, tmp_path)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalog)
    app.config["CATALOGS"] = tmp_path
    forget()
    yield
    app.config["CATALOGS"] = None
    forget()


# What the program has written: letters go out in their reader's language, and so are no excuse for English.
OURS = frozenset({"outgoing_letters"})


def typed() -> set[str]:
    """Every text of the database and of the owner's files: what was brought, and written down when it happened."""
    found = {text for file in POLICIES.glob("*.toml") for text in _texts(tomllib.loads(file.read_text()))}
    for table in db.metadata.sorted_tables:
        if table.name in OURS:
            continue
        columns = [column for column in table.columns if isinstance(_kept_as(column.type), String | JSON)]
        for row in db.session.execute(select(*columns)) if columns else ():
            for value in row:
                found |= set(_texts(value))
    found |= {email.split("@")[0] for email in db.session.scalars(select(Person.email))}
    found |= {text.split()[0] for text in db.session.scalars(select(Person.name))}
    found |= {text.capitalize() for text in found if len(text) < 40}
    found.add(str(Locale.parse(NOWHERE).get_display_name(NOWHERE)))
    # A page may end its own sentence with somebody's words, and lets their full stop go.
    found |= {text.rstrip(".") for text in found}
    # An account's number is shown in fours.
    found |= {text[at : at + 4] for text in found if _ACCOUNT.fullmatch(text) for at in range(0, len(text), 4)}
    return {" ".join(text.split()) for text in found if _WORD.search(text)}


def _kept_as(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _texts(value: Any) -> Iterator[str]:
    """What is kept as a message is said to each reader in their language, and no text of the database."""
    if isinstance(value, Saying):
        yield from (text for one in value.values.values() for text in _texts(one))
    elif isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def unsaid(html: str, known: list[str]) -> list[str]:
    """Visible words outside brackets that nobody has typed, in the order of the page."""
    soup = BeautifulSoup(html, "html5lib")
    for tag in soup.select("script, style, select[name=timezone] option, select[name=locale] option"):
        tag.decompose()
    for tag in soup.find_all(lang=True):
        if tag.name != "html":
            tag.decompose()
    shown = [str(tag[name]) for tag in soup.find_all(True) for name in SHOWN if tag.has_attr(name)]
    shown += [str(text) for text in soup.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    left = []
    for text in shown:
        rest = " ".join(text.split())
        while _INNERMOST.search(rest):
            rest = _INNERMOST.sub(" ", rest)
        for words in known if _WORD.search(rest) else ():
            if words in rest:
                rest = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", " ", rest)
        rest = NO_WORDS.sub(" ", DAYS.sub(" ", rest))
        # What ends so is a text of the database cut short.
        if _WORD.search(rest) and not rest.endswith("..."):
            left.append(" ".join(rest.split()))
    return left


def crawled(pages: Pages, start: str, most: int) -> Iterator[tuple[str, str]]:
    """Address and HTML of every page that links lead to, two of an endpoint."""
    adapter = pages.app.url_map.bind("localhost")
    waiting, seen, counted = deque([start]), {start}, {}
    while waiting and most:
        url = waiting.popleft()
        endpoint, _ = adapter.match(urlsplit(url).path)
        counted[endpoint] = counted.get(endpoint, 0) + 1
        if counted[endpoint] > 2 or endpoint in {"static", "bootstrap.static"} or endpoint.startswith("dev."):
            continue
        most -= 1
        with pages.app.app_context():
            answer = pages.client.get(url, follow_redirects=True, headers={"Accept-Language": NOWHERE})
        if answer.mimetype != "text/html":
            continue
        html = answer.get_data(as_text=True)
        yield url, html
        for link in BeautifulSoup(html, "html5lib").find_all("a", href=True):
            to = str(link["href"]).split("#")[0]
            if to.startswith("/") and to not in seen:
                seen.add(to)
                waiting.append(to)


@pytest.fixture
def company(app: Flask, nowhere: None) -> None:
    """Its people read that language before anything is written to them."""
    load()
    for person in db.session.scalars(select(Person)):
        person.locale = NOWHERE
    db.session.commit()
    scene.play()


# These pages show what the owner has written, as it stands: articles and policy files.
OWNERS = ("/help/", "/office/rules", "/office/articles")


def missed(app: Flask, email: str, start: str, most: int = 60) -> dict[str, str]:
    """English words on the pages that `email` can reach from `start`, with the first page that has them."""
    known = sorted(typed(), key=len, reverse=True)
    reader = Pages(app)
    if email:
        reader.sign_in(person_with(email))
    found: dict[str, str] = {}
    for url, html in crawled(reader, start, most):
        for words in () if url.startswith(OWNERS) else unsaid(html, known):
            found.setdefault(words, url)
    return found


@pytest.mark.parametrize(("email", "start"), [("", "/"), ("maria.santos@harbour-cafe.example", "/portal/")])
def test_every_page_for_clients_is_said_in_their_language(app: Flask, company: None, email: str, start: str) -> None:
    assert missed(app, email, start) == {}


# Said to the staff in English: tones and facts, which the log and the owner's files call the same.
STILL_ENGLISH = {
    "any",
    "calm",
    "Statement sent",
}


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("ana.ruiz", "/desk/?view=all"),
        ("sofia.lindqvist", "/desk/?view=all"),
        ("omar.haddad", "/desk/?view=all"),
        ("grace.adeyemi", "/desk/?view=all"),
        ("grace.adeyemi", "/office/"),
    ],
)
def test_every_page_of_the_staff_is_said_in_its_readers_language(
    app: Flask, company: None, name: str, start: str
) -> None:
    found = missed(app, f"{name}@{scene.STAFF}", start, most=150)

    assert {words: url for words, url in found.items() if words not in STILL_ENGLISH} == {}
