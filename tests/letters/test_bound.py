"""An amount that the ledger knows, but of something else, is no excuse: what a letter says is due has to be due."""

import pytest

from support.correspondence import bound, outbox
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.correspondence.rendering import Speech
from support.extensions import db
from support.reactions import unasked
from tests import factories
from tests.letters.conftest import Story, letters


def left(letter: OutgoingLetter) -> OutgoingLetter:
    outbox.deliver_due()
    return db.session.get_one(OutgoingLetter, letter.id, populate_existing=True)


def acknowledged(story: Story) -> OutgoingLetter:
    story.opened()
    (letter,) = letters("dispute_acknowledged")
    assert {"due=€180.00", "on_hold=€144.00"} <= set(letter.figures)
    return letter


def test_a_letter_that_says_what_is_due_leaves_while_it_is(story: Story) -> None:
    assert left(acknowledged(story)).status is LetterStatus.SENT


def test_what_was_due_and_is_paid_is_not_asked_for_although_the_ledger_knows_the_amount(story: Story) -> None:
    letter = acknowledged(story)
    factories.make_payment(story.invoice, "180")
    late = left(letter)
    assert late.status is LetterStatus.HELD
    assert "€180.00" in late.last_error


def test_whoever_lets_it_go_answers_for_it(story: Story) -> None:
    letter = acknowledged(story)
    factories.make_payment(story.invoice, "180")
    left(letter)
    outbox.try_again(letter.id, by=story.grace)
    assert left(letter).status is LetterStatus.SENT


@pytest.mark.parametrize("name", bound.RECKONED)
def test_each_name_is_compared_with_what_the_ledger_reckons_under_it(name: str, story: Story) -> None:
    story.opened()
    speech = Speech(story.maria)
    right = speech.money(bound.RECKONED[name](story.invoice))
    assert bound.moved([f"{name}={right}", "€9.99"], story.invoice, speech) == []
    assert bound.moved([f"{name}=€9.99"], story.invoice, speech) == ["€9.99"]


def test_an_amount_that_is_not_what_its_name_says_is_not_bound(story: Story) -> None:
    """A letter may say “due” of something else: an instalment."""
    story.opened()
    assert bound.bound({"due": "€33.34"}, ["€33.34"], story.invoice, Speech(story.maria)) == []


def test_no_reminder_leaves_for_what_has_been_paid_since_it_was_written(story: Story, calendar) -> None:
    calendar.set("2026-03-30T09:00+00:00")
    assert unasked.remind_of_invoices() == 1
    (letter,) = letters("invoice_due_soon")
    factories.make_payment(story.invoice, "324")
    late = left(letter)
    assert (late.status, "€324.00" in late.last_error) == (LetterStatus.HELD, True)
