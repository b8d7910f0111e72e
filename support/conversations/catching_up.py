"""What was left unanswered, because nobody was free or the program that was at it died: the worker takes it up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from flask import Flask, current_app

from support.conversations import answering
from support.conversations.gateway import CALLS_AT_ONCE
from support.extensions import db

AT_MOST = 40


def answer_waiting(limit: int = AT_MOST) -> int:
    """Answer what waits, several conversations at once. Returns how many were tried.

    The first one finds out whether the assistant is there: one that is away costs one time-out a round, not one a conversation.
    """
    waiting = answering.waiting_conversations(limit)
    db.session.rollback()
    if not waiting:
        return 0
    one = _one_by_one(current_app._get_current_object(), Event())  # type: ignore[attr-defined]
    tried = one(waiting[0])
    with ThreadPoolExecutor(CALLS_AT_ONCE) as at_once:
        return tried + sum(at_once.map(one, waiting[1:]))


def _one_by_one(app: Flask, enough: Event) -> Callable[[int], bool]:
    """What a thread does with one conversation; `enough` is set once the assistant has no time for anybody."""

    def one(conversation_id: int) -> bool:
        with app.app_context():
            tried = not enough.is_set()
            done = answering.answer(conversation_id) if tried else answering.Done.BUSY
            if done in (answering.Done.BUSY, answering.Done.AWAY):
                enough.set()
                answering.tell_who_waits(conversation_id)
            return tried

    return one
