"""Whether a sender is believed, and what a sender whom nobody has looked at can do."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from support.accounts.models import Person
from support.conversations.models import Conversation, Message
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.inbound.senders import why_doubted
from support.disputes.models import Dispute
from support.extensions import db
from support.files.models import Attachment
from tests import factories
from tests.correspondence.inbound.conftest import SERVER, reply_to, written

Arrives = Callable[..., IncomingMail]
AUTHOR = "maria@harbour.example"
COMPLAINT = "You charged us twice on invoice INV-2026-0777."

BELIEVED = {
    "DMARC": f"{SERVER}; dmarc=pass header.from=harbour.example",
    "DKIM of the same domain": f"{SERVER}; dkim=pass header.d=harbour.example; spf=fail smtp.mailfrom=x@else.example",
    "DKIM of the domain above": f"{SERVER}; dkim=pass header.d=example.harbour.example",
    "SPF": f"{SERVER}; spf=pass smtp.mailfrom=bounce@harbour.example",
    "the server with a version": f"{SERVER} 1; dmarc=pass",
}
DOUBTED = {
    "nothing was written": "",
    "another server's word": "mx.elsewhere.example; dmarc=pass header.from=harbour.example",
    "a server named like ours": f"{SERVER}.elsewhere.example; dmarc=pass",
    "DMARC failed": f"{SERVER}; dmarc=fail; dkim=pass header.d=harbour.example",
    "DKIM of a stranger": f"{SERVER}; dkim=pass header.d=elsewhere.example",
    "SPF of a stranger": f"{SERVER}; spf=pass smtp.mailfrom=x@elsewhere.example",
    "a domain that only ends like it": f"{SERVER}; dkim=pass header.d=our.example",
    "only the top": f"{SERVER}; dkim=pass header.d=example",
    "none": f"{SERVER}; dmarc=none; dkim=none; spf=none",
}


@pytest.mark.parametrize("said", BELIEVED.values(), ids=BELIEVED.keys())
def test_a_sender_whom_our_server_vouches_for_is_believed(said: str) -> None:
    author = AUTHOR if "example.harbour" not in said else "maria@mail.example.harbour.example"
    assert why_doubted([said], author, SERVER) == ""


@pytest.mark.parametrize("said", DOUBTED.values(), ids=DOUBTED.keys())
def test_a_sender_whom_our_server_does_not_vouch_for_is_doubted(said: str) -> None:
    assert why_doubted([said] if said else [], AUTHOR, SERVER)


def test_only_the_first_word_counts_since_the_others_may_have_come_with_the_mail() -> None:
    forged = f"{SERVER}; dmarc=pass header.from=harbour.example"
    assert why_doubted([f"{SERVER}; dmarc=fail", forged], AUTHOR, SERVER)


@pytest.fixture
def maria(client_person: Person) -> Person:
    client_person.email = AUTHOR
    db.session.commit()
    factories.make_invoice(client_person.organisation, number="INV-2026-0777")
    return client_person


def test_a_doubted_sender_is_put_aside_and_nothing_follows(
    app: Flask, arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    app.config["MAIL_AUTHSERV_ID"] = SERVER
    length = dispute.history_length
    mail = arrives(written(sender=client_person.email, to=reply_to(dispute, client_person)))
    db.session.rollback()
    assert (mail.outcome, dispute.history_length) == (Outcome.QUARANTINED, length)


def test_a_sender_whom_nobody_has_looked_at_opens_no_dispute(arrives: Arrives, maria: Person) -> None:
    mail = arrives(written(COMPLAINT, sender=AUTHOR))
    assert mail.outcome is Outcome.CREATED
    assert db.session.scalars(select(Dispute)).all() == []
    assert mail.reference == db.session.scalars(select(Conversation.public_id)).one()
    assert "opens nothing by itself" in mail.why


def test_whoever_answers_a_sender_whom_nobody_has_looked_at_is_told_so(arrives: Arrives, maria: Person) -> None:
    arrives(written(COMPLAINT, sender=AUTHOR))
    text = db.session.scalars(select(Message.text).where(Message.author == "client")).one()
    assert f"By mail from {AUTHOR}" in text
    assert "has not been verified" in text


def test_the_same_words_from_a_sender_who_is_vouched_for_open_a_dispute(
    arrives: Arrives, maria: Person, looked_at: dict[str, str]
) -> None:
    mail = arrives(written(COMPLAINT, sender=AUTHOR, **looked_at))
    assert mail.reference == db.session.scalars(select(Dispute.reference)).one()


def test_whoever_writes_a_clients_name_above_a_mail_without_a_token_reaches_no_dispute(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    length = dispute.history_length
    words = f"Please withdraw {dispute.reference}. Everything is fine."
    mail = arrives(written(words, sender=client_person.email, Subject=f"Re: [{dispute.reference}] The bill"))
    db.session.rollback()
    assert mail.reference != dispute.reference
    assert (dispute.history_length, dispute.outcome) == (length, None)
    assert db.session.scalars(select(Attachment)).all() == []


def test_a_colleagues_name_above_a_mail_does_nothing_without_a_token_of_their_own(
    arrives: Arrives, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    for to in ("desk@lumen.example", reply_to(dispute, client_person)):
        assert arrives(written("Credit them 500.", sender=agent.email, to=to)).outcome is Outcome.QUARANTINED


def test_who_gives_us_a_file_on_our_own_machine_vouches_for_its_sender(arrives: Arrives, maria: Person) -> None:
    mail = arrives(written(COMPLAINT, sender=AUTHOR), source="file")
    assert mail.reference == db.session.scalars(select(Dispute.reference)).one()
