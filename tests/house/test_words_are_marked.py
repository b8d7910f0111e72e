"""What Python says to people is marked for translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import source

MARKS = frozenset({"N_", "NN_", "says", "joined", "alone"})
SHOWN = frozenset({"title", "label", "words", "message", "question", "help", "description", "reason", "why", "subject", "summary", "say", "detail"})  # fmt: skip
"""Arguments by name that end up on a page, in a letter or in a history."""
TOLD = frozenset(
    {"flash", "refuse", "_refuse", "Button", "Column", "Choice", "InputRequired", "Length", "DataRequired"}
)
"""Calls whose every text is for people."""
FOR_MACHINES = frozenset({"ValueError", "TypeError", "KeyError", "RuntimeError", "LookupError", "AssertionError", "NotImplementedError", "AttributeError", "IndexError", "OSError", "RetryLater", "PolicyError", "wrong"})  # fmt: skip
"""Errors that the log shows and no page; and `PolicyError` and `wrong`, what an owner's file gets wrong, which “flask policies check” says."""
_SENTENCE = re.compile("[A-Z“\ue000].*\\w [\\w\ue000].*[.!?:]$", re.DOTALL)
_WORDS = re.compile(r"[A-Za-z]{2,}[ ,:]+(\w|\ue000)|(\w|\ue000)[ ,:]+[A-Za-z]{2,}")


def _text(node: ast.expr) -> str:
    """A literal, or an f-string with a sign for each value; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "\ue000" for part in node.values)
    return ""


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _said(node: ast.expr) -> Iterator[ast.expr]:
    """What an expression may be: both sides of a condition, parts that are put together, not what stands inside of a call."""
    if isinstance(node, ast.IfExp):
        yield from (part for one in (node.body, node.orelse) for part in _said(one))
    elif isinstance(node, ast.BoolOp | ast.Tuple | ast.List):
        yield from (part for one in (node.values if isinstance(node, ast.BoolOp) else node.elts) for part in _said(one))
    elif isinstance(node, ast.Subscript):
        yield from _said(node.value)
    elif isinstance(node, ast.Dict):
        yield from (part for one in node.values for part in _said(one))
    elif isinstance(node, ast.BinOp):
        yield from (part for one in (node.left, node.right) for part in _said(one))
    else:
        yield node


def unmarked(code: str) -> Iterator[tuple[int, str]]:
    """Line and text of what is said unmarked: in refusals, news, labels and the sentences that functions give back."""
    for node in ast.walk(ast.parse(code)):
        places: list[ast.expr] = []
        rule = _WORDS
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _called(node.exc) not in FOR_MACHINES:
            places = [*node.exc.args]
        elif isinstance(node, ast.Call) and _called(node) in TOLD:
            places = [*node.args, *(word.value for word in node.keywords)]
        elif isinstance(node, ast.Call) and _called(node) not in MARKS:
            places = [word.value for word in node.keywords if word.arg in SHOWN]
        elif (isinstance(node, ast.Return) and node.value is not None) or (
            isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        ):
            places, rule = [node.value], _SENTENCE
        for place in places:
            for part in _said(place):
                if rule.search(_text(part)):
                    yield part.lineno, _text(part).replace("\ue000", "…")


NOT_FOR_READERS = {
    "support/cli/": "the command line is English",
    "support/demo/": "the examples are a company's own papers, written in English",
    "support/running/": "what programs say to each other and to the log",
    "support/web/bot_door/": "the assistant understands and speaks English only",
    "support/billing/provider/": "answers to the provider's program, and what was noted about its events",
    "support/disputes/diagram.py": "a page of the documentation that a command prints",
    "support/correspondence/building.py": "an error of our own that the log shows",
    "support/correspondence/delivery.py": "said to the log of the program that sends the letters",
    "support/correspondence/inbound/mime.py": "why a mail is no mail, as the log and its record show",
    "support/conversations/gateway.py": "an error between two of our programs, for the log",
}
"""Folders and files that speak to nobody in their own language, each with why."""
KEPT_AS_WRITTEN = {
    "support/billing/credit.py": {"Credit for line …"},
    "support/billing/importing/stripe_lines.py": {"Billing credit"},
    "support/billing/rebilling.py": {"Credited before"},
    "support/billing/voiding.py": {"Takes back line … of …"},
    "support/disputes/undoing.py": {"Takes back …, dispute …"},
    "support/prevention/correcting.py": {"Correction of an error that we found (…)"},
    "support/prevention/crediting.py": {"Correction for all who were affected, …"},
    "support/web/portal/happenings.py": {"The client asks for somebody with more authority."},
}
"""What stands on documents of the ledger stays as it was issued; the last one is what the assistant writes for a client."""


def sources() -> list[Path]:
    return [path for path in source.files("support/*.py") if not source.name_of(path).startswith((*NOT_FOR_READERS,))]


@pytest.mark.parametrize("path", sources(), ids=source.name_of)
def test_what_python_says_to_people_is_marked(path: Path) -> None:
    known = KEPT_AS_WRITTEN.get(source.name_of(path), set())
    assert [(line, text) for line, text in unmarked(path.read_text()) if text not in known] == []


def test_each_exception_is_still_needed() -> None:
    for name, texts in KEPT_AS_WRITTEN.items():
        assert texts <= {text for _, text in unmarked((source.ROOT / name).read_text())}, name
    for name in NOT_FOR_READERS:
        assert any(source.name_of(path).startswith(name) for path in source.files("support/*.py")), name


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("raise BadInput('Choose a day.')", ["Choose a day."]),
        ("raise BadInput(N_('Choose a day.'))", []),
        ("raise RuleBroken(f'There are {n} days', field='a')", ["There are … days"]),
        ("raise ValueError('not for people')", []),
        ("flash('It is sent', 'success')", ["It is sent"]),
        ("node.refuse('Only one' if one else N_('Both of them'))", ["Only one"]),
        ("Task(title=f'Talk with {name}', key='check in')", ["Talk with …"]),
        ("def why() -> str:\n    return f'{name} has gone.'", ["… has gone."]),
        ("CLOSED = 'It is closed.'", ["It is closed."]),
        ("told = {'a': ('It is closed.', N_('Open it.'))}['a']", ["It is closed."]),
    ],
)
def test_words_without_a_mark_are_found(code: str, found: list[str]) -> None:
    assert [text for _, text in unmarked(code)] == found
