"""One conversation is answered in order, by one at a time, and never inside a transaction.

Whoever claims a conversation answers every message that is waiting in it. A claim left behind by a
program that died is worth nothing after a minute; the worker answers what is found then.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import structlog
from sqlalchemy import ColumnElement, or_, select, update

from support.conversations import cleaning, figures, queries, sessions, transcript
from support.conversations.gateway import BotReply, Busy, gateway
from support.conversations.models import Author, BotSession, Conversation, Delivery, Message, Turn
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import Unavailable
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

log = structlog.get_logger()
CLAIM_LASTS = timedelta(seconds=60)
LATE = timedelta(seconds=5)
TOO_LATE = timedelta(minutes=10)
NOTICE = N_(
    "I could not answer just now; your message is kept. You can try again in a moment, "
    "or talk to a person, who will see what you wrote."
)
IT_TAKES_LONGER = N_("It takes longer than usual just now. Your message is kept, and the answer comes here.")
NO_WORDS = N_(
    "I did not find any words in that message. Tell me which invoice or charge it is about, "
    "and what you think is wrong with it."
)


@dataclass(frozen=True)
class Question:
    """What is to be asked now; `words` is None when the answer is ours."""

    message_id: int
    words: str | None
    session: str
    session_is_new: bool


class Done(Enum):
    """What came of trying to answer a conversation."""

    ANSWERED = "answered"
    TAKEN = "somebody else is at it"
    BUSY = "no line was free"
    AWAY = "the assistant does not answer"


def answer(conversation_id: int) -> Done:
    """Answer what waits in this conversation. Once the assistant is found away, the rest gets the notice unasked."""
    if not _claim(conversation_id):
        return Done.TAKEN
    done = Done.ANSWERED
    try:
        while question := _next_question(conversation_id):
            replies = [] if done is Done.AWAY else _ask(question)
            done = done if replies else Done.AWAY
            _store(conversation_id, question, replies)
    except Busy:
        _release(conversation_id)
        return Done.BUSY
    except BaseException:
        _release(conversation_id)
        raise
    return done


def _free() -> ColumnElement[bool]:
    stale = clock.now() - CLAIM_LASTS
    return or_(Conversation.answering_since.is_(None), Conversation.answering_since < stale)


def _claim(conversation_id: int) -> bool:
    if db.session.scalar(select(Conversation.id).where(Conversation.id == conversation_id, _free())) is None:
        db.session.rollback()  # looking costs no lock, and most who wait find the conversation taken
        return False
    with transaction():
        claimed = db.session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id, _free())
            .values(answering_since=clock.now())
            .returning(Conversation.id)
            .execution_options(synchronize_session=False)
        )
        return claimed.scalar() is not None


def _release(conversation_id: int) -> None:
    with transaction():
        transcript.locked(conversation_id).answering_since = None


def _next_question(conversation_id: int) -> Question | None:
    """The oldest message that waits; with none left the claim is given up in the same transaction."""
    with transaction():
        conversation = transcript.locked(conversation_id)
        conversation.answering_since = clock.now()
        if conversation.turn is not Turn.BOT:
            transcript.settle(conversation, [Delivery.STORED], Delivery.UNANSWERED)
        message = transcript.being_answered(conversation)
        while message and clock.now() - message.at > TOO_LATE:
            _give_up(conversation, message)
            message = transcript.being_answered(conversation)
        if message is None:
            conversation.answering_since = None
            return None
        session = sessions.session_for(conversation)
        session.told = ""
        return Question(message.id, _words_of(message), session.token, session.turns == 0)


def _words_of(message: Message) -> str | None:
    """The payload of the button that was pressed, or the words as the assistant may read them."""
    if message.answers_id is not None:
        pressed = db.session.get_one(Message, message.answers_id)
        return next(str(button["payload"]) for button in pressed.buttons if button["title"] == message.text)
    words = cleaning.for_assistant(message.text)
    return words if cleaning.has_words(words) else None


def _ask(question: Question) -> list[BotReply]:
    """What the assistant says; nothing when it is away."""
    if question.words is None:
        return [BotReply(NO_WORDS)]
    try:
        if question.session_is_new:
            gateway().answer(question.session, "/session_start")
        return gateway().answer(question.session, question.words)
    except Busy:
        raise
    except Unavailable:
        return []


def _store(conversation_id: int, question: Question, replies: list[BotReply]) -> None:
    """Keep the replies, unless the turn has gone to a person or the message has been dealt with meanwhile."""
    with transaction():
        conversation = transcript.locked(conversation_id)
        message = db.session.get_one(Message, question.message_id, populate_existing=True)
        if message.delivery is not Delivery.STORED:
            return
        if conversation.turn is not Turn.BOT:
            message.delivery = Delivery.UNANSWERED
            return
        if not replies:
            _give_up(conversation, message)
            return
        for reply in _checked(conversation, question, replies):
            transcript.add(conversation, Author.BOT, reply.text, buttons=_buttons(reply), answers_id=message.id)
        message.delivery = Delivery.ANSWERED
        if question.words is not None:
            _count_turn(question.session)


def _checked(conversation: Conversation, question: Question, replies: list[BotReply]) -> list[BotReply]:
    """The replies as they may leave: one with a figure that no answer of this turn holds is not said."""
    told = db.session.scalar(select(BotSession.told).where(BotSession.token == question.session)) or ""
    known = {*told.split(), *figures.figures_in(question.words or "")}
    shown = queries.titles_shown(conversation)
    checked = []
    for reply in replies:
        made_up = {
            figure
            for text in (reply.text, *(button.title for button in reply.buttons))
            for figure in figures.untold(text, known, shown)
        }
        if made_up:
            log.error(
                "the assistant said figures that nobody told it", conversation=conversation.id, count=len(made_up)
            )
        checked.append(BotReply(figures.NOT_IN_THE_BILL) if made_up else reply)
    return list(dict.fromkeys(checked))


def _give_up(conversation: Conversation, message: Message) -> None:
    """Say honestly that there is no answer, and offer a person."""
    message.delivery = Delivery.UNANSWERED
    transcript.add(conversation, Author.SYSTEM, NOTICE, buttons=[transcript.TALK_TO_PERSON], answers_id=message.id)


def _count_turn(token: str) -> None:
    db.session.execute(update(BotSession).where(BotSession.token == token).values(turns=BotSession.turns + 1))


def _buttons(reply: BotReply) -> list[dict[str, str]]:
    """A press is kept as the button's title, so no two buttons of a message may read the same."""
    made: dict[str, dict[str, str]] = {}
    for button in reply.buttons:
        title, number = button.title, 1
        while title in made and made[title]["payload"] != button.payload:
            number += 1
            title = f"{button.title} ({number})"
        made[title] = transcript.offered(title, button.payload, primary=button.primary)
    return list(made.values())


def waiting_conversations(limit: int) -> list[int]:
    """Conversations in which a message waits and nobody is at it."""
    return list(
        db.session.scalars(
            select(Message.conversation_id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Message.delivery == Delivery.STORED, _free())
            .group_by(Message.conversation_id)
            .order_by(Message.conversation_id)
            .limit(limit)
        )
    )


def tell_who_waits(conversation_id: int) -> None:
    """Say once that the answer takes longer, where the client's oldest message has waited for five seconds."""
    waiting = db.session.scalar(
        select(Message.id).where(
            Message.conversation_id == conversation_id,
            Message.delivery == Delivery.STORED,
            Message.at < clock.now() - LATE,
        )
    )
    if waiting is None:
        db.session.rollback()
        return
    with transaction():
        conversation = transcript.locked(conversation_id)
        message = transcript.being_answered(conversation)
        if message is None or message.at >= clock.now() - LATE or queries.replies_to(message.id):
            return
        transcript.add(
            conversation, Author.SYSTEM, IT_TAKES_LONGER, buttons=[transcript.TALK_TO_PERSON], answers_id=message.id
        )
