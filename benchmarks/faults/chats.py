"""A chat that has begun, for the verbs that need one."""

from sqlalchemy import select

from support.conversations import services as conversations
from support.conversations import transcript
from support.conversations.models import Author, Conversation, Delivery
from support.extensions import db
from support.kernel.transaction import transaction
from tests.letters.conftest import Story


def chat() -> Conversation:
    return db.session.scalars(select(Conversation)).one()


def chatting(story: Story) -> None:
    conversation = conversations.open_conversation(story.maria)
    with transaction():
        transcript.add(conversation, Author.CLIENT, "Twice?", person=story.maria, delivery=Delivery.ANSWERED)
