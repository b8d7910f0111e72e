"""Start the programs of the Procfile together, say when each is ready, and stop all when one stops.

Honcho starts and stops them; this module adds what a person at the terminal wants to know, one line each.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from honcho.environ import parse_procfile
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer

from support.running.readiness import Places, Ready

ROOT = Path(__file__).resolve().parents[2]
ASSISTANT = ("rasa", "actions")
SPOKEN = {"rasa": "assistant"}
SECONDS_BETWEEN_QUESTIONS = 0.25
SECONDS_UNTIL_CONCERN = 120


def up(logins: Sequence[str] = (), root: Path = ROOT, places: Places | None = None) -> int:
    """Run all programs until one stops or Ctrl-C; give the exit code: 0 after Ctrl-C, 1 after anything else.

    `logins` are lines printed once the web program is ready. Without the assistant's environment or a trained model
    the other programs run alone, and one line says so.
    """
    places = places or Places.from_environment(root)
    programs = parse_procfile((root / "Procfile").read_text(encoding="utf-8")).processes
    if why := assistant_missing(root):
        say(f"The assistant is not started: {why}")
        programs = {name: command for name, command in programs.items() if name not in ASSISTANT}
    if taken := taken_ports({name: port for name, port in places.ports().items() if name in programs}):
        say("\n".join(taken), sys.stderr)
        return 1
    relay = Relay(places)
    manager = Manager(relay)
    for name, command in programs.items():
        manager.add_process(name, command, env=environment(places), cwd=str(root))
    questions = {name: ask for name, ask in places.questions().items() if name in programs}
    threading.Thread(target=announce, args=(questions, places, logins), daemon=True).start()
    manager.loop()
    return 0 if relay.interrupted else 1


def assistant_missing(root: Path) -> str:
    """Why the assistant cannot be started, in a sentence; empty when it can."""
    python = root / "bot" / ".venv" / "bin" / "python"
    if not (root / "bot" / ".venv" / "lock.sha256").exists():
        return "its environment is not set up (make setup says why). Everything else works without it."
    if subprocess.run([str(python), str(root / "bot" / "train.py"), "--check"], cwd=root).returncode:
        return "it is not trained (make train says why). Everything else works without it."
    return ""


def taken_ports(ports: dict[str, int]) -> list[str]:
    """One sentence for each port that another program holds."""
    return [
        f"Port {port}, which {SPOKEN.get(name, name)} needs, is in use: is Redress already running?"
        for name, port in ports.items()
        if is_taken(port)
    ]


def is_taken(port: int) -> bool:
    """Does some program hold this port of the loopback interface?"""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def environment(places: Places) -> dict[str, str]:
    """The surroundings of every program: this one's, one set of addresses, and output without delay."""
    return {**os.environ, **places.settings(), "PYTHONUNBUFFERED": "1"}


def announce(questions: dict[str, Ready], places: Places, logins: Iterable[str]) -> None:
    """Ask every program until it is ready and print one line as each becomes so; runs beside the programs."""
    start, waiting, concerned = time.monotonic(), dict(questions), False
    while waiting:
        for name in [name for name, ask in waiting.items() if ask()]:
            del waiting[name]
            took = f"{time.monotonic() - start:.1f} s"
            say(
                f"{SPOKEN.get(name, name)} ready {places.address} ({took})" if name == "web" else ready_line(name, took)
            )
            if name == "web":
                say("\n".join(logins))
        if waiting and not concerned and time.monotonic() - start > SECONDS_UNTIL_CONCERN:
            concerned = True
            say(
                f"Still not ready after {SECONDS_UNTIL_CONCERN} s: {', '.join(described(name, places) for name in waiting)}."
            )
        time.sleep(SECONDS_BETWEEN_QUESTIONS)
    say("All programs are ready. Ctrl-C stops them.")


def ready_line(name: str, took: str) -> str:
    """The line for a program that has become ready."""
    return f"{SPOKEN.get(name, name)} ready ({took})"


def described(name: str, places: Places) -> str:
    """A program's name, and where its log is when it keeps one instead of printing."""
    spoken = SPOKEN.get(name, name)
    return f"{spoken} (log: {places.instance / 'log' / name}.log)" if name in ASSISTANT else spoken


def say(line: str, where: IO[str] | None = None) -> None:
    """Print a line of the supervisor's own at once."""
    if line:
        print(line, file=where or sys.stdout, flush=True)


class Relay(Printer):  # type: ignore[misc]  # honcho ships no types
    """Shows what the programs print, and of honcho's own messages only who stopped first, in words."""

    def __init__(self, places: Places) -> None:
        super().__init__(sys.stdout)
        self.places = places
        self.interrupted = False
        self.stopped = False

    def write(self, message: Message) -> None:
        """Take one line of a program or of honcho."""
        if message.name != SYSTEM_PRINTER_NAME:
            super().write(message)
        elif message.data.rstrip().endswith("received"):
            self.interrupted = True
            say("Stopping.")
        elif (stop := re.match(r"(\S+) stopped \(rc=(-?\d+)\)", message.data)) and not self.interrupted:
            if not self.stopped:
                say(
                    f"{described(stop[1], self.places)} stopped {ending(int(stop[2]))}; stopping the others.",
                    sys.stderr,
                )
            self.stopped = True


def ending(code: int) -> str:
    """How a program ended, for people: an exit code, or the signal that killed it."""
    return f"with exit code {code}" if code >= 0 else f"by signal {signal.Signals(-code).name}"
