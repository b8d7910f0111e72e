"""Handing out, relieving and leaving in the same moment, with real transactions: never two owners, never one who is away."""

from datetime import timedelta

import pytest
from flask import Flask

from support.accounts import staffing
from support.accounts.absences import away, end_absence, enter_absence
from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.states import Action
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import SupportError
from tests import factories
from tests.disputes.building import make_bill, ready
from tests.disputes.test_parallel import TIMES, Together


@pytest.fixture
def together(app: Flask) -> Together:
    return Together(app)


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def sends_away(who: Person, days: int = 7):
    day = clock.today()
    return enter_absence(who, starts_on=day, ends_on=day + timedelta(days=days - 1), by=who)


def waiting(client_person: Person, staff: list[Person], count: int) -> list[int]:
    """Disputes opened while nobody was there."""
    absences = [sends_away(one) for one in staff]
    rows = [factories.make_dispute(make_bill(client_person.organisation), by=client_person).id for _ in range(count)]
    for absence, one in zip(absences, staff, strict=True):
        end_absence(absence, by=one)
    return rows


def assigned(dispute_id: int) -> list[str]:
    history = db.session.get_one(Dispute, dispute_id).history
    return [entry.facts["owner"] for entry in history if entry.action == Action.ASSIGN.value]


@pytest.mark.parametrize("_", range(TIMES))
def test_two_workers_hand_out_each_dispute_once_and_evenly(together, client_person, agent, other_agent, _) -> None:
    rows = waiting(client_person, [agent, other_agent], 6)
    given = together(services.hand_out_waiting, services.hand_out_waiting)
    assert sum(given) + services.hand_out_waiting() == 6
    assert [len(assigned(row)) for row in rows] == [1] * 6
    owners = [db.session.get_one(Dispute, row).owner_id for row in rows]
    assert sorted(owners.count(one.id) for one in (agent, other_agent)) == [3, 3]
    assert all(verify(db.session.get_one(Dispute, row)) == [] for row in rows)


@pytest.mark.parametrize("_", range(TIMES))
def test_handed_out_while_an_agent_takes_it_it_has_one_owner(together, client_person, agent, other_agent, _) -> None:
    [row] = waiting(client_person, [agent, other_agent], 1)
    who = other_agent.id
    together(
        services.hand_out_waiting,
        lambda: services.take(db.session.get_one(Dispute, row), by=person(who)).owner_id,
    )
    services.hand_out_waiting()
    dispute = db.session.get_one(Dispute, row)
    assert dispute.owner_id == who
    assert verify(dispute) == []


@pytest.mark.parametrize("_", range(TIMES))
def test_two_workers_relieve_somebody_once(together, client_person, agent, other_agent, calendar, _) -> None:
    row = ready(client_person, agent).id
    day = clock.today()
    enter_absence(agent, starts_on=day + timedelta(days=1), ends_on=day + timedelta(days=9), by=agent)
    calendar.forward(days=1)
    moved = together(services.relieve_absent, services.relieve_absent)
    assert sorted(moved, key=str) in ([0, 1], [1, 0])
    assert assigned(row) == [other_agent.name]


@pytest.mark.parametrize("_", range(TIMES))
def test_who_goes_away_while_disputes_are_handed_out_keeps_none(together, client_person, agent, other_agent, _) -> None:
    rows = waiting(client_person, [agent, other_agent], 4)
    who = agent.id
    together(services.hand_out_waiting, lambda: sends_away(person(who)).id)
    services.hand_out_waiting()
    services.relieve_absent()
    assert set(away()) == {who}
    assert {db.session.get_one(Dispute, row).owner_id for row in rows} == {other_agent.id}


@pytest.mark.parametrize("_", range(TIMES))
def test_two_managers_who_close_each_others_accounts_leave_one(together, manager, _) -> None:
    first, second = manager.id, factories.make_person(Role.MANAGER, name="Olga Petrova").id
    results = together(
        lambda: staffing.close_account(person(first), by=person(second)).active,
        lambda: staffing.close_account(person(second), by=person(first)).active,
    )
    assert sum(isinstance(result, SupportError) for result in results) == 1
    assert db.session.query(Person).filter_by(active=True, role=Role.MANAGER).count() == 1


@pytest.mark.parametrize("_", range(TIMES))
def test_two_managers_who_demote_each_other_leave_one(together, manager, _) -> None:
    first, second = manager.id, factories.make_person(Role.MANAGER, name="Olga Petrova").id
    together(
        lambda: staffing.change_role(person(first), Role.AGENT, by=person(second)).tier,
        lambda: staffing.change_role(person(second), Role.AGENT, by=person(first)).tier,
    )
    assert db.session.query(Person).filter_by(active=True, role=Role.MANAGER).count() == 1


@pytest.mark.parametrize("_", range(TIMES))
def test_opened_at_once_with_room_for_one_each_nobody_gets_two(together, client_person, agent, other_agent, _) -> None:
    who, bills = client_person.id, [make_bill(client_person.organisation).id for _ in range(2)]

    def opens(bill: int) -> int | None:
        from support.billing.models import Invoice

        return factories.make_dispute(db.session.get_one(Invoice, bill), by=person(who)).owner_id

    owners = together(*(lambda bill=bill: opens(bill) for bill in bills))
    assert sorted(owners) == sorted([agent.id, other_agent.id])
