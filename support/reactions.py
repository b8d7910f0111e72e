"""EVENT → what follows. The one page on which the domains meet; each row runs in the transaction of its event."""

from collections.abc import Sequence

from support.accounts.events import SignInLinkAsked
from support.accounts.models import SignInLink
from support.accounts.queries import person
from support.conversations import events as chat
from support.conversations import queries as chats
from support.conversations.models import Author, Conversation
from support.correspondence import letters, staff_letters
from support.extensions import db
from support.kernel.transaction import Event, Reaction


def call_a_person(event: chat.HandedOver) -> None:
    conversation = db.session.get_one(Conversation, event.conversation_id)
    said = [message for message in chats.messages_since(conversation) if message.author is Author.CLIENT]
    linked = [dispute for dispute in chats.disputes_of_conversation(conversation) if dispute.closed_at is None]
    staff_letters.hand_over(
        client=conversation.person,
        conversation=conversation.public_id,
        event=f"chat:{conversation.public_id}:{conversation.last_seq}",
        why=event.why,
        said=[message.text for message in said[-3:]],
        dispute=linked[-1] if linked else None,
        asked_at=conversation.last_message_at,
    )


def write_sign_in_link(event: SignInLinkAsked) -> None:
    link = db.session.get_one(SignInLink, event.link_id)
    letters.sign_in_link(person(event.person_id), event.token, link.expires_at, f"sign-in:{event.link_id}")


REACTIONS: dict[type[Event], Sequence[Reaction]] = {
    chat.HandedOver: (call_a_person,),
    chat.TakenOver: (),  # the transcript says it to both sides
    chat.HandedBack: (),
    SignInLinkAsked: (write_sign_in_link,),
}
