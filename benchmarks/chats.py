"""`python -m benchmarks.chats [--chats N] [--within S] [--seconds S]`: many chats at once, an assistant that takes its time, and the queue page.

The web program and the worker run as in the Procfile, on a temporary database; a stand-in for Rasa on the loopback
interface answers each message after `--seconds`, or never with `--hang`. N clients begin within `--within` seconds (0: in
the same moment). Printed: after how long each was told something, and had the assistant's own answer; how long the queue
page took before and meanwhile, asked by a process of its own; and how many requests ended in an error. Whatever the
programs logged as an error is printed too.
"""

import argparse
import json
import multiprocessing
import os
import re
import secrets
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import httpx

from tests.browser.programs import FLASK, ROOT, free_port, settings_in

LOOKS_EVERY_SECONDS = 2.5  # as the page's script does while an answer is awaited
# One for all: reading the certificates of the world for each of them would cost more than the chat.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
WAITS_AT_MOST_SECONDS = 150.0
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
        self.log = folder / "programs.log"
        self.programs = [self._start(web), self._start([str(FLASK), "worker"])]
        until = time.monotonic() + 60
        while time.monotonic() < until and not self._answers():
            time.sleep(0.2)

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **self.settings}, stdout=log, stderr=log)

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

    def errors(self) -> list[str]:
        """The lines that the programs logged as errors, with what came of them."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if re.search(r"rror\b", line)]


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    if found is None:
        sys.exit("The web program answered with a page that is not ours.")
    return found.group(1)


def _timed(ask: Any) -> float:
    begun = time.perf_counter()
    ask().raise_for_status()
    return (time.perf_counter() - begun) * 1000


def queue_times(agent: httpx.Client, until: Any, least: int) -> list[float]:
    times: list[float] = []
    while len(times) < least or not until.is_set():
        times.append(_timed(lambda: agent.get("/desk/")))
        time.sleep(0.1)
    return times


def watch(address: str, cookies: dict[str, str], done: Event, told: "multiprocessing.Queue[list[float]]") -> None:
    """A process of its own: what two hundred clients cost here is no burden on the agent's browser."""
    with httpx.Client(base_url=address, cookies=cookies, timeout=60, verify=NO_CERTIFICATES) as agent:
        told.put(queue_times(agent, done, least=10))


@dataclass
class Waited:
    """Milliseconds until anything came back, and until the assistant's own answer; None where it did not come."""

    kept: float
    told: float | None = None
    answered: float | None = None

    def hear(self, begun: float, heard: dict[str, Any]) -> bool:
        """Whether there is nothing more to wait for."""
        elapsed, authors = (time.perf_counter() - begun) * 1000, {row["author"] for row in heard["messages"]}
        if self.told is None and authors - {"client"}:
            self.told = elapsed
        if self.answered is None and "bot" in authors:
            self.answered = elapsed
        return not heard["waiting"]


def one_chat(desk: Desk, cookies: httpx.Cookies, token: str, after: float) -> Waited:
    """A new conversation with one message, looked at until it is answered or given up."""
    time.sleep(after)
    headers = {"X-CSRFToken": token, "Accept": "application/json", "Referer": desk.settings["BASE_URL"]}
    with httpx.Client(
        base_url=desk.settings["BASE_URL"], cookies=cookies, timeout=120, verify=NO_CERTIFICATES
    ) as client:
        begun = time.perf_counter()
        body = {"conversation": "new", "text": "Why this fee?", "button": "", "key": uuid.uuid4().hex, "after": 0}
        heard = client.post("/portal/chat/messages", json=body, headers=headers).raise_for_status().json()
        waited = Waited((time.perf_counter() - begun) * 1000)
        until = begun + WAITS_AT_MOST_SECONDS
        while not waited.hear(begun, heard) and time.perf_counter() < until:
            time.sleep(LOOKS_EVERY_SECONDS)
            asked = {"conversation": heard["conversation"], "after": 0}
            heard = client.get("/portal/chat/messages", params=asked, headers=headers).raise_for_status().json()
        return waited


def _figures(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    if not ordered:
        return {"n": 0}
    return {
        "n": len(ordered),
        "p50_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
        "most_ms": round(ordered[-1], 1),
    }


def all_chats(desk: Desk, chats: int, within: float) -> tuple[list[Waited], int]:
    """How each of them waited, and how many ended in an error."""
    client = desk.signed_in(MARIA)
    token = _token(client.get("/portal/chat").text)
    with ThreadPoolExecutor(chats) as at_once:
        asked = [
            at_once.submit(one_chat, desk, client.cookies, token, within * number / chats) for number in range(chats)
        ]
    failed = [one for one in asked if one.exception() is not None]
    for one in failed[:3]:
        print(one.exception(), file=sys.stderr)
    return [one.result() for one in asked if one.exception() is None], len(failed)


def measure(chats: int, within: float, seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), slow_rasa(seconds))
        try:
            agent, none = desk.signed_in(ANA), threading.Event()
            none.set()
            before = queue_times(agent, none, least=40)
            spawn = multiprocessing.get_context("spawn")
            done, told = spawn.Event(), spawn.Queue()
            watching = spawn.Process(target=watch, args=(desk.settings["BASE_URL"], dict(agent.cookies), done, told))
            watching.start()
            try:
                waited, failed = all_chats(desk, chats, within)
            finally:
                done.set()
            during = told.get(timeout=120)
            watching.join()
        finally:
            desk.stop()
        return _report(before, during, waited, {"failed": failed, "logged": desk.errors()[:20]})


def _report(before: list[float], during: list[float], waited: list[Waited], more: dict[str, Any]) -> dict[str, Any]:
    return {
        "queue_before": _figures(before),
        "queue_meanwhile": _figures(during),
        "message_kept": _figures([one.kept for one in waited]),
        "told_something": _figures([one.told for one in waited if one.told is not None]),
        "answered": _figures([one.answered for one in waited if one.answered is not None]),
        **more,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chats", description=__doc__)
    parser.add_argument("--chats", type=int, default=200, help="conversations that begin at once (200)")
    parser.add_argument("--within", type=float, default=0.0, help="seconds in which they begin (0: all at once)")
    parser.add_argument("--seconds", type=float, default=0.2, help="how long the assistant thinks (0.2)")
    parser.add_argument("--hang", action="store_true", help="the assistant never answers")
    wanted = parser.parse_args()
    seconds = 3600.0 if wanted.hang else wanted.seconds
    thinks = {"seconds": "never" if wanted.hang else seconds, "within": wanted.within}
    print(json.dumps({**thinks, **measure(wanted.chats, wanted.within, seconds)}, indent=2))


if __name__ == "__main__":
    main()
