"""A chat does not wait for somebody who is away or has left: it is free for whoever is there."""

from sqlalchemy import exists, or_, select

from support.accounts.absences import away
from support.accounts.models import Person
from support.conversations import staffing, transcript
from support.conversations.events import HandedOver
from support.conversations.models import Author, Conversation, Delivery, Message, Turn
from support.extensions import db
from support.kernel import clock
from support.kernel.transaction import record, transaction

WHY = "colleague away"


def release_chats() -> int:
    """Free the chats of whoever is away or has no account any more; returns how many. Run twice, it frees none."""
    gone = or_(Person.id.in_(away()), Person.active.is_(False))
    wanted = select(Conversation.id).join(Person, Person.id == Conversation.agent_id)
    ids = db.session.scalars(wanted.where(Conversation.turn == Turn.PERSON, gone).order_by(Conversation.id)).all()
    return sum(_release(conversation_id) for conversation_id in ids)


def _release(conversation_id: int) -> bool:
    """Somebody who waits for an answer is told that a colleague goes on, and the colleagues are called."""
    with transaction():
        locked = transcript.locked(conversation_id)
        agent = locked.agent
        if agent is None or (agent.active and agent.id not in away()):
            return False
        locked.agent_id = None
        if _is_unanswered(locked):
            locked.answer_due_at = staffing.answer_due(clock.now())
            promised = staffing.promise(locked.answer_due_at, locked.person)
            transcript.add(locked, Author.SYSTEM, f"A colleague goes on with you here. {promised}")
            record(HandedOver(locked.id, WHY))
    return True


def _is_unanswered(conversation: Conversation) -> bool:
    wanted = exists().where(Message.conversation_id == conversation.id, Message.delivery == Delivery.UNANSWERED)
    return bool(db.session.scalar(select(wanted)))
