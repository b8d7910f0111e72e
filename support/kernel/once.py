"""A form that arrives twice (a double click, a repeat after “back”) acts once.

Each form carries a key of its own. The first transaction of the request that brings it claims it; when that
transaction comes to nothing the claim does too, so that a refused form can be sent again.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from support.extensions import db
from support.kernel import clock
from support.kernel.errors import AlreadyDone
from support.kernel.types import Model, PrimaryKey

KEPT_FOR = timedelta(days=7)


class SentForm(Model):
    """A form that has been acted on, by the digest of its key and of what stood in it."""

    __tablename__ = "sent_forms"
    __table_args__ = (Index("ix_sent_forms_at", "at"),)

    id: Mapped[PrimaryKey]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]


def offer(key: str) -> None:
    """The next transaction of this request acts on the form `key`, or on nothing."""
    db.session().info["form"] = key


@contextmanager
def set_aside() -> Iterator[None]:
    """For a transaction beside the form's own: it claims nothing, and the form's key waits for the next one."""
    info = db.session().info
    key = info.pop("form", None)
    try:
        yield
    finally:
        if key is not None:
            info["form"] = key


def claim() -> None:
    """In a transaction that begins. Raises `AlreadyDone` when the form has been acted on."""
    key = db.session().info.get("form")
    if key is None:
        return
    try:
        with db.session.begin_nested():
            db.session.add(SentForm(key=key, at=clock.now()))
    except IntegrityError:
        raise AlreadyDone from None


def settled() -> None:
    """The transaction has happened: further ones of this request need no claim."""
    db.session().info.pop("form", None)


def spend(key: str) -> None:
    """Within a transaction: the form that carried `key` is done with, whatever still arrives that was typed into it."""
    if not is_spent(key):
        db.session.add(SentForm(key=_spent(key), at=clock.now()))


def is_spent(key: str) -> bool:
    return db.session.scalar(select(SentForm.id).where(SentForm.key == _spent(key))) is not None


def _spent(key: str) -> str:
    """Beside the digests of whole forms, and never one of them."""
    return hashlib.sha256(f"spent {key}".encode(errors="replace")).hexdigest()


def forget_old_forms() -> int:
    """Nobody sends a form again after a week."""
    db.session.rollback()
    old = delete(SentForm).where(SentForm.at < clock.now() - KEPT_FOR).returning(SentForm.id)
    gone = len(db.session.scalars(old).all())
    db.session.commit()
    return gone
