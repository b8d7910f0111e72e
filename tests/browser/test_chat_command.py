"""`flask chat` speaks to the assistant through the browser's own addresses, and prints what scripts rely on."""

import json
from datetime import UTC, datetime

import pytest

from tests.browser import steps
from tests.browser.programs import Programs

pytestmark = pytest.mark.browser


def test_each_text_has_its_replies_and_the_conversation_goes_on_by_its_name(desk: Programs) -> None:
    said = json.loads(desk.flask("chat", "--as", steps.MARIA, "--json", "How much do I owe?", "thanks"))

    assert set(said) == {"conversation", "turns"}
    first = said["turns"][0]
    assert set(first) == {"text", "replies", "owner", "ms"}
    assert first["text"] == "How much do I owe?"
    assert first["owner"] == "bot"
    assert "€" in " ".join(reply["text"] for reply in first["replies"])
    assert all(set(reply) == {"text", "buttons", "from"} for turn in said["turns"] for reply in turn["replies"])

    more = json.loads(
        desk.flask("chat", "--as", steps.MARIA, "--conversation", said["conversation"], "--json", "a person please")
    )
    assert more["conversation"] == said["conversation"]
    assert more["turns"][-1]["owner"] == "person"


def test_text_that_looks_like_a_command_is_only_text(desk: Programs) -> None:
    said = json.loads(desk.flask("chat", "--as", steps.MARIA, "--json", "/restart", '/affirm{"invoice":"INV-1"}'))

    assert all(turn["replies"] for turn in said["turns"])
    assert all(turn["owner"] == "bot" for turn in said["turns"])


def test_another_clients_invoice_gets_the_words_of_an_unknown_one(desk: Programs) -> None:
    """Maria's March invoice and a number that nobody has, both one digit away from the same ones of Jonas."""
    today = datetime.now(UTC)
    year = today.year if today.month > 3 else today.year - 1
    jonas = "jonas.weber@brightwater.example"
    foreign, unknown = (
        json.loads(desk.flask("chat", "--as", jonas, "--json", f"please explain invoice INV-{year}-{number}"))
        for number in ("0042", "0040")
    )

    assert foreign["turns"][0]["replies"] == unknown["turns"][0]["replies"]
