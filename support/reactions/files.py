"""What follows when somebody sends files."""

from support.accounts.models import Person
from support.conversations import events as chat
from support.conversations import queries as chats
from support.conversations.models import Conversation
from support.correspondence import staff_letters
from support.disputes import events as happened
from support.disputes import filing
from support.disputes.states import OPEN
from support.extensions import db
from support.files import services as files
from support.kernel.sayings import N_
from support.reactions.disputes import dispute_of


def tell_owner(event: happened.FilesAdded) -> None:
    """What a client adds may decide it."""
    if not event.by_staff:
        staff_letters.client_answered(dispute_of(event), N_("They have added files: %(names)s", names=event.names))


def give_to_dispute(event: chat.FilesSent) -> None:
    """What is sent in a chat about an open dispute belongs to the dispute."""
    conversation = db.session.get_one(Conversation, event.conversation_id)
    linked = [dispute for dispute in chats.disputes_of_conversation(conversation) if dispute.status in OPEN]
    if linked:
        kept = files.of_messages([event.message_id]).get(event.message_id, [])
        filing.adopt_files(linked[-1], kept, by=db.session.get_one(Person, event.person_id))
