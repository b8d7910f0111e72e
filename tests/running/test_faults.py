"""A few of the faults that `python -m benchmarks.faults` tries by the thousand."""

import subprocess
import sys

import pytest

from support.config import ROOT


@pytest.mark.parametrize(("fault", "said"), [("each step", "worker killed at each step of sending")])
def test_a_worker_that_is_killed_while_it_sends_loses_nothing(fault: str, said: str) -> None:
    command = [sys.executable, "-m", "benchmarks.faults", "--kills", "6", "--only", fault]
    tried = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert f"| {said} | 6 | 0 | 0 |" in tried.stdout


def test_every_verb_that_a_door_opens_is_killed_by_the_benchmark() -> None:
    """In a process of its own: the benchmark's clock and its mail server are not those of the tests."""
    command = [sys.executable, "-c", "from benchmarks.faults import covering; print(covering.told())"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert said.stdout.strip() == "[]", said.stdout + said.stderr


def test_everything_that_the_faults_name_is_there() -> None:
    command = [sys.executable, "-c", "from benchmarks.faults import covering; print(covering.gone())"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert said.stdout.strip() == "[]", said.stdout + said.stderr
