"""Files that come by mail pass the same gate as those of every other door."""

import io
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from PIL import Image
from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence.inbound import services
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.disputes.models import Dispute
from support.extensions import db
from support.files import services as files
from support.files.models import Attachment
from tests.correspondence.inbound.conftest import reply_to, written
from tests.pages import Pages


def photograph() -> bytes:
    exif, made = Image.Exif(), io.BytesIO()
    exif[0x010F] = "ACME Camera"
    Image.new("RGB", (40, 20), "red").save(made, "JPEG", exif=exif)
    return made.getvalue()


def with_files(dispute: Dispute, person: Person, *files: tuple[str, bytes]) -> bytes:
    mail = message_from_bytes(written(sender=person.email, to=reply_to(dispute, person)), policy=policy.default)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def kept() -> list[Attachment]:
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def test_a_photograph_sent_by_mail_tells_nothing_of_its_camera_and_is_only_ever_saved(
    arrives: Callable[..., IncomingMail], dispute: Dispute, client_person: Person, pages: Pages
) -> None:
    assert b"ACME" in photograph()
    arrives(with_files(dispute, client_person, ("../../van.jpg", photograph())))
    (file,) = kept()
    assert file.name == "van.jpg"
    answer = pages.sign_in(client_person).client.get(f"/portal/files/{file.public_id}")
    assert b"ACME" not in answer.data
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_what_a_browser_could_run_is_not_kept_as_a_file_however_it_is_called(
    arrives: Callable[..., IncomingMail], dispute: Dispute, client_person: Person
) -> None:
    page = b"<!doctype html><html><script>alert(1)</script></html>"
    arrives(
        with_files(
            dispute, client_person, ("note.pdf", page), ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        )
    )
    assert kept() == []


def test_a_dispute_gets_no_more_files_by_mail_than_by_any_other_door(
    arrives: Callable[..., IncomingMail], dispute: Dispute, client_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_A_DISPUTE", 2)
    many = [(f"{number}.pdf", b"%PDF-1.7 " + str(number).encode()) for number in range(3)]
    mail = arrives(with_files(dispute, client_person, *many))
    assert [file.name for file in files.of_dispute(dispute.id, for_client=True)] == ["0.pdf", "1.pdf"]
    assert "1 more stay with the mail" in mail.facts["refused"][-1]
    assert [file.dispute_id for file in files.of_mail(mail.id)] == [dispute.id, dispute.id, None]


def test_a_mail_that_is_handled_again_has_its_files_once(
    arrives: Callable[..., IncomingMail], dispute: Dispute, client_person: Person
) -> None:
    raw = with_files(dispute, client_person, ("note.pdf", b"%PDF-1.7 note"))
    client_person.active = False
    db.session.commit()
    mail = arrives(raw)
    assert (mail.outcome, len(kept())) == (Outcome.QUARANTINED, 1)
    client_person.active = True
    db.session.commit()
    assert services.replay(mail).outcome is Outcome.APPENDED
    assert [file.dispute_id for file in kept()] == [dispute.id]
