"""Names of mails that nobody else can make up: a reply is threaded by its signature, never by a number in a subject."""

import hashlib
import hmac
import re
from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import current_app

_ID = re.compile(r"<([A-Za-z0-9-]+)\.([0-9a-f]{12})\.([0-9a-f]{20})@([^<>@\s]+)>")
_ADDRESS = re.compile(r"[^+@]+\+([A-Za-z0-9-]{1,40})\.(\d{1,18})\.([0-9a-f]{20})@[^@]+")


def domain() -> str:
    """Ours: of the sender's address, else of the site."""
    _, sender = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])
    return sender.rpartition("@")[2] or urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"


def message_id(thread: str, key: str) -> str:
    """The Message-ID of the letter `key` in `thread` (a dispute's reference, or "letter"); always the same one."""
    name = hashlib.sha256(key.encode()).hexdigest()[:12]
    return f"<{thread}.{name}.{_signature('message-id', thread, name)}@{domain()}>"


def thread_of(value: str) -> str | None:
    """The thread of a Message-ID that we have made; None for every other."""
    found = _ID.fullmatch(value.strip())
    if found is None:
        return None
    thread, name, signature, _ = found.groups()
    return thread if hmac.compare_digest(signature, _signature("message-id", thread, name)) else None


def reply_address(inbound: str, thread: str, person_id: int) -> str:
    """`inbound` with a signed suffix that says which thread and whose answer: `desk+DSP-00042.7.…@example`."""
    box, _, host = inbound.partition("@")
    return f"{box}+{thread}.{person_id}.{_signature('reply-to', thread, str(person_id))}@{host}"


def read_reply_address(address: str) -> tuple[str, int] | None:
    """(thread, person's id) of a reply address that we have made; None for every other.

    Servers on the way may have written it in small letters.
    """
    found = _ADDRESS.fullmatch(address.strip()[:320])
    if found is None:
        return None
    thread, person_id, signature = found.groups()
    for name in (thread, thread.upper()):
        if hmac.compare_digest(signature, _signature("reply-to", name, person_id)):
            return name, int(person_id)
    return None


def _signature(purpose: str, *parts: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, "\0".join((purpose, *parts)).encode(), hashlib.sha256).hexdigest()[:20]


def stop_token(person_id: int) -> str:
    """Stops the reminders of one person, and nothing else; works without signing in, as mail readers demand."""
    return f"{person_id}.{_signature('stop-reminders', str(person_id))}"


def read_stop_token(token: str) -> int | None:
    number, _, signature = token.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    right = hmac.compare_digest(signature.encode(), _signature("stop-reminders", number).encode())
    return int(number) if right else None
