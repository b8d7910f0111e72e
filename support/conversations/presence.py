"""Who is there: whether the client still looks at the page, and whether either side is typing."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from support.accounts.models import Person
from support.conversations.events import PromiseMissed
from support.conversations.models import Conversation, Turn
from support.conversations.staffing import answer_due
from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import record, transaction

TYPING_FOR = timedelta(seconds=8)
AWAY_AFTER = timedelta(minutes=2)
SEEN_EVERY = timedelta(seconds=30)


def note_seen(conversation: Conversation) -> None:
    """The client's page asked for news; kept every half minute, and only while a person answers."""
    now = clock.now()
    known = conversation.client_seen_at
    if conversation.turn is Turn.PERSON and (known is None or now - known > SEEN_EVERY):
        _set(conversation, client_seen_at=now)


def note_typing(conversation: Conversation, by: Person) -> None:
    """Either side has pressed a key; the other sees it for eight seconds."""
    now = clock.now()
    _set(
        conversation,
        **({"agent_typing_at": now} if by.role.is_staff else {"client_typing_at": now, "client_seen_at": now}),
    )


def _set(conversation: Conversation, **moments: datetime) -> None:
    """Without touching anything else of the row: nobody's message waits for it."""
    with transaction():
        db.session.execute(
            update(Conversation)
            .where(Conversation.id == conversation.id)
            .values(**moments)
            .execution_options(synchronize_session="fetch")
        )


def is_typing(at: datetime | None) -> bool:
    return at is not None and clock.now() - at <= TYPING_FOR


def has_left(conversation: Conversation) -> bool:
    """Whether the client's page has not asked for news for a while: then an answer goes by e-mail too."""
    return conversation.client_seen_at is None or clock.now() - conversation.client_seen_at > AWAY_AFTER


def report_missed_promises(limit: int = 100) -> int:
    """Remind the desk of clients who were promised an answer and have none; again after as long. Returns how many."""
    wanted = select(Conversation.id).where(Conversation.turn == Turn.PERSON, Conversation.answer_due_at <= clock.now())
    rows = list(db.session.scalars(wanted.order_by(Conversation.answer_due_at).limit(limit)))
    db.session.rollback()
    return sum(_report(conversation_id) for conversation_id in rows)


def _report(conversation_id: int) -> bool:
    with transaction():
        found = db.session.get(Conversation, conversation_id, with_for_update=True, populate_existing=True)
        if found is None or found.answer_due_at is None or found.answer_due_at > clock.now():
            return False
        found.answer_due_at = answer_due(clock.now())
        record(PromiseMissed(conversation_id))
    return True
