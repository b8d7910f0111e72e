"""Disputes from the first word to the row, by the real programs: opened once, changed, withdrawn, taken up after a fall."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.programs import Programs
from tests.dialogues.conftest import JONAS, MARIA, Talking

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

    again = talk(MARIA, f"Why was I charged twice on {march}?")
    assert reference in again.said()

    _stays_after_a_no(talk, history, reference)
    _takes_words_and_goes_up(talk, history, reference)

    gone = talk(MARIA, f"withdraw {reference}, I found the receipt", "[Yes, withdraw it]")
    assert "is withdrawn" in gone.said()
    assert history(reference)["status"] == "withdrawn"


def _stays_after_a_no(talk: Talking, history: History, reference: str) -> None:
    first = talk(MARIA, f"please withdraw {reference}", "no wait")
    assert "becomes due again" in first.said(0)
    assert "left your dispute as it is" in first.said(1)
    assert history(reference)["status"] == "acknowledged"


def _takes_words_and_goes_up(talk: Talking, history: History, reference: str) -> None:
    added = talk(MARIA, f"to {reference} I want to add that the driver was called Dana", "yes")
    assert "I have added your words" in added.said()
    assert "Dana" in str(history(reference))

    higher = talk(MARIA, "I want your manager to look at it")
    assert "specialist" in higher.said()


def test_the_form_goes_on_after_the_assistant_was_killed_in_the_middle(desk: Programs, talk: Talking) -> None:
    begun = talk(JONAS, "I want to dispute a charge", "my latest invoice")
    assert "Which charge" in begun.said()
    for program in ("rasa", "actions"):
        _kill(desk, program)
    away = talk(JONAS, "line 1", conversation=begun.conversation)
    assert "your message is kept" in away.said() or "can't reach" in away.said()
    assert away.turns[-1]["ms"] < 10_000
    until = time.monotonic() + 120
    while time.monotonic() < until:
        back = talk(JONAS, "line 1", conversation=begun.conversation)
        if "What is wrong with it" in back.said():
            break
        time.sleep(1)
    assert "What is wrong with it" in back.said()
    dropped = talk(JONAS, "cancel", "yes", conversation=begun.conversation)
    assert "No dispute was opened" in dropped.said()


def _kill(desk: Programs, program: str) -> None:
    """The child that does the work, at once: whoever keeps it starts it again."""
    port = desk.settings["ACTIONS_PORT"] if program == "actions" else desk.settings["RASA_URL"].rpartition(":")[2]
    listening = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    for pid, arguments in re.findall(r"^\s*(\d+) (.*serve\.py.*)$", listening, re.MULTILINE):
        environment = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
        if f"{program} --once" in arguments and (f":{port}" in environment or f"={port}" in environment):
            os.kill(int(pid), signal.SIGKILL)
