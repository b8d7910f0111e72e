"""A real disk that is full: under the attachments and mails that are kept, under the logs of running programs, under PostgreSQL.

The disks are small file systems in memory (tmpfs), so this needs a machine that lets us mount them: root, mostly.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import httpx

from benchmarks.faults import killing
from benchmarks.faults.broker import settings
from benchmarks.faults.chats import chat, chatting
from benchmarks.faults.halves import fresh
from benchmarks.faults.scene import Row, Scene, free_port, scene
from benchmarks.faults.standing import blurred, standing, unsteady
from benchmarks.faults.verbs import dispute
from support.config import ROOT
from support.conversations import filing as chat_files
from support.correspondence.inbound.services import keep
from support.disputes import filing
from support.files.inspection import accepted
from support.kernel import clock
from support.kernel.transaction import rehearse
from tests.letters.conftest import Story

MB = 1024 * 1024
A_FILE = b"%PDF-1.4\n" + b"%" * 60_000 + b"\n%%EOF\n"
LONGEST_SECONDS = 120.0
WEB = ["-m", "granian", "--interface", "wsgi", "--no-ws", "app:app", "--port"]


class Disk:
    """A small one of its own under `folder`. `fill` leaves not a byte."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with suppress(OSError), self._ballast.open("ab", buffering=0) as out:
            for size in (MB, 4096, 1):
                with suppress(OSError):
                    while out.write(b"\0" * size):
                        pass

    def clear(self) -> None:
        self._ballast.unlink(missing_ok=True)


@contextmanager
def disk_at(folder: Path, size_mb: int) -> Iterator[Disk | None]:
    """None where this machine lets nobody mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=777", "none", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        print(f"no disk may be mounted at {folder}: what needs one is left out", flush=True)
        yield None
        return
    try:
        yield Disk(folder)
    finally:
        leave = ["umount", "-l", str(folder)]
        subprocess.run(leave, check=True)


def files_without_room() -> list[Row]:
    """Whoever sends a file or a mail is refused whole and told; with room again it is done whole."""
    with scene("room") as at, ExitStack() as mounted:
        at.app.config["MAIL_INBOUND"] = "desk@lumen.example"
        disks = [mounted.enter_context(disk_at(at.folder / name, 1)) for name in ("files", "mail")]
        if None in disks:
            return []
        found = [_without_room(at, [one for one in disks if one], *trial) for trial in TRIALS.values()]
        return [
            Row(
                "disk full under attachments and mails",
                len(found),
                sum(wrong for wrong, _ in found),
                0,
                f"{', '.join(TRIALS)}: refused whole, done with room again; /health/ready said so {sum(told for _, told in found)} times",
            )
        ]


Act = Callable[[Story], object]


def _without_room(at: Scene, disks: list[Disk], prepare: Act, act: Act) -> tuple[int, bool]:
    """(1 if something half was left or it could not be done afterwards, whether health said so)."""
    at.empty()
    story = Story()
    prepare(fresh(story))
    doing = partial(_on, story, act)
    after, again = rehearse(doing, standing), rehearse(doing, standing)
    names = unsteady(after, again)
    before, after = blurred(standing(), names), blurred(after, names)
    for disk in disks:
        disk.fill()
    refused = not killing.do(doing).well and blurred(standing(), names) == before
    told = _health(at)["disk"] is False
    for disk in disks:
        disk.clear()
    done = killing.do(doing).well and _health(at)["disk"] is True
    whole = {name for name, row in blurred(standing(), names).items() if len(row) != len(after[name])}
    return int(not (refused and done and not whole)), told


def _on(story: Story, act: Act) -> None:
    act(fresh(story))


def _health(at: Scene) -> dict[str, bool]:
    parts: dict[str, bool] = at.app.test_client().get("/health/ready").get_json()["parts"]
    return parts


def _mail(story: Story) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
        story.maria.email,
        "desk@x.example",
        "A",
        "<1@x.example>",
    )
    mail.set_content("Look at this.\n")
    mail.add_attachment(A_FILE, maintype="application", subtype="pdf", filename="note.pdf")
    return mail.as_bytes()


TRIALS: dict[str, tuple[Act, Act]] = {
    "a file at a dispute": (
        Story.taken,
        lambda s: filing.add_files(dispute(), [accepted("note.pdf", A_FILE)], by=s.maria),
    ),
    "a file in a chat": (
        chatting,
        lambda s: chat_files.send_files(chat(), [accepted("note.pdf", A_FILE)], key="1", by=s.maria),
    ),
    "a mail": (Story.taken, lambda s: keep(_mail(s), source="lmtp")),
}


def logs_without_room() -> list[Row]:
    """The real web program and the real worker, their logs on a disk that is full: pages are served, letters leave."""
    with scene("logs") as at, disk_at(at.folder / "log", 1) as disk:
        if disk is None:
            return []
        clock.read_from(None)  # the programs go by the machine's clock
        letters = [at.write(what) for what in ("fine", "never") for _ in range(10)]
        disk.fill()
        port = free_port()
        with _running(at, "web", [*WEB, str(port)]):
            pages, told = _asked(port)
            with _running(at, "worker", ["-m", "flask", "worker"]) as worker:
                _until(lambda: not at.waiting())
                dead = worker.poll() is not None
            disk.clear()
            well = _ready(port)
        lost, wrong, right, _ = at.count()
        lost += len([status for status in pages if status >= 500]) + dead + told["disk"] + (not well["disk"])
        note = f"{len(pages)} pages served and {len(letters)} letters sent or given up meanwhile; /health/ready said so"
        return [Row("disk full under the logs", len(pages) + len(letters), lost, wrong + right, note)]


def _asked(port: int) -> tuple[list[int], dict[str, bool]]:
    """The statuses of some pages, and the parts of /health/ready."""
    pages = [f"http://127.0.0.1:{port}{path}" for _ in range(10) for path in ("/health", "/", "/sign-in", "/nothing")]
    _until(lambda: _status(pages[0]) == httpx.codes.OK)
    return [_status(page) for page in pages], _ready(port)


def _status(page: str) -> int:
    try:
        return httpx.get(page, trust_env=False, timeout=60).status_code
    except httpx.HTTPError:
        return 599


def _ready(port: int) -> dict[str, bool]:
    told = httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False, timeout=60).json()
    parts: dict[str, bool] = told["parts"]
    return parts


@contextmanager
def _running(at: Scene, name: str, command: list[str]) -> "Iterator[subprocess.Popen[bytes]]":
    """A program whose every line goes to the full disk."""
    with (at.folder / "log" / name).open("ab") as log:
        program = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=settings(at), stdout=log, stderr=log)
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def _until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_SECONDS
    while not happened() and time.monotonic() < end:
        time.sleep(0.2)
