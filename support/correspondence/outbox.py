"""The outbox: a letter is a row written with the change that caused it, and is sent after that change has happened.

A worker holds a row by a lease (`claiming`), so two workers never send the same letter, and one that dies leaves it to
the next. The only doubles possible are those that SMTP itself cannot rule out: a server that took the mail and a
worker that died before it could write this down.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import select

from support import policies
from support.accounts.models import Person
from support.correspondence import building, claiming, figures, gate, links, preferences, tokens
from support.correspondence.delivery import Away, Never, Unknown, transport
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import JustChanged, RuleBroken, SupportError, Unavailable
from support.kernel.sayings import N_
from support.kernel.transaction import memo, transaction

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720)]
"""Between one try and the next, the last of them again and again; how many tries there are is the policy's number."""
LONGEST_CHAIN = 10
LONGEST_KEY = 200
MOST_FAILURES = 10
"""In one round: where so many letters are refused one after the other, the trouble is not in the letters."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Letter:
    """A letter as written. `event` says what it answers: one letter at most for each (kind, person, event).

    It leaves at once, or with `not_before` when that moment has come.
    """

    kind: str
    person: Person
    event: str
    dispute: Dispute | None
    subject: str
    text: str
    html: str
    not_before: datetime | None = None
    invoice_id: int | None = None
    conversation: str = ""
    """The public id of the conversation that an answer to it goes to."""
    collect_until: datetime | None = None
    figures: Sequence[str] = ()
    rests_on: Sequence[str] = ()
    held: str = ""
    """Why it must not leave before somebody has looked at it."""

    @property
    def key(self) -> str:
        key = f"{self.kind}:{self.person.id}:{self.event}"
        return key if len(key) <= LONGEST_KEY else f"{self.kind}:{hashlib.sha256(key.encode()).hexdigest()}"

    @property
    def thread(self) -> str:
        return self.dispute.reference if self.dispute else self.conversation or "letter"


def post(letter: Letter) -> OutgoingLetter:
    """Put a letter into the outbox as part of the running transaction; one that is there already stays as it is."""
    with transaction():
        known = _known(letter)
        if known is not None:
            return known
        row = _row(letter, clock.now())
        db.session.add(row)
        if letter.dispute is not None:
            _written_on(letter.dispute).append(_Written(row.key, letter.person.id, row.message_id, row))
        return row


@dataclass(frozen=True, slots=True)
class _Written:
    """A letter on a dispute: enough to find it again and to thread the next one; `row` of those of this transaction."""

    key: str
    person_id: int
    message_id: str
    row: OutgoingLetter | None = None


def _written_on(dispute: Dispute) -> list[_Written]:
    """What has been written about the dispute, oldest first: read once in a transaction, however many letters it writes."""
    kept: dict[int, list[_Written]] = memo().setdefault("letters", {})
    if dispute.id not in kept:
        wanted = select(OutgoingLetter.key, OutgoingLetter.person_id, OutgoingLetter.message_id)
        found = db.session.execute(wanted.where(OutgoingLetter.dispute_id == dispute.id).order_by(OutgoingLetter.id))
        kept[dispute.id] = [_Written(*row) for row in found]
    return kept[dispute.id]


def _known(letter: Letter) -> OutgoingLetter | None:
    if letter.dispute is not None:
        before = next((row for row in _written_on(letter.dispute) if row.key == letter.key), None)
        if before is None or before.row is not None:
            return before.row if before else None
    return db.session.scalar(select(OutgoingLetter).where(OutgoingLetter.key == letter.key))


def _row(letter: Letter, now: datetime) -> OutgoingLetter:
    return OutgoingLetter(
        key=letter.key,
        kind=letter.kind,
        person_id=letter.person.id,
        to_name=building.display_name(letter.person.name),
        to_email=letter.person.email,
        dispute_id=letter.dispute.id if letter.dispute else None,
        invoice_id=letter.invoice_id,
        subject=building.one_line(letter.subject),
        text=letter.text,
        html=letter.html,
        headers=_headers(letter),
        message_id=tokens.message_id(letter.thread, letter.key),
        queued_at=now,
        status=_first_status(letter),
        last_error=letter.held,
        figures=list(letter.figures),
        rests_on=list(letter.rests_on),
        next_try_at=letter.collect_until or max(now, letter.not_before or now),
        not_before=letter.not_before,
    )


def _first_status(letter: Letter) -> LetterStatus:
    if letter.held:
        return LetterStatus.HELD
    return LetterStatus.COLLECTED if letter.collect_until else LetterStatus.QUEUED


def _headers(letter: Letter) -> dict[str, str]:
    """What threads the letter, and what keeps other programs from answering it."""
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", **_list_headers(letter)}
    if letter.thread == "letter":
        return headers
    before = _chain(letter.dispute, letter.person) if letter.dispute else []
    if before:
        headers["In-Reply-To"] = before[-1]
        headers["References"] = " ".join([before[0], *before[1:][-(LONGEST_CHAIN - 1) :]])
    inbound = current_app.config.get("MAIL_INBOUND", "")
    if inbound:
        headers["Reply-To"] = tokens.reply_address(inbound, letter.thread, letter.person.id)
    return headers


def _list_headers(letter: Letter) -> dict[str, str]:
    """What lets a mail reader offer “unsubscribe”: reminders by one click, the daily letter on the page for it."""
    if letter.kind in preferences.REMINDERS:
        return {
            "List-Id": f"Reminders <reminders.{tokens.domain()}>",
            "List-Unsubscribe": f"<{links.stop(tokens.stop_token(letter.person.id))}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if letter.kind == "digest":
        page = links.preferences(letter.person)
        return {
            "List-Id": f"Daily letters <daily.{tokens.domain()}>",
            "List-Unsubscribe": f"<{page}>",
        }
    return {}


def _chain(dispute: Dispute, person: Person) -> list[str]:
    """Message-IDs of what this person has been sent about the dispute, oldest first."""
    return [row.message_id for row in _written_on(dispute) if row.person_id == person.id]


def deliver_due(limit: int = 200) -> int:
    """Send what is due, one letter at a time, each under its own lease. Returns how many were sent.

    Raises `Away` when the server cannot be reached: the letter it was found out with waits in its place, without a try
    counted, and so does everything after it.
    """
    worker, sent, failed = uuid.uuid4().hex, 0, 0
    while sent < limit and failed < MOST_FAILURES:
        letter_id = claiming.claim(worker)
        if letter_id is None:
            break
        if _deliver(letter_id, worker):
            sent += 1
        else:
            failed += 1
    return sent


def _deliver(letter_id: int, worker: str) -> bool:
    """Send one letter, outside any transaction, and write down what became of it."""
    letter = db.session.get_one(OutgoingLetter, letter_id, populate_existing=True)
    wrong = figures.wrong(letter)
    db.session.expunge(letter)
    db.session.rollback()
    if wrong:
        return claiming.let_go(letter_id, worker, status=LetterStatus.HELD, last_error=figures.changed(wrong)) and False
    try:
        gate.let_out(letter)
        transport().send(building.build(letter), lambda: claiming.offer(letter_id, worker))
    except claiming.LeaseLost:
        return False
    except Away as trouble:
        _wait(letter, worker, trouble.say)
        raise
    except SupportError as trouble:
        letter.unsure += isinstance(trouble, Unknown)
        _fail(letter, worker, trouble.say, final=_for_good(trouble))
        return False
    except Exception as trouble:  # whatever is wrong with one letter must not hold up the others
        log.exception("letter not sent", letter=letter.id)
        _fail(letter, worker, f"{type(trouble).__name__}: {trouble}"[:500], final=False)
        return False
    return claiming.has_left(letter_id, worker)


def _for_good(trouble: SupportError) -> bool:
    """Whether no other try can help: a server that was busy, or our own database, may not be next time."""
    return isinstance(trouble, Never) or not isinstance(trouble, (Unavailable, JustChanged))


def _wait(letter: OutgoingLetter, worker: str, why: str) -> None:
    claiming.let_go(letter.id, worker, status=LetterStatus.RETRY, last_error=why, attempts=letter.attempts - 1)


def _fail(letter: OutgoingLetter, worker: str, why: str, *, final: bool) -> None:
    given_up = final or letter.attempts >= policies.correspondence().tries
    log.warning("letter not sent", letter=letter.id, kind=letter.kind, why=why, given_up=given_up)
    became: dict[str, object] = {"status": LetterStatus.GIVEN_UP}
    if not given_up:
        again = clock.now() + PAUSES[min(letter.attempts, len(PAUSES)) - 1]
        became = {"status": LetterStatus.RETRY, "next_try_at": again}
    claiming.let_go(letter.id, worker, last_error=why, unsure=letter.unsure, **became)


STOPPED = (LetterStatus.GIVEN_UP, LetterStatus.HELD)


def try_again(letter_id: int, *, by: Person) -> OutgoingLetter:
    """Send a letter that was given up or held back after all, with all its tries before it; somebody has looked at it."""
    return _settle(letter_id, LetterStatus.QUEUED, N_("Sent again by %(name)s.", name=by.name))


def drop(letter_id: int, *, by: Person) -> OutgoingLetter:
    """Do not send it: somebody has told its reader otherwise, or nobody needs it any more. It stays on record."""
    return _settle(letter_id, LetterStatus.DROPPED, N_("Left out by %(name)s.", name=by.name))


def _settle(letter_id: int, status: LetterStatus, how: str) -> OutgoingLetter:
    with transaction():
        letter = db.session.get_one(OutgoingLetter, letter_id, with_for_update=True, populate_existing=True)
        if letter.status not in STOPPED:
            raise RuleBroken(N_("This letter is not waiting for anybody: it has not been given up, nor held back."))
        letter.status, letter.attempts, letter.crashes, letter.last_error = status, 0, 0, how
        letter.next_try_at, letter.figures = clock.now(), []  # whoever lets it go answers for its figures
        return letter
