"""What can be done with incoming mail: take it in, handle it, handle it again, give it to a dispute, put it away."""

import hashlib
from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from support.accounts.models import Person
from support.correspondence.inbound import handling, limits, storing
from support.correspondence.inbound.events import MailReleased
from support.correspondence.inbound.headers import Headers
from support.correspondence.inbound.mime import split_headers
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.inbound.parsing import Parsed, parse
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, RuleBroken, SupportError, Unavailable
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

AGAIN = (Outcome.QUARANTINED, Outcome.IGNORED, Outcome.DISMISSED)
"""What may be handled once more: nothing has followed from it."""
TOO_LARGE = N_("A mail may have %(largest_kept)s MB here.", largest_kept=limits.LARGEST_KEPT // limits.MB)

log = structlog.get_logger()


def take_in(
    raw: bytes, *, source: str, envelope_from: str | None = None, envelope_to: Sequence[str] = ()
) -> tuple[IncomingMail, bool]:
    """Keep a mail and handle it; returns it, and whether it was here already. Once this returns, it cannot be lost.

    `source`: imap, lmtp, intake or file. `envelope_from`: empty for the null sender, None where nobody knows. Raises
    `BadInput` for one that is too large to be kept, and passes on what stops it from being kept at all.
    """
    mail_id, known = keep(raw, source=source, envelope_from=envelope_from, envelope_to=envelope_to)
    try:
        return handle(mail_id), known
    except Exception:  # it is kept: the timetable takes it up again
        db.session.rollback()
        log.exception("mail not handled", mail=mail_id)
        return db.session.get_one(IncomingMail, mail_id, populate_existing=True), known


def keep(
    raw: bytes, *, source: str, envelope_from: str | None = None, envelope_to: Sequence[str] = ()
) -> tuple[int, bool]:
    """The first half of `take_in`: (its id, whether it was here already). Nothing of it has been read but its name."""
    if len(raw) > limits.LARGEST_KEPT:
        raise BadInput(TOO_LARGE, field="mail")
    if not raw.strip():
        raise BadInput(N_("There is nothing in this mail."), field="mail")
    message_id, key = _name_of(raw)
    row = IncomingMail(
        key=key,
        digest=storing.keep(raw),
        size=len(raw),
        source=source,
        envelope_from=envelope_from[:254] if envelope_from is not None else None,
        envelope_to=[address[:320] for address in envelope_to][:100],
        received_at=clock.now(),
        message_id=message_id,
    )
    try:
        return _stored(row)
    except IntegrityError:  # two sources at the same moment: the other one was first
        return _stored(row)


def _stored(row: IncomingMail) -> tuple[int, bool]:
    with transaction():
        known = db.session.scalar(select(IncomingMail.id).where(IncomingMail.key == row.key))
        if known is not None:
            return known, True
        db.session.add(row)
        db.session.flush()
        return row.id, False


def _name_of(raw: bytes) -> tuple[str, str]:
    """(Message-ID, key): what stands above the mail differs from mailbox to mailbox, its id and its content do not."""
    block, body = split_headers(raw, limits.LARGEST_HEADERS)
    ids = Headers(block).message_ids("message-id")
    message_id = ids[0][:255] if ids else ""
    content = body if message_id else raw
    return message_id, hashlib.sha256(message_id.encode() + b"\0" + hashlib.sha256(content).digest()).hexdigest()


def handle(mail_id: int) -> IncomingMail:
    """Do what follows from a kept mail, once. What a rule forbids puts it aside with the reason.

    Raises `Unavailable` where the disk is full or the database busy: the mail waits, and that try is not counted.
    """
    mail = _begin(mail_id)
    if mail.outcome is not Outcome.RECEIVED:
        return mail
    raw, envelope_from = storing.raw_of(mail.digest), mail.envelope_from
    db.session.rollback()
    parsed = parse(raw, envelope_from=envelope_from)
    enclosures = [handling.enclosed(found) for found in parsed.attachments]
    try:
        return _finish(mail_id, parsed, enclosures)
    except Unavailable:
        _not_counted(mail_id)
        raise
    except SupportError as why:
        refused = Parsed(**{**vars(parsed), "problem": why.say})
        return _finish(mail_id, refused, enclosures)


def _begin(mail_id: int) -> IncomingMail:
    """Count the try before it is made, so that a mail which kills its worker is put aside in the end."""
    with transaction():
        mail = _locked(mail_id)
        if mail.outcome is Outcome.RECEIVED:
            mail.tries += 1
            if mail.tries > limits.MOST_TRIES:
                handling.quarantine(
                    mail, N_("It could not be handled in %(most_tries)s tries.", most_tries=limits.MOST_TRIES)
                )
        return mail


def _not_counted(mail_id: int) -> None:
    with transaction():
        _locked(mail_id).tries -= 1


def _locked(mail_id: int) -> IncomingMail:
    wanted = select(IncomingMail).where(IncomingMail.id == mail_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def _finish(mail_id: int, parsed: Parsed, enclosures: list[handling.Enclosed]) -> IncomingMail:
    with transaction():
        mail = _locked(mail_id)
        if mail.outcome is Outcome.RECEIVED:
            handling.write_down(mail, parsed, enclosures)
            if handling.decide(mail, parsed).keeps_files:
                handling.keep_files(mail, enclosures)
        return mail


def handle_waiting(limit: int = 50) -> int:
    """Mails that were kept and not handled: whoever was at it died, or the database was away. Returns how many."""
    wanted = select(IncomingMail.id).where(IncomingMail.outcome == Outcome.RECEIVED).order_by(IncomingMail.id)
    waiting = list(db.session.scalars(wanted.limit(limit)))
    db.session.rollback()
    for mail_id in waiting:
        try:
            handle(mail_id)
        except Exception:
            db.session.rollback()
            log.exception("mail not handled", mail=mail_id)
    return len(waiting)


def replay(mail: IncomingMail) -> IncomingMail:
    """Handle it once more, from its raw bytes. Raises `RuleBroken` for what has had its effect."""
    with transaction():
        row = _locked(mail.id)
        if row.outcome not in AGAIN:
            raise RuleBroken(N_("Mail %(id)s has been handled: %(label)s.", id=row.id, label=row.outcome.label.lower()))
        row.outcome, row.why, row.tries, row.dispute_id, row.reference = Outcome.RECEIVED, "", 0, None, ""
    return handle(mail.id)


def release(mail: IncomingMail, dispute: Dispute, *, by: Person) -> IncomingMail:
    """A person gives a mail that was put aside to a dispute: its words and files go there, in that person's name."""
    with transaction():
        row = _put_aside(mail, by)
        handling.settle(
            row, Outcome.APPENDED, N_("Given to %(reference)s by %(name)s.", reference=dispute.reference, name=by.name)
        )
        row.handled_by_id, row.dispute_id, row.reference = by.id, dispute.id, dispute.reference
        record(MailReleased(row.id, dispute.id, by.id))
        return row


def dismiss(mail: IncomingMail, *, by: Person) -> IncomingMail:
    """A person has looked at it, and nothing has to be done. It stays on record."""
    with transaction():
        row = _put_aside(mail, by)
        handling.settle(row, Outcome.DISMISSED, N_("%(why)s Put away by %(name)s.", why=row.why, name=by.name).strip())
        row.handled_by_id = by.id
        return row


def _put_aside(mail: IncomingMail, by: Person) -> IncomingMail:
    if not by.role.is_staff or not by.active:
        raise NotAllowed(N_("Only the billing desk can do this."))
    row = _locked(mail.id)
    if row.outcome is not Outcome.QUARANTINED:
        raise RuleBroken(N_("This mail does not wait for anybody: %(label)s.", label=row.outcome.label.lower()))
    return row
