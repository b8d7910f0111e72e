"""What is kept of a file. Its bytes lie outside the web's root, under a name that says nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from support.accounts.models import Person
from support.kernel.types import Model, PrimaryKey


class Blob(Model):
    """Bytes on the disk, once for each digest (SHA-256). `path` is random, below the instance's `files/`."""

    __tablename__ = "blobs"

    id: Mapped[PrimaryKey]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    path: Mapped[str] = mapped_column(String(80), unique=True)
    size: Mapped[int]
    kept_at: Mapped[datetime]


class Attachment(Model):
    """A file that came with something: a dispute, a message of a chat, an incoming mail.

    `kind` is the media type that its content was found to have. The client of `organisation_id` sees it with the
    dispute when it is `for_client`; with nothing but a message, only the person who sent it does. Staff see all.
    """

    __tablename__ = "attachments"

    id: Mapped[PrimaryKey]
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    blob_id: Mapped[int] = mapped_column(ForeignKey("blobs.id"), index=True)
    preview_id: Mapped[int | None] = mapped_column(ForeignKey("blobs.id"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("incoming_mails.id"), index=True)
    for_client: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]

    blob: Mapped[Blob] = relationship(foreign_keys=[blob_id])
    preview: Mapped[Blob | None] = relationship(foreign_keys=[preview_id])
    by: Mapped[Person | None] = relationship()
