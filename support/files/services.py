"""Keeping files: the bytes once for each content, the row for each time that one was sent."""

import hashlib
import secrets
import uuid
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from support.accounts.models import Person
from support.extensions import db
from support.files.inspection import Accepted
from support.files.models import Attachment, Blob
from support.kernel import clock
from support.kernel.errors import BadInput, NotFound, RuleBroken
from support.kernel.keeping import write_whole
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

MOST_AT_ONCE = 10
MOST_A_DISPUTE = 200
MOST_A_DAY = 100
"""Of one client's person, in a day: whoever has more to send speaks with us."""
UNKNOWN_FILE = N_("There is no such file, or it is not yours to see.")
GONE = N_("The bytes of this file are not on the disk. Restore them from the backup.")


def keep(file: Accepted, *, by: Person | None, **belongs: int | bool | None) -> Attachment:
    """A row for the file, in the running transaction. `belongs`: dispute_id, message_id, mail_id, organisation_id, for_client."""
    with transaction():
        _within_limits(by, belongs.get("dispute_id"))
        blob = _blob(file.data)
        preview = _blob(file.preview) if file.preview else None
        row = Attachment(
            public_id=str(uuid.uuid4()),
            blob_id=blob.id,
            preview_id=preview.id if preview else None,
            name=file.name,
            kind=file.kind,
            size=len(file.data),
            by_id=by.id if by else None,
            at=clock.now(),
            **belongs,
        )
        db.session.add(row)
        db.session.flush()
        return row


def _within_limits(by: Person | None, dispute_id: int | None) -> None:
    count = select(func.count()).select_from(Attachment)
    if dispute_id is not None:
        of_dispute = count_of(dispute_id)
        if of_dispute >= MOST_A_DISPUTE:
            raise RuleBroken(
                N_(
                    "This dispute has %(of_dispute)s files already, which is as many as can be kept.",
                    of_dispute=of_dispute,
                )
            )
    if by is not None and not by.role.is_staff:
        lately = count.where(Attachment.by_id == by.id, Attachment.at > clock.now() - timedelta(days=1))
        if (db.session.scalar(lately) or 0) >= MOST_A_DAY:
            raise RuleBroken(N_("That is more than a day's files. Write to us, and we find another way."))


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "files"


def _blob(data: bytes) -> Blob:
    """The stored bytes, found by their digest; a name that nobody can guess otherwise."""
    digest = hashlib.sha256(data).hexdigest()
    found = db.session.scalar(select(Blob).where(Blob.digest == digest))
    if found is not None and (_folder() / found.path).is_file():
        return found
    path = found.path if found is not None else secrets.token_hex(16)
    write_whole(_folder() / path, data)  # on the disk before the row is
    if found is None:
        found = Blob(digest=digest, path=path, size=len(data), kept_at=clock.now())
        db.session.add(found)
        db.session.flush()
    return found


def path_of(blob: Blob) -> Path:
    """Where the bytes lie. Raises `NotFound` when they are gone from the disk."""
    path = _folder() / blob.path
    if not path.is_file():
        raise NotFound(GONE)
    return path


def attachment_with(public_id: str, *, seen_by: Person) -> Attachment:
    """Raises `NotFound` in the same words for a foreign file and an unknown one."""
    found = db.session.scalar(select(Attachment).where(Attachment.public_id == public_id))
    if found is None or not may_see(found, seen_by):
        raise NotFound(UNKNOWN_FILE)
    return found


def preview_of(file: Attachment) -> Blob:
    """Raises `NotFound` for what is no picture."""
    if file.preview is None:
        raise NotFound(UNKNOWN_FILE)
    return file.preview


def may_see(file: Attachment, person: Person) -> bool:
    """Staff see all; a client what goes with their disputes, and what they have sent themselves in a chat."""
    if not person.active:
        return False
    if person.role.is_staff:
        return True
    if file.by_id == person.id and file.organisation_id == person.organisation_id:
        return True
    of_theirs = file.dispute_id is not None and file.organisation_id == person.organisation_id
    return bool(of_theirs and file.for_client and person.organisation_id is not None)


def count_of(dispute_id: int) -> int:
    """How many files a dispute has."""
    count = select(func.count()).select_from(Attachment)
    return db.session.scalar(count.where(Attachment.dispute_id == dispute_id)) or 0


def of_dispute(dispute_id: int, *, for_client: bool) -> list[Attachment]:
    """The dispute's files, oldest first."""
    wanted = select(Attachment).where(Attachment.dispute_id == dispute_id).order_by(Attachment.id)
    return list(db.session.scalars(wanted.where(Attachment.for_client) if for_client else wanted))


def of_messages(message_ids: list[int]) -> dict[int, list[Attachment]]:
    """Files by the message that they came with."""
    found: dict[int, list[Attachment]] = {}
    if message_ids:
        wanted = select(Attachment).where(Attachment.message_id.in_(message_ids)).order_by(Attachment.id)
        for row in db.session.scalars(wanted):
            found.setdefault(row.message_id or 0, []).append(row)
    return found


def of_mail(mail_id: int) -> list[Attachment]:
    return list(db.session.scalars(select(Attachment).where(Attachment.mail_id == mail_id).order_by(Attachment.id)))


def check_count(files: int) -> None:
    """Raises `BadInput` for none, and for more than `MOST_AT_ONCE`."""
    if not files:
        raise BadInput(N_("Choose a file first."), field="file")
    if files > MOST_AT_ONCE:
        raise BadInput(N_("Send %(most_at_once)s files at most at once.", most_at_once=MOST_AT_ONCE), field="file")
