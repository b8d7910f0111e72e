"""What the documents say is tested, is; and what they say scripts and letters never do, they do not."""

import re
from pathlib import Path

import pytest

from tests.house import source

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(?:([\w/]+\.py))?::(test_\w+)`")


def _named(document: Path) -> list[tuple[str, str]]:
    """(file, test) of each test that a document names; a name without a file is of the file named before it in its row."""
    found, file = [], ""
    for line in document.read_text().splitlines():
        for given, test in NAMED.findall(line):
            file = given or file
            found.append((file, test))
    return found


DOCUMENTS = [path for path in sorted((ROOT / "docs").glob("*.md")) if _named(path)]


def test_there_are_documents_that_name_tests() -> None:
    assert sum(len(_named(path)) for path in DOCUMENTS) > 60


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    missing = []
    for file, test in _named(document):
        path = ROOT / "tests" / file
        if not path.is_file() or f"def {test}(" not in path.read_text():
            missing.append(f"{file}::{test}")
    assert missing == []


def test_no_script_reads_an_address_by_itself() -> None:
    """A parser of one's own is how a name such as __proto__ gets into an object; the browser's has no such hole."""
    own = re.compile(
        r"location\.(?:search|hash)\.(?:split|slice|sub|match|replace)|__proto__|Object\.assign\(\s*Object\.prototype|\beval\(|new Function\("
    )
    found = [
        f"{source.name_of(path)}: {match[0]}"
        for path in source.files("static/js/*.js")
        for match in own.finditer(path.read_text())
    ]
    assert found == []
