"""Rasa or the action server hung, killed or talking nonsense in the middle of a form: told in time, kept, seen, taken up again."""

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from support.conversations.answering import NOTICE
from tests.browser.programs import Programs
from tests.dialogues.conftest import JONAS, Heard, Talking, signed_in

pytestmark = pytest.mark.browser
ANA = "ana.ruiz@lumen-larder.example"
TOLD_WITHIN_MS = 10_000
BACK_WITHIN_SECONDS = 120
HUNG_SECONDS = 60


def _worker_of(desk: Programs, program: str) -> int:
    """The process that does the work of `program`, not the one that keeps it."""
    ours = f"REDRESS_INSTANCE={desk.settings['REDRESS_INSTANCE']}\0".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if words[-3:-1] == [program.encode(), b"--once"] and ours in (entry / "environ").read_bytes() + b"\0":
                return int(entry.name)
        except OSError:
            continue
    raise AssertionError(f"{program} does not run")


@contextmanager
def _hung(desk: Programs, program: str) -> Iterator[None]:
    pid = _worker_of(desk, program)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


class Nonsense(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'<html>{"events": "none", 5: [')

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _nonsense_instead(desk: Programs, program: str) -> Iterator[None]:
    """The program is killed, and on its port something answers that is not it, until the end."""
    port = int(desk.settings["ACTIONS_PORT"] if program == "actions" else desk.settings["RASA_URL"].rpartition(":")[2])
    os.kill(_worker_of(desk, program), signal.SIGKILL)
    server = _bound(port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _bound(port: int) -> HTTPServer:
    until = time.monotonic() + 5
    while True:
        try:
            return HTTPServer(("127.0.0.1", port), Nonsense)
        except OSError:
            assert time.monotonic() < until, f"port {port} is not free"
            time.sleep(0.02)


def _told_and_kept(talk: Talking, begun: Heard, words: str = "line 1") -> None:
    away = talk(JONAS, words, conversation=begun.conversation)
    assert NOTICE in away.said() or "message is kept" in away.said()
    assert away.turns[-1]["ms"] < TOLD_WITHIN_MS
    assert "Talk to a person" in away.offered()


def _goes_on(talk: Talking, begun: Heard, words: str, expected: str) -> Heard:
    """The same words again until the assistant is back; then it asks what comes next in the form."""
    until = time.monotonic() + BACK_WITHIN_SECONDS
    while True:
        back = talk(JONAS, words, conversation=begun.conversation)
        if expected in back.said():
            return back
        assert "message is kept" in back.said(), back.said()
        assert time.monotonic() < until, back.said()
        time.sleep(1)


def _said_by_client(desk: Programs, begun: Heard) -> list[str]:
    with signed_in(desk, JONAS) as browser:
        asked = {"conversation": begun.conversation, "after": 0}
        heard = browser.get("/portal/chat/messages", params=asked).json()
    return [row["text"] for row in heard["messages"] if row["author"] == "client"]


def _desk_sees(desk: Programs, conversation: str) -> bool:
    with signed_in(desk, ANA) as agent:
        page = agent.get("/desk/chats").text
    return bool(re.search(rf"/desk/chats/{conversation}\b", page))


def test_the_form_goes_on_after_the_assistant_hung_died_and_talked_nonsense(desk: Programs, talk: Talking) -> None:
    begun = talk(JONAS, "I want to dispute a charge", "my latest invoice")
    assert "Which charge" in begun.said()
    with _hung(desk, "actions"):
        _told_and_kept(talk, begun)
    assert _desk_sees(desk, begun.conversation)
    with _hung(desk, "rasa"):
        _told_and_kept(talk, begun)
    _goes_on(talk, begun, "line 1", "What is wrong with it")
    with _nonsense_instead(desk, "actions"):
        _told_and_kept(talk, begun)
    with _nonsense_instead(desk, "rasa"):
        _told_and_kept(talk, begun)
    _goes_on(talk, begun, "the price is wrong", "What would the right amount be")
    dropped = talk(JONAS, "cancel", "yes", conversation=begun.conversation)
    assert "No dispute was opened" in dropped.said()
    with httpx.Client(base_url=desk.address) as nobody:
        assert nobody.get("/health").status_code == 200


def test_a_yes_said_into_a_minute_of_silence_is_kept_and_opens_one_dispute_in_the_end(
    desk: Programs, talk: Talking
) -> None:
    begun = talk(JONAS, "I dispute line 2 of my latest invoice, it was never delivered")
    assert "Shall I open this dispute" in begun.said()
    with _hung(desk, "rasa"):
        silent_until = time.monotonic() + HUNG_SECONDS
        _told_and_kept(talk, begun, "yes")
        _told_and_kept(talk, begun, "yes, please")
        assert _desk_sees(desk, begun.conversation)
        time.sleep(max(0.0, silent_until - time.monotonic()))
    with _hung(desk, "actions"):
        _told_and_kept(talk, begun, "yes, open it")
    opened = _goes_on(talk, begun, "yes", "Its reference is")
    kept = _said_by_client(desk, begun)
    assert (kept.count("yes, please"), kept.count("yes, open it")) == (1, 1)
    known = talk(JONAS, "where do my disputes stand?")
    assert known.references == opened.references
    gone = talk(JONAS, f"withdraw {opened.references[0]}, it was my mistake", "[Yes, withdraw it]")
    assert "is withdrawn" in gone.said()
