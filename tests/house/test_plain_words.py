"""Everything the assistant can say to a client: plain, without blame, and easy to read.

The sentences are taken from the source itself, wherever they stand, so that a new one is judged on the day it is written.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import source

SPOKEN = [
    *sorted((source.ROOT / "bot" / "actions").glob("*.py")),
    *sorted((source.ROOT / "support" / "web" / "bot_door").glob("*.py")),
    *sorted((source.ROOT / "support" / "billing" / "explaining").glob("*.py")),
    *(source.ROOT / "support" / "conversations" / f"{name}.py" for name in (
        "answering", "figures", "filing", "guessing", "releasing", "services", "staffing",
    )),
    source.ROOT / "support" / "web" / "standing.py",
]  # fmt: skip
NOT_SAID = {"RuntimeError", "Malformed", "ValueError", "info", "warning", "error", "exception"}
"""What is given to these is for the log or for an engineer."""

BLAME = re.compile(
    r"\b(?:your (?:fault|mistake|error|failure)|you (?:failed|forgot|must|misread|misunderstood|should have|ought to have|neglected|claim(?:ed)?|allege)"
    r"|you (?:did|have) not|you were (?:wrong|late)|as (?:already|we) (?:said|told|stated|explained)|obviously|clearly|simply|calm down|refuse|unfortunately"
    r"|not our (?:fault|problem)|be patient|impossible)\b",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(?:tickets?|upheld|tiers?|sla|ledger|allocat\w+|remit\w*|accru\w*|adjudicat\w*|reconcil\w*|escalat\w*|pursuant|here(?:by|in|with)|aforementioned"
    r"|in respect of|prior to|subsequent\w*|commence\w*|terminat\w*|utili[sz]e\w*|facilitat\w*|kindly|payload|session|tokens?|back ?end|server|database"
    r"|exception|null|time-?out|invalid|parse\w*|intents?|slots?|entit(?:y|ies)|proration|pro rata|arrears|deem\w*|thereof|notwithstanding)\b",
    re.IGNORECASE,
)
LONG_BUT_KNOWN = {
    "agreement", "agreements", "assistant", "conversation", "delivery", "document", "documents", "emergency", "invoice", "invoices",
    "registered", "manager", "specialist", "usually", "everybody", "everything", "somebody", "anybody", "anything", "another", "monitoring",
    "authority", "january", "february", "everybody's", "conversations", "explanation", "original", "cancellation", "company", "actually", "period", "immediately",
    "notice", "credited", "identity", "ordinary",
}  # fmt: skip
"""Words of four syllables or more that every reader knows."""
LONGEST_SENTENCE, EASIEST_ALLOWED, EASY_IN_ALL = 34, 40.0, 70.0


def spoken_in(path: Path) -> Iterator[str]:
    """Every text of the file that is a sentence for people; what is filled in reads as “it”."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(part) for node in ast.walk(tree) for part in _not_for_clients(node)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        text = _text_of(node)
        if id(node) in skipped or (id(node) in inside and not isinstance(node, ast.JoinedStr)):
            continue
        if re.match(r"[A-Z“]\w*[ ,’'].*[.?!]$", text.strip(), re.DOTALL) and "\\" not in text and len(text.split()) > 2:
            yield text


def _text_of(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "it" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _not_for_clients(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and what is written to the log or raised for an engineer."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    called = getattr(node, "func", None)
    if isinstance(node, ast.Call) and (getattr(called, "id", "") or getattr(called, "attr", "")) in NOT_SAID:
        yield from ast.walk(node)


def responses() -> list[str]:
    """The fixed sentences of the domain."""
    texts = [path.read_text(encoding="utf-8") for path in (source.ROOT / "bot" / "domain").glob("*.yml")]
    return [found for text in texts for found in re.findall(r'- text: "(.+)"', text)]


SAID = list(dict.fromkeys([*responses(), *(text for path in SPOKEN for text in spoken_in(path))]))


def syllables(word: str) -> int:
    """Groups of vowels, a silent last “e” left out."""
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee")) and len(groups) > 1
    past = bool(re.search(r"[^td]ed$", word.lower())) and len(groups) > 1
    return max(1, len(groups) - silent - past)


def words_in(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", text)


def ease(text: str) -> float:
    """Flesch's reading ease: 60 to 70 is plain English, 100 very easy."""
    words, sentences = words_in(text), max(1, len(re.findall(r"[.?!:;](?:\s|$)", text)))
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * sum(map(syllables, words)) / len(words)


def test_what_is_said_is_found() -> None:
    assert len(SAID) > 150
    assert "You are welcome. Ask again whenever something on a bill is unclear." in SAID
    assert any("I can't find that invoice on your account" in text for text in SAID)


@pytest.mark.parametrize("text", SAID)
def test_nobody_is_blamed_and_no_jargon_is_used(text: str) -> None:
    assert BLAME.findall(text) == []
    assert JARGON.findall(text) == []


@pytest.mark.parametrize("text", SAID)
def test_every_text_is_easy_to_read(text: str) -> None:
    sentences = [part for part in re.split(r"[.?!:;]\s+", text) if part]
    assert max(len(words_in(part)) for part in sentences) <= LONGEST_SENTENCE
    long = {word.lower() for word in words_in(text) if syllables(word) >= 4}
    assert long <= LONG_BUT_KNOWN
    assert len(words_in(text)) < 6 or ease(text) >= EASIEST_ALLOWED


def test_all_together_it_reads_easily() -> None:
    assert ease(" ".join(SAID)) >= EASY_IN_ALL


@pytest.mark.parametrize(
    "text",
    [
        "You failed to pay.",
        "Your ticket has been upheld.",
        "Unfortunately it is impossible.",
        "Pursuant to the terms it is deemed accepted.",
    ],
)
def test_the_judge_itself_hears_blame_and_jargon(text: str) -> None:
    assert BLAME.search(text) or JARGON.search(text)


def test_the_judge_itself_hears_what_is_hard_to_read() -> None:
    hard = "Reconciliation of misallocated remittances necessitates verification of documentation by administrative personnel."
    assert ease(hard) < EASIEST_ALLOWED
