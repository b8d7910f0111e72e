"""The assistant's own checks: its tests, whether its files agree (by `agreement.py` and by Rasa), and its test stories.

Run it as `bot/.venv/bin/python bot/check.py [--force]`. What has passed is not run again until a file of this folder
changes, because Rasa takes a minute for it and `make test` runs once a database.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import agreement
import launch
import train

HERE = launch.HERE
QUIET = {"LOG_LEVEL": "WARNING", "RASA_TRACKER": "sqlite://"}
LEFT_OUT = {".venv", "models", "results", ".rasa", "__pycache__", ".pytest_cache"}


def digest() -> str:
    """Name the state of everything in this folder that is not made by a program."""
    total = hashlib.sha256()
    for file in sorted(HERE.rglob("*")):
        inside = file.relative_to(HERE)
        if file.is_file() and not LEFT_OUT & set(inside.parts):
            total.update(f"{inside}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:12]


def passed_file() -> Path:
    """The mark that this state of the folder has passed."""
    return train.MODELS / f"{digest()}.passed"


def check() -> int:
    """Run every check, also after one has failed; give 0 when all passed."""
    model = train.train_if_needed()
    stories = HERE / "tests" / "stories"
    steps: list[tuple[str, Callable[[], int]]] = [
        ("Tests of the actions and the components", own_tests),
        ("Whether the assistant's files agree", disagreement),
        ("Rasa's validation of the assistant's files", validation),
    ]
    if any(stories.glob("*.yml")):
        story_test = ("test", "core", "--stories", str(stories), "--model", str(model), "--out", "results")
        story_test += ("--fail-on-prediction-errors",)
        steps.append(("Test stories", lambda: rasa(*story_test, "--no-plot").returncode))
    failed = []
    for title, run in steps:
        print(f"-- {title}", flush=True)
        if run():
            failed.append(title)
    if failed:
        print(f"The assistant's checks failed: {'; '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def own_tests() -> int:
    """Run pytest over bot/tests."""
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "tests"], cwd=HERE).returncode


def disagreement() -> int:
    """Print every place where the assistant's files disagree; 1 when there is one."""
    found = agreement.faults(HERE)
    print("\n".join(found) or "They agree.")
    return int(bool(found))


def validation(folder: Path = HERE) -> int:
    """Have Rasa compare the files of an assistant's folder with each other; any warning is a failure.

    `--fail-on-warnings` alone would let some pass, an intent without a sentence among them.
    """
    done = rasa("data", "validate", "--domain", "domain", "--fail-on-warnings", capture=True, folder=folder)
    failed = done.returncode or int("Warning:" in done.stdout)
    print(done.stdout if failed else "Rasa found nothing to warn of.")
    return failed


def rasa(*arguments: str, capture: bool = False, folder: Path = HERE) -> subprocess.CompletedProcess[str]:
    """Run a command of Rasa in a process of its own; its many small notices are left out."""
    command = [sys.executable, str(folder / "launch.py"), *arguments]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if capture else {}
    return subprocess.run(command, cwd=folder, env={**os.environ, **QUIET}, text=True, **streams)  # noqa: S603 (our own list of words)


def main(arguments: list[str]) -> int:
    """Check, unless this very state has passed."""
    if passed_file().exists() and "--force" not in arguments:
        print("-- The assistant's checks passed before and nothing has changed since.")
        return 0
    code = check()
    if code == 0:
        for old in train.MODELS.glob("*.passed"):
            old.unlink()
        passed_file().touch()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
