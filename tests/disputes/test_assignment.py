"""Who gets the next dispute."""

from dataclasses import replace
from datetime import timedelta

import pytest

from support import policies
from support.accounts.absences import end_absence, enter_absence
from support.disputes import assignment, handing_out, services
from support.disputes.reasons import Reason
from support.extensions import db
from support.kernel import clock
from tests import factories
from tests.disputes.building import make_bill, refuse


@pytest.fixture
def desk(monkeypatch):
    """Changes the desk's rules of assignment for one test."""

    def change(**numbers):
        known = policies.desk()
        changed = replace(known, assignment=replace(known.assignment, **numbers))
        monkeypatch.setattr(assignment.policies, "desk", lambda: changed)

    return change


def opened(client_person, **given):
    return factories.make_dispute(make_bill(client_person.organisation), by=client_person, **given)


def test_the_least_busy_gets_it_and_then_who_waited_longest(client_person, agent, other_agent) -> None:
    first = opened(client_person)
    assert (first.owner, opened(client_person).owner) == (agent, other_agent)
    factories.investigated(first, by=agent)
    refuse(first, by=agent)
    assert opened(client_person).owner == agent


def test_who_is_full_comes_last_and_nobody_is_left_without_an_owner(client_person, agent, other_agent, desk) -> None:
    desk(capacity={"agent": 1, "specialist": 1, "manager": 1})
    owners = [opened(client_person).owner for _ in range(3)]
    assert owners == [agent, other_agent, agent]


def test_who_knows_the_reason_gets_it_first(client_person, agent, other_agent, desk) -> None:
    desk(skills={"tax": (other_agent.email,)})
    assert opened(client_person, reason=Reason.TAX).owner == other_agent
    assert opened(client_person, reason=Reason.TAX).owner == other_agent
    assert opened(client_person).owner == agent


def test_who_has_left_gets_nothing(client_person, agent, other_agent) -> None:
    agent.active = False
    db.session.commit()
    assert opened(client_person).owner == other_agent


def test_without_agents_it_goes_up(client_person, specialist, manager) -> None:
    assert opened(client_person).owner == specialist


def sends_away(person, days=7, *, after=0):
    first = clock.today() + timedelta(days=after)
    return enter_absence(person, starts_on=first, ends_on=first + timedelta(days=days - 1), by=person)


def test_who_says_on_their_page_that_they_know_the_reason_gets_it_first(client_person, agent, other_agent) -> None:
    other_agent.skills = ["tax"]
    db.session.commit()
    assert [opened(client_person, reason=Reason.TAX).owner for _ in range(2)] == [other_agent, other_agent]


def test_the_order_of_what_counts_is_the_desks(client_person, agent, other_agent, desk) -> None:
    other_agent.skills = ["tax"]
    db.session.commit()
    desk(order=("turn", "load", "skill"))
    owners = [opened(client_person, reason=Reason.TAX).owner for _ in range(4)]
    assert owners == [other_agent, agent, other_agent, agent]  # knowing it decides only whose turn is the first


def test_round_robin_goes_on_with_whoever_was_given_one_longest_ago(client_person, agent, other_agent, desk) -> None:
    desk(order=("turn", "skill", "load"))
    first, second = opened(client_person), opened(client_person)
    factories.investigated(second, by=other_agent)
    refuse(second, by=other_agent)
    assert [first.owner, second.owner] == [agent, other_agent]
    assert opened(client_person).owner == agent  # the other has fewer, and yet it is the first one's turn


def test_where_disputes_wait_the_oldest_goes_to_the_next_who_is_free(client_person, agent, desk) -> None:
    desk(capacity={"agent": 1, "specialist": 1, "manager": 1}, when_full="wait")
    first, second, third = (opened(client_person) for _ in range(3))
    assert (first.owner, second.owner, third.owner) == (agent, None, None)
    assert services.hand_out_waiting() == 0
    factories.investigated(first, by=agent)
    refuse(first, by=agent)
    assert services.hand_out_waiting() == 1
    assert (second.owner, third.owner) == (agent, None)
    assert second.history[-1].facts == {"owner": agent.name}


def test_who_is_away_gets_nothing_and_who_is_back_does(client_person, agent, other_agent) -> None:
    absence = sends_away(agent)
    assert [opened(client_person).owner for _ in range(2)] == [other_agent, other_agent]
    end_absence(absence, by=agent)
    assert opened(client_person).owner == agent


def test_an_absence_to_come_changes_nothing_today(client_person, agent, other_agent, calendar) -> None:
    sends_away(agent, after=1)
    mine = opened(client_person)
    assert mine.owner == agent
    calendar.forward(days=1)
    assert opened(client_person).owner == other_agent
    assert services.relieve_absent() == 1
    assert mine.owner == other_agent


def test_the_absences_day_is_the_one_where_the_person_is(client_person, agent, other_agent, calendar) -> None:
    agent.timezone = "Pacific/Auckland"
    db.session.commit()
    calendar.set("2026-03-16T12:30+00:00")  # it is the 17th there
    enter_absence(agent, starts_on=clock.today("UTC") + timedelta(days=1), ends_on=clock.today() + timedelta(days=1), by=agent)  # fmt: skip
    assert opened(client_person).owner == other_agent
    calendar.set("2026-03-17T11:30+00:00")  # and here the 18th has begun
    assert opened(client_person).owner == agent


def test_with_everybody_away_it_waits_for_the_first_who_is_back(client_person, agent, specialist, manager) -> None:
    absences = [sends_away(person) for person in (agent, specialist, manager)]
    dispute = opened(client_person)
    assert dispute.owner is None
    assert services.hand_out_waiting() == 0
    end_absence(absences[0], by=agent)
    assert services.hand_out_waiting() == 1
    assert dispute.owner == agent


def test_a_long_absence_moves_everything_at_once_and_says_why(client_person, agent, other_agent) -> None:
    mine = factories.investigated(opened(client_person), by=agent)
    sends_away(agent)
    assert mine.owner == other_agent
    assert mine.taken_at is None
    facts = mine.history[-1].facts
    assert facts == {"owner": other_agent.name, "from": agent.name, "why": f"{agent.name} is away until 22 March 2026."}
    assert not mine.history[-1].for_client


def test_of_a_short_absence_moves_what_nobody_has_begun_on(client_person, agent, other_agent) -> None:
    begun = factories.investigated(opened(client_person), by=agent)
    opened(client_person)
    untouched = opened(client_person)
    assert untouched.owner == agent
    sends_away(agent, days=1)
    assert (begun.owner, untouched.owner) == (agent, other_agent)


def test_of_a_short_absence_moves_what_falls_due_before_they_are_back(
    client_person, agent, other_agent, calendar
) -> None:
    begun = factories.investigated(opened(client_person), by=agent)
    calendar.now = begun.next_due_at - timedelta(hours=2)
    assert begun.owner == agent
    sends_away(agent, days=1)
    assert begun.owner == other_agent


def test_with_nobody_to_take_it_it_stays_with_who_is_away(client_person, agent) -> None:
    mine = opened(client_person)
    sends_away(agent)
    assert mine.owner == agent
    assert services.relieve_absent() == 0


def test_what_went_up_while_nobody_was_there_goes_to_who_comes_back(client_person, agent, specialist) -> None:
    absence = sends_away(specialist)
    mine = opened(client_person)
    services.escalate(mine, why="It is difficult.", by=agent)
    assert (mine.tier, mine.owner) == (2, agent)
    assert services.relieve_absent() == 0
    end_absence(absence, by=specialist)
    assert services.relieve_absent() == 1
    assert mine.owner == specialist


def test_relieving_twice_moves_nothing_more(client_person, agent, other_agent, calendar) -> None:
    opened(client_person)
    sends_away(agent, after=1)
    calendar.forward(days=1)
    assert [services.relieve_absent() for _ in range(3)] == [1, 0, 0]


def test_a_reopened_dispute_of_somebody_away_goes_to_a_colleague(client_person, agent, other_agent) -> None:
    mine = factories.investigated(opened(client_person), by=agent)
    refuse(mine, by=agent)
    sends_away(agent)
    services.reopen(mine, why="A paper has come in.", by=other_agent)
    assert mine.owner == other_agent


def test_disputes_of_other_departments_do_not_come_to_billing(client_person, agent, other_agent) -> None:
    agent.department = "sales"
    db.session.commit()
    assert [opened(client_person).owner for _ in range(2)] == [other_agent, other_agent]
    assert assignment.next_owner(1, Reason.OTHER, department="sales") == agent
    assert assignment.next_owner(1, Reason.OTHER, department="a department of long ago") == other_agent


def test_above_the_first_tier_a_manager_of_any_department_will_do(client_person, agent, manager) -> None:
    agent.department = "sales"
    db.session.commit()
    assert assignment.next_owner(1, Reason.OTHER, department="delivery") is None
    assert assignment.next_owner(2, Reason.OTHER, department="delivery") == manager


def test_nobody_waits_without_being_seen(client_person) -> None:
    dispute = opened(client_person)
    assert handing_out.waiting() == [dispute]
