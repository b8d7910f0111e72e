"""The disk full under PostgreSQL: a server of its own in a small file system in memory, filled to the last byte.

First there is no room for one more page of a table (each verb is refused), then none for its log of writes, at which
PostgreSQL ends itself and begins again when there is room.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine, text

from benchmarks.faults import killing
from benchmarks.faults.full_disks import Disk, disk_at
from benchmarks.faults.halves import Counts, counts, fresh
from benchmarks.faults.scene import Row, Scene, free_port, scene
from benchmarks.faults.sending import finish, send
from benchmarks.faults.verbs import dispute
from support.disputes import services
from support.extensions import db
from support.kernel.transaction import rehearse
from tests.letters.conftest import Story

SIZE_MB = 160
TRIES = 40
WORDS = "We have asked the carrier for the signed delivery note, and wait for it. " * 25


class Server:
    """PostgreSQL with its data in `folder`, run by the system's own user for it."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs, self.port = folder / "data", programs, free_port()
        self._run("initdb", "-D", str(self.folder), "-U", "redress", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8")

    def start(self) -> None:
        places = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_wal_size=32MB"
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-l", "/dev/null", "-o", places, "start")

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "stop")

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Each statement by itself."""
        url = self.url.replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def _run(self, program: str, *words: str) -> None:
        subprocess.run([self.programs / program, *words], check=True, user="postgres", cwd="/", capture_output=True)

    @property
    def url(self) -> str:
        return f"postgresql://redress@127.0.0.1:{self.port}/postgres"


def _programs() -> Path | None:
    """Where PostgreSQL's own programs lie; None where there are none or we may not become its user."""
    found = shutil.which("initdb") or next(map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), "")
    return Path(found).parent if found and os.geteuid() == 0 else None


@dataclass(frozen=True)
class Small:
    """A server, the disk of its log of writes and its own rows, and another one of our tables alone."""

    server: Server
    writes: Disk
    tables: Disk


@contextmanager
def _small_server() -> "Iterator[Small | None]":
    with TemporaryDirectory(prefix="faults-postgres-") as place, ExitStack() as mounted:
        Path(place).chmod(0o755)
        folders = {Path(place) / "writes": 160, Path(place) / "tables": 64}
        disks = [mounted.enter_context(disk_at(folder, size)) for folder, size in folders.items()]
        programs = _programs()
        if None in disks or programs is None:
            yield None
            return
        server = Server(Path(place) / "writes", programs)
        server.start()
        mounted.callback(server.stop)
        _keep_tables_in(Path(place) / "tables" / "ours", server)
        mounted.enter_context(_named(server.url))
        yield Small(server, *(disk for disk in disks if disk))


def _keep_tables_in(folder: Path, server: Server) -> None:
    folder.mkdir()
    shutil.chown(folder, "postgres")
    with server.connected() as connection:
        connection.execute(text(f"create tablespace small location '{folder}'"))
        connection.execute(text("alter role redress set default_tablespace = small"))


@contextmanager
def _named(url: str) -> Iterator[None]:
    usual = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    yield
    del os.environ["DATABASE_URL"]
    os.environ.update({"DATABASE_URL": usual} if usual is not None else {})


def postgres_without_room() -> list[Row]:
    with _small_server() as small:
        if small is None:
            return []
        with scene("postgres") as at:
            return [_tables(at, small.tables), _log_of_writes(at, small)]


def _tables(at: Scene, disk: Disk) -> Row:
    """Verbs until many were refused; each of them happened whole or not at all, and is done whole with room again."""
    story = Story()
    fresh(story).taken()
    pages, refused, half = 0, 0, 0
    disk.fill()
    for _ in range(TRIES):
        before, whole = counts(), _rehearsed(story)
        db.session.remove()
        killing.do(partial(_share, story))
        now = counts()
        refused += now == before
        half += now != before and whole is not None and now != whole
        pages += at.app.test_client().get("/health").status_code == 200
    disk.clear()
    killing.do(partial(_share, story))
    finish(at)
    lost, wrong, right, _ = at.count()
    note = f"{TRIES} verbs, {refused} refused whole; the web answered {pages} times; then all letters left"
    return Row("disk full under PostgreSQL's tables", TRIES, lost + half + (pages < TRIES), wrong + right, note)


def _share(story: Story) -> None:
    services.share_progress(dispute(), words=WORDS, by=fresh(story).ana)


def _rehearsed(story: Story) -> Counts | None:
    """What the verb would come to; None where there is no room even for that."""
    try:
        return rehearse(partial(_share, story), counts)
    except Exception:
        db.session.rollback()
        return None


def _log_of_writes(at: Scene, small: Small) -> Row:
    """PostgreSQL ends itself where it cannot write down what it does; what was done before is there when it is back."""
    story, letters = _begun_again(at)
    before = counts()
    db.session.remove()
    db.engine.dispose()
    small.writes.fill()
    ended = _exhaust(small.server)
    refused = not killing.do(partial(_share, story)).well
    told = at.app.test_client().get("/health/ready").status_code == 503
    killing.do(send)
    small.writes.clear()
    small.server.stop()
    small.server.start()
    wrong = [refused and counts() != before, not killing.do(partial(_share, story)).well, not told]
    finish(at)
    lost, doubled, right, _ = at.count()
    how = "ended itself" if ended else "went on", "was refused" if refused else "found room"
    note = f"the server {how[0]}; a verb {how[1]}; {letters} letters left afterwards"
    return Row("disk full under PostgreSQL's log of writes", 1, lost + sum(wrong), doubled + right, note)


def _begun_again(at: Scene) -> tuple[Story, int]:
    """A dispute, and how many letters wait for a worker."""
    at.empty()
    at.server.log.write_text("")  # an empty database gives the same names to its letters once more
    story = Story()
    fresh(story).taken()
    return story, len([at.write() for _ in range(20)])


def _exhaust(server: Server) -> bool:
    """Whether it has ended itself: new files of its log are asked for again and again."""
    with suppress(Exception), server.connected() as connection:
        for _ in range(100):
            connection.execute(text("select pg_logical_emit_message(false, 'x', repeat('x', 1000000))"))
    try:
        with server.connected() as connection:
            return bool(connection.execute(text("select 1")).scalar() != 1)
    except Exception:
        return True
