"""Mail by IMAP, LMTP and HTTP, over real sockets and real signatures; and nothing lost when somebody dies."""

import smtplib
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence.inbound import fetching, handling, limits, lmtp, services, storing
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput
from support.timetable import TIMETABLE, run
from tests.conftest import Calendar
from tests.correspondence.inbound.conftest import signed, written
from tests.correspondence.inbound.imap_server import ImapServer


def kept() -> list[IncomingMail]:
    db.session.rollback()
    return list(db.session.scalars(select(IncomingMail).order_by(IncomingMail.id)))


@pytest.fixture
def mailbox(app: Flask) -> Iterator[ImapServer]:
    server = ImapServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    before = {name: app.config[name] for name in app.config if name.startswith("IMAP_")}
    app.config.update(
        IMAP_HOST="127.0.0.1", IMAP_PORT=server.server_address[1], IMAP_TLS=False, IMAP_USERNAME="d", IMAP_PASSWORD="p"
    )
    yield server
    app.config.update(before)
    server.shutdown()
    server.server_close()


def test_what_is_new_in_the_mailbox_is_taken_in_once(mailbox: ImapServer) -> None:
    for number in (1, 2):
        mailbox.deliver(written(f"Words {number}"))
    assert fetching.fetch() == 2
    assert fetching.fetch() == 0
    assert [mail.text for mail in kept()] == ["Words 1", "Words 2"]
    assert mailbox.seen == {1, 2}


def test_a_mailbox_that_hangs_up_before_the_mark_gives_the_mail_again(mailbox: ImapServer) -> None:
    mailbox.deliver(written("Words"))
    mailbox.hang_up_at = "UID STORE"
    with pytest.raises(fetching.MailboxAway):
        fetching.fetch()
    mailbox.hang_up_at = ""
    fetching.fetch()
    assert [mail.text for mail in kept()] == ["Words"]


def test_a_mail_that_cannot_be_kept_stays_new_in_the_mailbox(
    mailbox: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_raw: bytes) -> str:
        raise OSError(28, "No space left on device")

    mailbox.deliver(written("Words"))
    with monkeypatch.context() as broken:
        broken.setattr(storing, "keep", full)
        with pytest.raises(fetching.MailboxAway):
            fetching.fetch()
    assert (kept(), mailbox.seen) == ([], set())
    fetching.fetch()
    assert [mail.text for mail in kept()] == ["Words"]


def test_a_mail_too_large_to_be_fetched_is_heard_of(mailbox: ImapServer) -> None:
    mailbox.deliver(written("Words"))
    mailbox.pretended_size = limits.LARGEST_KEPT + 1
    fetching.fetch()
    (mail,) = kept()
    assert (mail.subject, mail.outcome) == ("The bill", Outcome.QUARANTINED)


def test_a_wrong_password_is_a_sentence(mailbox: ImapServer, app: Flask) -> None:
    app.config["IMAP_PASSWORD"] = "wrong"
    with pytest.raises(fetching.MailboxAway, match="does not answer"):
        fetching.fetch()


def test_an_open_connection_hears_of_new_mail(mailbox: ImapServer) -> None:
    rounds = iter([False, True])
    mailbox.deliver(written("Before"))
    mailbox.arrived.clear()  # only what comes while the connection is open ends the waiting
    threading.Timer(0.3, lambda: mailbox.deliver(written("Meanwhile"))).start()
    assert fetching.fetch_and_wait(lambda: next(rounds), wait_seconds=4) == 2


def test_without_a_mailbox_the_timetable_asks_nobody(app: Flask) -> None:
    assert app.config["IMAP_HOST"] == ""
    assert fetching.fetch_due() == 0


def test_the_local_mail_server_hands_over_a_mail_with_its_envelope(local: smtplib.LMTP) -> None:
    local.sendmail("m@harbour.example", ["desk@lumen.example", "billing@lumen.example"], written("Words"))
    assert local.getreply()[0] == 250, "one answer for each recipient"
    (mail,) = kept()
    assert (mail.source, mail.envelope_from) == ("lmtp", "m@harbour.example")
    assert mail.envelope_to == ["desk@lumen.example", "billing@lumen.example"]


def test_the_null_sender_is_told_over_lmtp(local: smtplib.LMTP) -> None:
    local.sendmail("", ["desk@lumen.example"], written("Words"))
    assert kept()[0].outcome is Outcome.IGNORED


def test_a_mail_too_large_to_be_kept_is_refused_for_each_of_its_recipients(
    local: smtplib.LMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that waits for an answer that never comes would try again for days."""
    monkeypatch.setattr(lmtp.Reader, "line_length_limit", 4000)
    local.ehlo_or_helo_if_needed()
    for long in (b"x" * 5000, b"y"):
        local.mail("m@harbour.example")
        for address in ("desk@lumen.example", "billing@lumen.example"):
            local.rcpt(address)
        first, _ = local.data(b"Subject: x\r\n\r\n" + long)
        codes = [first, local.getreply()[0]]
        assert codes == ([500, 500] if long[:1] == b"x" else [250, 250])


def test_what_cannot_be_kept_stays_with_the_server_before_us(
    local: smtplib.LMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(lmtp, "take_in", away)
    with pytest.raises(smtplib.SMTPException) as told:
        local.sendmail("m@harbour.example", ["desk@lumen.example"], written("Words"))
    assert "451" in str(told.value)


def test_lmtp_listens_to_this_machine_alone(app: Flask) -> None:
    with pytest.raises(BadInput, match="loopback"):
        lmtp.serve(app, "0.0.0.0", 0)  # noqa: S104 — refused


def test_a_provider_with_the_secret_is_heard(provider: FlaskClient) -> None:
    raw = written("Words")
    answer = provider.post("/mail/intake", data=raw, headers=signed(raw, sender="m@x.example", to="desk@lumen.example"))
    assert (answer.status_code, answer.json["known"]) == (202, False)
    assert (kept()[0].source, kept()[0].envelope_from) == ("intake", "m@x.example")


def test_a_delivery_counts_once(provider: FlaskClient) -> None:
    raw = written("Words")
    headers = signed(raw)
    assert provider.post("/mail/intake", data=raw, headers=headers).status_code == 202
    assert provider.post("/mail/intake", data=raw, headers=headers).status_code == 409
    assert len(kept()) == 1


def test_what_a_provider_delivers_is_never_read_as_a_form(provider: FlaskClient) -> None:
    """curl and others call every body a form unless told otherwise."""
    raw = written("Words")
    headers = {**signed(raw), "Content-Type": "application/x-www-form-urlencoded"}
    assert provider.post("/mail/intake", data=raw, headers=headers).status_code == 202
    assert "Words" in kept()[0].text


def test_what_could_not_be_kept_may_be_delivered_again(
    provider: FlaskClient, client_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same signature a second time is no replay where the first time came to nothing."""
    raw = written("Who can I talk to?", sender=client_person.email)
    headers = signed(raw)

    def full(*_: object) -> str:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(storing, "keep", full)
        broken.setitem(provider.application.config, "PROPAGATE_EXCEPTIONS", False)
        assert provider.post("/mail/intake", data=raw, headers=headers).status_code >= 500
    assert kept() == []
    assert provider.post("/mail/intake", data=raw, headers=headers).status_code == 202
    assert kept()[0].outcome is Outcome.CREATED


@pytest.mark.parametrize("wrong", ["secret", "body", "time", "later", "none", "envelope", "nonsense"])
def test_a_stranger_is_not_heard(wrong: str, provider: FlaskClient) -> None:
    raw, now = written("Words"), clock.now().timestamp()
    headers = {
        "secret": signed(raw, secret="a guess"),
        "body": signed(raw + b"more"),
        "time": signed(raw, at=now - 301),
        "later": signed(raw, at=now + 301),
        "none": {},
        "envelope": {**signed(raw), "X-Mail-To": "somebody@else.example"},
        "nonsense": {"X-Mail-Timestamp": "¹²", "X-Mail-Signature": "sha256=ü"},
    }[wrong]
    assert provider.post("/mail/intake", data=raw, headers=headers).status_code == 401
    assert kept() == []


def test_without_a_secret_the_door_is_shut(app: Flask, browser: FlaskClient) -> None:
    raw = written("Words")
    assert browser.post("/mail/intake", data=raw, headers=signed(raw, secret="")).status_code == 401


def test_a_mail_that_was_kept_and_not_handled_is_taken_up(client_person: Person) -> None:
    mail_id, _ = services.keep(written("Who can I talk to?", sender=client_person.email), source="file")
    assert kept()[0].outcome is Outcome.RECEIVED
    job = next(job for job in TIMETABLE if job.name == "mail not handled yet")
    assert run(job).done == 1
    assert (kept()[0].id, kept()[0].outcome) == (mail_id, Outcome.CREATED)


@pytest.mark.parametrize("step", ["parse", "write_down", "decide", "keep_files"])
def test_whoever_dies_between_storing_and_handling_leaves_it_whole(
    step: str, client_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = written("Who can I talk to?", sender=client_person.email)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as deadly:
        deadly.setattr(services if step == "parse" else handling, step, die)
        with pytest.raises(KeyboardInterrupt):
            services.take_in(raw, source="file")
    db.session.rollback()
    assert kept()[0].outcome is Outcome.RECEIVED
    services.handle_waiting()
    assert kept()[0].outcome is Outcome.CREATED


def test_a_mail_that_kills_whoever_handles_it_is_put_aside(
    client_person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(handling, "decide", die)
    services.take_in(written("Words", sender=client_person.email), source="file")
    for _ in range(limits.MOST_TRIES):
        services.handle_waiting()
    assert (kept()[0].outcome, "tries" in kept()[0].why) == (Outcome.QUARANTINED, True)


def test_raw_mail_is_handled_again_when_asked(client_person: Person, calendar: Calendar) -> None:
    mail, _ = services.take_in(written("Who can I talk to?", sender="new@harbour.example"), source="file")
    assert mail.outcome is Outcome.QUARANTINED
    client_person.email = "new@harbour.example"
    db.session.commit()
    assert services.replay(mail).outcome is Outcome.CREATED
