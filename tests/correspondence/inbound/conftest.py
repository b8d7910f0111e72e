"""Mails as they arrive, and a dispute that they are about."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from support.accounts.models import Person
from support.correspondence import tokens
from support.correspondence.inbound import intake, lmtp
from support.correspondence.inbound.models import IncomingMail
from support.correspondence.inbound.services import take_in
from support.disputes.models import Dispute
from support.kernel import clock
from tests import factories

DESK = "desk@lumen.example"


@pytest.fixture(autouse=True)
def addresses(app: Flask) -> Iterator[None]:
    """The desk has an address for answers."""
    before = {name: app.config[name] for name in ("MAIL_INBOUND", "MAIL_DEFAULT_SENDER", "MAIL_AUTHSERV_ID")}
    app.config.update(MAIL_INBOUND=DESK, MAIL_DEFAULT_SENDER="billing@lumen.example")
    yield
    app.config.update(before)


@pytest.fixture
def dispute(client_person: Person, agent: Person) -> Dispute:
    """Maria's; Ana owns it."""
    invoice = factories.make_invoice(
        client_person.organisation, [{"name": "Espresso bean delivery"}, {"name": "Rental"}]
    )
    return factories.make_dispute(invoice, by=client_person)


def written(
    text: str = "There was one delivery only.", *, sender: str = "maria@harbour.example", to: str = DESK, **headers: str
) -> bytes:
    """A mail; `headers` with underscores for hyphens, None takes one away."""
    mail = EmailMessage()
    given = {
        "From": sender,
        "To": to,
        "Subject": "The bill",
        "Message-ID": f"<{abs(hash((text, to)))}@harbour.example>",
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value is not None:
            mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


SERVER = "mx.lumen.example"


@pytest.fixture
def looked_at(app: Flask) -> dict[str, str]:
    """Our own server looks at senders; the header with which it vouches for one at harbour.example."""
    app.config["MAIL_AUTHSERV_ID"] = SERVER
    return {"Authentication_Results": f"{SERVER}; dmarc=pass header.from=harbour.example"}


def reply_to(dispute: Dispute, person: Person) -> str:
    """The address that a letter about `dispute` to `person` asks to be answered at."""
    return tokens.reply_address(DESK, dispute.reference, person.id)


@pytest.fixture
def arrives(app: Flask) -> Callable[..., IncomingMail]:
    def take(raw: bytes, *, source: str = "imap", **envelope: object) -> IncomingMail:
        return take_in(raw, source=source, **envelope)[0]  # type: ignore[arg-type]

    return take


@pytest.fixture
def local(app: Flask) -> Iterator[smtplib.LMTP]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = lmtp.serve(app, "127.0.0.1", port)
    with smtplib.LMTP("127.0.0.1", port) as client:
        yield client
    server.stop()


SECRET = "what we and the provider know"


@pytest.fixture
def provider(app: Flask, browser: FlaskClient) -> Iterator[FlaskClient]:
    app.config["MAIL_INTAKE_SECRET"] = SECRET
    yield browser
    app.config["MAIL_INTAKE_SECRET"] = ""


def signed(
    raw: bytes, *, at: float | None = None, secret: str = SECRET, sender: str = "", to: str = ""
) -> dict[str, str]:
    stamp = str(int(at if at is not None else clock.now().timestamp()))
    made = intake.signature(secret, intake.payload(stamp, sender, to, raw))
    envelope = {"X-Mail-From": sender, "X-Mail-To": to} if sender or to else {}
    return {"X-Mail-Timestamp": stamp, "X-Mail-Signature": f"sha256={made}", **envelope}
