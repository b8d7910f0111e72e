"""Mail from a provider over HTTP: signed with a secret that both know, for five minutes, and once.

`X-Mail-Timestamp` is seconds since 1970; `X-Mail-Signature` is `sha256=` and the HMAC-SHA-256, in hex, of the
timestamp, a full stop and the body: the mail as it came. `X-Mail-From` and `X-Mail-To` may give the envelope, and are
signed too when they are sent: see `payload`.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from support.correspondence.inbound.models import IntakeReceipt
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import RuleBroken, SignInNeeded
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

VALID_FOR = timedelta(minutes=5)
CLOSED = N_("This door is for our mail provider.")
AGAIN = N_("This delivery has been taken in already.")


class Replayed(RuleBroken):
    """The same signature a second time: the first one has been kept, or this is not the provider."""

    code = "replayed"


def payload(timestamp: str, sender: str, recipients: str, body: bytes) -> bytes:
    """What is signed: `timestamp.body`, or `timestamp.from.to.body` where the envelope is given."""
    envelope = f"{sender}.{recipients}." if sender or recipients else ""
    return f"{timestamp}.{envelope}".encode() + body


def signature(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def check(secret: str, timestamp: str, given: str, signed: bytes) -> str:
    """The signature as it is remembered. Raises `SignInNeeded` unless it is right and fresh."""
    if not secret or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise SignInNeeded(CLOSED)
    hexed = given.strip().lower().removeprefix("sha256=")
    right = hmac.compare_digest(hexed.encode(), signature(secret, signed).encode())
    at = datetime.fromtimestamp(int(timestamp), UTC)
    if not right or abs(clock.now() - at) > VALID_FOR:
        raise SignInNeeded(CLOSED)
    return hexed


def refuse_again(hexed: str) -> None:
    """Raises `Replayed` for a signature that was accepted before."""
    known = db.session.scalar(select(IntakeReceipt.id).where(IntakeReceipt.signature == hexed))
    db.session.rollback()
    if known is not None:
        raise Replayed(AGAIN)


def remember(hexed: str) -> None:
    """The mail is kept. Raises `Replayed` where the same delivery came twice at once; old ones are forgotten, being stale."""
    try:
        with transaction():
            db.session.execute(delete(IntakeReceipt).where(IntakeReceipt.at < clock.now() - 3 * VALID_FOR))
            db.session.add(IntakeReceipt(signature=hexed, at=clock.now()))
    except IntegrityError:
        raise Replayed(AGAIN) from None
