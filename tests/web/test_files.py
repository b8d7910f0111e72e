"""Files through the doors: who may fetch them, and that no browser runs them."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import services as chats
from support.conversations.models import Message
from support.correspondence.models import OutgoingLetter
from support.disputes.models import Dispute
from support.extensions import db
from support.files import services as files
from support.files.models import Attachment, Blob
from tests import factories
from tests.files.test_inspection import picture
from tests.pages import Page, Pages


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    return factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)


def send(pages: Pages, page: Page, action: str, *given: tuple[bytes, str], status: int = 200, **fields: str) -> Page:
    return pages.submit(page, action, status, file=[(io.BytesIO(data), name) for data, name in given], **fields)


def kept() -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def add(pages: Pages, dispute: Dispute, data: bytes = b"%PDF-1.7 bill", name: str = "bill.pdf") -> Attachment:
    send(pages, pages.get(f"/portal/disputes/{dispute.reference}"), "/files", (data, name))
    return kept()[-1]


def test_a_client_adds_a_file_and_the_owner_hears_of_it(pages: Pages, dispute: Dispute, client_person: Person) -> None:
    file = add(pages.sign_in(client_person), dispute)
    assert (file.name, file.kind, file.dispute_id) == ("bill.pdf", "application/pdf", dispute.id)
    assert "bill.pdf" in pages.get(f"/portal/disputes/{dispute.reference}").text
    told = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "client_answered")).all()
    assert any("bill.pdf" in letter.text for letter in told)
    assert dispute.history[-1].facts["digests"] == [file.blob.digest]


def test_a_file_is_saved_and_never_shown(pages: Pages, dispute: Dispute, client_person: Person) -> None:
    file = add(pages.sign_in(client_person), dispute, b"a,b\n1,2\n", "Größe.csv")
    answer = pages.client.get(f"/portal/files/{file.public_id}")
    assert answer.data == b"a,b\n1,2\n"
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_bytes_lie_under_a_name_that_nobody_can_guess(
    app: Flask, pages: Pages, dispute: Dispute, client_person: Person
) -> None:
    file = add(pages.sign_in(client_person), dispute)
    add(pages, dispute, name="again.pdf")
    assert len(db.session.scalars(select(Blob)).all()) == 1, "the same bytes are there once"
    path = files.path_of(file.blob)
    assert file.name not in str(path)
    assert file.blob.digest not in str(path)
    assert str(app.static_folder) not in str(path)


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "x.pht"])
def test_what_a_browser_could_run_is_refused_beside_the_form(
    name: str, pages: Pages, dispute: Dispute, client_person: Person
) -> None:
    page = pages.sign_in(client_person).get(f"/portal/disputes/{dispute.reference}")
    answer = send(pages, page, "/files", (b"<svg onload=alert(1)>", name), status=422)
    assert "is not taken" in answer.text
    assert kept() == []


def test_ten_files_at_once_and_no_more(pages: Pages, dispute: Dispute, client_person: Person) -> None:
    page = pages.sign_in(client_person).get(f"/portal/disputes/{dispute.reference}")
    many = [(b"%PDF-1.7 " + str(n).encode(), f"{n}.pdf") for n in range(11)]
    send(pages, page, "/files", *many, status=422)
    send(pages, page, "/files", status=422)
    assert kept() == []


def test_a_day_has_an_end(
    pages: Pages, dispute: Dispute, client_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_A_DAY", 1)
    add(pages.sign_in(client_person), dispute)
    send(pages, pages.get(f"/portal/disputes/{dispute.reference}"), "/files", (b"%PDF-2", "b.pdf"), status=409)


@pytest.fixture
def file_of(pages: Pages, dispute: Dispute, client_person: Person) -> Attachment:
    return add(pages.sign_in(client_person), dispute, picture(), "photo.png")


def test_another_client_and_a_stranger_find_nothing(app: Flask, file_of: Attachment) -> None:
    for address in (f"/portal/files/{file_of.public_id}", f"/portal/files/{file_of.public_id}/preview"):
        assert Pages(app).client.get(address).status_code == 302
        other = Pages(app).sign_in(factories.make_person(Role.CLIENT))
        assert other.client.get(address).status_code == 404
        assert other.client.get(address.replace(file_of.public_id, "unknown")).status_code == 404


def test_a_colleague_of_the_client_and_the_desk_see_it(
    app: Flask, file_of: Attachment, client_person: Person, agent: Person
) -> None:
    colleague = factories.make_person(Role.CLIENT, organisation=client_person.organisation)
    assert Pages(app).sign_in(colleague).client.get(f"/portal/files/{file_of.public_id}").status_code == 200
    assert Pages(app).sign_in(agent).client.get(f"/desk/files/{file_of.public_id}").status_code == 200


def test_who_is_no_longer_active_sees_nothing(file_of: Attachment, client_person: Person) -> None:
    client_person.active = False
    assert not files.may_see(file_of, client_person)


def test_a_preview_is_a_picture_of_ours(pages: Pages, file_of: Attachment) -> None:
    answer = pages.client.get(f"/portal/files/{file_of.public_id}/preview")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_staff_keep_for_themselves_no_client_sees(
    app: Flask, dispute: Dispute, agent: Person, client_person: Person
) -> None:
    desk = Pages(app).sign_in(agent)
    send(desk, desk.get(f"/desk/disputes/{dispute.reference}"), f"{dispute.reference}/files", (b"%PDF-1", "inside.pdf"))
    (file,) = kept()
    assert "inside.pdf" in desk.get(f"/desk/disputes/{dispute.reference}?with=ledger").text
    client = Pages(app).sign_in(client_person)
    assert "inside.pdf" not in client.get(f"/portal/disputes/{dispute.reference}").text
    assert client.client.get(f"/portal/files/{file.public_id}").status_code == 404


def test_what_staff_show_the_client_sees(app: Flask, dispute: Dispute, agent: Person, client_person: Person) -> None:
    desk = Pages(app).sign_in(agent)
    page = desk.get(f"/desk/disputes/{dispute.reference}")
    send(desk, page, f"{dispute.reference}/files", (b"%PDF-1", "note.pdf"), for_client="yes")
    assert "note.pdf" in Pages(app).sign_in(client_person).get(f"/portal/disputes/{dispute.reference}").text


def test_a_file_sent_in_the_chat_is_kept_with_its_message(
    app: Flask, pages: Pages, client_person: Person, agent: Person
) -> None:
    send(pages.sign_in(client_person), pages.get("/portal/chat"), "/chat/files", (b"%PDF-1", "note.pdf"))
    (file,) = kept()
    message = db.session.get_one(Message, file.message_id)
    assert message.text == "note.pdf"
    assert f"/portal/files/{file.public_id}" in pages.get("/portal/chat").html
    shown = pages.client.get("/portal/chat/messages?after=0").json
    assert shown["messages"][0]["files"] == [{"name": "note.pdf", "url": f"/portal/files/{file.public_id}"}]
    colleague = factories.make_person(Role.CLIENT, organisation=client_person.organisation)
    assert Pages(app).sign_in(colleague).client.get(f"/portal/files/{file.public_id}").status_code == 404


def test_a_file_sent_in_the_chat_about_a_dispute_belongs_to_the_dispute(
    pages: Pages, dispute: Dispute, client_person: Person
) -> None:
    conversation = chats.open_conversation(client_person)
    chats.link_dispute(conversation.id, dispute)
    send(pages.sign_in(client_person), pages.get("/portal/chat"), "/chat/files", (b"%PDF-1", "note.pdf"))
    assert kept()[0].dispute_id == dispute.id


def test_nobody_sends_files_into_another_persons_chat(app: Flask, client_person: Person) -> None:
    conversation = chats.open_conversation(factories.make_person(Role.CLIENT))
    pages = Pages(app).sign_in(client_person)
    named = conversation.public_id
    send(pages, pages.get("/portal/chat"), "/chat/files", (b"%PDF-1", "a.pdf"), status=404, conversation=named)
