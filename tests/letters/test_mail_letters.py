"""The letters that mails cause, as their readers read them."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from support.conversations import services as conversations
from support.conversations.models import Conversation
from support.correspondence.inbound.services import take_in
from support.correspondence.models import OutgoingLetter
from support.extensions import db
from tests.correspondence.inbound.conftest import written
from tests.correspondence.inbound.test_gate import report
from tests.letters.conftest import Story

Snapshot = Callable[..., OutgoingLetter]


@pytest.fixture(autouse=True)
def asked(app: Flask, story: Story) -> None:
    take_in(written("Who can I talk to about our prices?", sender=story.maria.email), source="file")


def test_the_confirmation_that_a_mail_has_come(snapshot: Snapshot) -> None:
    snapshot("mail_received")


def test_the_answer_to_a_mail(story: Story, snapshot: Snapshot) -> None:
    conversation = db.session.scalars(select(Conversation)).one()
    conversations.reply(conversation, text="To me.\nWhat would you like to know?", by=story.ana)
    snapshot("mail_answered")


def test_the_word_that_a_letter_came_back(story: Story, snapshot: Snapshot) -> None:
    story.taken()
    letter = db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "dispute_acknowledged")).one()
    take_in(report(letter), source="file")
    assert snapshot("letter_bounced").to_email == story.ana.email
