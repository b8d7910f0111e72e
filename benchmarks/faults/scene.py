"""What the faults happen to: an application with its own database and its own mail server, and letters to send."""

import logging
import os
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from flask import Flask
from sqlalchemy import func, inspect, select

from benchmarks.faults import killing
from support import create_app
from support.config import ROOT
from support.correspondence import claiming, delivery, outbox
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db
from support.kernel import clock
from tests import databases, factories

LONG = timedelta(minutes=4)
"""Longer than a lease."""


@dataclass(frozen=True)
class Row:
    """One line of the table: what was done, how often, what was lost or doubled, and what else there is to say."""

    fault: str
    times: int
    lost: int
    doubled: int
    note: str = ""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class MailServer:
    """A process; what it took is in a file, so it can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "taken"
        self.log.touch()
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "benchmarks.faults.server", str(self.port), str(self.log)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.process.stdout.readline()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def taken(self) -> Counter[str]:
        """How often it has taken each mail, by Message-ID."""
        return Counter(self.log.read_text().split())


class Scene:
    def __init__(self, app: Flask, server: MailServer, folder: Path) -> None:
        self.app, self.server, self.folder = app, server, folder
        self.ahead = timedelta()
        self._written = 0

    def write(self, what: str = "fine") -> str:
        """A letter to somebody whose server behaves as `what` says (see `server`); its Message-ID."""
        self._written += 1
        number = self._written
        person = factories.make_person(email=f"{what}.{number}@example.com")
        letter = outbox.Letter("fault", person, str(number), None, "Hello", "Good day.\n", "<p>Good day.</p>")
        name = outbox.post(letter).message_id
        db.session.remove()
        return name

    def empty(self) -> None:
        """As at the beginning."""
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            databases.empty()
            return
        db.drop_all()
        db.create_all()
        db.session.connection().exec_driver_sql("commit")
        db.session.connection().exec_driver_sql("vacuum")  # so that a full disk has no room left over
        db.session.remove()

    def waiting(self) -> int:
        """How many letters have still to be sent."""
        db.session.remove()
        wanted = OutgoingLetter.status.in_(claiming.WAITING)
        return db.session.scalar(select(func.count()).select_from(OutgoingLetter).where(wanted)) or 0

    def letters(self) -> list[OutgoingLetter]:
        db.session.remove()
        return list(db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)))

    def count(self) -> tuple[int, int, int, int]:
        """What is neither taken by the server nor stands in the office as given up is lost.

        (lost, doubled without a doubt having been written down, doubled with one, doubts in all)."""
        taken = self.server.taken()
        lost = wrong = right = doubts = 0
        for letter in self.letters():
            times = taken[letter.message_id]
            shown = letter.status is LetterStatus.GIVEN_UP
            lost += not shown and (times == 0 or letter.status is not LetterStatus.SENT)
            doubts += letter.unsure
            extra = max(0, times - 1)
            right += min(extra, letter.unsure)
            wrong += max(0, extra - letter.unsure)
        return lost, wrong, right, doubts


@contextmanager
def scene(name: str) -> Iterator[Scene]:
    """An empty database (SQLite in a folder of its own, else DATABASE_URL emptied) and a running mail server."""
    delivery.TIMEOUT_SECONDS = 1.0
    with tempfile.TemporaryDirectory(prefix=f"faults-{name}-") as place:
        folder = Path(place)
        server = MailServer(folder)
        app = create_app(_settings(folder, server))
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        with app.app_context():
            if tables := inspect(db.engine).get_table_names():
                raise SystemExit(f"This database is not empty ({tables[0]}…): name one that may be thrown away.")
            db.create_all()
            clock.read_from(killing.clock_ahead())
            server.start()
            try:
                yield Scene(app, server, folder)
            finally:
                server.stop()
                clock.read_from(None)
                db.session.remove()
                db.drop_all()
                db.engine.dispose()


def _settings(folder: Path, server: MailServer) -> dict[str, object]:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'faults.db'}"
    return {
        "SECRET_KEY": "a secret of the faults",
        "SQLALCHEMY_DATABASE_URI": url.replace("postgresql://", "postgresql+psycopg://"),
        "INSTANCE": folder,
        "CLOCK_FILE": None,
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": server.port,
        "RATELIMIT_ENABLED": False,
    }
