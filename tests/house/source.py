"""The project's own source, parsed: what the house tests read."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GENERATED = ("migrations/",)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(pattern: str = "*.py") -> list[Path]:
    """Files of the project that git knows or would take; generated ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and not name.startswith(GENERATED) and (ROOT / name).exists()]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Lines from `def` to the end, the docstring left out: words that promise are not code."""
    end = function.end_lineno or function.lineno
    first = function.body[0]
    told = 0
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        told = (first.end_lineno or first.lineno) - first.lineno + 1
    return end - function.lineno + 1 - told


def is_view(function: Function) -> bool:
    """A function that a blueprint's route decorator stands above."""
    for decorator in function.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(call, ast.Attribute) and call.attr in {"get", "post", "route", "put", "delete"}:
            return isinstance(call.value, ast.Name) and call.value.id == "blueprint"
    return False
