"""Who speaks: the assistant names a session, and the session alone leads to the client. No text ever does."""

from dataclasses import dataclass

from support.accounts.models import Organisation, Person
from support.conversations.models import Conversation
from support.conversations.queries import conversation_of_session
from support.kernel.errors import NotFound


@dataclass(frozen=True)
class Speaker:
    conversation: Conversation
    person: Person
    organisation: Organisation


def speaker(session: str) -> Speaker:
    """Raises `NotFound` for a session that we have not given out, or whose client's person has left."""
    conversation = conversation_of_session(session)
    person = conversation.person
    if not person.active or person.organisation is None:
        raise NotFound("I can't find this conversation.")
    return Speaker(conversation, person, person.organisation)
