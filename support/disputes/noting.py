"""Internal notes, and the colleagues who are named in them. Their words are for staff alone, everywhere."""

import re
from collections.abc import Iterable

from sqlalchemy import func, select, update
from sqlalchemy.orm import contains_eager, joinedload

from support.accounts import queries as accounts
from support.accounts.models import Person
from support.disputes.events import ColleaguesMentioned
from support.disputes.locking import locked
from support.disputes.models import Dispute, HistoryEntry, Mention, Note
from support.disputes.permissions import require
from support.disputes.rules import needed
from support.disputes.states import Action
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

NAMED = re.compile(r"(?<![\w.@+-])@([A-Za-z0-9][\w.+-]*(?:@[\w.-]+)?)")
"""@ana.ruiz: an @ that does not stand inside an address, and what an address could begin with."""
MOST = 20


def add_note(dispute: Dispute, *, words: str, by: Person) -> Note:
    """For staff only: its words are not even in the history. Colleagues named in it (@ana.ruiz) are told.

    Raises `BadInput` for a name that nobody here has, or more than one.
    """
    said = needed(words, "note", N_("The note"))
    with transaction():
        dispute = locked(dispute)
        require(by, Action.ADD_NOTE, dispute)
        named = [person for person in mentioned_in(said) if person.id != by.id]
        note = Note(dispute_id=dispute.id, by_id=by.id, at=clock.now(), words=said)
        db.session.add(note)
        db.session.flush()
        db.session.add_all(Mention(note_id=note.id, person_id=person.id) for person in named)
        dispute.apply(Action.ADD_NOTE, by=by, facts={"note": note.id}, for_client=False)
        if named:
            record(ColleaguesMentioned(dispute.id, note.id))
    return note


def mentioned_in(words: str) -> list[Person]:
    """The staff whom `words` name, each once, in order of their first naming."""
    handles = list(dict.fromkeys(match.rstrip(".-+_").lower() for match in NAMED.findall(words)))
    if len(handles) > MOST:
        raise BadInput(N_("A note names %(most)s colleagues at most.", most=MOST), field="note")
    staff = accounts.staff() if handles else []
    return list({person.id: person for person in (_named(handle, staff) for handle in handles)}.values())


def _named(handle: str, staff: Iterable[Person]) -> Person:
    found = [person for person in staff if handle in (person.email, handle_of(person))]
    if not found:
        raise BadInput(
            N_(
                "Nobody here is @%(handle)s. Write @ and what stands before the @ of a colleague's address.",
                handle=handle,
            ),
            field="note",
        )
    if len(found) > 1:
        raise BadInput(
            N_("@%(handle)s could be %(all)s.", handle=handle, all=" or ".join(f"@{person.email}" for person in found)),
            field="note",
        )
    return found[0]


def handle_of(person: Person) -> str:
    """How a colleague is named in a note, without the @."""
    return person.email.partition("@")[0]


def mentions_of(person: Person, limit: int = 100) -> list[Mention]:
    """The notes that name `person`: those they have not seen first, then the latest."""
    wanted = (
        select(Mention)
        .join(Mention.note)
        .where(Mention.person_id == person.id)
        .options(contains_eager(Mention.note).options(joinedload(Note.by), joinedload(Note.dispute)))
        .order_by(Mention.read_at.is_not(None), Mention.id.desc())
    )
    return list(db.session.scalars(wanted.limit(limit)))


def unread_mentions(person: Person) -> int:
    wanted = select(func.count()).where(Mention.person_id == person.id, Mention.read_at.is_(None))
    return db.session.scalar(wanted) or 0


def latest_and_unread(person: Person) -> tuple[int, int]:
    """The latest step of any dispute (as `queries.latest_step`) and `unread_mentions`, in one statement."""
    unread = select(func.count()).where(Mention.person_id == person.id, Mention.read_at.is_(None)).scalar_subquery()
    latest, count = db.session.execute(select(func.max(HistoryEntry.id), unread)).one()
    return latest or 0, count


def mark_seen(person: Person, mention_ids: Iterable[int]) -> int:
    """`person` has seen these; what names others is left alone. Returns how many were new to them."""
    with transaction():
        own = (Mention.person_id == person.id, Mention.id.in_(list(mention_ids)), Mention.read_at.is_(None))
        seen = db.session.execute(update(Mention).where(*own).values(read_at=clock.now()).returning(Mention.id))
        return len(seen.all())
