"""Readiness is asked of the programs themselves."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from support.running.readiness import Places, answers, beats


def test_every_program_agrees_on_the_addresses_of_the_environment(tmp_path: Path) -> None:
    places = Places.from_environment(
        tmp_path, {"PORT": "8123", "RASA_URL": "http://127.0.0.1:5999", "ACTIONS_PORT": ""}
    )
    assert places.ports() == {"web": 8123, "rasa": 5999, "actions": 5055}
    assert places.settings()["SUPPORT_URL"] == "http://127.0.0.1:8123"
    assert places.instance == tmp_path / "instance"


def test_a_worker_is_ready_when_it_has_left_a_sign_of_life_since_the_start(tmp_path: Path) -> None:
    file = tmp_path / "worker.heartbeat"
    ready = beats(file, since=1000)
    assert not ready()
    file.touch()
    os.utime(file, (999, 999))
    assert not ready()
    os.utime(file, (1001, 1001))
    assert ready()


@pytest.mark.parametrize(("status", "expected"), [(200, True), (503, False)])
def test_a_program_is_ready_when_it_answers_200_and_not_before(
    socket_enabled: None, status: int, expected: bool
) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        ready = answers(f"http://127.0.0.1:{server.server_port}/health")
        assert ready() is expected
        server.shutdown()
    assert not ready()
