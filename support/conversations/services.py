"""What can be done in a conversation."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from threading import BoundedSemaphore
from time import sleep

from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations import answering, cleaning, presence, queries, sessions, staffing, transcript
from support.conversations.events import HandedBack, HandedOver, PersonReplied, TakenOver
from support.conversations.models import Author, Conversation, ConversationDispute, Delivery, Message, Turn
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken
from support.kernel.places import refuse_open_places
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

CONTINUED_FOR = timedelta(days=30)
PLACES = BoundedSemaphore(8)
"""Threads that may stand waiting for the assistant at once. Who finds no place leaves the message to the worker."""

LOOK_AGAIN_SECONDS = 0.1
LOOKS = 80

HANDED_OVER = N_(
    "A person from the billing desk takes over from here and has been told. "
    "You can go on writing; everything you wrote is kept."
)


def open_conversation(person: Person, *, afresh: bool = False) -> Conversation:
    """The client's latest conversation; a new one after a month of silence, or when it is wanted `afresh`."""
    if person.organisation_id is None:
        raise NotAllowed(N_("Conversations belong to clients."))
    with transaction():
        # Two first messages at once find one conversation.
        db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
        latest = queries.latest_of(person)
        if latest and not afresh and clock.now() - latest.last_message_at <= CONTINUED_FOR:
            return latest
        conversation = Conversation(
            public_id=str(uuid.uuid4()),
            organisation_id=person.organisation_id,
            person_id=person.id,
            turn=Turn.BOT,
            started_at=clock.now(),
            last_message_at=clock.now(),
        )
        db.session.add(conversation)
        return conversation


def say(
    conversation: Conversation, *, text: str | None, button: tuple[int, int] | None = None, key: str, by: Person
) -> list[Message]:
    """Keep what the client says, let it be answered, and return the answer.

    Give words, or a button as (message id, index). `key` is the sender's own id of the message: the same one
    twice is one message. The list is empty while a person has the turn, and when nobody was free to answer
    yet: what comes later is found by `queries.messages_since`.
    """
    if db.session().info.get("in_verb"):
        raise RuntimeError("say() asks the assistant, and must not be called inside a transaction")
    conversation_id = conversation.id
    message = _keep(conversation, text=text, button=button, key=key, by=by)
    message_id = message.id
    if message.delivery is Delivery.STORED and PLACES.acquire(blocking=False):
        try:
            _get_answered(conversation_id, message_id)
        finally:
            PLACES.release()
    return queries.replies_to(message_id)


def _get_answered(conversation_id: int, message_id: int) -> None:
    """Somebody else may be answering this conversation: stay until they are through, or have left."""
    for _ in range(LOOKS):
        if answering.answer(conversation_id) is not answering.Done.TAKEN:
            return
        sleep(LOOK_AGAIN_SECONDS)
        delivery = db.session.scalar(select(Message.delivery).where(Message.id == message_id))
        db.session.rollback()
        if delivery is not Delivery.STORED:
            return


def _keep(
    conversation: Conversation, *, text: str | None, button: tuple[int, int] | None, key: str, by: Person
) -> Message:
    """Store the client's message, or find it when its key is known."""
    with transaction():
        if conversation.person_id != by.id:
            raise NotFound(queries.MISSING)
        locked = transcript.locked(conversation.id)
        known = _with_key(locked, key)
        if known is not None:
            return known
        if button is None:
            return _keep_words(locked, cleaning.kept(text or ""), key, by)
        return _keep_press(locked, button, key, by)


def _with_key(conversation: Conversation, key: str) -> Message | None:
    if not 1 <= len(key) <= 64:
        raise BadInput(N_("The message has no usable key."), field="key")
    return db.session.scalar(
        select(Message).where(Message.conversation_id == conversation.id, Message.client_key == key)
    )


def _keep_words(conversation: Conversation, text: str, key: str, by: Person) -> Message:
    delivery = Delivery.STORED if conversation.turn is Turn.BOT else Delivery.UNANSWERED
    return transcript.add(conversation, Author.CLIENT, text, person=by, client_key=key, delivery=delivery)


def _keep_press(conversation: Conversation, button: tuple[int, int], key: str, by: Person) -> Message:
    """Only a button that we offered in this very conversation can be pressed."""
    offered = db.session.scalar(
        select(Message).where(
            Message.id == button[0],
            Message.conversation_id == conversation.id,
            Message.author.in_([Author.BOT, Author.SYSTEM]),
        )
    )
    if offered is None or not 0 <= button[1] < len(offered.buttons):
        raise BadInput(N_("This button is not here any more."), field="button")
    pressed = offered.buttons[button[1]]
    message = _keep_words(conversation, pressed["title"], key, by)
    message.answers_id = offered.id
    if pressed["kind"] == transcript.PERSON:
        _give_to_person(conversation, "client asked", message)
    return message


def hand_over(conversation: Conversation, why: str, *, first_words: str = "") -> None:
    """A person owns the conversation from now on. Doing it twice changes nothing.

    `first_words` is what the assistant says before it falls silent.
    """
    with transaction():
        locked = transcript.locked(conversation.id)
        _give_to_person(locked, why, transcript.being_answered(locked), first_words.strip())


def _give_to_person(locked: Conversation, why: str, because: Message | None, first_words: str = "") -> None:
    """`because` is the message that the notice answers."""
    if locked.turn is Turn.PERSON:
        return
    answers_id = because.id if because else None
    if first_words:
        transcript.add(locked, Author.BOT, first_words, answers_id=answers_id)
    locked.answer_due_at = staffing.answer_due(clock.now())
    locked.turn = Turn.PERSON
    locked.handed_over_why = why
    transcript.settle(locked, [Delivery.STORED], Delivery.UNANSWERED)
    promised = staffing.promise(locked.answer_due_at, locked.person)
    transcript.add(
        locked,
        Author.SYSTEM,
        N_("%(handed_over)s %(promise)s", handed_over=HANDED_OVER, promise=promised),
        answers_id=answers_id,
    )
    record(HandedOver(locked.id, why))


def take_over(conversation: Conversation, *, by: Person) -> Conversation:
    """`by` talks to the client from now on; the assistant falls silent, in the middle of an answer too."""
    with transaction():
        _only_staff(by)
        locked = transcript.locked(conversation.id)
        if locked.agent_id == by.id:
            return locked
        if locked.agent is not None and by.role is not Role.MANAGER:
            raise RuleBroken(N_("%(name)s is talking to this client already.", name=locked.agent.name))
        locked.turn = Turn.PERSON
        locked.agent_id = by.id
        transcript.settle(locked, [Delivery.STORED], Delivery.UNANSWERED)
        transcript.add(locked, Author.SYSTEM, N_("%(name)s from the billing desk is here now.", name=by.first_name))
        record(TakenOver(locked.id, by.id))
        return locked


def hand_back(conversation: Conversation, *, by: Person) -> Conversation:
    """The assistant answers again, from a fresh start."""
    with transaction():
        _only_staff(by)
        locked = transcript.locked(conversation.id)
        if locked.turn is Turn.BOT:
            return locked
        locked.turn = Turn.BOT
        locked.agent_id = None
        locked.handed_over_why = ""
        locked.answer_due_at = None
        sessions.end_session(locked)
        transcript.settle(locked, [Delivery.UNANSWERED], Delivery.ANSWERED)
        transcript.add(
            locked,
            Author.SYSTEM,
            N_("The assistant answers again. Ask for a person whenever you want one."),
        )
        record(HandedBack(locked.id, by.id))
        return locked


def reply(conversation: Conversation, *, text: str, by: Person, key: str | None = None) -> Message:
    """What a person of the desk says. The first to answer a conversation that waits takes it over."""
    words = cleaning.kept(text).strip()
    if not words:
        raise BadInput(N_("Write something first."), field="text")
    refuse_open_places(words, "text")
    with transaction():
        _only_staff(by)
        locked = transcript.locked(conversation.id)
        known = _with_key(locked, key) if key else None
        if known is not None:
            return known
        if locked.turn is Turn.BOT:
            raise RuleBroken(N_("The assistant has the turn. Take the conversation over first."))
        take_over(locked, by=by)
        transcript.settle(locked, [Delivery.UNANSWERED, Delivery.STORED], Delivery.ANSWERED)
        locked.answer_due_at = None
        said = transcript.add(locked, Author.PERSON, words, person=by, client_key=key)
        record(PersonReplied(locked.id, said.id))
        return said


def _only_staff(by: Person) -> None:
    if not by.role.is_staff:
        raise NotAllowed(N_("Only the billing desk can do this."))


def link_dispute(conversation_id: int, dispute: Dispute) -> None:
    """The dispute was opened, or is spoken about, in this conversation."""
    with transaction():
        known = select(ConversationDispute).where(
            ConversationDispute.conversation_id == conversation_id, ConversationDispute.dispute_id == dispute.id
        )
        if db.session.scalar(known) is None:
            db.session.add(ConversationDispute(conversation_id=conversation_id, dispute_id=dispute.id))


def note_in_chat(dispute: Dispute, text: str, buttons: Iterable[dict[str, str]] = ()) -> list[Message]:
    """A notice about the dispute in every conversation it belongs to; `buttons` as `transcript.offered` makes them."""
    with transaction():
        notes = []
        for conversation in queries.conversations_of_dispute(dispute):
            locked = transcript.locked(conversation.id)
            waiting = transcript.being_answered(locked)
            notes.append(
                transcript.add(
                    locked,
                    Author.SYSTEM,
                    text,
                    buttons=buttons,
                    dispute_id=dispute.id,
                    answers_id=waiting.id if waiting else None,
                )
            )
        return notes


NOBODY_WAITS_AFTER = timedelta(minutes=10)
"""A chat quiet for so long costs nothing to look at again: whoever waited has been told long before."""


def look_in(conversation: Conversation) -> None:
    """The client's page asks for news: it is seen, and who has waited too long is told so."""
    presence.note_seen(conversation)
    quiet_for = clock.now() - conversation.last_message_at
    if conversation.turn is Turn.BOT and answering.LATE < quiet_for < NOBODY_WAITS_AFTER:
        answering.tell_who_waits(conversation.id)
