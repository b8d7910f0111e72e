"""Where conversations in progress are kept, and when a program that died is started again."""

import os
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

import serve


def test_conversations_in_progress_are_kept_in_a_private_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASA_TRACKER_URL", raising=False)
    monkeypatch.setattr(serve, "TRACKER", tmp_path / "rasa.db")
    assert serve.tracker_address() == f"sqlite:///{tmp_path / 'rasa.db'}"
    assert (tmp_path / "rasa.db").stat().st_mode & 0o077 == 0


def test_a_named_database_is_used_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_TRACKER_URL", "postgresql+psycopg://us@127.0.0.1/rasa")
    monkeypatch.setattr(serve, "TRACKER", tmp_path / "rasa.db")
    assert serve.tracker_address() == "postgresql://us@127.0.0.1/rasa"
    assert not (tmp_path / "rasa.db").exists()


def test_what_nobody_goes_on_with_is_forgotten(tmp_path: Path) -> None:
    kept = tmp_path / "rasa.db"
    with sqlite3.connect(kept) as tracker:
        tracker.execute("CREATE TABLE events (sender_id TEXT, timestamp FLOAT)")
        tracker.executemany("INSERT INTO events VALUES (?, ?)", [("old", 1.0), ("new", serve.time.time())])
    serve.forget_old_conversations(kept)
    assert [row[0] for row in sqlite3.connect(kept).execute("SELECT sender_id FROM events")] == ["new"]


class Children:
    """Programs that end as told: (seconds they ran, exit code)."""

    def __init__(self, lives: list[tuple[float, int]], monkeypatch: pytest.MonkeyPatch) -> None:
        self.lives, self.started, self.now = lives, 0, 0.0
        monkeypatch.setattr(serve.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(serve.time, "sleep", lambda seconds: None)
        monkeypatch.setattr(subprocess, "Popen", self._start)
        monkeypatch.setattr(signal, "signal", self._listen)
        self.end = lambda: None

    def _start(self, *_: object, **__: object) -> "Children":
        self.started += 1
        return self

    def _listen(self, told: int, end: object) -> None:
        self.end = end

    def wait(self) -> int:
        seconds, code = self.lives[self.started - 1]
        self.now += seconds
        if self.started == len(self.lives):
            self.end()
        return code

    def terminate(self) -> None:
        pass


def test_what_can_never_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    children = Children([(1.0, 3), (1.0, 0)], monkeypatch)
    assert serve.keep("rasa") == 3
    assert children.started == 1


def test_what_was_killed_is_started_again_and_again_even_when_its_port_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    children = Children([(60.0, -9), (1.0, 1), (1.0, 1), (60.0, 0)], monkeypatch)
    assert serve.keep("actions") == 0
    assert children.started == 4


def test_a_log_that_cannot_be_opened_does_not_keep_a_program_from_starting(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file stands where the folder should be")
    ours = [(stream, os.dup(stream)) for stream in (1, 2)]
    try:
        serve.log_to(tmp_path / "log" / "rasa.log")
        os.write(1, b"what a client wrote")
    finally:
        for stream, kept in ours:
            os.dup2(kept, stream)
            os.close(kept)
    said = capfd.readouterr().out
    assert "so nothing is logged" in said
    assert "what a client wrote" not in said
