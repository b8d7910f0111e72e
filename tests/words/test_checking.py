"""A translation with mistakes is refused with the message that has them."""

import pytest
from babel.messages.catalog import Catalog
from flask import Flask

from support.words import checking, extraction


def _catalog(**messages: str) -> Catalog:
    catalog = Catalog(locale="es")
    for english, said in messages.items():
        catalog.add(english, said)
    return catalog


TEMPLATE = Catalog()
TEMPLATE.add("Sign in")
TEMPLATE.add("Hello %(who)s")


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ({"Sign in": "Entrar"}, "Not translated: “Hello %(who)s”"),
        ({"Sign in": "Entrar", "Hello %(who)s": "Hola %(who)s", "Gone": "Ido"}, "Not said any more: “Gone”"),
        ({"Sign in": "Entrar", "Hello %(who)s": "Hola %(quien)s"}, "Other placeholders: “Hello %(who)s”"),
        ({"Sign in": "Entrar", "Hello %(who)s": "Hola %(who)s, 5 %"}, "A stray per cent sign: “Hello %(who)s”"),
        ({"Sign in": "<b>Entrar</b>", "Hello %(who)s": "Hola %(who)s"}, "Other markup: “Sign in”"),
        ({"Sign in": 'Entrar" onclick="', "Hello %(who)s": "Hola %(who)s"}, "A straight quotation mark"),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(messages: dict[str, str], said: str) -> None:
    (found,) = checking.problems(_catalog(**messages), TEMPLATE)

    assert said in found


def test_a_whole_translation_has_no_problems() -> None:
    assert checking.problems(_catalog(**{"Sign in": "Entrar", "Hello %(who)s": "Hola %(who)s"}), TEMPLATE) == []


def test_labels_of_choices_are_messages() -> None:
    assert "Wrong quantity or hours" in extraction.collect()


def test_the_messages_can_be_written_to_a_file(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["words", "extract"])

    assert said.exit_code == 0
    assert 'msgid "Wrong quantity or hours"' in said.output


def test_a_language_that_does_not_exist_is_refused(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["words", "add", "klingon"])

    assert said.exit_code == 1
    assert "is not a language" in said.output
