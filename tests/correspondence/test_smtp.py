"""Over SMTP, against a server that the test starts: it takes, refuses, stalls and hangs up."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from support.correspondence import delivery, outbox
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db

Posted = Callable[..., OutgoingLetter]


class Server(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP. `answers` replaces the reply to a command; None hangs up instead."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers: dict[str, str | None] = {}
        self.mails: list[str] = []
        self.stall = threading.Event()
        self.stall.set()
        self.drips = False


class Talk(socketserver.StreamRequestHandler):
    server: Server

    def say(self, command: str, usual: str) -> bool:
        answer = self.server.answers.get(command, usual)
        if answer is not None:
            self.wfile.write(f"{answer}\r\n".encode())
        return answer is not None

    def still_there(self) -> bool:
        """Another line of an answer that goes on and on."""
        try:
            self.wfile.write(b"250-still thinking\r\n")
            return not threading.Event().wait(0.05)
        except OSError:
            return False

    def handle(self) -> None:
        self.server.stall.wait(5)
        if not self.say("CONNECT", "220 ready"):
            return
        for raw in self.rfile:
            command = raw.decode().split(":")[0].split()[0].upper() if raw.strip() else ""
            if command == "DATA":
                self.say("DATA", "354 go on")
                lines = list(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                if not self.say("MAIL TAKEN", "250 taken"):
                    return
                if self.server.answers.get("MAIL TAKEN", "250").startswith("250"):
                    self.server.mails.append("".join(lines))
            elif command == "RCPT" and self.server.drips:
                while self.still_there():
                    pass
                return
            elif command == "QUIT":
                self.say("QUIT", "221 bye")
                return
            elif not self.say(command, "250 fine"):
                return


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=running.server_address[1])
    yield running
    app.config.update(MAIL_SERVER="", MAIL_PORT=25)
    running.stall.set()
    running.shutdown()
    thread.join()
    running.server_close()


def _status(letter: OutgoingLetter) -> tuple[LetterStatus, str]:
    row = db.session.get_one(OutgoingLetter, letter.id, populate_existing=True)
    return row.status, row.last_error


def test_a_letter_goes_over_the_wire(server: Server, posted: Posted) -> None:
    letter = posted(subject="[DSP-00042] Hello")
    assert outbox.deliver_due() == 1
    (mail,) = server.mails
    assert "Subject: [DSP-00042] Hello" in mail
    assert f"Message-ID: {letter.message_id}" in mail


@pytest.mark.parametrize(
    ("command", "answer", "status"),
    [
        ("RCPT", "550 no such person", LetterStatus.GIVEN_UP),
        ("RCPT", "451 try later", LetterStatus.RETRY),
        ("MAIL", "552 too much", LetterStatus.GIVEN_UP),
        ("MAIL", "421 closing", LetterStatus.RETRY),
        ("MAIL TAKEN", "554 refused", LetterStatus.GIVEN_UP),
        ("MAIL TAKEN", "451 try later", LetterStatus.RETRY),
        ("MAIL TAKEN", None, LetterStatus.RETRY),
        ("RCPT", None, LetterStatus.RETRY),
    ],
)
def test_what_the_server_answers_decides_what_becomes_of_the_letter(
    command: str, answer: str | None, status: LetterStatus, server: Server, posted: Posted
) -> None:
    server.answers[command] = answer
    letter = posted()
    assert outbox.deliver_due() == 0
    assert _status(letter)[0] is status
    assert _status(letter)[1]
    assert server.mails == []


@pytest.mark.parametrize(("command", "answer"), [("CONNECT", "554 not you"), ("CONNECT", None), ("EHLO", None)])
def test_a_server_that_will_not_talk_at_all_is_away(
    command: str, answer: str | None, server: Server, posted: Posted
) -> None:
    server.answers[command] = answer
    letter = posted()
    with pytest.raises(delivery.Away):
        outbox.deliver_due()
    assert _status(letter)[0] is LetterStatus.RETRY
    assert _status(letter)[1]


def test_a_server_that_drips_is_hung_up_on(server: Server, posted: Posted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer comes in time, and the conversation would never end."""
    monkeypatch.setattr(delivery, "DEADLINE_SECONDS", 0.3)
    server.drips = True
    letter = posted()
    assert outbox.deliver_due() == 0
    assert _status(letter)[0] is LetterStatus.RETRY
    assert server.mails == []


def test_a_server_that_hangs_up_after_it_was_given_the_mail_leaves_a_doubt_that_is_counted(
    server: Server, posted: Posted, calendar
) -> None:
    server.answers["MAIL TAKEN"] = None
    letter = posted()
    outbox.deliver_due()
    server.answers["MAIL TAKEN"] = "451 later"
    calendar.forward(minutes=2)
    outbox.deliver_due()
    assert _status(letter)[0] is LetterStatus.RETRY
    assert db.session.get_one(OutgoingLetter, letter.id).unsure == 1


def test_a_farewell_that_fails_does_not_send_the_letter_again(server: Server, posted: Posted, calendar) -> None:
    server.answers["QUIT"] = None
    letter = posted()
    assert outbox.deliver_due() == 1
    calendar.forward(days=1)
    assert outbox.deliver_due() == 0
    assert len(server.mails) == 1
    assert _status(letter)[0] is LetterStatus.SENT


def test_a_server_that_stalls_is_not_waited_for(
    server: Server, posted: Posted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TIMEOUT_SECONDS", 0.2)
    server.stall.clear()
    letter = posted()
    with pytest.raises(delivery.Away):
        outbox.deliver_due()
    assert _status(letter)[0] is LetterStatus.RETRY


def test_nobody_listening_is_a_failure_that_may_pass(app: Flask, posted: Posted) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=unused.getsockname()[1])
        try:
            letter = posted()
            with pytest.raises(delivery.Away):
                outbox.deliver_due()
        finally:
            app.config.update(MAIL_SERVER="", MAIL_PORT=25)
    assert _status(letter)[0] is LetterStatus.RETRY
