"""Who holds a letter: a lease in its row. Two workers never send the same one, and one that dies leaves it to the next.

A last look is written down just before a server is given the mail (`offer`). So three deaths are told apart: before it
the letter has certainly not left, after the answer was written down it certainly has, and between the two nobody can
know: that is the window which SMTP leaves open, and `unsure` counts each time somebody died in it.
"""

import time
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlalchemy.exc import DBAPIError

from support import policies
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import JustChanged, RuleBroken, Unavailable
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

LEASE = timedelta(minutes=3)
STANDS_BY = timedelta(minutes=2)
"""Shorter than a lease: so long a worker that has sent a letter waits for the database to come back."""
LOOKS_EVERY_SECONDS = 1.0
SKEW = timedelta(minutes=5)
"""As much as the clocks of two machines may differ; what is further in the future was written before a clock was set back."""
WAITING = (LetterStatus.QUEUED, LetterStatus.RETRY)
FIRST = ("sign_in_link",)
"""Somebody waits at a page for it."""
MOST_CRASHES = 20
NEVER_CAME_BACK = N_("%(most_crashes)s workers that tried to send it never came back.", most_crashes=MOST_CRASHES)

log = structlog.get_logger()


class LeaseLost(RuleBroken):
    """Another worker has taken the letter over: this one must not send it."""

    code = "lease_lost"


def claim(worker: str) -> int | None:
    """Take the next letter that is due, in the order of writing; None when there is none.

    A try counts from here. A letter that kills its workers is given up too, later than one that servers refuse: a
    worker may have died of something else.
    """
    with transaction():
        while (found := _next_due(clock.now())) is not None:
            letter = db.session.get_one(OutgoingLetter, found, populate_existing=True)
            _count(letter)
            if letter.crashes < MOST_CRASHES and letter.attempts <= policies.correspondence().tries:
                # Due at once should this worker die: the time before may have been set by a clock that ran days ahead.
                letter.tried_at = letter.next_try_at = clock.now()
                letter.claimed_by, letter.claimed_until = worker, clock.now() + LEASE
                db.session.flush()
                return letter.id
            letter.status, letter.last_error = LetterStatus.GIVEN_UP, letter.last_error or NEVER_CAME_BACK
            letter.claimed_by = letter.claimed_until = None
            db.session.flush()
    return None


def _count(letter: OutgoingLetter) -> None:
    """A lease that has run out is a worker that never came back: that try is not one more, but a crash."""
    if letter.claimed_by is None:
        letter.attempts += 1
    else:
        letter.crashes += 1
        letter.unsure += letter.offered_at is not None
        letter.offered_at = None


def _next_due(now: datetime) -> int | None:
    """Locked where the database can, passing over what another worker is just taking."""
    return db.session.scalar(
        select(OutgoingLetter.id)
        .where(OutgoingLetter.status.in_(WAITING), _due(now), _free(now))
        .order_by(case((OutgoingLetter.kind.in_(FIRST), 0), else_=1), OutgoingLetter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _due(now: datetime) -> ColumnElement[bool]:
    """Its time has come, or was set by a clock that ran ahead of what is now the time."""
    ahead = now + SKEW
    return or_(OutgoingLetter.next_try_at <= now, OutgoingLetter.queued_at > ahead, OutgoingLetter.tried_at > ahead)


def _free(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it, or a lease has run out; one that is longer than any was given by a clock that ran ahead."""
    until = OutgoingLetter.claimed_until
    return or_(until.is_(None), until < now, until > now + LEASE + SKEW)


def offer(letter_id: int, worker: str) -> None:
    """The last look before a server is given the mail: the lease is renewed. Raises `LeaseLost` where it is another's."""
    now = clock.now()
    if not _write(letter_id, worker, offered_at=now, claimed_until=now + LEASE):
        raise LeaseLost(N_("Another worker has taken this letter over."))


def let_go(letter_id: int, worker: str, **columns: object) -> bool:
    """Write down what became of it, only while it is ours; whether it was."""
    return _write(letter_id, worker, claimed_until=None, claimed_by=None, offered_at=None, **columns)


def has_left(letter_id: int, worker: str) -> bool:
    """Write down that a server has it; whether it was still ours. Asked again for a while where the database is away:
    what is not written down in time is sent once more."""
    end = time.monotonic() + STANDS_BY.total_seconds()
    while True:
        try:
            return let_go(letter_id, worker, status=LetterStatus.SENT, sent_at=clock.now(), last_error="")
        except (DBAPIError, Unavailable, JustChanged) as why:
            db.session.remove()
            if time.monotonic() > end:
                raise
            log.warning("letter sent, and not yet written down", letter=letter_id, why=str(why)[:200])
            time.sleep(LOOKS_EVERY_SECONDS)


def _write(letter_id: int, worker: str, **columns: object) -> bool:
    ours = and_(OutgoingLetter.id == letter_id, OutgoingLetter.claimed_by == worker)
    with transaction():
        written = db.session.execute(
            update(OutgoingLetter)
            .where(ours)
            .values(columns)
            .returning(OutgoingLetter.id)
            .execution_options(synchronize_session=False)
        )
        return written.scalar() is not None
