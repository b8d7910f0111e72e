"""Rules about the code's size, names and places."""

import ast
import re

from tests.house import source

NEVER = {"utils.py", "helpers.py", "common.py", "base.py", "manager.py"}


def test_no_python_file_has_more_than_300_lines() -> None:
    long = {source.name_of(f): n for f in source.files() if (n := len(f.read_text().splitlines())) > 300}
    assert long == {}


def test_no_function_has_more_than_25_lines() -> None:
    long = {
        f"{source.name_of(path)}:{function.name}": source.length(function)
        for path in source.files()
        for function in source.functions(path)
        if source.length(function) > 25
    }
    assert long == {}


def test_no_view_has_more_than_15_lines() -> None:
    long = {
        f"{source.name_of(path)}:{function.name}": source.length(function)
        for path in source.files("support/web/*.py")
        for function in source.functions(path)
        if source.is_view(function) and source.length(function) > 15
    }
    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [source.name_of(f) for f in source.files() if f.name in NEVER] == []


def _calls(path_pattern: str, allowed: set[str], wanted: re.Pattern[str]) -> list[str]:
    found = []
    for path in source.files(path_pattern):
        if source.name_of(path) in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and wanted.fullmatch(ast.unparse(node)):
                found.append(f"{source.name_of(path)}:{node.lineno} {ast.unparse(node)}")
    return found


def test_only_the_clock_reads_the_time() -> None:
    readers = re.compile(r"(datetime|date|datetime\.datetime|datetime\.date)\.(now|utcnow|today)|time\.time(_ns)?")
    assert _calls("support/*.py", {"support/kernel/clock.py"}, readers) == []


def test_only_the_settings_read_the_environment() -> None:
    allowed = {"support/config.py"} | {source.name_of(f) for f in source.files("support/running/*.py")}
    assert _calls("support/*.py", allowed, re.compile(r"os\.(environ|getenv)")) == []


def test_only_one_line_assigns_a_disputes_status() -> None:
    lines = [
        f"{source.name_of(path)}:{node.lineno}"
        for path in source.files("support/disputes/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if ast.unparse(target) in {"self.status", "dispute.status"}
    ]
    assert len(lines) == 1, lines


def test_the_project_names_no_path_of_a_machine() -> None:
    wanted = re.compile(r"/(work|farm|root)/|/home/[a-z]")
    kinds = ("*.py", "*.md", "*.toml", "*.txt", "*.in", "*.yml", "*.html", "*.js", "Makefile", ".ci/run")
    named = [source.name_of(f) for kind in kinds for f in source.files(kind) if wanted.search(f.read_text())]
    assert sorted(set(named)) == []
