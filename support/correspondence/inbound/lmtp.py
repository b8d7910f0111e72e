"""Mail from the mail server on this machine (LMTP, RFC 2033): it may forget a mail once we have said yes.

Only on the loopback interface: whoever reaches this door is believed about the envelope.
"""

import ipaddress
import socket
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from flask import Flask

from support.correspondence.inbound import limits
from support.correspondence.inbound.services import take_in
from support.extensions import db
from support.kernel.errors import BadInput, SupportError
from support.kernel.sayings import N_

KEPT, TOO_LARGE, NOT_NOW = "250 2.0.0 Kept", "552 5.3.4 {why}", "451 4.3.0 It could not be kept; try again later"

log = structlog.get_logger()


class Door:
    """What aiosmtpd asks for each mail."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    async def handle_DATA(self, server: LMTP, session: Session, envelope: Envelope) -> str:
        """One answer for each recipient, as LMTP wants it: the mail is kept once, so they are alike."""
        answer = await server.loop.run_in_executor(None, self._keep, envelope)
        return "\r\n".join([answer] * max(len(envelope.rcpt_tos), 1))

    def _keep(self, envelope: Envelope) -> str:
        raw: Any = envelope.original_content or envelope.content or b""
        with self._app.app_context():
            try:
                take_in(
                    bytes(raw),
                    source="lmtp",
                    envelope_from=(envelope.mail_from or "").strip("<>"),
                    envelope_to=envelope.rcpt_tos,
                )
            except BadInput as refused:
                return TOO_LARGE.format(why=refused.say)
            except (SupportError, OSError, Exception) as trouble:  # not kept: the server before us keeps it
                db.session.rollback()
                log.exception("mail not kept", why=str(trouble)[:200])
                return NOT_NOW
            return KEPT


class Reader(LMTP):
    """Takes lines of any length: the usual limit would send a mail with a long one back to its writer for good."""

    line_length_limit = limits.LARGEST_KEPT

    async def push(self, status: Any) -> None:
        """A refusal of the whole mail is said for each recipient too: a server that waits for the rest would try for days."""
        refused = str(status).startswith(("552 Error", "500 Line"))
        times = len(self.envelope.rcpt_tos) if refused and self.envelope else 1
        for _ in range(max(times, 1)):
            await super().push(status)


class LmtpServer(Controller):
    """aiosmtpd's controller, speaking LMTP."""

    def factory(self) -> LMTP:
        return Reader(self.handler, data_size_limit=limits.LARGEST_KEPT, enable_SMTPUTF8=True, hostname="redress")


def serve(app: Flask, host: str, port: int) -> LmtpServer:
    """Started and listening; `stop()` ends it. Raises `BadInput` for an address that is not this machine's own."""
    if not _is_loopback(host):
        raise BadInput(
            N_("%(host)s is not this machine's own address: LMTP listens on the loopback interface only.", host=host)
        )
    server = LmtpServer(Door(app), hostname=host, port=port)
    server.start()
    return server


def _is_loopback(host: str) -> bool:
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(address).is_loopback for address in found)
