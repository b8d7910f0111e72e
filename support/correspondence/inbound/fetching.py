"""Mail from a mailbox (IMAP): asked every minute, or as soon as something comes (IDLE).

A mail is marked as seen only after it has been kept. Whatever dies in between, it is fetched again, and found to be
here already.
"""

import imaplib
import re
from collections.abc import Callable
from contextlib import suppress

import structlog
from flask import current_app
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError

from support.correspondence.inbound import limits
from support.correspondence.inbound.services import take_in
from support.extensions import db
from support.kernel.errors import Unavailable
from support.kernel.sayings import N_

TIMEOUT_SECONDS = 30.0
IDLE_SECONDS = 9 * 60
"""Servers hang up after half an hour, and firewalls on the way earlier."""
AT_ONCE = 200

log = structlog.get_logger()


class MailboxAway(Unavailable):
    """The mailbox cannot be asked now."""


def fetch_due() -> int:
    """For the timetable: what is new in the mailbox, where one is named in the settings."""
    return fetch() if current_app.config["IMAP_HOST"] else 0


def fetch(told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Take in what is new; returns how many mails. `told` hears how far it is. Raises `MailboxAway`."""
    return _with_mailbox(lambda box: _fetch(box, told))


def fetch_and_wait(stopped: Callable[[], bool], wait_seconds: float = IDLE_SECONDS) -> int:
    """Fetch, then wait for the server to tell of something new, until `stopped`. Returns how many mails."""

    def wait(box: BaseMailBox) -> int:
        taken = _fetch(box, lambda done, of: None)
        while not stopped():
            box.idle.wait(timeout=wait_seconds)
            taken += _fetch(box, lambda done, of: None)
        return taken

    return _with_mailbox(wait)


def _with_mailbox(do: Callable[[BaseMailBox], int]) -> int:
    config = current_app.config
    if not config["IMAP_HOST"]:
        raise MailboxAway(N_("No mailbox is named: set IMAP_HOST, IMAP_USERNAME and IMAP_PASSWORD."))
    kind = MailBox if config["IMAP_TLS"] else MailBoxUnencrypted
    try:
        box = kind(config["IMAP_HOST"], config["IMAP_PORT"], timeout=TIMEOUT_SECONDS)
        try:
            with box.login(config["IMAP_USERNAME"], config["IMAP_PASSWORD"], config["IMAP_FOLDER"]):
                return do(box)
        finally:
            with suppress(OSError):  # the farewell has closed it, unless it failed
                box.client.shutdown()
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as trouble:
        raise MailboxAway(
            N_("The mailbox at %(config)s does not answer: %(trouble)s", config=config["IMAP_HOST"], trouble=trouble)[
                :500
            ]
        ) from trouble


def _fetch(box: BaseMailBox, told: Callable[[int, int], None]) -> int:
    uids = box.uids("UNSEEN")[:AT_ONCE]
    for done, uid in enumerate(uids, start=1):
        raw = _raw(box, uid)
        if raw is not None:
            take_in(raw, source="imap")
            db.session.remove()
        box.flag(uid, MailMessageFlags.SEEN, True)
        told(done, len(uids))
    return len(uids)


def _raw(box: BaseMailBox, uid: str) -> bytes | None:
    """The mail; of one that is too large its headers, so that somebody hears of it; None when it is gone."""
    size = re.search(rb"RFC822\.SIZE (\d+)", _answer(box, uid, "(RFC822.SIZE)"))
    if size is not None and int(size.group(1)) > limits.LARGEST_KEPT:
        log.warning("mail too large to be fetched", uid=uid, size=int(size.group(1)))
        return _answer(box, uid, "(BODY.PEEK[HEADER])", literal=True)
    return _answer(box, uid, "(BODY.PEEK[])", literal=True) or None


def _answer(box: BaseMailBox, uid: str, what: str, *, literal: bool = False) -> bytes:
    _, rows = box.client.uid("fetch", uid, what)
    for row in rows or []:
        if isinstance(row, tuple):
            return bytes(row[1]) if literal else bytes(row[0])
        if isinstance(row, bytes) and not literal:
            return row
    return b""
