"""Start one of the assistant's two programs, on the loopback interface, with its output in a private log file.

Run it as `bot/.venv/bin/python bot/serve.py rasa|actions`.

The logs hold what clients wrote, so only their owner may read them: instance/log/rasa.log and instance/log/actions.log.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import launch
import train

LOGS = Path(os.environ.get("REDRESS_INSTANCE") or launch.HERE.parent / "instance") / "log"
LOOPBACK = "127.0.0.1"
LARGEST = 20_000_000  # bytes; at the next start a larger log is put aside, and the one put aside before is dropped


def log_to(path: Path) -> None:
    """Send everything this program prints from now on to a file that nobody else can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.fchmod(descriptor, 0o600)
    sys.stdout.flush()
    for stream in (1, 2):
        os.dup2(descriptor, stream)


def serve_rasa() -> None:
    """Run Rasa with the model of the present sources."""
    model = train.current_model()
    if not model.exists():
        sys.exit("The assistant is not trained: run make train.")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("SANIC_WORKERS", "1")
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
    PROGRAMS[sys.argv[1]]()
