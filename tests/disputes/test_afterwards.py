"""Up the ladder, back from a decision, and to the end."""

import pytest

from support.billing.balance import invoice_balance
from support.disputes import queries, services
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import Status
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests import factories
from tests.disputes.building import correct, eur, make_bill, offer, ready, refuse

# Rejecting


def test_a_rejected_decision_goes_to_somebody_with_more_authority_and_is_held_again(
    client_person, agent, specialist
) -> None:
    dispute = refuse(ready(client_person, agent, "40", "60"), by=agent)
    services.reject_outcome(dispute, words="You never announced it.", by=client_person)
    assert (dispute.status, dispute.tier, dispute.owner) == (Status.INVESTIGATING, 2, specialist)
    assert (dispute.outcome, dispute.decided_at, dispute.taken_at) == (None, None, None)
    assert invoice_balance(dispute.invoice).on_hold == eur("48")
    assert all(line.open for line in dispute.lines)


def test_what_was_credited_already_is_not_held_again(client_person, agent) -> None:
    dispute = ready(client_person, agent, "40")
    correct(dispute, "15", by=agent)
    services.reject_outcome(dispute, words="It should be all of it.", by=client_person)
    assert invoice_balance(dispute.invoice).on_hold == eur("30")


def test_the_third_tier_is_the_last(client_person, agent, specialist, manager) -> None:
    dispute = ready(client_person, agent)
    for tier, who in ((2, agent), (3, specialist), (3, manager)):
        services.take(dispute, by=who)
        refuse(dispute, by=who)
        services.reject_outcome(dispute, words="I do not agree at all.", by=client_person)
        assert dispute.tier == tier
    assert dispute.owner == manager


def test_without_a_specialist_it_goes_to_a_manager(client_person, agent, manager) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    services.reject_outcome(dispute, words="I do not agree.", by=client_person)
    assert (dispute.tier, dispute.owner) == (2, manager)


def test_the_same_rejection_twice_is_one(client_person, agent) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    for _ in range(2):
        services.reject_outcome(dispute, words="I do not agree.", by=client_person, key="a")
    assert dispute.tier == 2
    with pytest.raises(RuleBroken, match="not possible while"):
        services.reject_outcome(dispute, words="I do not agree.", by=client_person, key="b")


def test_a_rejection_says_why(client_person, agent) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    with pytest.raises(BadInput, match="do not agree with"):
        services.reject_outcome(dispute, words="", by=client_person)


def test_after_the_window_a_decision_stands(client_person, agent, calendar) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    assert queries.rejectable_outcomes(client_person.organisation) == [dispute]
    calendar.forward(days=61)
    assert queries.rejectable_outcomes(client_person.organisation) == []
    with pytest.raises(NotAllowed, match="time for going back"):
        services.reject_outcome(dispute, words="I do not agree.", by=client_person)


def test_what_was_accepted_is_not_rejected(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    services.accept_offer(offer(dispute, "20", by=agent), by=client_person)
    assert queries.rejectable_outcomes(client_person.organisation) == []
    with pytest.raises(NotAllowed, match="What you accepted"):
        services.reject_outcome(dispute, words="I changed my mind.", by=client_person)


def test_a_line_that_is_disputed_again_meanwhile_is_not_in_two_disputes(client_person, agent) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    second = factories.make_dispute(dispute.invoice, by=client_person)
    with pytest.raises(RuleBroken, match=f"is in {second.reference}, which is open"):
        services.reject_outcome(dispute, words="I do not agree.", by=client_person)
    with pytest.raises(RuleBroken, match="go on there"):
        services.reopen(dispute, why="Again.", by=agent)


# Escalating


@pytest.fixture
def dispute(client_person, agent, specialist, manager):
    return factories.make_dispute(make_bill(client_person.organisation), by=client_person)


def test_an_agent_who_is_stuck_asks_for_more_authority(dispute, agent, specialist) -> None:
    services.take(dispute, by=agent)
    services.escalate(dispute, why="The contract is unclear.", by=agent)
    assert (dispute.tier, dispute.owner, dispute.status) == (2, specialist, Status.INVESTIGATING)
    assert dispute.history[-1].facts["why"] == "The contract is unclear."


def test_the_client_may_ask_for_it_too_but_no_other_client(dispute, client_person) -> None:
    with pytest.raises(NotAllowed):
        services.escalate(dispute, why="Me too", by=factories.make_person(factories.Role.CLIENT))
    services.escalate(dispute, why="I want your boss.", by=client_person)
    assert dispute.history[-1].facts["trigger"] == "client_asks"


def test_there_is_nobody_above_a_manager(dispute, agent) -> None:
    services.escalate(dispute, why="It is large.", by=agent, to_tier=3)
    with pytest.raises(RuleBroken, match="nobody above"):
        services.escalate(dispute, why="Still larger.", by=agent)
    services.escalate(dispute, why="The time has run out.")
    assert dispute.tier == 3


def test_the_system_escalates_once_for_one_reason(dispute) -> None:
    for _ in range(3):
        services.escalate(dispute, why="Time has passed.", trigger="share:decision:1")
    assert dispute.tier == 2
    services.escalate(dispute, why="Time has passed.", trigger="share:decision:2")
    assert dispute.tier == 3


def test_it_never_goes_down(dispute) -> None:
    services.escalate(dispute, why="It ran out.", to_tier=3)
    services.escalate(dispute, why="Most of the time has passed.", to_tier=2)
    assert dispute.tier == 3


def test_what_has_ended_does_not_climb(client_person, agent) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.escalate(dispute, why="Too late.")


def test_the_one_who_escalated_is_not_given_it_back(client_person, agent, manager) -> None:
    other = factories.make_person(factories.Role.MANAGER, name="Olga Petrova")
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    services.escalate(dispute, why="One.", to_tier=2)
    first = dispute.owner
    services.escalate(dispute, why="Two.", to_tier=3)
    assert {first, dispute.owner} == {manager, other}


def test_without_anybody_above_it_stays_with_its_owner(client_person, agent) -> None:
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    services.escalate(dispute, why="Help.", by=agent)
    assert (dispute.tier, dispute.owner) == (2, agent)


# Withdrawing and reopening


def test_a_withdrawn_dispute_holds_nothing_and_leaves_time_to_pay(client_person, agent, calendar) -> None:
    dispute = ready(client_person, agent, "40")
    offered = offer(dispute, "20", by=agent)
    calendar.forward(days=10)
    services.withdraw(dispute, why="I found the delivery note.", by=client_person)
    assert (dispute.status, dispute.outcome, offered.status) == (
        Status.WITHDRAWN,
        Outcome.WITHDRAWN,
        RemedyStatus.DECLINED,
    )
    balance = invoice_balance(dispute.invoice)
    assert (balance.on_hold, balance.overdue) == (eur("0"), False)
    assert (balance.due_on.isoformat(), dispute.lines[0].open) == ("2026-04-09", False)


def test_only_the_client_withdraws(dispute, agent) -> None:
    with pytest.raises(NotAllowed):
        services.withdraw(dispute, by=agent)


def test_a_withdrawn_dispute_is_asserted_again_and_says_when_it_is_late(client_person, dispute, calendar) -> None:
    services.withdraw(dispute, by=client_person)
    calendar.forward(days=30)
    services.reopen(dispute, why="It was wrong after all.", by=client_person)
    assert (dispute.status, dispute.late, dispute.tier) == (Status.INVESTIGATING, False, 1)
    services.withdraw(dispute, by=client_person)
    calendar.forward(days=59)
    services.reopen(dispute, why="And again.", by=client_person)
    assert dispute.late


def test_a_dispute_that_its_client_reopens_goes_up_a_tier_and_one_that_staff_reopen_stays(
    client_person, agent, specialist
) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    services.reopen(dispute, why="I found the mail.", by=agent)
    assert (dispute.tier, dispute.owner) == (1, agent)
    services.take(dispute, by=agent)
    refuse(dispute, by=agent)
    services.close(dispute, satisfied=False)
    services.reopen(dispute, why="It is still wrong.", by=client_person)
    assert (dispute.tier, dispute.owner) == (2, specialist)
    assert invoice_balance(dispute.invoice).on_hold > eur("0")


def test_an_owner_who_has_left_is_replaced_on_reopening(client_person, agent, other_agent) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    agent.active = False
    db.session.commit()
    services.reopen(dispute, why="New papers.", by=other_agent)
    assert dispute.owner == other_agent


# Following up and closing


def test_the_follow_up_starts_once_and_the_end_keeps_what_the_client_thought(client_person, agent) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    for _ in range(2):
        services.start_follow_up(dispute)
    assert dispute.status is Status.FOLLOW_UP
    services.close(dispute, satisfied=False)
    assert (dispute.status, dispute.satisfied) == (Status.CLOSED, False)
    assert dispute.closed_at is not None


def test_only_a_manager_or_the_client_closes_by_hand(client_person, agent, manager) -> None:
    dispute = refuse(ready(client_person, agent), by=agent)
    with pytest.raises(NotAllowed):
        services.close(dispute, satisfied=None, by=agent)
    with pytest.raises(NotAllowed):
        services.start_follow_up(dispute, by=agent)
    services.close(dispute, satisfied=True, by=client_person)
    assert dispute.satisfied is True


def test_an_open_dispute_is_not_closed(dispute) -> None:
    with pytest.raises(RuleBroken, match="not possible while"):
        services.close(dispute, satisfied=None)


# Handing out


def test_what_nobody_owns_goes_to_the_next_who_is_there_the_oldest_first(client_person) -> None:
    disputes = [factories.make_dispute(make_bill(client_person.organisation), by=client_person) for _ in range(3)]
    assert [dispute.owner for dispute in disputes] == [None, None, None]
    assert services.hand_out_waiting() == 0
    first, second = (factories.make_person(factories.Role.AGENT) for _ in range(2))
    assert services.hand_out_waiting() == 3
    assert [dispute.owner for dispute in disputes] == [first, second, first]
    assert services.hand_out_waiting() == 0
