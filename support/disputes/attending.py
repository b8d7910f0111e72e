"""Who has a dispute's page open, who is typing there, and what they have typed and not sent. For staff alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select

from support.accounts.models import Person
from support.disputes.models import Dispute, Unsent, Visit
from support.disputes.permissions import require
from support.disputes.states import Action
from support.extensions import db
from support.kernel import clock, once
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

TYPING_FOR = timedelta(seconds=10)
THERE_FOR = timedelta(seconds=60)
NOTED_EVERY = timedelta(seconds=20)
LONGEST, MOST = 10_000, 60
KEPT_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Field:
    """Where something is typed (`form` and `field` of the page), and what stands there; empty words let it go.

    `key` is what the form carries so that it acts once.
    """

    form: str
    field: str
    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Attending:
    name: str
    typing: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """What a colleague has typed and not sent."""

    by: str
    form: str
    field: str
    words: str
    at: datetime


def attend(dispute: Dispute, by: Person, *, typing: bool, fields: Sequence[Field] = ()) -> None:
    """`by` has the page open. Written when it says something new, else every twenty seconds at most.

    Raises `BadInput` for more words or fields than a page has.
    """
    require(by, Action.ADD_NOTE, dispute)
    if len(fields) > MOST or any(len(row.words) > LONGEST or len(row.form + row.field) > 120 for row in fields):
        raise BadInput(N_("That is more than a page can hold."))
    now, visit = clock.now(), db.session.scalar(_visit(dispute, by))
    if visit is not None and not fields and not typing and now - visit.seen_at < NOTED_EVERY:
        return
    with transaction():
        visit = db.session.scalar(_visit(dispute, by))
        if visit is None:
            visit = Visit(dispute_id=dispute.id, person_id=by.id)
            db.session.add(visit)
        visit.seen_at, visit.typing_at = now, now if typing else visit.typing_at
        # Who sends a form at this moment waits for this row, or we for them.
        db.session.flush()
        for field in fields:
            if not (field.key and once.is_spent(field.key)):
                _keep(dispute, by, field, now)


def _visit(dispute: Dispute, by: Person) -> Select[tuple[Visit]]:
    return select(Visit).where(Visit.dispute_id == dispute.id, Visit.person_id == by.id)


def _keep(dispute: Dispute, by: Person, field: Field, now: datetime) -> None:
    own = (Unsent.dispute_id == dispute.id, Unsent.by_id == by.id)
    row = db.session.scalar(select(Unsent).where(*own, Unsent.form == field.form, Unsent.field == field.field))
    if row is not None and not field.words.strip():
        db.session.delete(row)
    elif row is not None:
        row.words, row.at = field.words, now
    elif field.words.strip():
        values = {"form": field.form, "field": field.field, "words": field.words}
        db.session.add(Unsent(dispute_id=dispute.id, by_id=by.id, at=now, **values))


def sent(dispute: Dispute, by: Person, form: str, key: str = "") -> None:
    """The form has been sent: what `by` had typed into it no longer waits, nor will what comes later with its `key`."""
    if db.session.scalar(_visit(dispute, by)) is None:
        return
    waiting = (Unsent.dispute_id == dispute.id, Unsent.by_id == by.id, Unsent.form == form)
    with once.set_aside(), transaction():
        db.session.scalar(_visit(dispute, by).with_for_update())
        if key:
            once.spend(key)
        db.session.execute(delete(Unsent).where(*waiting))


def others_at(dispute: Dispute, but: Person) -> list[Attending]:
    """Who else has it open now, by name."""
    now = clock.now()
    wanted = (
        select(Person.name, Visit.typing_at)
        .join(Person, Person.id == Visit.person_id)
        .where(Visit.dispute_id == dispute.id, Visit.person_id != but.id, Visit.seen_at >= now - THERE_FOR)
        .order_by(Person.name)
    )
    rows = db.session.execute(wanted).all()
    return [Attending(name, at is not None and now - at <= TYPING_FOR) for name, at in rows]


def begun_by_others(dispute: Dispute, but: Person) -> list[Begun]:
    """What colleagues have typed and not sent, the latest first."""
    wanted = (
        select(Person.name, Unsent.form, Unsent.field, Unsent.words, Unsent.at)
        .join(Person, Person.id == Unsent.by_id)
        .where(Unsent.dispute_id == dispute.id, Unsent.by_id != but.id)
        .order_by(Unsent.at.desc(), Unsent.id.desc())
    )
    return [Begun(*row) for row in db.session.execute(wanted.limit(MOST))]


def forget_old_visits() -> int:
    """Who looked yesterday, and words that nobody has sent for two months; returns how many rows went."""
    now = clock.now()
    with transaction():
        gone = delete(Visit).where(Visit.seen_at < now - timedelta(days=1)).returning(Visit.id)
        old = delete(Unsent).where(Unsent.at < now - KEPT_FOR).returning(Unsent.id)
        return sum(len(db.session.scalars(rows).all()) for rows in (gone, old))
