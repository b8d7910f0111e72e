"""What follows when a person answers in the chat, or nobody does."""

from support.conversations import by_mail, presence, staffing
from support.conversations import events as chat
from support.conversations import queries as chats
from support.conversations.models import Conversation, Message
from support.correspondence import chat_letters
from support.extensions import db
from support.kernel import clock


def write_if_the_client_has_left(event: chat.PersonReplied) -> None:
    """The first answer since the client's last words; a second sentence is no second letter. Who wrote by mail gets a mail."""
    conversation = db.session.get_one(Conversation, event.conversation_id)
    if presence.has_left(conversation) and not by_mail.waits_for_a_mail(conversation):
        last = chats.last_words(conversation, 1)
        since = last[0].seq if last else 0
        message = db.session.get_one(Message, event.message_id)
        told = f"chat:{conversation.public_id}:after:{since}"
        chat_letters.chat_answered(conversation.person, message.text, told, staffing.answer_due(clock.now()))


def remind_the_desk(event: chat.PromiseMissed) -> None:
    conversation = db.session.get_one(Conversation, event.conversation_id)
    chat_letters.chat_waits(
        client=conversation.person,
        owner=conversation.agent,
        conversation=conversation.public_id,
        event=f"chat:{conversation.public_id}:late:{conversation.answer_due_at}",
        said=[message.text for message in chats.last_words(conversation)],
        asked_at=conversation.last_message_at,
    )
