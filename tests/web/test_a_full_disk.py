"""The disk is full: who wants to read goes on reading, who sends something is told and keeps what they typed."""

import errno
import io
import os
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from support.accounts.models import Person
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.inbound.services import handle_waiting, keep
from support.disputes.models import Dispute, HistoryEntry
from support.extensions import db
from support.files.models import Attachment, Blob
from support.kernel import keeping, logs
from tests import factories
from tests.pages import Pages

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    return factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)


class Disk:
    full = True

    def fsync(self, descriptor: int) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(os, "fsync", made.fsync)
    return made


def _rows(kind: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_file_that_finds_no_room_is_refused_whole_and_taken_later(
    app: Flask, pages: Pages, dispute: Dispute, client_person: Person, disk: Disk
) -> None:
    address = f"/portal/disputes/{dispute.reference}"
    page, before = pages.sign_in(client_person).get(address), _rows(HistoryEntry)
    told = pages.submit(page, "/files", 503, file=[(io.BytesIO(PDF), "note.pdf")])
    assert "Our disk takes no more files just now" in told.text
    assert (_rows(Attachment), _rows(Blob), _rows(HistoryEntry)) == (0, 0, before)
    assert not [path for path in (Path(app.config["INSTANCE"]) / "files").rglob("*") if path.name.endswith(".new")]
    disk.full = False
    pages.submit(pages.get(address), "/files", file=[(io.BytesIO(PDF), "note.pdf")])
    assert _rows(Attachment) == 1


def test_what_was_typed_is_given_back_when_the_database_takes_nothing(
    pages: Pages, dispute: Dispute, client_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = pages.sign_in(client_person).get(f"/portal/disputes/{dispute.reference}")

    def full(*_: object, **__: object) -> None:
        raise OperationalError("insert", {}, Exception("database or disk is full"))

    monkeypatch.setattr("support.disputes.services.add_statement", full)
    told = pages.submit(page, "/statement", 500, statement="Here is the delivery note.")
    assert "Here is the delivery note." in told.text
    assert told.text.count("What you had typed") == 1


def test_a_mail_whose_files_find_no_room_waits_without_losing_a_try(
    app: Flask, dispute: Dispute, client_person: Person, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.full = False
    mail_id, _ = keep(_with_a_file(client_person), source="lmtp")
    disk.full = True
    for _ in range(20):
        handle_waiting()
    waiting = db.session.get_one(IncomingMail, mail_id, populate_existing=True)
    assert (waiting.outcome, waiting.tries) == (Outcome.RECEIVED, 0)
    disk.full = False
    handle_waiting()
    handled = db.session.get_one(IncomingMail, mail_id, populate_existing=True)
    assert handled.outcome is not Outcome.RECEIVED
    assert _rows(Attachment) == 1


def _with_a_file(sender: Person) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
        sender.email,
        "desk@lumen.example",
        "A",
        "<1@x.example>",
    )
    mail.set_content("Look at this.\n")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="note.pdf")
    return mail.as_bytes()


def test_health_says_that_the_disk_is_full(browser: FlaskClient, disk: Disk) -> None:
    answer = browser.get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json()["parts"]["disk"] is False
    disk.full = False
    assert browser.get("/health/ready").get_json()["parts"]["disk"] is True


def test_each_folder_may_lie_on_a_disk_of_its_own(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs_folder = Path(app.config["INSTANCE"]) / "log"
    logs_folder.mkdir(exist_ok=True)
    usual = keeping._write

    def write(path: Path, data: bytes) -> None:
        if path.parent == logs_folder:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        usual(path, data)

    monkeypatch.setattr(keeping, "_write", write)
    assert browser.get("/health/ready").get_json()["parts"]["disk"] is False


def test_pages_are_served_when_the_log_takes_no_line_and_health_says_so(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.StringIO):
        def write(self, words: str) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def broken() -> str:
        raise RuntimeError

    monkeypatch.setitem(app.view_functions, "health.alive", broken)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("sys.stderr", Full())
        logs.set_up(app)
        answer = browser.get("/health")
        assert answer.status_code == 500
        assert "Something broke on our side" in answer.text
        assert browser.get("/health/ready").get_json()["parts"]["logs"] is False
    logs.set_up(app)
    assert browser.get("/health/ready").get_json()["parts"]["logs"] is True
    assert logs.Lines.lost == 0
