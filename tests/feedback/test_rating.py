"""The question of the letter, answered in the chat: once, by whoever opened the dispute."""

import pytest
from sqlalchemy import select

from support.accounts.models import Person, Role
from support.disputes.models import Dispute
from support.disputes.states import Status
from support.extensions import db
from support.feedback import rating
from support.feedback import services as feedback
from support.feedback.models import FollowUp, Survey
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests import factories
from tests.letters.conftest import Story


@pytest.fixture
def decided(story: Story) -> Dispute:
    return db.session.get_one(Dispute, story.resolved().id)


def _client(dispute: Dispute) -> Person:
    return dispute.opened_by


def _again(dispute: Dispute) -> Dispute:
    return db.session.get_one(Dispute, dispute.id, populate_existing=True)


def test_a_decision_waits_for_the_opinion_of_whoever_opened_the_dispute(decided: Dispute) -> None:
    assert rating.unrated(_client(decided)) is decided
    colleague = factories.make_person(Role.CLIENT, organisation=decided.organisation)
    assert rating.unrated(colleague) is None


def test_a_good_number_closes_the_dispute_and_no_letter_asks_again(decided: Dispute, calendar) -> None:
    survey = rating.rate(decided, score=5, by=_client(decided))
    assert (survey.score, survey.answered_at is not None) == (5, True)
    assert _again(decided).status is Status.CLOSED
    assert rating.unrated(_client(decided)) is None
    calendar.forward(days=8)
    assert feedback.send_due_follow_ups() == 0


def test_a_low_number_brings_the_dispute_back_to_a_person(decided: Dispute) -> None:
    rating.rate(decided, score=1, by=_client(decided))
    assert _again(decided).status not in (Status.RESOLVED, Status.CLOSED)


def test_a_number_in_the_chat_answers_the_letter_that_has_gone_out(decided: Dispute, calendar) -> None:
    calendar.forward(days=7)
    assert feedback.send_due_follow_ups() == 1
    rating.rate(_again(decided), score=4, by=_client(decided))
    assert [row.score for row in db.session.scalars(select(Survey))] == [4]
    assert db.session.scalars(select(FollowUp)).one().done_at is not None


def test_a_second_number_is_refused(decided: Dispute) -> None:
    rating.rate(decided, score=4, by=_client(decided))
    with pytest.raises(RuleBroken, match="answered already"):
        rating.rate(_again(decided), score=1, by=_client(decided))


def test_a_number_from_somebody_else_is_refused(decided: Dispute) -> None:
    colleague = factories.make_person(Role.CLIENT, organisation=decided.organisation)
    with pytest.raises(NotAllowed, match="who opened"):
        rating.rate(decided, score=5, by=colleague)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_only_one_to_five_counts(decided: Dispute, score: int) -> None:
    with pytest.raises(BadInput, match="1 to 5"):
        rating.rate(decided, score=score, by=_client(decided))


def test_what_is_not_decided_is_not_asked_about(story: Story) -> None:
    dispute = db.session.get_one(Dispute, story.taken().id)
    assert rating.unrated(_client(dispute)) is None
    with pytest.raises(RuleBroken, match="nothing to answer"):
        rating.rate(dispute, score=5, by=_client(dispute))
