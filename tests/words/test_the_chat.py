"""Our own sentences in the chat are kept in the client's language; what a person wrote stays as it is."""

import pytest

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.conversations import queries, services
from support.conversations.models import Conversation
from support.conversations.notices import closed
from support.extensions import db
from tests import factories
from tests.words.conftest import Speak


@pytest.fixture
def conversation(speak: Speak, client_person: Person, agent: Person) -> Conversation:
    speak(
        "de",
        {
            "%(name)s from the billing desk is here now.": "%(name)s aus der Abrechnung ist jetzt hier.",
            "Talk to a person": "Mit einem Menschen sprechen",
            "%(ref)s is closed. Thank you.": "%(ref)s ist abgeschlossen. Danke.",
        },
    )
    client_person.locale = "de_DE"
    db.session.commit()
    return services.open_conversation(client_person)


def _texts(conversation: Conversation) -> list[str]:
    return [message.text for message in queries.messages_since(conversation)]


def test_what_we_say_about_ourselves_is_in_the_clients_language_and_their_agents_words_are_not_touched(
    conversation: Conversation, agent: Person
) -> None:
    services.take_over(conversation, by=agent)
    services.reply(conversation, text="Talk to a person", by=agent)
    assert _texts(conversation) == ["Ana aus der Abrechnung ist jetzt hier.", "Talk to a person"]


def test_a_notice_about_a_dispute_is_too(
    conversation: Conversation, client_person: Person, organisation: Organisation
) -> None:
    dispute = factories.make_dispute(factories.make_invoice(organisation), by=client_person)
    services.link_dispute(conversation.id, dispute)
    services.note_in_chat(dispute, *closed(dispute))
    assert _texts(conversation)[-1] == f"{dispute.reference} ist abgeschlossen. Danke."


def test_another_client_reads_english(conversation: Conversation, agent: Person) -> None:
    other = factories.make_person(Role.CLIENT, organisation=factories.make_organisation(name="Else Ltd"))
    theirs = services.open_conversation(other)
    services.take_over(theirs, by=agent)
    assert _texts(theirs) == ["Ana from the billing desk is here now."]
