"""`python -m benchmarks.chats [--chats N] [--seconds S]`: many chats at once, an assistant that takes its time, and the queue page.

The web program runs under granian as in the Procfile, on a temporary database; a stand-in for Rasa on the loopback
interface answers each message after S seconds, or never with `--hang`. Printed: how long the chats waited, and how long
the queue page took meanwhile and before.
"""

import argparse
import json
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from tests.browser.programs import FLASK, ROOT, free_port, settings_in

LOOKS_EVERY_SECONDS = 2.5  # as the page's script does while an answer is awaited
ANA, MARIA = "ana.ruiz@lumen-larder.example", "maria.santos@harbour-cafe.example"


def slow_rasa(seconds: float) -> str:
    """The address of a server that answers “Noted.” after so many seconds."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(seconds)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'[{"text": "Noted."}]')

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


class Desk:
    """The web program and the worker on a demo company of their own."""

    def __init__(self, folder: Path, rasa: str) -> None:
        more = {"RATELIMIT_ENABLED": "0", "RASA_URL": rasa, "SECRET_KEY": secrets.token_hex(16)}
        self.settings = {**settings_in(folder), **more, "PORT": str(free_port())}
        self.settings["BASE_URL"] = f"http://127.0.0.1:{self.settings['PORT']}"
        self.flask("db", "upgrade")
        self.flask("demo", "load")
        granian = ["granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "16", "--no-ws"]
        web = [str(ROOT / ".venv/bin" / granian[0]), *granian[1:], "--port", self.settings["PORT"], "app:app"]
        self.programs = [self._start(web), self._start([str(FLASK), "worker"])]
        until = time.monotonic() + 60
        while time.monotonic() < until and not self._answers():
            time.sleep(0.2)

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **self.settings}, **quiet)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.settings['BASE_URL']}/health", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def flask(self, *words: str) -> str:
        done = subprocess.run(
            [str(FLASK), *words], cwd=ROOT, env=self.settings, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def signed_in(self, email: str) -> httpx.Client:
        link = self.flask("demo", "sign-in", email).splitlines()[-1]
        client = httpx.Client(base_url=self.settings["BASE_URL"], follow_redirects=True, timeout=60)
        client.post(link, data={"csrf_token": _token(client.get(link).text)}, headers={"Referer": link})
        return client

    def stop(self) -> None:
        for program in self.programs:
            program.terminate()
        for program in self.programs:
            program.wait(20)


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    if found is None:
        sys.exit("The web program answered with a page that is not ours.")
    return found.group(1)


def _timed(ask: Any) -> float:
    begun = time.perf_counter()
    ask().raise_for_status()
    return (time.perf_counter() - begun) * 1000


def queue_times(agent: httpx.Client, until: threading.Event, least: int = 10) -> list[float]:
    times: list[float] = []
    while len(times) < least or not until.is_set():
        times.append(_timed(lambda: agent.get("/desk/")))
        time.sleep(0.1)
    return times


def one_chat(desk: Desk, cookies: httpx.Cookies, token: str) -> float:
    """Milliseconds until a new conversation has the answer to its first message, or the notice instead of one."""
    headers = {"X-CSRFToken": token, "Accept": "application/json", "Referer": desk.settings["BASE_URL"]}
    with httpx.Client(base_url=desk.settings["BASE_URL"], cookies=cookies, timeout=120) as client:
        begun = time.perf_counter()
        body = {"conversation": "new", "text": "Why this fee?", "button": "", "key": uuid.uuid4().hex, "after": 0}
        heard = client.post("/portal/chat/messages", json=body, headers=headers).raise_for_status().json()
        while not any(row["author"] != "client" for row in heard["messages"]):
            time.sleep(LOOKS_EVERY_SECONDS)
            asked = {"conversation": heard["conversation"], "after": 0}
            heard = client.get("/portal/chat/messages", params=asked, headers=headers).raise_for_status().json()
        return (time.perf_counter() - begun) * 1000


def _figures(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "n": len(ordered),
        "p50_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
        "most_ms": round(ordered[-1], 1),
    }


def measure(chats: int, seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), slow_rasa(seconds))
        try:
            agent, client = desk.signed_in(ANA), desk.signed_in(MARIA)
            token, done = _token(client.get("/portal/chat").text), threading.Event()
            done.set()
            before = queue_times(agent, done, least=20)
            done.clear()
            with ThreadPoolExecutor(chats + 1) as at_once:
                watching = at_once.submit(queue_times, agent, done)
                try:
                    waits = list(at_once.map(lambda _: one_chat(desk, client.cookies, token), range(chats)))
                finally:
                    done.set()
                during = watching.result()
        finally:
            desk.stop()
    return {"chats": _figures(waits), "queue_before": _figures(before), "queue_meanwhile": _figures(during)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chats", description=__doc__)
    parser.add_argument("--chats", type=int, default=200, help="conversations that begin at once (200)")
    parser.add_argument("--seconds", type=float, default=0.2, help="how long the assistant thinks (0.2)")
    parser.add_argument("--hang", action="store_true", help="the assistant never answers")
    wanted = parser.parse_args()
    seconds = 3600.0 if wanted.hang else wanted.seconds
    print(json.dumps({"seconds": "never" if wanted.hang else seconds, **measure(wanted.chats, seconds)}, indent=2))


if __name__ == "__main__":
    main()
