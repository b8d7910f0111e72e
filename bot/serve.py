"""Start one of the assistant's two programs, on the loopback interface, with its output in a private log file.

Run it as `bot/.venv/bin/python bot/serve.py rasa|actions`. It is started again when it dies, unless `--once` is said.

The logs hold what clients wrote, so only their owner may read them: instance/log/rasa.log and instance/log/actions.log.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import launch
import train

INSTANCE = Path(os.environ.get("REDRESS_INSTANCE") or launch.HERE.parent / "instance")
LOGS = INSTANCE / "log"
TRACKER = INSTANCE / "rasa.db"
KEPT_SECONDS = 2 * 24 * 3600  # of conversations in progress; the web program begins a new session much earlier
AGAIN_SECONDS = 1.0
TOO_SOON_SECONDS = 20.0
LOOPBACK = "127.0.0.1"
LARGEST = 20_000_000  # bytes; at the next start a larger log is put aside, and the one put aside before is dropped


def log_to(path: Path) -> None:
    """Send everything this program prints from now on to a file that nobody else can read; where there is none, nowhere."""
    try:
        descriptor = opened(path)
    except OSError as why:
        print(f"{path} cannot be written ({why.strerror}), so nothing is logged.", flush=True)
        descriptor = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    for stream in (1, 2):
        os.dup2(descriptor, stream)


def opened(path: Path) -> int:
    """The log's descriptor; a log that has grown too large is put aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def forget_old_conversations(tracker: Path) -> None:
    """Make the private file of conversations in progress, and drop from it what nobody goes on with."""
    tracker.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(tracker, os.O_WRONLY | os.O_CREAT, 0o600))
    with contextlib.closing(sqlite3.connect(tracker)) as kept, kept, contextlib.suppress(sqlite3.Error):
        kept.execute("DELETE FROM events WHERE timestamp < ?", (time.time() - KEPT_SECONDS,))


def tracker_address() -> str:
    """Where conversations in progress are kept: RASA_TRACKER_URL (PostgreSQL), or a private file made ready here."""
    if named := os.environ.get("RASA_TRACKER_URL"):
        return named.replace("postgresql+psycopg:", "postgresql:")  # the driver that Rasa brings has no name of its own
    forget_old_conversations(TRACKER)
    return f"sqlite:///{TRACKER}"


def keep(name: str) -> int:
    """Run a program of the assistant as a child, and start it again when it dies; end with it when we are told to."""
    ending, ran_well = False, False

    def end(*_: Any) -> None:
        nonlocal ending
        ending = True
        child.terminate()

    while not ending:
        child = subprocess.Popen([sys.executable, __file__, name, "--once"], preexec_fn=die_with_parent)  # noqa: S603 (our own words)
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, end)
        began = time.monotonic()
        code = child.wait()
        ran_well = ran_well or time.monotonic() - began > TOO_SOON_SECONDS
        if not ending and not ran_well and code > 0:
            return code  # it could never start: whoever started us should know
        if not ending:
            print(f"{name} ended by itself ({code}) and is started again.", flush=True)
            time.sleep(AGAIN_SECONDS)
    return 0


def die_with_parent() -> None:
    """No program of the assistant outlives the one that keeps it (Linux; elsewhere it is only told to end)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def serve_rasa() -> None:
    """Run Rasa with the model of the present sources."""
    model = train.current_model()
    if not model.exists():
        sys.exit("The assistant is not trained: run make train.")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("SANIC_WORKERS", "1")
    os.environ["RASA_TRACKER"] = tracker_address()
    launch.prepare()
    log_to(LOGS / "rasa.log")
    port = urlsplit(os.environ.get("RASA_URL") or "http://127.0.0.1:5005").port or 5005
    sys.argv[1:] = ["run", "-i", LOOPBACK, "-p", str(port), "-m", str(model)]
    sys.argv += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    from rasa.__main__ import main

    main()


def serve_actions() -> None:
    """Run the action server with the actions of bot/actions."""
    os.environ["SANIC_HOST"] = LOOPBACK
    os.chdir(launch.HERE)
    log_to(LOGS / "actions.log")
    sys.argv[1:] = ["--actions", "actions", "-p", os.environ.get("ACTIONS_PORT") or "5055"]
    from rasa_sdk.__main__ import main

    main()


PROGRAMS = {"rasa": serve_rasa, "actions": serve_actions}

if __name__ == "__main__":
    if "--once" in sys.argv[2:]:
        PROGRAMS[sys.argv[1]]()
    else:
        sys.exit(keep(sys.argv[1]))
