"""Which verbs there are, and which of them are killed: read from the code, so that one that nobody kills is told.

A verb is a public function below the web that opens a transaction, itself or by a function of its own module; those
that a page, a command, a job or another program calls are to be killed. The others are parts of them.
"""

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import support
from benchmarks.faults import __path__, halves
from support.timetable import TIMETABLE
from tests.letters.conftest import Story

DOORS = ("support.web", "support.cli", "support.timetable", "support.running")
OURS = ("benchmarks.", "tests.letters.")
NO_DOMAIN = (*DOORS, "support.demo", "support.kernel", "support.reactions")
Known = frozenset[Callable[..., object]]


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = [found.name for found in pkgutil.walk_packages(support.__path__, "support.")]
    return tuple(importlib.import_module(name) for name in names)


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text())


@cache
def verbs() -> Known:
    """Every public function below the web that opens a transaction."""
    return frozenset(verb for module in _modules() if not module.__name__.startswith(NO_DOMAIN) for verb in _of(module))


def _of(module: ModuleType) -> Iterator[Callable[..., object]]:
    functions = {node.name: _called(node) for node in _tree(module).body if isinstance(node, ast.FunctionDef)}
    opens = {name for name, called in functions.items() if "transaction" in called}
    while more := {name for name, called in functions.items() if called & opens} - opens:
        opens |= more
    return (getattr(module, name) for name in opens if not name.startswith("_"))


def _called(node: ast.AST) -> set[str]:
    return {call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}


def needed() -> Known:
    """The verbs that somebody outside calls."""
    named = {found for module in _modules() if module.__name__.startswith(DOORS) for found in _named_in(module)}
    return frozenset(verbs() & named)


def _named_in(module: ModuleType) -> Iterator[Callable[..., object]]:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Name | ast.Attribute):
            found = _value(node, vars(module))
            if isinstance(found, FunctionType):
                yield found


def _value(node: ast.AST, known: dict[str, object]) -> object:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    owner = _value(node.value, known) if isinstance(node, ast.Attribute) else None
    return (
        getattr(owner, node.attr, None) if isinstance(owner, ModuleType) and isinstance(node, ast.Attribute) else None
    )


def killed(act: Callable[..., object]) -> Known:
    """The verbs that `act` of the tables of faults calls, itself or by the functions beside it."""
    found, waiting, seen = set[Callable[..., object]](), [act], set[object]()
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        found.add(function)
        if isinstance(function, FunctionType) and function.__module__.startswith(OURS):
            waiting += [one for one in _meant(function) if isinstance(one, FunctionType)]
    return frozenset(found & verbs())


def _meant(function: FunctionType) -> list[object]:
    """What its names stand for: globals, what is in the modules among them, and steps of the story."""
    known, names = function.__globals__, set(_names(function.__code__))
    owners = [*(known[name] for name in names if isinstance(known.get(name), ModuleType)), Story]
    return [known.get(name) for name in names] + [getattr(owner, name, None) for owner in owners for name in names]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def gone() -> list[str]:
    """What the faults name in our modules and is not there any more, so that a whole table would not run."""
    faults = [importlib.import_module(f"benchmarks.faults.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return sorted({f"{one.__name__}: {name}" for one in faults for name in _gone_from(one)})


def _gone_from(module: ModuleType) -> Iterator[str]:
    for node in ast.walk(_tree(module)):
        owner = _value(node.value, vars(module)) if isinstance(node, ast.Attribute) else None
        if isinstance(node, ast.Attribute) and isinstance(owner, ModuleType) and not hasattr(owner, node.attr):
            yield f"{owner.__name__}.{node.attr}"


ELSEWHERE = {
    "audit_all": "a client at a time, by audit_client",
    "correct_invoice": "one transaction of the export's command",
    "import_contents": "documents imported",
    "import_each": "documents imported",
    "look_for_approvers": "timetable",
    "rebuild": "made anew from what it finds",
    "recompute": "part of nearly every verb of a dispute",
    "run": "one dispute at a time, by verbs of their own",
    "take_event": "one transaction; an event that was not answered comes again",
    "take_in": "mails taken in",
}
"""By name, what is killed in another way, or why it needs not be."""


def told() -> list[str]:
    """Verbs that a door opens and nobody kills."""
    verbs = (act for table in (*halves.WHOLE, halves.AGAIN) for _, act in table.values())
    tried = {one for act in verbs for one in killed(act)} | {job.run for job in TIMETABLE}
    return sorted(f"{one.__module__}.{one.__name__}" for one in needed() - tried if one.__name__ not in ELSEWHERE)
