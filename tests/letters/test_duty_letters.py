"""What the rules have us write while a dispute is open: it takes longer, a credit until the decision, who else can be turned to."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.for_now import credited_for_now
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.kernel.money import Money
from support.sla.queries import clocks_of
from support.sla.services import sweep
from tests.letters.conftest import Story, letters

Snapshot = Callable[..., OutgoingLetter]
EURO = "EUR"


def under(story: Story, profile: str) -> Story:
    """The client's bills are under these rules."""
    story.harbour.policy_profile = profile
    db.session.commit()
    return story


def test_the_delay(story: Story, snapshot: Snapshot, calendar) -> None:
    dispute = under(story, "uk_fca_disp").taken()
    why = "The carrier has not sent us the second delivery note yet."
    services.tell_delay(dispute, why=why, until=clock.today() + timedelta(days=20), by=story.ana)
    letter = snapshot("dispute_delayed")
    assert letter.to_email == story.maria.email
    assert "www.financial-ombudsman.org.uk" in letter.html


def test_a_delay_stops_the_clock_that_asks_for_a_holding_response(story: Story) -> None:
    dispute = under(story, "uk_fca_disp").taken()
    services.tell_delay(dispute, why="We wait for the carrier.", until=clock.today() + timedelta(days=70), by=story.ana)
    (final,) = [row for row in clocks_of(dispute) if row.name == "final_response"]
    assert final.ended_at is not None


def test_a_delay_is_told_with_a_reason_and_a_day_to_come(story: Story) -> None:
    dispute = story.taken()
    with pytest.raises(BadInput) as wrong:
        services.tell_delay(dispute, why=" ", until=clock.today() + timedelta(days=3), by=story.ana)
    assert wrong.value.field == "why"
    with pytest.raises(BadInput) as wrong:
        services.tell_delay(dispute, why="We wait for the carrier.", until=clock.today(), by=story.ana)
    assert wrong.value.field == "until"


def test_the_deadlock(story: Story, snapshot: Snapshot) -> None:
    dispute = under(story, "uk_ofcom_c4").not_upheld()
    services.tell_recourse(
        dispute, words="We have looked at it three times, and both deliveries were made.", by=story.grace
    )
    snapshot("dispute_deadlock")


def test_a_deadlock_without_anybody_outside_names_the_courts(story: Story) -> None:
    services.tell_recourse(story.not_upheld(), words="Both deliveries were made.", by=story.grace)
    (letter,) = letters("dispute_deadlock")
    assert "take the matter to court" in letter.text
    assert "YOUR RIGHTS" not in letter.text


def test_only_a_manager_says_our_last_word(story: Story) -> None:
    with pytest.raises(NotAllowed):
        services.tell_recourse(story.not_upheld(), words="That was it.", by=story.ana)


def test_who_is_kept_waiting_past_the_promised_day_reads_whom_else_they_can_turn_to(
    story: Story, snapshot: Snapshot, calendar
) -> None:
    under(story, "uk_ofcom_c4").taken()
    calendar.forward(days=57)
    sweep()
    snapshot("dispute_deadlock", "dispute_deadlock_late")
    sweep()
    assert len(letters("dispute_deadlock")) == 1


def test_a_missed_deadline_of_a_policy_without_anybody_outside_writes_nothing(story: Story, calendar) -> None:
    story.taken()
    calendar.forward(days=57)
    sweep()
    assert letters("dispute_deadlock") == []


@pytest.fixture
def reg_e(story: Story) -> Dispute:
    return under(story, "us_reg_e").taken()


def credit(story: Story, dispute: Dispute, amount: str = "100") -> None:
    services.credit_for_now(dispute, amount=Money.of(amount, EURO), on=clock.today(), by=story.ana)


def test_the_credit_until_the_decision_and_its_end(story: Story, reg_e: Dispute, snapshot: Snapshot) -> None:
    credit(story, reg_e)
    snapshot("provisional_credit")
    assert credited_for_now(reg_e) == Money.of("100", EURO)
    services.end_credit_for_now(
        reg_e, on=clock.today() + timedelta(days=7), why="Quay signed for the second delivery.", by=story.ana
    )
    snapshot("provisional_credit_ended")
    assert credited_for_now(reg_e) is None


def test_the_credit_until_the_decision_makes_the_time_longer_and_needs_no_other_word(
    story: Story, reg_e: Dispute
) -> None:
    before = next(row.due_at for row in clocks_of(reg_e) if row.name == "determine")
    credit(story, reg_e)
    after = {row.name: row for row in clocks_of(reg_e)}
    assert after["determine"].due_at > before
    assert after["provisional_notice"].ended_at is not None


def test_no_more_than_is_in_dispute_is_credited_and_not_twice(story: Story, reg_e: Dispute) -> None:
    for amount in ("0", "144.01"):
        with pytest.raises(BadInput):
            credit(story, reg_e, amount)
    credit(story, reg_e, "144")
    with pytest.raises(RuleBroken, match="already"):
        credit(story, reg_e, "1")


def test_no_credit_until_the_decision_where_the_policy_knows_none(story: Story) -> None:
    with pytest.raises(RuleBroken, match="knows no credit"):
        credit(story, story.taken())


def test_nothing_is_taken_back_that_was_not_credited(story: Story, reg_e: Dispute) -> None:
    with pytest.raises(RuleBroken, match="Nothing is credited"):
        services.end_credit_for_now(reg_e, on=clock.today(), why="By mistake.", by=story.ana)


def test_a_credit_is_told_once_it_has_been_made(story: Story, reg_e: Dispute) -> None:
    with pytest.raises(BadInput, match="lies ahead"):
        services.credit_for_now(reg_e, amount=Money.of("10", EURO), on=clock.today() + timedelta(days=1), by=story.ana)
