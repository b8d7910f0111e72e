"""Errors of commands are sentences."""

import json
from pathlib import Path

import pytest
from flask import Flask

from support import create_app
from tests.billing.files import document, written


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    """An application whose database has no tables."""
    return create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.db'}", "CLOCK_FILE": None})


@pytest.mark.parametrize("words", [["billing", "show", "INV-1"], ["disputes", "verify"], ["demo", "load"]])
def test_a_database_without_tables_is_told_with_what_to_do(empty: Flask, words: list[str]) -> None:
    said = empty.test_cli_runner().invoke(args=words)

    assert said.exit_code == 1
    assert "flask db upgrade" in said.output
    assert "Traceback" not in said.output


def test_a_document_is_checked_before_there_is_a_ledger(empty: Flask, tmp_path: Path) -> None:
    (tmp_path / "invoice.xml").write_bytes(written(document()))

    said = empty.test_cli_runner().invoke(args=["billing", "check", str(tmp_path / "invoice.xml"), "--json"])

    assert said.exit_code == 0
    assert [answer["findings"] for answer in json.loads(said.output)] == [[]]


def test_an_unknown_dispute_is_told_in_a_sentence(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["disputes", "show", "DSP-99999"])

    assert said.exit_code != 0
    assert "DSP-99999" in said.output or "can't find" in said.output


def test_the_demo_company_is_not_loaded_in_production(app: Flask) -> None:
    app.config["DEVELOPMENT"] = False
    try:
        said = app.test_cli_runner().invoke(args=["demo", "load"])
    finally:
        app.config["DEVELOPMENT"] = True

    assert said.exit_code == 1
    assert "development" in said.output


@pytest.mark.parametrize(
    "words", [["billing", "import"], ["chat"], ["demo", "sign-in"], ["sla", "due"], ["disputes", "show"]]
)
def test_help_shows_an_example(app: Flask, words: list[str]) -> None:
    said = app.test_cli_runner().invoke(args=[*words, "--help"])

    assert said.exit_code == 0
    assert "Example" in said.output
