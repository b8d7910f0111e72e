"""The one gate: what a program has sent is not answered, and what came back is not written to again."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.accounts.roles import Role
from support.correspondence import outbox, suppression
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.inbound.services import take_in
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel.errors import NotAllowed, NotFound
from tests import factories
from tests.conftest import Calendar
from tests.correspondence.conftest import Postman
from tests.correspondence.inbound.conftest import reply_to, written

Arrives = Callable[..., IncomingMail]

PROGRAMS = {
    "auto-replied": {"Auto_Submitted": "auto-replied"},
    "auto-generated": {"Auto_Submitted": "auto-generated; owner-email=x"},
    "bulk": {"Precedence": "bulk"},
    "junk": {"Precedence": "junk"},
    "list": {"Precedence": "list"},
    "auto_reply": {"Precedence": "auto_reply"},
    "null sender": {"Return_Path": "<>"},
    "x-autoreply": {"X_Autoreply": "yes"},
    "x-autorespond": {"X_Autorespond": "1"},
    "out of office": {"Subject": "Out of office: The bill"},
    "automatic reply": {"Subject": "Automatic reply: The bill"},
    "Abwesenheit": {"Subject": "Abwesenheitsnotiz: Rechnung"},
    "automatische Antwort": {"Subject": "Automatische Antwort: Rechnung"},
    "réponse automatique": {"Subject": "Réponse automatique : facture"},
    "absence": {"Subject": "Absence du bureau"},
    "respuesta automática": {"Subject": "Respuesta automática: factura"},
    "fuera de la oficina": {"Subject": "Fuera de la oficina"},
}
ABSENCES = {
    "English": "I am currently out of the office until Monday.",
    "German": "Guten Tag,\nich bin derzeit nicht im Büro und ab dem 30. März zurück.",
    "French": "Bonjour,\nje suis absent jusqu'au 30 mars.",
    "Spanish": "Hola:\nActualmente me encuentro fuera de la oficina.",
}


@pytest.mark.parametrize("headers", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_programs_mail_is_kept_and_ignored(
    headers: dict[str, str], arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    mail = arrives(written(sender=client_person.email, to=reply_to(dispute, client_person), **headers))
    assert mail.outcome is Outcome.IGNORED
    assert "program" in mail.why


@pytest.mark.parametrize("text", ABSENCES.values(), ids=ABSENCES.keys())
def test_a_notice_of_absence_is_told_by_its_words(
    text: str, arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    mail = arrives(written(text, sender=client_person.email, to=reply_to(dispute, client_person)))
    assert (mail.outcome, "absence" in mail.why) == (Outcome.IGNORED, True)


@pytest.mark.parametrize(
    "more", ["Warum zahlen wir zweimal?", "Auf INV-2026-0042 fehlt die Gutschrift.", "Es sind 90 EUR zu viel."]
)
def test_who_writes_about_a_bill_from_a_holiday_is_read_by_a_person(
    more: str, arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    text = f"Ich bin bis 30.03.2026 im Urlaub und nur unter 040 12.34.56 zu erreichen. {more}"
    mail = arrives(written(text, sender=client_person.email, to=reply_to(dispute, client_person)))
    assert (mail.outcome, "says more" in mail.why) == (Outcome.QUARANTINED, True)
    only = text.removesuffix(more)
    assert arrives(written(only, sender=client_person.email)).outcome is Outcome.IGNORED


def test_the_null_sender_of_the_envelope_is_a_program(arrives: Arrives, client_person: Person) -> None:
    assert arrives(written(sender=client_person.email), envelope_from="").outcome is Outcome.IGNORED


def test_words_about_a_holiday_are_a_persons(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    words = "You billed the 14th, but our office was closed for a holiday on that day."
    assert arrives(written(words, sender=client_person.email, to=reply_to(dispute, client_person))).outcome is (
        Outcome.APPENDED
    )


@pytest.mark.parametrize("own", ["desk@lumen.example", "billing@lumen.example", "desk+DSP-00001.1.ab@lumen.example"])
def test_a_mail_from_an_address_of_our_own_is_ignored(own: str, arrives: Arrives) -> None:
    factories.make_person(Role.CLIENT, email=own.lower())
    assert arrives(written(sender=own)).outcome is Outcome.IGNORED


def test_a_letter_of_ours_that_comes_back_is_ignored(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    letter = db.session.scalars(select(OutgoingLetter)).first()
    assert letter is not None
    mail = arrives(written(sender=client_person.email, Message_ID=letter.message_id))
    assert (mail.outcome, mail.why) == (Outcome.IGNORED, "It is a mail of our own.")


NO_ANSWER = {
    "suppress": {"X_Auto_Response_Suppress": "OOF, AutoReply"},
    "list": {"List_Id": "<people.harbour.example>"},
    "unsubscribe": {"List_Unsubscribe": "<mailto:off@harbour.example>"},
}


@pytest.mark.parametrize("headers", NO_ANSWER.values(), ids=NO_ANSWER.keys())
def test_who_wants_no_automatic_answer_is_heard_all_the_same(
    headers: dict[str, str], arrives: Arrives, client_person: Person
) -> None:
    mail = arrives(written("Who can I talk to?", sender=client_person.email, **headers))
    assert mail.outcome is Outcome.CREATED
    assert db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "mail_received")).all() == []


def test_nobody_gets_more_than_a_few_automatic_answers(
    arrives: Arrives, client_person: Person, calendar: Calendar
) -> None:
    for number in range(20):
        arrives(written(f"Question {number}?", sender=client_person.email))
        calendar.forward(minutes=10)
    answers = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "mail_received")).all()
    assert len(answers) <= policies.correspondence().caps.answers_a_day
    assert db.session.query(IncomingMail).filter_by(outcome=Outcome.CREATED).count() == 20


def test_an_answer_repeats_nothing_of_the_mail(arrives: Arrives, client_person: Person) -> None:
    """A form or a desk that echoes what strangers write is a cannon for spam."""
    arrives(written("Buy cheap watches at http://spam.example", sender=client_person.email, Subject="Watches"))
    letter = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "mail_received")).one()
    for part in (letter.subject, letter.text, letter.html):
        assert "watches" not in part.lower()


def test_a_flood_of_one_sender_waits_for_a_person(
    arrives: Arrives, client_person: Person, caps: Callable[..., None]
) -> None:
    caps(from_one=3)
    outcomes = [arrives(written(f"{n}", sender=client_person.email)).outcome for n in range(5)]
    assert outcomes == [Outcome.CREATED] * 3 + [Outcome.QUARANTINED] * 2


def report(letter: OutgoingLetter, *, status: str = "5.1.1", action: str = "failed", message_id: str = "") -> bytes:
    return f"""From: Mail Delivery System <MAILER-DAEMON@harbour.example>
Return-Path: <>
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

This is the mail system at host harbour.example.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; harbour.example

Final-Recipient: rfc822; {letter.to_email}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} There is no such mailbox
--b
Content-Type: text/rfc822-headers

Message-ID: {message_id or letter.message_id}
Subject: {letter.subject}
--b--
""".encode()


@pytest.fixture
def sent(dispute: Dispute, client_person: Person, postman: Postman) -> OutgoingLetter:
    outbox.deliver_due()
    found = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.person_id == client_person.id)).one()
    assert found.status is LetterStatus.SENT
    return found


def test_a_bounce_is_written_on_the_letter_and_shuts_the_address(
    arrives: Arrives, sent: OutgoingLetter, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    mail = arrives(report(sent))
    db.session.rollback()
    assert mail.outcome is Outcome.IGNORED
    assert sent.status is LetterStatus.GIVEN_UP
    assert "There is no such mailbox" in sent.last_error
    assert suppression.suppressed(client_person.email) is not None
    told = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "letter_bounced")).one()
    assert told.to_email == (dispute.owner or agent).email


def test_no_letter_leaves_for_an_address_that_is_shut(
    sent: OutgoingLetter, arrives: Arrives, posted: Callable[..., OutgoingLetter], postman: Postman
) -> None:
    arrives(report(sent))
    postman.taken.clear()
    letter_id = posted("after the bounce").id
    outbox.deliver_due()
    letter = db.session.get_one(OutgoingLetter, letter_id)
    assert letter.status is LetterStatus.GIVEN_UP
    assert "held back" in letter.last_error
    assert [mail for mail in postman.taken if letter.to_email in str(mail.recipients)] == []


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.1"])
def test_a_full_mailbox_does_not_shut_an_address(
    status: str, arrives: Arrives, sent: OutgoingLetter, client_person: Person
) -> None:
    arrives(report(sent, status=status))
    db.session.rollback()
    assert suppression.suppressed(client_person.email) is None
    assert "Came back" in sent.last_error


def test_a_mail_that_is_only_late_says_nothing_about_the_address(
    arrives: Arrives, sent: OutgoingLetter, client_person: Person
) -> None:
    arrives(report(sent, status="4.4.7", action="delayed"))
    db.session.rollback()
    assert (suppression.suppressed(client_person.email), sent.status) == (None, LetterStatus.SENT)


def test_a_forged_bounce_shuts_nothing(arrives: Arrives, sent: OutgoingLetter, client_person: Person) -> None:
    for forged in ("<made-up@lumen.example>", sent.message_id.replace("@", "0@"), "<DSP-00001@lumen.example>"):
        arrives(report(sent, message_id=forged))
    assert suppression.suppressed(client_person.email) is None


def test_a_server_that_writes_prose_is_understood(
    arrives: Arrives, sent: OutgoingLetter, client_person: Person
) -> None:
    text = (
        f"Hi. This is the mail program at harbour.example.\n<{client_person.email}>:\n"
        f"550 5.1.1 sorry, no mailbox here by that name\n\nMessage-ID: {sent.message_id}\n"
    )
    arrives(written(text, sender="MAILER-DAEMON@harbour.example", Subject="failure notice", Return_Path="<>"))
    assert suppression.suppressed(client_person.email) is not None


def test_only_a_manager_lifts_it(app: Flask, agent: Person, manager: Person) -> None:
    suppression.suppress("gone@harbour.example", why="It bounced.")
    with pytest.raises(NotAllowed):
        suppression.lift("gone@harbour.example", by=agent)
    suppression.lift("gone@harbour.example", by=manager)
    assert suppression.suppressed("gone@harbour.example") is None
    with pytest.raises(NotFound):
        suppression.lift("gone@harbour.example", by=manager)


def test_we_do_not_write_to_ourselves(posted: Callable[..., OutgoingLetter], postman: Postman) -> None:
    letter = posted("1")
    letter.to_email, letter_id = "billing+x@lumen.example", letter.id
    db.session.commit()
    outbox.deliver_due()
    letter = db.session.get_one(OutgoingLetter, letter_id)
    assert letter.status is LetterStatus.GIVEN_UP
    assert "our own" in letter.last_error


def test_one_address_gets_no_more_than_its_letters_an_hour(
    posted: Callable[..., OutgoingLetter], postman: Postman, calendar: Calendar, caps: Callable[..., None]
) -> None:
    caps(to_one=3)
    for number in range(5):
        posted(str(number))
    outbox.deliver_due()
    assert len(postman.taken) == 3
    calendar.forward(hours=2)
    outbox.deliver_due()
    assert len(postman.taken) == 5


def test_all_together_get_no_more_than_the_letters_of_an_hour(
    posted: Callable[..., OutgoingLetter], postman: Postman, caps: Callable[..., None]
) -> None:
    caps(to_all=2)
    for number in range(4):
        posted(str(number))
    outbox.deliver_due()
    assert len(postman.taken) == 2


def test_a_bounce_of_a_bounce_writes_nothing(arrives: Arrives, sent: OutgoingLetter) -> None:
    take_in(report(sent), source="file")
    before = db.session.query(OutgoingLetter).count()
    arrives(report(sent, action="failed", status="5.1.2"))
    assert db.session.query(OutgoingLetter).count() == before
