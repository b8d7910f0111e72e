"""The supervisor on tiny programs: what it says, what it stops, how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.config import ROOT
from tests.running import fake_programs

WEB_AND_WORKER = {"web": "web.py PORT", "worker": "worker.py"}
ALL = {**WEB_AND_WORKER, "rasa": "web.py RASA_PORT", "actions": "web.py ACTIONS_PORT"}

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def ports(socket_enabled: None) -> list[int]:
    """Three ports of the loopback interface that nobody holds."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    numbers = [listener.getsockname()[1] for listener in held]
    for listener in held:
        listener.close()
    return numbers


@pytest.fixture
def start(tmp_path: Path, ports: list[int]) -> Iterator[Start]:
    """Start the supervisor on a Procfile of tiny programs."""
    started: list[subprocess.Popen[str]] = []

    def run(procfile: dict[str, str], assistant: bool = False) -> subprocess.Popen[str]:
        fake_programs.write(tmp_path, procfile, assistant)
        command = [sys.executable, "-m", "tests.running.fake_programs", str(tmp_path), *map(str, ports)]
        surroundings = {**os.environ, "RASA_PORT": str(ports[1])}
        program = subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(program)
        return program

    yield run
    for program in started:
        if program.poll() is None:
            program.kill()
        if program.stdout:
            program.stdout.close()


def read_until(program: subprocess.Popen[str], words: str) -> str:
    """Everything the program prints up to a line that holds these words."""
    assert program.stdout
    said = ""
    for line in program.stdout:
        said += line
        if words in line:
            return said
    pytest.fail(f"ended without saying {words!r}:\n{said}")


def test_each_program_is_announced_when_it_answers_and_ctrl_c_stops_all(
    start: Start, tmp_path: Path, ports: list[int]
) -> None:
    program = start(ALL, assistant=True)
    said = read_until(program, "All programs are ready")
    for line in (f"web ready http://127.0.0.1:{ports[0]}", "worker ready", "assistant ready", "actions ready"):
        assert line in said
    assert "client maria@harbour.example" in said
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=20) == 0
    assert not running(tmp_path)


def test_a_program_that_dies_takes_the_others_down_and_is_named_with_its_exit_code(
    start: Start, tmp_path: Path
) -> None:
    program = start({**WEB_AND_WORKER, "worker": "failing.py"})
    said, _ = program.communicate(timeout=30)
    assert "worker stopped with exit code 3; stopping the others." in said
    assert said.count(" stopped ") == 1
    assert program.returncode == 1
    assert not running(tmp_path)


def test_a_program_that_ends_without_an_error_is_a_failure_all_the_same(start: Start, tmp_path: Path) -> None:
    program = start({**WEB_AND_WORKER, "worker": "nothing.py"})
    (tmp_path / "nothing.py").write_text("")
    program.communicate(timeout=30)
    assert program.returncode == 1


def test_without_the_assistants_environment_the_rest_runs_and_one_line_says_so(start: Start, tmp_path: Path) -> None:
    program = start(ALL)
    said = read_until(program, "All programs are ready")
    assert said.count("The assistant is not started: its environment is not set up") == 1
    assert "assistant ready" not in said
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=20) == 0


def test_a_port_in_use_is_named_before_anything_starts(start: Start, ports: list[int]) -> None:
    with socket.create_server(("127.0.0.1", ports[0])):
        program = start(WEB_AND_WORKER)
        said, _ = program.communicate(timeout=30)
    assert f"Port {ports[0]}, which web needs, is in use: is Redress already running?" in said
    assert "I listen" not in said
    assert program.returncode == 1


def running(root: Path) -> list[str]:
    """Command lines of processes that still run a script of this folder."""
    time.sleep(0.2)
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_text().replace("\0", " ")
        except OSError:
            continue
        if str(root) in words:
            found.append(words)
    return found
