"""Letters about the chat: that a person has answered, and that somebody waits too long."""

from datetime import datetime

from support.accounts import queries as accounts
from support.accounts.models import Person
from support.accounts.roles import Role
from support.correspondence import links
from support.correspondence.rendering import Speech
from support.correspondence.writing import write


def chat_answered(person: Person, words: str, event: str, by: datetime) -> None:
    """To the client who asked for a person and has left the page since; who goes on at once has an answer by then."""
    write("chat_answered", person, event=event, words=words, link=links.client_chat(), by=Speech(person).moment(by))


def chat_waits(
    *, client: Person, owner: Person | None, conversation: str, event: str, said: list[str], asked_at: datetime
) -> None:
    """The promised moment has passed: to who took the chat and to all managers."""
    readers = {person.id: person for person in [*accounts.staff(Role.MANAGER), *([owner] if owner else [])]}
    for person in readers.values():
        write(
            "chat_waits",
            person,
            event=event,
            client=client.organisation.name if client.organisation else client.name,
            who=client.name,
            said=said,
            link=links.chat(conversation),
            by=Speech(person).moment(asked_at),
        )
