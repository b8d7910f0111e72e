"""Where a mail goes: by names that only we can have made, and only from somebody who takes part."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from support.accounts.models import Person
from support.accounts.roles import Role
from support.conversations.models import Conversation, Delivery, Message, Turn
from support.correspondence import tokens
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.models import OutgoingLetter
from support.disputes import joining, services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel
from support.disputes.states import Status
from support.extensions import db
from tests import factories
from tests.conftest import Calendar
from tests.correspondence.inbound.conftest import DESK, reply_to, written

Arrives = Callable[..., IncomingMail]


def said(dispute: Dispute) -> list[str]:
    db.session.rollback()
    return [entry.facts["words"] for entry in dispute.history if entry.action in {"add_statement", "client_answered"}]


def test_an_answer_to_the_signed_address_is_added_to_its_dispute(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    mail = arrives(written(sender=client_person.email, to=reply_to(dispute, client_person)))
    assert (mail.outcome, mail.reference) == (Outcome.APPENDED, dispute.reference)
    assert said(dispute) == ["There was one delivery only."]


def test_an_answer_is_found_by_the_signed_message_id_too(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    letter = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.person_id == client_person.id)).first()
    assert letter is not None
    mail = arrives(written(sender=client_person.email, In_Reply_To=letter.message_id))
    assert (mail.outcome, mail.reference) == (Outcome.APPENDED, dispute.reference)


def test_an_address_in_small_letters_is_the_same_address(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    raw = written(sender=client_person.email)
    mail = arrives(raw, envelope_from=client_person.email, envelope_to=[reply_to(dispute, client_person).lower()])
    assert mail.reference == dispute.reference


def test_a_colleague_of_the_client_takes_part_too(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    colleague = factories.make_person(Role.CLIENT, organisation=client_person.organisation)
    mail = arrives(written(sender=colleague.email, to=reply_to(dispute, client_person)))
    assert mail.outcome is Outcome.APPENDED
    assert mail.person == colleague


def test_a_number_in_the_subject_says_nothing(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    other = factories.make_person(Role.CLIENT)
    mail = arrives(written(sender=other.email, Subject=f"Re: [{dispute.reference}] The bill"))
    assert mail.reference != dispute.reference
    assert said(dispute) == []


def test_a_stranger_is_put_aside_even_with_a_genuine_address(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    mail = arrives(written(sender="mallory@elsewhere.example", to=reply_to(dispute, client_person)))
    assert mail.outcome is Outcome.QUARANTINED
    assert "takes no part" in mail.why
    assert said(dispute) == []


def test_another_client_takes_no_part(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    other = factories.make_person(Role.CLIENT)
    mail = arrives(written(sender=other.email, to=reply_to(dispute, client_person)))
    assert mail.outcome is Outcome.QUARANTINED
    assert said(dispute) == []


def test_a_person_who_is_no_longer_active_takes_no_part(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    colleague = factories.make_person(Role.CLIENT, organisation=client_person.organisation, active=False)
    mail = arrives(written(sender=colleague.email, to=reply_to(dispute, client_person)))
    assert mail.outcome is Outcome.QUARANTINED
    assert "no longer active" in mail.why


FORGED = {
    "a wrong signature": "<{thread}.0123456789ab.00000000000000000000@lumen.example>",
    "an old format": "<{thread}@lumen.example>",
    "no signature": "<{thread}.0123456789ab@lumen.example>",
    "another's signature": "<DSP-99999.{rest}@lumen.example>",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_message_id_opens_nothing(
    forged: str, arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    genuine = tokens.message_id(dispute.reference, "any")
    rest = genuine.strip("<>").partition("@")[0].split(".", 1)[1]
    value = forged.format(thread=dispute.reference, rest=rest)
    mail = arrives(written(sender=client_person.email, In_Reply_To=value, References=value))
    assert mail.reference != dispute.reference
    assert said(dispute) == []


def test_a_forged_reply_address_opens_nothing(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    genuine = reply_to(dispute, client_person)
    other = factories.make_person(Role.CLIENT, organisation=client_person.organisation)
    forged = genuine.replace(f".{client_person.id}.", f".{other.id}.")
    assert forged != genuine
    assert arrives(written(sender=other.email, to=forged)).reference != dispute.reference


def test_a_token_signed_with_an_old_secret_opens_nothing(
    app: Flask, arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    before = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "the one before"
    old = reply_to(dispute, client_person)
    app.config["SECRET_KEY"] = before
    arrives(written(sender=client_person.email, to=old))
    assert said(dispute) == []


def test_a_mail_to_two_of_our_mailboxes_is_kept_once(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    raw = written(sender=client_person.email, to=f"{reply_to(dispute, client_person)}, billing@lumen.example")
    first = arrives(b"Delivered-To: desk@lumen.example\r\n" + raw)
    second = arrives(b"Received: by another server\r\nDelivered-To: billing@lumen.example\r\n" + raw)
    assert first.id == second.id
    assert db.session.scalar(select(func.count()).select_from(IncomingMail)) == 1
    assert len(said(dispute)) == 1


def test_the_same_words_in_two_mails_are_two_mails(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    to = reply_to(dispute, client_person)
    for number in (1, 2):
        arrives(written(sender=client_person.email, to=to, Message_ID=f"<{number}@harbour.example>"))
    assert len(said(dispute)) == 2


def test_a_reused_message_id_with_other_words_is_another_mail(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    to = reply_to(dispute, client_person)
    for words in ("One.", "Two."):
        arrives(written(words, sender=client_person.email, to=to, Message_ID="<always-the-same@harbour.example>"))
    assert said(dispute) == ["One.", "Two."]


def test_an_answer_to_a_merged_dispute_goes_to_the_one_that_goes_on(
    arrives: Arrives, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    other = factories.make_dispute(dispute.invoice, [dispute.invoice.lines[1]], by=client_person)
    for row in (dispute, other):
        services.take(row, by=agent)
    joining.merge(other, into=dispute, by=agent)
    mail = arrives(written(sender=client_person.email, to=reply_to(other, client_person)))
    assert mail.reference == dispute.reference
    assert said(dispute)[-1] == "There was one delivery only."


def test_an_answer_to_a_question_is_the_answer(
    arrives: Arrives, dispute: Dispute, client_person: Person, agent: Person
) -> None:
    services.take(dispute, by=agent)
    services.ask_client(dispute, question="Which site?", by=agent)
    arrives(written("The one at the quay.", sender=client_person.email, to=reply_to(dispute, client_person)))
    db.session.rollback()
    assert dispute.status is Status.INVESTIGATING


def withdrawn(dispute: Dispute, person: Person) -> None:
    services.withdraw(dispute, why="A mistake of mine.", by=person)


def test_an_answer_to_an_ended_dispute_opens_it_again(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    withdrawn(dispute, client_person)
    mail = arrives(written(sender=client_person.email, to=reply_to(dispute, client_person)))
    db.session.rollback()
    assert mail.outcome is Outcome.APPENDED
    assert dispute.status is Status.INVESTIGATING


def test_thanks_open_nothing_again(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    withdrawn(dispute, client_person)
    arrives(written("Great, thank you!", sender=client_person.email, to=reply_to(dispute, client_person)))
    db.session.rollback()
    assert dispute.status is Status.WITHDRAWN
    assert said(dispute) == ["Great, thank you!"]


def test_after_the_window_an_answer_reaches_a_person(
    arrives: Arrives, dispute: Dispute, client_person: Person, calendar: Calendar
) -> None:
    withdrawn(dispute, client_person)
    calendar.forward(days=400)
    mail = arrives(written(sender=client_person.email, to=reply_to(dispute, client_person)))
    db.session.rollback()
    assert dispute.status is Status.WITHDRAWN
    assert mail.outcome is Outcome.CREATED
    conversation = db.session.scalars(select(Conversation)).one()
    assert (conversation.public_id, conversation.turn) == (mail.reference, Turn.PERSON)
    assert dispute.reference in db.session.scalars(select(Message.text).where(Message.author == "client")).one()


def test_a_complaint_about_an_invoice_of_theirs_opens_a_dispute(
    arrives: Arrives, client_person: Person, looked_at: dict[str, str]
) -> None:
    invoice = factories.make_invoice(client_person.organisation, number="INV-2026-0777")
    words = "You charged us twice on invoice INV-2026-0777."
    mail = arrives(written(words, sender=client_person.email, **looked_at))
    opened = db.session.scalars(select(Dispute)).one()
    assert (mail.outcome, mail.reference) == (Outcome.CREATED, opened.reference)
    assert (opened.invoice, opened.channel, opened.reason.value) == (invoice, Channel.EMAIL, "duplicate")
    assert opened.statement == "You charged us twice on invoice INV-2026-0777."


def test_another_clients_invoice_opens_nothing(
    arrives: Arrives, client_person: Person, looked_at: dict[str, str]
) -> None:
    factories.make_invoice(factories.make_organisation(), number="INV-2026-0778")
    arrives(written("You charged us twice on invoice INV-2026-0778.", sender=client_person.email, **looked_at))
    assert db.session.scalars(select(Dispute)).all() == []


def test_what_names_no_invoice_waits_for_a_person(arrives: Arrives, client_person: Person, agent: Person) -> None:
    mail = arrives(written("Who can I talk to about our prices?", sender=client_person.email))
    conversation = db.session.scalars(select(Conversation)).one()
    message = db.session.scalars(select(Message).where(Message.author == "client")).one()
    assert (mail.outcome, mail.reference) == (Outcome.CREATED, conversation.public_id)
    assert message.text.startswith("The bill\n\nWho can I talk to about our prices?")
    assert message.delivery is Delivery.UNANSWERED
    kinds = set(db.session.scalars(select(OutgoingLetter.kind)))
    assert kinds == {"hand_over", "mail_received"}


def test_a_persons_answer_goes_out_by_mail_and_its_answer_comes_back(
    arrives: Arrives, client_person: Person, agent: Person
) -> None:
    from support.conversations import services as chats

    arrives(written("Who can I talk to about our prices?", sender=client_person.email))
    conversation = db.session.scalars(select(Conversation)).one()
    chats.reply(conversation, text="To me. What would you like to know?", by=agent)
    letter = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "mail_answered")).one()
    assert "What would you like to know?" in letter.text
    mail = arrives(written("When they change.", sender=client_person.email, to=letter.headers["Reply-To"]))
    assert (mail.outcome, mail.reference) == (Outcome.APPENDED, conversation.public_id)
    assert db.session.scalars(select(Message.text).order_by(Message.id.desc())).first() == "When they change."


def test_a_letter_of_a_conversation_is_answered_by_its_client_alone(
    arrives: Arrives, client_person: Person, agent: Person
) -> None:
    arrives(written("Who can I talk to?", sender=client_person.email))
    conversation = db.session.scalars(select(Conversation)).one()
    to = tokens.reply_address(DESK, conversation.public_id, client_person.id)
    other = factories.make_person(Role.CLIENT)
    assert arrives(written("Me!", sender=other.email, to=to)).outcome is Outcome.QUARANTINED


def test_a_stranger_without_a_token_is_put_aside_and_hears_nothing(arrives: Arrives, agent: Person) -> None:
    mail = arrives(written(sender="mallory@elsewhere.example"))
    assert (mail.outcome, mail.why) == (Outcome.QUARANTINED, "Nobody here has its sender's address.")
    assert db.session.scalars(select(OutgoingLetter)).all() == []
