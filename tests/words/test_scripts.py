"""What scripts say comes with the page, in its reader's language."""

import json
import re

import pytest
from flask import Flask

from support.words import extraction, scripts
from tests.pages import Pages
from tests.words.conftest import Speak

# Names of events, tags, keys and headers are no words for people.
_SAID = re.compile(r"""(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)""")
_SENTENCE = re.compile(r"^[A-Z][a-z]+ [a-z]+|[a-z]+ [a-z]+[.:]$")


@pytest.mark.parametrize("path", sorted(scripts.STATIC.glob("*.js")), ids=lambda path: path.name)
def test_a_script_says_nothing_that_is_not_marked(path: object) -> None:
    code = "\n".join(line.split("//")[0] for line in path.read_text().splitlines() if not line.lstrip().startswith(("*", "/*")))  # type: ignore[attr-defined]  # fmt: skip
    marked = set(scripts.marked(code))
    said = {one or other for one, other in _SAID.findall(code)}

    assert {text for text in said if _SENTENCE.search(text)} - marked == set()


def test_what_scripts_say_is_among_the_messages() -> None:
    assert set(scripts.messages()) <= {message.id for message in extraction.collect()}
    assert "The assistant is writing" in scripts.messages()


def test_a_page_brings_its_scripts_words_where_they_are_not_english(app: Flask, pages: Pages, speak: Speak) -> None:
    speak("es", {"The assistant is writing": "El asistente escribe", "Sign in": "</script>"})
    english = pages.get("/sign-in")
    spanish = pages.submit(english, "/language", language="es")

    assert english.soup.find(id="script-words") is None
    brought = json.loads(spanish.soup.find(id="script-words").string)  # type: ignore[union-attr]
    assert brought["The assistant is writing"] == "El asistente escribe"
    assert set(brought) == set(scripts.messages())
