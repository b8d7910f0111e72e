"""Disputes from the first word to the row, by the real programs: opened once, changed, withdrawn."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.dialogues.conftest import MARIA, Talking

pytestmark = pytest.mark.browser
History = Callable[[str], dict[str, Any]]


def test_charged_twice_is_opened_once_and_withdrawn_after_two_answers(
    talk: Talking, history: History, march: str
) -> None:
    opened = talk(MARIA, f"Why was I charged twice on {march}?", "yes", "yes")
    reference = opened.references[-1]
    row = history(reference)
    assert (row["status"], row["reason"]) == ("acknowledged", "duplicate")
    assert row["statement"] == f"Why was I charged twice on {march}?"

    stands = talk(MARIA, "where does it stand", conversation=opened.conversation)
    assert reference in stands.said() and "Next: a decision" in stands.said()

    again = talk(MARIA, f"Why was I charged twice on {march}?")
    assert reference in again.said()

    _stays_after_a_no(talk, history, reference)
    _takes_words_and_goes_up(talk, history, reference)

    _stays_when_data_are_to_be_deleted(talk, history, reference)

    gone = talk(MARIA, f"withdraw {reference}, I found the receipt", "[Yes, withdraw it]")
    assert "is withdrawn" in gone.said()
    assert history(reference)["status"] == "withdrawn"


def _stays_after_a_no(talk: Talking, history: History, reference: str) -> None:
    first = talk(MARIA, f"please withdraw {reference}", "no wait")
    assert "becomes due again" in first.said(0)
    assert "left your dispute as it is" in first.said(1)
    assert history(reference)["status"] == "acknowledged"


def _stays_when_data_are_to_be_deleted(talk: Talking, history: History, reference: str) -> None:
    asked = talk(MARIA, "delete everything about me")
    assert "person" in asked.said()
    assert history(reference)["status"] not in ("withdrawn", "closed")


def _takes_words_and_goes_up(talk: Talking, history: History, reference: str) -> None:
    added = talk(MARIA, f"to {reference} I want to add that the driver was called Dana", "yes")
    assert "I have added your words" in added.said()
    assert "Dana" in str(history(reference))

    higher = talk(MARIA, "I want your manager to look at it")
    assert "specialist" in higher.said()
