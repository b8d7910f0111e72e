"""The four programs, started for real on free ports with a demo company of their own."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
FLASK = ROOT / ".venv" / "bin" / "flask"
READY_WITHIN = 180.0
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


def why_not() -> str:
    """Why the programs or the browser cannot be started here; empty when they can."""
    if CHROMIUM is None:
        return "there is no Chromium on this machine (Debian: apt-get install chromium)"
    if not (ROOT / "bot" / ".venv" / "bin" / "python").exists():
        return "the assistant's environment is not set up (make setup)"
    return ""


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


@dataclass(frozen=True)
class Programs:
    """Running: `address` of the web program, and the settings that reach the same database and clock."""

    address: str
    settings: dict[str, str]

    def flask(self, *words: str) -> str:
        """What `flask WORDS` prints."""
        done = subprocess.run(
            [str(FLASK), *words], cwd=ROOT, env=self.settings, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"flask {' '.join(words)}: {done.stderr or done.stdout}"
        return done.stdout.strip()


def settings_in(folder: Path) -> dict[str, str]:
    """An environment of its own: free ports, fresh secrets, state in `folder`."""
    ports = {name: str(free_port()) for name in ("web", "rasa", "actions")}
    address = f"http://127.0.0.1:{ports['web']}"
    return {
        **os.environ,
        "FLASK_APP": "app",
        "REDRESS_ENV": "development",
        "REDRESS_INSTANCE": str(folder),
        "DATABASE_URL": "",
        "SECRET_KEY": secrets.token_hex(16),
        "BOT_TOKEN": secrets.token_hex(16),
        "PORT": ports["web"],
        "BASE_URL": address,
        "RASA_URL": f"http://127.0.0.1:{ports['rasa']}",
        "ACTIONS_PORT": ports["actions"],
        "SUPPORT_URL": address,
        "MAIL_SERVER": "",
    }


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Programs]:
    """Start everything with its state in `folder` (and `more` settings); stop it all at the end."""
    settings = {**settings_in(folder), **more}
    programs = Programs(settings["BASE_URL"], settings)
    programs.flask("db", "upgrade")
    programs.flask("demo", "load", "--json")
    with (folder / "up.log").open("w") as log:
        process = subprocess.Popen([str(FLASK), "up"], cwd=ROOT, env=settings, stdout=log, stderr=log)
        try:
            _wait(process, programs, folder)
            yield programs
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", programs: Programs, folder: Path) -> None:
    """Until the web program answers and the assistant has said that it is ready."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        said = (folder / "up.log").read_text()
        assert process.poll() is None, f"the programs stopped:\n{said}"
        assert "assistant is not started" not in said, f"train it first (make train):\n{said}"
        if "assistant ready" in said and _answers(f"{programs.address}/health"):
            return
        time.sleep(0.5)
    raise AssertionError(f"the programs were not ready within {READY_WITHIN:.0f} s:\n{(folder / 'up.log').read_text()}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False
