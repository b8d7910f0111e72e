"""docs/hard-cases.md names a test for each hard case; every one of them exists."""

import re

from tests.dialogues import test_dialogues, test_people
from tests.house import source

PAGE = (source.ROOT / "docs" / "hard-cases.md").read_text(encoding="utf-8")
ROWS = [
    line
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| wish", "| what is"))
]
HARD = [line for line in PAGE.partition("## What clients want")[0].splitlines() if line.startswith("| ")][2:]


def _dialogues() -> set[str]:
    return {one.name for one in (*test_dialogues.DIALOGUES, *test_people.DIALOGUES)}


def _functions() -> set[str]:
    files = [*(source.ROOT / "tests").rglob("test_*.py"), *(source.ROOT / "bot" / "tests").rglob("test_*.py")]
    return {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))}


def test_every_dialogue_that_is_named_exists() -> None:
    named = {name for row in ROWS for name in re.findall(r"(?<!\*)\*([^*]+)\*", row)}
    assert named - _dialogues() == set()


def test_every_test_that_is_named_exists() -> None:
    named = {name for row in ROWS for name in re.findall(r"`(test_\w+)`", row)}
    assert named - _functions() == set()


def test_no_row_is_without_proof() -> None:
    assert [row for row in ROWS if not re.search(r"\*[^*]+\*|`test_\w+`", row.split("|")[2])] == []
    assert len(HARD) >= 35
