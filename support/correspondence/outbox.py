"""The outbox: a letter is a row written with the change that caused it, and is sent after that change has happened.

A worker holds a row by a lease, so two workers never send the same letter, and one that dies leaves it to the
next. The only doubles possible are those that SMTP itself cannot rule out: a server that took the mail and a
worker that died before it could write this down.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta

import structlog
from flask import current_app
from sqlalchemy import or_, select, update

from support.accounts.models import Person
from support.correspondence import building, tokens
from support.correspondence.delivery import Never, NotNow, transport
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import RuleBroken
from support.kernel.transaction import transaction

LEASE = timedelta(minutes=2)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720)]
"""Between one try and the next; with the last of them used up the letter is given up, after more than a day."""
LONGEST_CHAIN = 10
LONGEST_KEY = 200
WAITING = (LetterStatus.QUEUED, LetterStatus.RETRY)

log = structlog.get_logger()


@dataclass(frozen=True)
class Letter:
    """A letter as written. `event` says what it answers: one letter at most for each (kind, person, event)."""

    kind: str
    person: Person
    event: str
    dispute: Dispute | None
    subject: str
    text: str
    html: str

    @property
    def key(self) -> str:
        key = f"{self.kind}:{self.person.id}:{self.event}"
        return key if len(key) <= LONGEST_KEY else f"{self.kind}:{hashlib.sha256(key.encode()).hexdigest()}"

    @property
    def thread(self) -> str:
        return self.dispute.reference if self.dispute else "letter"


def post(letter: Letter) -> OutgoingLetter:
    """Put a letter into the outbox as part of the running transaction; one that is there already stays as it is."""
    with transaction():
        known = db.session.scalar(select(OutgoingLetter).where(OutgoingLetter.key == letter.key))
        if known is not None:
            return known
        row = OutgoingLetter(
            key=letter.key,
            kind=letter.kind,
            person_id=letter.person.id,
            to_name=building.display_name(letter.person.name),
            to_email=letter.person.email,
            dispute_id=letter.dispute.id if letter.dispute else None,
            subject=building.one_line(letter.subject),
            text=letter.text,
            html=letter.html,
            headers=_headers(letter),
            message_id=tokens.message_id(letter.thread, letter.key),
            queued_at=clock.now(),
            next_try_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        return row


def _headers(letter: Letter) -> dict[str, str]:
    """What threads the letter, and what keeps other programs from answering it."""
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if letter.dispute is None:
        return headers
    before = _chain(letter.dispute, letter.person)
    if before:
        headers["In-Reply-To"] = before[-1]
        headers["References"] = " ".join([before[0], *before[1:][-(LONGEST_CHAIN - 1) :]])
    inbound = current_app.config.get("MAIL_INBOUND", "")
    if inbound:
        headers["Reply-To"] = tokens.reply_address(inbound, letter.thread, letter.person.id)
    return headers


def _chain(dispute: Dispute, person: Person) -> list[str]:
    """Message-IDs of what this person has been sent about the dispute, oldest first."""
    return list(
        db.session.scalars(
            select(OutgoingLetter.message_id)
            .where(OutgoingLetter.dispute_id == dispute.id, OutgoingLetter.person_id == person.id)
            .order_by(OutgoingLetter.id)
        )
    )


def deliver_due(limit: int = 200) -> int:
    """Send what is due, one letter at a time, each under its own lease. Returns how many were sent.

    After a failure the rest waits for the next round: a server that is away costs one time-out, not one a letter.
    """
    worker = uuid.uuid4().hex
    for sent in range(limit):
        letter_id = _claim(worker)
        if letter_id is None or not _deliver(letter_id, worker):
            return sent
    return limit


def _claim(worker: str) -> int | None:
    """Take the next letter that is due; a try counts from here, so that one that kills its worker is given up too."""
    now = clock.now()
    free = or_(OutgoingLetter.claimed_until.is_(None), OutgoingLetter.claimed_until < now)
    with transaction():
        due = (
            select(OutgoingLetter.id)
            .where(OutgoingLetter.status.in_(WAITING), OutgoingLetter.next_try_at <= now, free)
            .order_by(OutgoingLetter.next_try_at, OutgoingLetter.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        found = db.session.scalar(due)
        if found is None:
            return None
        claimed = db.session.execute(
            update(OutgoingLetter)
            .where(OutgoingLetter.id == found, OutgoingLetter.status.in_(WAITING), free)
            .values(claimed_until=now + LEASE, claimed_by=worker, attempts=OutgoingLetter.attempts + 1)
            .returning(OutgoingLetter.id)
            .execution_options(synchronize_session=False)
        )
        return claimed.scalar()


def _deliver(letter_id: int, worker: str) -> bool:
    """Send one letter, outside any transaction, and write down what became of it."""
    letter = db.session.get_one(OutgoingLetter, letter_id, populate_existing=True)
    db.session.expunge(letter)
    db.session.rollback()
    try:
        transport().send(building.build(letter))
    except (NotNow, Never, building.UnsafeMail) as trouble:
        _write_down_failure(letter, worker, trouble.say, final=not isinstance(trouble, NotNow))
        return False
    _write_down(letter_id, worker, status=LetterStatus.SENT, sent_at=clock.now(), last_error="")
    return True


def _write_down_failure(letter: OutgoingLetter, worker: str, why: str, *, final: bool) -> None:
    given_up = final or letter.attempts > len(PAUSES)
    log.warning("letter not sent", letter=letter.id, kind=letter.kind, why=why, given_up=given_up)
    if given_up:
        _write_down(letter.id, worker, status=LetterStatus.GIVEN_UP, last_error=why)
    else:
        again = clock.now() + PAUSES[letter.attempts - 1]
        _write_down(letter.id, worker, status=LetterStatus.RETRY, last_error=why, next_try_at=again)


def _write_down(letter_id: int, worker: str, **columns: object) -> None:
    """Only while the lease is ours: another worker may have taken the letter over."""
    with transaction():
        db.session.execute(
            update(OutgoingLetter)
            .where(OutgoingLetter.id == letter_id, OutgoingLetter.claimed_by == worker)
            .values(claimed_until=None, claimed_by=None, **columns)
            .execution_options(synchronize_session=False)
        )


def try_again(letter_id: int) -> OutgoingLetter:
    """Send a letter that was given up after all, with all its tries before it."""
    with transaction():
        letter = db.session.get_one(OutgoingLetter, letter_id)
        if letter.status is not LetterStatus.GIVEN_UP:
            raise RuleBroken("This letter has not been given up.")
        letter.status = LetterStatus.QUEUED
        letter.attempts = 0
        letter.next_try_at = clock.now()
        return letter
