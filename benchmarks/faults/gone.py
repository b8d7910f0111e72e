"""The disk full at every moment of a write, and the database gone for half a minute."""

import os
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.faults import killing
from benchmarks.faults.halves import counts, fresh
from benchmarks.faults.scene import Row, Scene, scene
from benchmarks.faults.sending import finish, send
from support import timetable
from support.correspondence.inbound.services import take_in
from support.disputes import services
from support.extensions import db
from tests.letters.conftest import Story

GONE_SECONDS = 30.0
PAGE = 4096
MOST_PAGES = 120


def disk_full_at_every_page() -> list[Row]:
    """No file may grow beyond what it has and one page, two, three…: the operating system's word, at every write."""
    with scene("pages") as at:
        if db.engine.dialect.name != "sqlite":
            return []
        opening = _limited(at, "dispute", lambda story: story.opened())
        at.empty()
        mail = b"From: maria@harbour.example\r\nSubject: The bill\r\n\r\n" + b"One delivery only.\r\n" * 2_000
        taking = _limited(at, "mail", lambda _: take_in(mail, source="lmtp"))
        return [_row("opening a dispute", opening), _row("taking a mail in", taking)]


def _row(what: str, found: tuple[int, int]) -> Row:
    refused, wrong = found
    note = "refused whole, and with room again done whole"
    return Row(f"disk full at any write of {what}", refused, wrong, 0, note)


def _limited(at: Scene, name: str, act: Callable[[Story], object]) -> tuple[int, int]:
    """(how often it was refused, how often something half was left or it could not be done afterwards)."""
    story = Story()
    db.session.remove()
    before, refused, wrong = counts(), 0, 0
    for pages in range(MOST_PAGES):
        killing.do(partial(_with_room_for, at, pages, story, act))
        after = counts()
        refused += after == before
        if after != before:
            break
    else:
        wrong += 1
    wrong += any(path.stat().st_size == 0 for path in (at.folder / "mail").rglob("*.eml"))
    return refused, wrong


def _with_room_for(at: Scene, pages: int, story: Story, act: Callable[[Story], object]) -> None:
    """A limit for files that grow from nothing (the log of SQLite, a mail); what is larger already may not grow at all."""
    known = fresh(story)
    resource.setrlimit(resource.RLIMIT_FSIZE, (pages * PAGE, resource.RLIM_INFINITY))
    try:
        act(known)
    except Exception:
        db.session.rollback()


def database_gone(seconds: float = GONE_SECONDS) -> list[Row]:
    """Nobody answers at its address for half a minute, and every connection is cut; of SQLite the files are taken away."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgresql"):
        return _without_it(None, seconds)
    place = urlsplit(url)
    with _between(place.hostname or "127.0.0.1", place.port or 5432) as door:
        os.environ["DATABASE_URL"] = url.replace(f"{place.hostname}:{place.port or 5432}", f"127.0.0.1:{door.port}")
        try:
            return _without_it(door, seconds)
        finally:
            os.environ["DATABASE_URL"] = url


class Shelf:
    """The files of an SQLite database, put away and brought back; what an eager connection makes meanwhile is thrown away."""

    def __init__(self, file: Path) -> None:
        self.file, self.away = file, file.with_name("away")

    def close(self) -> None:
        db.session.remove()
        db.engine.dispose()
        self.away.mkdir()
        for path in self._files():
            path.rename(self.away / path.name)

    def open(self) -> None:
        db.session.remove()
        db.engine.dispose()
        for path in self._files():
            path.unlink()
        for path in self.away.iterdir():
            path.rename(self.file.with_name(path.name))
        self.away.rmdir()

    def _files(self) -> list[Path]:
        return [path for path in self.file.parent.glob(f"{self.file.name}*") if path.is_file()]


def _without_it(at_door: "Door | None", seconds: float) -> list[Row]:
    with scene("gone") as at:
        door = at_door or Shelf(at.folder / "faults.db")
        story = Story()
        dispute = fresh(story).taken()
        before = counts()
        for _ in range(20):
            at.write()
        door.close()
        end, refused = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            refused += _refused(partial(services.share_progress, dispute, words="News.", by=story.ana))
            refused += sum(bool(timetable.run(job).error) for job in timetable.TIMETABLE[:2])
            time.sleep(1)
        door.open()
        half = sum(number != before[name] for name, number in counts().items() if name.startswith("dispute"))
        killing.do(send)
        finish(at)
        lost, wrong, right, _ = at.count()
        note = "verbs and jobs said so, nothing half was left, then all letters left"
        return [Row(f"database gone for {seconds:.0f} s", refused, lost + half, wrong + right, note)]


def _refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except Exception:
        with suppress(Exception):
            db.session.remove()
        return True
    return False


class Door:
    """Between us and the database: open, or shut with every connection cut."""

    def __init__(self, host: str, port: int) -> None:
        self.behind = (host, port)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._ends: list[socket.socket] = []
        self.open()

    def open(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, args=(self._listening,), daemon=True).start()

    def close(self) -> None:
        for end in (self._listening, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends = []

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                here, _ = listening.accept()
            except OSError:
                return
            there = socket.create_connection(self.behind)
            self._ends += [here, there]
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def _between(host: str, port: int) -> Iterator[Door]:
    door = Door(host, port)
    try:
        yield door
    finally:
        door.close()
