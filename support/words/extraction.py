"""Where messages come from: templates, `N_("…")`, the labels of choices and the titles in policies."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python

ROOT = Path(__file__).resolve().parent.parent.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "NN_": (1, 2), "says": None, "Job": None}
Found = tuple[int, Any, Any, Any]
"""Line, function, message or (one, many), comments for translators."""


def collect(root: Path = ROOT) -> Catalog:
    """Every message of the program, as `[[tool.babel.mappings]]` in pyproject.toml says where to look."""
    mappings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    catalog = Catalog(project="Redress", charset="utf-8")
    found = extract_from_dir(
        str(root),
        method_map=[(one["pattern"], one["method"]) for one in mappings],
        options_map={
            one["pattern"]: {k: v for k, v in one.items() if k not in {"method", "pattern"}} for one in mappings
        },
        keywords=KEYWORDS,
        comment_tags=("For translators:",),
        strip_comment_tags=True,
        directory_filter=lambda path: _belongs(Path(path), root),
    )
    for name, _line, message, comments, context in found:
        catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def _belongs(path: Path, root: Path) -> bool:
    inside = path.relative_to(root).parts
    return not inside or inside[0] in {"support", "templates", "static"}


def python(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """`N_("…")` and `NN_("…", "…")`; besides, the labels of a `RichEnum`, which are marked by being labels."""
    yield from ((*one,) for one in extract_python(file, keywords, comment_tags, options))
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("RichEnum") for base in node.bases):
            yield from _labels(node)


def _labels(choices: ast.ClassDef) -> Iterator[Found]:
    for row in choices.body:
        if isinstance(row, ast.Assign):
            value = ast.literal_eval(row.value)
            parts = value if isinstance(value, tuple) else (value,)
            label = parts[1] if len(parts) > 1 and parts[1] else str(parts[0]).replace("_", " ").capitalize()
            yield row.lineno, None, label, []


def said_to_the_client(text: str) -> str:
    """What is promised to “the client” in an owner's file, as the client reads it."""
    return text.replace("the client's", "your").replace("the client", "you")


SAID = frozenset({"label", "title", "name", "words", "question", "step", "why", "said"})
"""Keys of the policies whose text people read."""


def toml(file: IO[bytes], _keywords: Any, _comment_tags: Any, options: Any) -> Iterator[Found]:
    keys = frozenset(str(options.get("keys", "")).split()) or SAID
    yield from ((1, None, text, []) for text in _texts(tomllib.loads(file.read().decode()), keys))


def _texts(part: Any, keys: frozenset[str]) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _texts(each, keys)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "says" and isinstance(value, dict):  # its keys are points of a checklist
                yield from value.values()
                continue
            if key in keys and isinstance(value, str) and value.strip() and not _only_refers(key, value):
                yield value
                if "the client" in value:
                    yield said_to_the_client(value)
            else:
                yield from _texts(value, keys)


def _only_refers(key: str, value: str) -> bool:
    """`first_response`: how the files refer to a clock, a letter or a department. People read its label."""
    return key == "name" and re.fullmatch(r"[a-z0-9_]+", value) is not None
