"""How a mail leaves: by SMTP where a server is named, into the mailbox page in development."""

import smtplib
from contextlib import suppress
from typing import Any, Protocol

from flask import current_app
from flask_mail import Connection, Message

from support.extensions import mail
from support.kernel.errors import Unavailable

TIMEOUT_SECONDS = 20.0
FOR_GOOD = range(500, 600)


class NotNow(Unavailable):
    """The server could not take the mail; later it may."""


class Never(Unavailable):
    """The server will not take this mail, however often it is offered."""


class Transport(Protocol):
    def send(self, message: Message) -> None:
        """Returns once somebody has taken responsibility for the mail. Raises `NotNow` or `Never`."""


class Mailbox:
    """Development: the stored letter itself is what the mailbox page shows."""

    def send(self, message: Message) -> None:
        message.as_bytes()


class Nowhere:
    """Production without a mail server: the letters wait, and say why."""

    def send(self, message: Message) -> None:
        raise NotNow("MAIL_SERVER is not set, so no letter can leave.")


class _TimelyConnection(Connection):
    """Flask-Mail's connection waits for a server for ever; this one does not."""

    def configure_host(self) -> smtplib.SMTP:
        settings = self.mail
        kind = smtplib.SMTP_SSL if settings.use_ssl else smtplib.SMTP
        host = kind(settings.server, settings.port, timeout=TIMEOUT_SECONDS)
        try:
            if settings.use_tls:
                host.starttls()
            if settings.username and settings.password:
                host.login(settings.username, settings.password)
        except BaseException:
            host.close()
            raise
        return host


class Smtp:
    def send(self, message: Message) -> None:
        settings: Any = mail.init_mail(current_app.config)
        connection = _TimelyConnection(settings)
        try:
            connection.host = connection.configure_host()
            connection.send(message)
        except (OSError, smtplib.SMTPException) as trouble:
            raise _told(trouble) from trouble
        finally:
            if connection.host is not None:
                # The server has the mail by now: a farewell that fails must not send it again.
                with suppress(OSError, smtplib.SMTPException):
                    connection.host.quit()
                connection.host.close()


def _told(trouble: Exception) -> Unavailable:
    """Whether another try can help: a 5xx answer about this mail is final, everything else is not."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in trouble.recipients.values()]
    elif isinstance(trouble, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        codes = [trouble.smtp_code]
    else:
        codes = []
    final = bool(codes) and all(code in FOR_GOOD for code in codes)
    return (Never if final else NotNow)(f"{type(trouble).__name__}: {trouble}"[:500])


def transport() -> Transport:
    """The way that letters leave in the running application."""
    chosen: Transport | None = current_app.extensions.get("letters")
    if chosen is not None:
        return chosen
    if current_app.config["MAIL_SERVER"]:
        return Smtp()
    return Mailbox() if current_app.config["DEVELOPMENT"] else Nowhere()
