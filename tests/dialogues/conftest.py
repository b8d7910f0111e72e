"""The four programs with a trained assistant, started once, and people who talk to it through `flask chat`."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.cli.chat import Browser, Talk
from support.demo.months import Story
from tests.browser import programs
from tests.browser.programs import ROOT, Programs

MARIA = "maria.santos@harbour-cafe.example"
JONAS = "jonas.weber@brightwater.example"
PRIYA = "priya.nair@oakfield-dental.example"


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    if not (ROOT / "bot" / ".venv" / "lock.sha256").exists():
        pytest.skip("the assistant's environment is not set up (make setup)")
    folder: Path = tmp_path_factory.mktemp("talking")
    with programs.running(folder, RATELIMIT_ENABLED="0") as started:
        yield started


def does(desk: Programs, *words: str) -> None:
    """What the staff does, or time: tests/dialogues/deeds.py."""
    command = [sys.executable, "-m", "tests.dialogues.deeds", *words]
    done = subprocess.run(command, cwd=ROOT, env=desk.settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module", autouse=True)
def _nobody_slowed_down(desk: Programs) -> None:
    """Each file begins as if ten minutes had passed: its clients have asked for no number that is not theirs."""
    does(desk, "forget-misses", "")


class Heard:
    """What came back, turn by turn; `text` and `buttons` are of the last turn."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.conversation: str = answer["conversation"]
        self.turns: list[dict[str, Any]] = answer["turns"]

    def said(self, turn: int = -1) -> str:
        return "\n".join(reply["text"] for reply in self.turns[turn]["replies"])

    def offered(self, turn: int = -1) -> list[str]:
        return [button["title"] for reply in self.turns[turn]["replies"] for button in reply["buttons"]]

    @property
    def owner(self) -> str:
        return str(self.turns[-1]["owner"])

    @property
    def everything(self) -> str:
        return "\n".join(self.said(turn) for turn in range(len(self.turns)))

    @property
    def references(self) -> list[str]:
        return re.findall(r"DSP-[0-9]+", self.everything)


Talking = Callable[..., Heard]


@pytest.fixture(scope="session")
def browsers(desk: Programs) -> Iterator[dict[str, Browser]]:
    """Each person signed in once, as `flask chat` does it."""
    links = {who: desk.flask("demo", "sign-in", who).splitlines()[-1] for who in (MARIA, JONAS, PRIYA)}
    opened = {who: Browser(desk.address, link.rpartition("/")[2]) for who, link in links.items()}
    yield opened
    for browser in opened.values():
        browser.close()


@pytest.fixture
def talk(browsers: dict[str, Browser]) -> Talking:
    """`talk(MARIA, "words", "[Button]")`: one conversation, by the code of `flask chat`; `conversation=` goes on with
    an earlier one. (A process for each would spend most of the time on starting.)"""

    def talk(who: str, *texts: str, conversation: str = "new") -> Heard:
        talking = Talk(browsers[who], conversation)
        for text in texts:
            talking.turn(text)
        return Heard({"conversation": talking.conversation, "turns": talking.turns})

    return talk


@contextmanager
def signed_in(desk: Programs, who: str) -> Iterator[httpx.Client]:
    """Somebody's browser, signed in by a link."""
    link = desk.flask("demo", "sign-in", who).splitlines()[-1]
    with httpx.Client(base_url=desk.address, follow_redirects=True, timeout=30) as browser:
        token = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(link).text)
        assert token is not None
        browser.post(link, data={"csrf_token": token.group(1)}, headers={"Referer": link})
        yield browser


@pytest.fixture(scope="session")
def march() -> str:
    """Maria's March invoice, in which a delivery was billed twice."""
    return f"INV-{Story(datetime.now(UTC).date()).march.year}-0042"


@pytest.fixture
def history(desk: Programs) -> Callable[[str], dict[str, Any]]:
    return lambda reference: json.loads(desk.flask("disputes", "show", reference, "--json"))
