"""Files in a chat: kept with the message that they came in. The assistant is not asked about them."""

from collections.abc import Sequence

from support.accounts.models import Person
from support.conversations import queries, transcript
from support.conversations.events import FilesSent
from support.conversations.models import Author, Conversation, Delivery, Message, Turn
from support.files import services as files
from support.files.inspection import Accepted
from support.kernel.errors import BadInput, NotFound
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction

KEPT = N_("Thank you. It is kept with this conversation, and the person who looks into it sees it.")


def send_files(conversation: Conversation, given: Sequence[Accepted], *, key: str, by: Person) -> Message:
    """The client's files as a message that names them. The same `key` again is the same message."""
    files.check_count(len(given))
    if not 1 <= len(key) <= 64:
        raise BadInput(N_("The message has no usable key."), field="key")
    with transaction():
        if conversation.person_id != by.id:
            raise NotFound(queries.MISSING)
        found = transcript.locked(conversation.id)
        known = queries.message_with_key(found, key)
        if known is not None:
            return known
        words = ", ".join(file.name for file in given)
        waits = Delivery.UNANSWERED if found.turn is Turn.PERSON else Delivery.ANSWERED
        message = transcript.add(found, Author.CLIENT, words, person=by, client_key=key, delivery=waits)
        for file in given:
            files.keep(file, by=by, message_id=message.id, organisation_id=found.organisation_id)
        if found.turn is Turn.BOT:
            transcript.add(found, Author.SYSTEM, KEPT, answers_id=message.id)
        record(FilesSent(found.id, message.id, by.id))
        return message
