"""The name under which the assistant knows a conversation.

A long tracker slows every answer down, and an old one answers from a forgotten context: both get a new name.
"""

import json
import secrets
from datetime import timedelta

from sqlalchemy import select

from support.conversations.models import BotSession, Conversation
from support.extensions import db
from support.kernel import clock

LONGEST_PAUSE = timedelta(minutes=30)
LONGEST_FORM = timedelta(hours=12)
MANY_TURNS = 40
TOO_MANY_TURNS = 80
BREATH = timedelta(minutes=2)


def session_for(conversation: Conversation) -> BotSession:
    """The session to go on with, or a new one (`turns` is 0). Belongs into a transaction."""
    session = latest(conversation)
    if session is None or _worn_out(session):
        session = BotSession(
            conversation_id=conversation.id,
            token=secrets.token_urlsafe(24),
            turns=0,
            started_at=clock.now(),
            last_used_at=clock.now(),
        )
        db.session.add(session)
    session.last_used_at = clock.now()
    db.session.flush()
    return session


def latest(conversation: Conversation) -> BotSession | None:
    return db.session.scalars(
        select(BotSession).where(BotSession.conversation_id == conversation.id).order_by(BotSession.id.desc()).limit(1)
    ).first()


def end_session(conversation: Conversation) -> None:
    """The next message starts afresh: a person has spoken since, and the assistant has not heard it."""
    session = latest(conversation)
    if session is not None:
        session.turns = max(session.turns, TOO_MANY_TURNS)


def _worn_out(session: BotSession) -> bool:
    """After 40 turns a new name is due, at the next breath the client takes: nobody is cut off in a form.

    One that was left in the middle, be it because the client had to sign in again, waits for half a day.
    """
    pause = clock.now() - session.last_used_at
    if session.turns < TOO_MANY_TURNS and _in_a_form(session):
        return pause > LONGEST_FORM
    return pause > LONGEST_PAUSE or session.turns >= TOO_MANY_TURNS or (session.turns >= MANY_TURNS and pause > BREATH)


def _in_a_form(session: BotSession) -> bool:
    """By what the assistant said of itself when it asked last; words of any other shape say no."""
    try:
        understood = json.loads(session.understood or "{}")
    except ValueError:
        return False
    return isinstance(understood, dict) and bool(understood.get("form"))
