"""`flask mail ...` as a person at a terminal uses it."""

import json
from pathlib import Path

from flask import Flask

from support.accounts.models import Person
from support.correspondence import suppression
from support.correspondence.inbound import limits
from tests import factories
from tests.correspondence.inbound.conftest import written

KEYS = ["file", "outcome", "reference", "author", "subject", "text", "attachments", "why"]


def run(app: Flask, *words: str, given: bytes | None = None) -> str:
    result = app.test_cli_runner().invoke(args=["mail", *words], input=given)
    assert result.exit_code == 0, result.output
    return result.output


def test_ingest_tells_what_became_of_each_file(app: Flask, client_person: Person, tmp_path: Path) -> None:
    invoice = factories.make_invoice(client_person.organisation, number="INV-2026-0801")
    first, second = tmp_path / "first.eml", tmp_path / "second.eml"
    text = f"We were charged twice on {invoice.number}.\n\nOn 1 March 2026 Desk wrote:\n> old\n\n-- \nMaria\n"
    first.write_bytes(written(text, sender=client_person.email))
    second.write_bytes(b"nonsense")
    rows = json.loads(run(app, "ingest", str(first), str(second), "--json"))
    assert [list(row) for row in rows] == [KEYS, KEYS]
    assert rows[0] == {
        "file": str(first),
        "outcome": "created",
        "reference": "DSP-00001",
        "author": client_person.email,
        "subject": "The bill",
        "text": "We were charged twice on INV-2026-0801.",
        "attachments": [],
        "why": "It names INV-2026-0801, and says what is wrong with it.",
    }
    assert (rows[1]["outcome"], rows[1]["reference"]) == ("quarantined", "")


def test_the_same_file_again_changes_nothing(app: Flask, client_person: Person, tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(written("Who can I talk to?", sender=client_person.email))
    first, again = (json.loads(run(app, "ingest", str(file), "--json"))[0] for _ in range(2))
    assert (first["outcome"], again["outcome"]) == ("created", "ignored")
    assert again["reference"] == first["reference"]


def test_a_mail_may_come_by_standard_input(app: Flask, client_person: Person) -> None:
    rows = json.loads(run(app, "ingest", "-", "--json", given=written("Hello?", sender=client_person.email)))
    assert (rows[0]["file"], rows[0]["text"]) == ("-", "Hello?")


def test_a_file_that_is_too_large_stays_where_it_is(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "large.eml"
    with file.open("wb") as out:
        out.truncate(limits.LARGEST_KEPT + 1)
    row = json.loads(run(app, "ingest", str(file), "--json"))[0]
    assert (row["outcome"], "stays where it is" in row["why"]) == ("quarantined", True)


def test_a_file_that_is_not_there_is_a_sentence(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["mail", "ingest", "nowhere.eml"])
    assert result.exit_code == 1
    assert "cannot be read: No such file" in result.output


def test_what_waits_can_be_listed_and_handled_again(app: Flask, client_person: Person) -> None:
    run(app, "ingest", "-", given=written("Hello?", sender="unknown@harbour.example"))
    assert "quarantined" in run(app, "list", "--outcome", "quarantined")
    assert "Nobody here has" in run(app, "replay", "--quarantined")


def test_an_address_is_opened_again(app: Flask) -> None:
    suppression.suppress("gone@harbour.example", why="It bounced.")
    assert json.loads(run(app, "suppressed", "--json"))[0]["email"] == "gone@harbour.example"
    run(app, "lift", "gone@harbour.example")
    assert run(app, "suppressed") == ""
