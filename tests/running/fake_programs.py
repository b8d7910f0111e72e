"""Runs the supervisor on a folder whose Procfile names tiny programs. Started by the tests as a program of its own."""

import sys
from pathlib import Path

from support.running import readiness, supervisor

# Answers 200 to everything on the port in the environment variable that is its first argument.
WEB = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words):
        pass
print("I listen", flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ[sys.argv[1]])), Answer).serve_forever()
"""
# Leaves signs of life in the folder it is told.
WORKER = """
import os, pathlib, time
while True:
    (pathlib.Path(os.environ["REDRESS_INSTANCE"]) / "worker.heartbeat").touch()
    time.sleep(0.1)
"""
# Works for a moment, then fails.
FAILING = "import time\ntime.sleep(1)\nraise SystemExit(3)\n"

SCRIPTS = {"web.py": WEB, "worker.py": WORKER, "failing.py": FAILING}


def write(root: Path, procfile: dict[str, str], assistant: bool = False) -> None:
    """Lay out a project: the scripts, a Procfile of `name: script arguments`, and perhaps a trained assistant."""
    for name, text in SCRIPTS.items():
        (root / name).write_text(text)
    rows = [f"{name}: exec {sys.executable} {root}/{command}" for name, command in procfile.items()]
    (root / "Procfile").write_text("\n".join(rows) + "\n")
    (root / "instance").mkdir()
    if assistant:
        python = root / "bot" / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)
        (root / "bot" / ".venv" / "lock.sha256").touch()
        (root / "bot" / "train.py").write_text("")


if __name__ == "__main__":
    root, web, rasa, actions = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    places = readiness.Places(web=web, rasa=rasa, actions=actions, instance=root / "instance")
    sys.exit(supervisor.up(logins=["client maria@harbour.example"], root=root, places=places))
