"""Every door through which files come, against every rule; and every reader against every file."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes.models import Dispute
from support.extensions import db
from support.files import inspection
from support.files import services as files
from support.files.models import Attachment
from tests import factories
from tests.correspondence.inbound.test_files_by_mail import photograph
from tests.pages import Page, Pages

Door = Callable[..., Page]
DOORS = ("a client's dispute", "a client's chat", "a dispute at the desk")


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    assert client_person.organisation is not None
    return factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)


@pytest.fixture
def door(request: pytest.FixtureRequest, app: Flask, dispute: Dispute, client_person: Person, agent: Person) -> Door:
    """`door(data, name, ...)`: what the door named in the test's parameter answers to these files."""
    person, place, action = {
        DOORS[0]: (client_person, f"/portal/disputes/{dispute.reference}", "/files"),
        DOORS[1]: (client_person, "/portal/chat", "/chat/files"),
        DOORS[2]: (agent, f"/desk/disputes/{dispute.reference}", f"{dispute.reference}/files"),
    }[request.param]
    pages = Pages(app).sign_in(person)

    def send(*given: tuple[bytes, str], status: int = 200) -> Page:
        page = pages.get(place)
        return pages.submit(page, action, status, file=[(io.BytesIO(data), name) for data, name in given])

    return send


def kept() -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def package(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name in names:
            written.writestr(name, b"")
    return made.getvalue()


REFUSED = {
    "a page": (b"<!doctype html><script>alert(1)</script>", "note.txt"),
    "a picture in vectors": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "bill.png"),
    "a program": (b"MZ\x90\x00" + b"\x00" * 60, "bill.pdf"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "bill.txt"),
    "a server's page": (b"<?php system($_GET['c']);", "bill.pht"),
    "a document with macros": (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "bill.docx"),
    "an archive": (package("bill.pdf"), "bill.zip"),
    "nothing": (b"", "bill.pdf"),
}


@pytest.mark.parametrize("door", DOORS, indirect=True)
@pytest.mark.parametrize("file", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_taken_is_refused_at_every_door(door: Door, file: tuple[bytes, str]) -> None:
    answer = door(file, status=422)
    assert inspection.clean_name(file[1]) in answer.text
    assert kept() == []


@pytest.mark.parametrize("door", DOORS, indirect=True)
def test_a_file_may_have_so_many_bytes_and_no_more_at_every_door(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "LARGEST", 1_000)
    monkeypatch.setattr(inspection, "MOST_IN_A_PACKAGE", 2)
    assert "is not taken" in door((package("[Content_Types].xml", "word/1", "word/2"), "bill.docx"), status=422).text
    assert "too large" in door((b"%PDF-1.7" + b"x" * 993, "bill.pdf"), status=422).text
    assert kept() == []
    door((b"%PDF-1.7" + b"x" * 992, "bill.pdf"))
    assert [file.size for file in kept()] == [1_000]


@pytest.mark.parametrize("door", DOORS, indirect=True)
def test_eleven_files_at_once_are_too_many_at_every_door(door: Door) -> None:
    door(*[(b"%PDF-1.7 " + bytes([48 + number]), f"{number}.pdf") for number in range(11)], status=422)
    assert kept() == []


@pytest.mark.parametrize("door", DOORS, indirect=True)
def test_a_photograph_is_drawn_anew_and_named_without_a_place_at_every_door(door: Door) -> None:
    door((photograph() + b"<script>alert(1)</script>", "../../van.html"))
    (file,) = kept()
    assert (file.name, file.kind) == ("van.html.jpg", "image/jpeg")
    data = files.path_of(file.blob).read_bytes()
    assert b"ACME" not in data
    assert b"<script" not in data
    assert file.preview is not None


@pytest.mark.parametrize("door", DOORS, indirect=True)
def test_whatever_came_is_only_ever_saved(
    door: Door, app: Flask, dispute: Dispute, agent: Person, client_person: Person
) -> None:
    door((b"%PDF-1.7 bill", 'a"b\u202efdp.pdf'))
    (file,) = kept()
    for reader, place in ((agent, "desk"), (client_person, "portal")):
        if not files.may_see(file, reader):
            continue
        answer = Pages(app).sign_in(reader).client.get(f"/{place}/files/{file.public_id}")
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "private, no-store"


READERS = {
    "nobody": (None, 302),
    "another client": ("other", 404),
    "who has left the client": ("left", 302),
    "a colleague": ("colleague", 200),
    "a colleague who may only look": ("looks_only", 200),
    "the sender": ("sender", 200),
    "an agent": ("agent", 200),
    "an agent of another department": ("sales", 200),
    "an agent who has left": ("gone", 302),
}
"""Reader → what the address of a file of the dispute answers. Staff see every dispute, whatever their department."""


def person_called(name: str, client_person: Person, agent: Person) -> Person:
    """One of `READERS`, signed in or not yet."""
    known = {"sender": client_person, "agent": agent}
    if name in known:
        return known[name]
    if name in ("sales", "gone"):
        return factories.make_person(Role.AGENT, department="sales" if name == "sales" else "billing")
    if name == "other":
        return factories.make_person(Role.CLIENT)
    few = {"powers": []} if name == "looks_only" else {}
    return factories.make_person(Role.CLIENT, organisation=client_person.organisation, **few)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_is_asked_who_they_are_at_each_request(
    reader: str, app: Flask, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    name, status = READERS[reader]
    person = person_called(name, client_person, agent) if name else None
    pages = Pages(app).sign_in(person) if person else Pages(app)
    sender = Pages(app).sign_in(client_person)
    page = sender.get(f"/portal/disputes/{dispute.reference}")
    sender.submit(page, "/files", file=[(io.BytesIO(photograph()), "photo.jpg")])
    (file,) = kept()
    if person is not None and name in ("left", "gone"):
        person.active = False  # signed in all the same, with the page still open
        db.session.commit()
    place = "desk" if person and person.role.is_staff else "portal"
    for address in (f"/{place}/files/{file.public_id}", f"/{place}/files/{file.public_id}/preview"):
        assert pages.client.get(address).status_code == status


def test_a_clients_session_opens_nothing_at_the_desk_and_the_other_way_round(
    app: Flask, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    desk = Pages(app).sign_in(agent)
    page = desk.get(f"/desk/disputes/{dispute.reference}")
    desk.submit(page, f"{dispute.reference}/files", file=[(io.BytesIO(b"%PDF-1"), "inside.pdf")])
    (file,) = kept()
    client = Pages(app).sign_in(client_person)
    assert client.client.get(f"/desk/files/{file.public_id}").status_code in (302, 403, 404)
    assert client.client.get(f"/portal/files/{file.public_id}").status_code == 404


def test_a_file_whose_bytes_are_gone_is_not_found(app: Flask, dispute: Dispute, client_person: Person) -> None:
    pages = Pages(app).sign_in(client_person)
    page = pages.get(f"/portal/disputes/{dispute.reference}")
    pages.submit(page, "/files", file=[(io.BytesIO(b"%PDF-1.7 unlike any other"), "a.pdf")])
    (file,) = kept()
    Path(files.path_of(file.blob)).unlink()
    assert pages.client.get(f"/portal/files/{file.public_id}").status_code == 404


def test_no_door_but_these_takes_files_that_people_keep(app: Flask) -> None:
    """Documents sent to the ledger are read by their own readers and never served again."""
    takes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith("/files") and "POST" in (rule.methods or ())
    }
    assert takes == {"portal.add_files", "portal.send_files", "desk.add_files"}
    serves = {
        rule.endpoint for rule in app.url_map.iter_rules() if "<public_id>" in rule.rule and "/files/" in rule.rule
    }
    assert serves == {"portal.file", "portal.file_preview", "desk.file", "desk.file_preview"}
