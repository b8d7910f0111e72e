"""Who gets the next dispute."""

from dataclasses import replace

import pytest

from support import policies
from support.disputes import assignment
from support.disputes.reasons import Reason
from support.extensions import db
from tests import factories
from tests.disputes.building import make_bill, refuse


@pytest.fixture
def desk(monkeypatch):
    """Changes the desk's numbers for one test."""

    def change(**numbers):
        changed = replace(policies.desk(), **numbers)
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
