"""Catalogs of the tests' own, in the place of the program's."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask

from support.words import catalogs

Speak = Callable[[str, Mapping[str, str | tuple[str, str]]], None]


@pytest.fixture
def speak(app: Flask, tmp_path: Path) -> Iterator[Speak]:
    """Give the application a catalog: `speak("es", {"Sign in": "Entrar"})`."""
    app.config["CATALOGS"] = tmp_path

    def write(language: str, messages: Mapping[str, str | tuple[str, str]]) -> None:
        catalog = Catalog(locale=language)
        for english, said in messages.items():
            catalog.add((english, english + "s") if isinstance(said, tuple) else english, said)
        path = catalogs.path_of(language, tmp_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog)
        forget()

    yield write
    app.config["CATALOGS"] = None
    forget()


def forget() -> None:
    catalogs._present.cache_clear()
    catalogs._language_of.cache_clear()
    catalogs._compiled.cache_clear()
