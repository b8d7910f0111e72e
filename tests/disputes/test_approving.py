"""No proposal waits for one manager who is away while another could decide; with nobody, it is said."""

from datetime import timedelta

import pytest

from support.accounts.absences import end_absence, enter_absence
from support.accounts.models import Person
from support.accounts.roles import Role
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.approving import approvers
from support.extensions import db
from support.kernel import clock
from tests import factories
from tests.disputes.building import correct, ready


@pytest.fixture
def boss(app) -> Person:
    return factories.make_person(Role.MANAGER, name="Olga Petrova")


def sends_away(person: Person, days: int = 3):
    day = clock.today()
    return enter_absence(person, starts_on=day, ends_on=day + timedelta(days=days - 1), by=person)


def told(kind: str) -> list[str]:
    return [row.to_name for row in db.session.query(OutgoingLetter).filter_by(kind=kind).order_by(OutgoingLetter.id)]


def test_every_manager_who_is_there_is_asked_and_the_absent_are_not(client_person, agent, manager, boss) -> None:
    sends_away(manager)
    remedy = correct(ready(client_person, agent, "60"), "60", by=agent)
    assert approvers([remedy]) == {remedy.id: [boss]}
    assert told("approval_requested") == [boss.name]


def test_another_is_asked_when_the_one_who_was_asked_goes_away(client_person, agent, manager, boss) -> None:
    absence = sends_away(boss)
    correct(ready(client_person, agent, "60"), "60", by=agent)
    assert told("approval_requested") == [manager.name]
    end_absence(absence, by=boss)
    sends_away(manager)
    for _ in range(2):
        services.look_for_approvers()
    assert told("approval_requested") == [manager.name, boss.name]
    assert told("approval_without_approver") == []


def test_with_every_manager_away_the_proposer_and_the_managers_hear_that_nobody_can(
    client_person, agent, manager, boss
) -> None:
    for person in (manager, boss):
        sends_away(person)
    correct(ready(client_person, agent, "60"), "60", by=agent)
    for _ in range(2):
        services.look_for_approvers()
    assert told("approval_requested") == []
    assert sorted(told("approval_without_approver")) == sorted([agent.name, manager.name, boss.name])


def test_a_manager_does_not_count_for_their_own_proposal(client_person, manager, boss) -> None:
    mine = ready(client_person, manager, "9000")
    remedy = correct(mine, "9000", by=manager)
    assert approvers([remedy]) == {remedy.id: []}  # and above what one remedy may be for the other
    assert told("approval_without_approver") != []


def test_what_a_manager_has_given_today_counts_against_them(client_person, agent, manager, boss) -> None:
    for _ in range(8):
        waiting = correct(ready(client_person, agent, "2500"), "2500", by=agent)
        services.approve(waiting, by=manager)
    remedy = correct(ready(client_person, agent, "60"), "60", by=agent)
    assert approvers([remedy]) == {remedy.id: [boss]}
