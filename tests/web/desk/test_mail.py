"""The desk's page of mail that waits for a person."""

import pytest
from flask import Flask

from benchmarks.fuzz.worst import WORST
from support.accounts.models import Person
from support.correspondence import suppression
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.inbound.services import take_in
from support.disputes.models import Dispute
from support.extensions import db
from support.files import services as files
from tests import factories
from tests.pages import Pages

RAW = b"""From: Stranger <stranger@elsewhere.example>
Subject: The <b>bill</b>
Content-Type: multipart/mixed; boundary=b

--b

Here is the note.
--b
Content-Type: application/pdf; name=note.pdf

%PDF-1.7 note
--b
Content-Type: text/html; name=page.html

<script>alert(1)</script>
--b--
"""


@pytest.fixture
def mail(app: Flask) -> IncomingMail:
    return take_in(RAW, source="file")[0]


def test_what_waits_is_shown_with_its_words_and_files(pages: Pages, agent: Person, mail: IncomingMail) -> None:
    pages.sign_in(agent)
    assert "stranger@elsewhere.example" in pages.get("/desk/mail").text
    page = pages.get(f"/desk/mail/{mail.id}")
    assert "Here is the note." in page.text
    assert "page.html" in page.text
    assert "is not taken" in page.text
    assert page.heading == "The <b>bill</b>"
    raw = pages.client.get(f"/desk/mail/{mail.id}/raw")
    assert raw.data == RAW
    assert raw.headers["Content-Disposition"].startswith("attachment")


def test_it_is_given_to_a_dispute_with_its_files(
    pages: Pages, agent: Person, client_person: Person, mail: IncomingMail
) -> None:
    dispute: Dispute = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    page = pages.sign_in(agent).get(f"/desk/mail/{mail.id}")
    pages.submit(page, f"{mail.id}/release", to_dispute=dispute.reference)
    db.session.rollback()
    assert (mail.outcome, mail.reference) == (Outcome.APPENDED, dispute.reference)
    assert "From stranger@elsewhere.example, by mail: Here is the note." in dispute.history[-1].facts["words"]
    assert [file.name for file in files.of_dispute(dispute.id, for_client=True)] == ["note.pdf"]


def test_an_unknown_dispute_gives_nothing_away(pages: Pages, agent: Person, mail: IncomingMail) -> None:
    page = pages.sign_in(agent).get(f"/desk/mail/{mail.id}")
    pages.submit(page, f"{mail.id}/release", 404, to_dispute="DSP-99999")
    db.session.rollback()
    assert mail.outcome is Outcome.QUARANTINED


def test_it_is_put_away_and_stays_on_record(pages: Pages, agent: Person, mail: IncomingMail) -> None:
    pages.submit(pages.sign_in(agent).get(f"/desk/mail/{mail.id}"), f"{mail.id}/dismiss")
    assert "No mail waits" in pages.get("/desk/mail").text
    assert "Put away by Ana Ruiz" in pages.get("/desk/mail?all=yes").text


def test_it_is_handled_again(pages: Pages, agent: Person, client_person: Person, mail: IncomingMail) -> None:
    client_person.email = "stranger@elsewhere.example"
    db.session.commit()
    answer = pages.submit(pages.sign_in(agent).get(f"/desk/mail/{mail.id}"), f"{mail.id}/replay")
    assert "Handled again: something new" in answer.text


def test_only_a_manager_opens_an_address_again(app: Flask, pages: Pages, agent: Person, manager: Person) -> None:
    suppression.suppress("gone@harbour.example", why="It bounced.")
    page = pages.sign_in(agent).get("/desk/mail")
    assert "gone@harbour.example" in page.text
    assert not [action for action in page.actions() if action.endswith("lift")]
    head = Pages(app).sign_in(manager)
    head.submit(head.get("/desk/mail"), "lift")
    assert suppression.suppressed("gone@harbour.example") is None


UNREADABLE = {
    "bytes that are no mail": (bytes(range(256)) * 4, "no proper sender"),
    "an encrypted mail": (
        b"From: a@b.example\nSubject: x\nContent-Type: application/pkcs7-mime\n\nMIAG",
        "encrypted",
    ),
    "a mail of a thousand layers": (WORST["1,000 deep"](), "deep"),
    "headers without an end": (b"From: a@b.example\n" + b"X: " + b"y" * 1_100_000, "too long"),
}


@pytest.mark.parametrize(("raw", "why"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_shown_saved_handled_again_and_put_away(
    raw: bytes, why: str, pages: Pages, agent: Person
) -> None:
    take_in(raw, source="imap")
    waiting = pages.sign_in(agent).get("/desk/mail")
    assert why in waiting.text
    page = pages.get(str(waiting.soup.select_one("table a")["href"]))
    assert why in page.text
    saved = next(link["href"] for link in page.soup.select("a") if "as it came" in link.text)
    assert pages.client.get(str(saved)).data == raw
    again = pages.submit(page, "Handle it again")
    assert "Handled again: waits for a person" in again.text
    pages.submit(again, "Put it away")
    assert "No mail waits" in pages.get("/desk/mail").text
    assert "Put away by Ana Ruiz" in pages.get("/desk/mail?all=yes").text
