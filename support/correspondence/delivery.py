"""How a mail leaves: by SMTP where a server is named, into the mailbox page in development."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from flask import current_app
from flask_mail import Connection, Message

from support.extensions import mail
from support.kernel.errors import Unavailable

TIMEOUT_SECONDS = 20.0
"""For one answer of the server."""
DEADLINE_SECONDS = 60.0
"""For the whole conversation about one mail: well below the lease, however slowly a server drips."""
FOR_GOOD = range(500, 600)


class NotNow(Unavailable):
    """The server could not take the mail; later it may."""


class Away(NotNow):
    """The server was not reached, or would not talk at all: it has not even heard of the mail."""


class Unknown(NotNow):
    """The server was given the mail and never answered: it may have taken it. It is offered again under the same name."""


class Never(Unavailable):
    """The server will not take this mail, however often it is offered."""


Offer = Callable[[], None]
"""Called just before somebody is given the mail; raises when it must not be sent after all."""


class Transport(Protocol):
    def send(self, message: Message, offer: Offer) -> None:
        """Returns once somebody has taken responsibility for the mail. Raises `NotNow`, `Away` or `Never`."""


class Mailbox:
    """Development: the stored letter itself is what the mailbox page shows."""

    def send(self, message: Message, offer: Offer) -> None:
        message.as_bytes()
        offer()


class Nowhere:
    """Production without a mail server: the letters wait, and say why."""

    def send(self, message: Message, offer: Offer) -> None:
        raise Away("MAIL_SERVER is not set, so no letter can leave.")


class _Host(smtplib.SMTP):
    """Asks once more whether the mail may go before its text is handed over."""

    offer: Offer = staticmethod(lambda: None)
    offered = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.offer()
        self.offered = True
        return super().data(msg)


class _SecureHost(_Host, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class _TimelyConnection(Connection):
    """Flask-Mail's connection waits for a server for ever; this one does not."""

    host: _Host | None

    def configure_host(self) -> _Host:
        settings = self.mail
        kind = _SecureHost if settings.use_ssl else _Host
        host = kind(settings.server, settings.port, timeout=TIMEOUT_SECONDS)
        try:
            host.ehlo_or_helo_if_needed()
            if settings.use_tls:
                host.starttls()
            if settings.username and settings.password:
                host.login(settings.username, settings.password)
        except BaseException:
            host.close()
            raise
        return host


class Smtp:
    def send(self, message: Message, offer: Offer) -> None:
        settings: Any = mail.init_mail(current_app.config)
        connection = _TimelyConnection(settings)
        host = _reached(connection)
        host.offer = offer
        try:
            with _deadline(host):
                connection.send(message)
        except (OSError, smtplib.SMTPException) as trouble:
            raise _told(trouble, host.offered) from trouble
        finally:
            # The server has the mail by now: a farewell that fails must not send it again.
            with suppress(OSError, smtplib.SMTPException), _deadline(host):
                host.quit()
            host.close()


def _reached(connection: _TimelyConnection) -> _Host:
    try:
        connection.host = connection.configure_host()
    except (OSError, smtplib.SMTPException) as trouble:
        raise Away(f"{type(trouble).__name__}: {trouble}"[:500]) from trouble
    return connection.host


@contextmanager
def _deadline(host: smtplib.SMTP) -> Iterator[None]:
    """Hang up on a server that answers every question just in time and never comes to an end."""

    def hang_up() -> None:
        if host.sock is not None:
            with suppress(OSError):
                host.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(DEADLINE_SECONDS, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _told(trouble: Exception, offered: bool) -> Unavailable:
    """Whether another try can help: a 5xx answer about this mail is final, everything else is not."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in trouble.recipients.values()]
    elif isinstance(trouble, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        codes = [trouble.smtp_code]
    else:
        codes = []
    final = bool(codes) and all(code in FOR_GOOD for code in codes)
    kind = Never if final else Unknown if offered and not codes else NotNow
    return kind(f"{type(trouble).__name__}: {trouble}"[:500])


def transport() -> Transport:
    """The way that letters leave in the running application."""
    chosen: Transport | None = current_app.extensions.get("letters")
    if chosen is not None:
        return chosen
    if current_app.config["MAIL_SERVER"]:
        return Smtp()
    return Mailbox() if current_app.config["DEVELOPMENT"] else Nowhere()
