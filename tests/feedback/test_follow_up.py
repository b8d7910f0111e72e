"""After a decision: thanks and one question, one reminder, and what the answer means."""

import pytest
from sqlalchemy import func, select

from support.accounts.passwords import digest
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.states import Status
from support.extensions import db
from support.feedback import services as feedback
from support.feedback.models import FollowUp, Survey
from support.kernel.errors import BadInput, NotFound, RuleBroken
from tests.letters.conftest import Story


def _again(dispute: Dispute) -> Dispute:
    return db.session.get_one(Dispute, dispute.id, populate_existing=True)


def _letters(kind: str) -> list[OutgoingLetter]:
    return list(db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == kind)))


def _token(kind: str = "follow_up") -> str:
    return _letters(kind)[-1].text.split("/survey/")[1].split()[0]


@pytest.fixture
def asked(story: Story, calendar) -> Dispute:
    """A dispute that was resolved a week ago; the question has gone out."""
    dispute = story.resolved()
    calendar.forward(days=7)
    assert feedback.send_due_follow_ups() == 1
    return dispute


def test_a_decision_plans_one_follow_up_a_week_later(story: Story, calendar) -> None:
    dispute = story.resolved()
    planned = db.session.scalars(select(FollowUp)).one()
    assert (planned.due_at - _again(dispute).decided_at).days == 7
    assert feedback.schedule_follow_up(dispute.id) is planned
    calendar.forward(days=6)
    assert feedback.send_due_follow_ups() == 0


def test_nothing_is_planned_for_what_is_not_decided(story: Story) -> None:
    assert feedback.schedule_follow_up(story.taken().id) is None


def test_when_its_time_comes_the_client_is_asked_once(asked: Dispute) -> None:
    assert _again(asked).status is Status.FOLLOW_UP
    assert len(_letters("follow_up")) == 1
    assert feedback.send_due_follow_ups() == 0


def test_only_the_digest_of_the_link_is_kept(asked: Dispute) -> None:
    survey = db.session.scalars(select(Survey)).one()
    assert survey.digest == digest(_token())
    assert _token() not in survey.digest
    assert len(_token()) >= 43


def test_one_reminder_with_the_same_link_and_then_silence(asked: Dispute, calendar) -> None:
    token = _token()
    calendar.forward(days=7)
    assert feedback.send_due_follow_ups() == 1
    assert _token("follow_up_reminder") == token
    calendar.forward(days=7)
    assert feedback.send_due_follow_ups() == 0
    assert len(_letters("follow_up_reminder")) == 1


def test_a_question_never_answered_closes_the_dispute_in_the_end(asked: Dispute, calendar) -> None:
    calendar.forward(days=7)
    feedback.send_due_follow_ups()
    calendar.forward(days=24)
    feedback.send_due_follow_ups()
    assert _again(asked).status is Status.CLOSED
    assert _again(asked).satisfied is None


def test_a_worker_that_slept_for_months_asks_once_and_not_thrice(story: Story, calendar) -> None:
    story.resolved()
    calendar.forward(days=200)
    assert feedback.send_due_follow_ups() == 1
    assert feedback.send_due_follow_ups() == 0
    assert len(_letters("follow_up")) == 1
    assert _letters("follow_up_reminder") == []


@pytest.mark.parametrize("score", [4, 5])
def test_a_satisfied_answer_closes_the_dispute(score: int, asked: Dispute) -> None:
    survey = feedback.answer_survey(_token(), score=score, words=" Thank you! ")
    assert (survey.score, survey.words) == (score, "Thank you!")
    assert _again(asked).status is Status.CLOSED
    assert _again(asked).satisfied is True


def test_an_answer_in_between_closes_without_saying_satisfied(asked: Dispute) -> None:
    feedback.answer_survey(_token(), score=3)
    assert _again(asked).status is Status.CLOSED
    assert _again(asked).satisfied is None


@pytest.mark.parametrize("score", [1, 2])
def test_a_bad_answer_opens_the_dispute_again_a_tier_higher(score: int, asked: Dispute) -> None:
    tier = _again(asked).tier
    feedback.answer_survey(_token(), score=score, words="Far too slow.")
    assert _again(asked).status is Status.INVESTIGATING
    assert _again(asked).tier == tier + 1
    (letter,) = _letters("low_score")
    assert "Far too slow." in letter.text


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_outside_one_to_five_is_refused(score: int, asked: Dispute) -> None:
    with pytest.raises(BadInput):
        feedback.answer_survey(_token(), score=score)


def test_words_without_end_are_refused(asked: Dispute) -> None:
    with pytest.raises(BadInput):
        feedback.answer_survey(_token(), score=5, words="x" * 5001)


def test_a_second_answer_is_refused_and_changes_nothing(asked: Dispute) -> None:
    feedback.answer_survey(_token(), score=5)
    with pytest.raises(RuleBroken, match="already"):
        feedback.answer_survey(_token(), score=1)
    assert _again(asked).status is Status.CLOSED


def test_an_answer_after_its_time_is_refused(asked: Dispute, calendar) -> None:
    calendar.forward(days=31)
    with pytest.raises(RuleBroken):
        feedback.answer_survey(_token(), score=5)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é"])
def test_a_link_that_we_did_not_give_out_opens_nothing(token: str, asked: Dispute) -> None:
    for use in (feedback.survey_with, lambda given: feedback.answer_survey(given, score=5)):
        with pytest.raises(NotFound):
            use(token)


def test_after_the_answer_nobody_is_reminded(asked: Dispute, calendar) -> None:
    feedback.answer_survey(_token(), score=5)
    calendar.forward(days=60)
    assert feedback.send_due_follow_ups() == 0


def test_a_decision_that_was_rejected_meanwhile_is_not_asked_about(story: Story, calendar) -> None:
    dispute = story.not_upheld()
    services.reject_outcome(dispute, words="There was one delivery.", by=story.maria)
    calendar.forward(days=8)
    assert feedback.send_due_follow_ups() == 0
    assert _letters("follow_up") == []


def test_a_second_decision_is_followed_up_by_itself(asked: Dispute, story: Story, calendar) -> None:
    feedback.answer_survey(_token(), score=1, words="Look again.")
    dispute = services.take(_again(asked), by=story.grace)
    services.resolve_not_upheld(dispute, explanation="What was credited is all that was wrong.", by=story.grace)
    calendar.forward(days=7)
    assert feedback.send_due_follow_ups() == 1
    assert len(_letters("follow_up")) == 2
    assert db.session.scalar(select(func.count(FollowUp.id))) == 2


def test_an_answer_to_a_dispute_that_is_open_again_is_kept_and_does_no_harm(asked: Dispute, story: Story) -> None:
    services.reject_outcome(_again(asked), words="It is still wrong.", by=story.maria)
    feedback.answer_survey(_token(), score=5)
    assert _again(asked).status is Status.INVESTIGATING


def test_a_low_score_of_a_dispute_that_was_closed_meanwhile_opens_it_too(asked: Dispute, story: Story) -> None:
    services.close(asked, satisfied=None, by=story.grace)
    feedback.answer_survey(_token(), score=1, words="Nobody called back.")
    assert _again(asked).status is Status.INVESTIGATING
    assert len(_letters("low_score")) == 1


def test_a_low_score_is_told_at_once_even_where_the_charge_is_in_another_dispute_by_now(
    asked: Dispute, story: Story
) -> None:
    story.opened()
    feedback.answer_survey(_token(), score=2, words="Still not right.")
    dispute = _again(asked)
    assert (dispute.status, dispute.satisfied) == (Status.CLOSED, False)
    assert len(_letters("low_score")) == 1
