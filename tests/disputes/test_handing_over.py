"""From one department to another, and back."""

from datetime import timedelta

import pytest

from support.accounts.absences import enter_absence
from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes import queries, services
from support.disputes.handing_over import came_from
from support.disputes.queries import Only
from support.disputes.states import Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.sla.queries import clocks_of
from tests import factories
from tests.disputes.building import correct, make_bill, ready


@pytest.fixture
def seller(app) -> Person:
    return factories.make_person(Role.AGENT, name="Omar Haddad", department="sales")


def hands_over(dispute, by, to="sales", why="You know what was agreed."):
    return services.hand_over(dispute, to=to, why=why, by=by)


def due(dispute) -> list:
    return [(row.name, row.due_at, row.ended_at) for row in clocks_of(dispute)]


def test_it_goes_to_somebody_there_who_has_not_begun_and_the_clocks_run_on(client_person, agent, seller) -> None:
    dispute = ready(client_person, agent)
    before = due(dispute)
    hands_over(dispute, agent)
    assert (dispute.department, dispute.owner, dispute.taken_at) == ("sales", seller, None)
    assert dispute.status is Status.INVESTIGATING
    assert due(dispute) == before
    assert verify(dispute) == []


def test_the_history_says_why_and_from_whom_and_the_client_does_not_read_it(client_person, agent, seller) -> None:
    dispute = hands_over(ready(client_person, agent), agent)
    entry = next(row for row in reversed(dispute.history) if row.action == "hand_over")
    assert entry.facts == {
        "why": "You know what was agreed.",
        "from": "billing",
        "from_owner": agent.id,
        "to": "sales",
        "department": "Sales",
        "owner": "Omar Haddad",
    }
    assert not entry.for_client


def test_handed_back_it_goes_to_who_had_it_before(client_person, agent, other_agent, seller) -> None:
    dispute = hands_over(ready(client_person, agent), agent)
    ready(client_person, agent)  # busier than the other by now
    assert came_from(dispute).name == "billing"
    hands_over(dispute, seller, to="billing", why="It was agreed as billed.")
    assert (dispute.department, dispute.owner) == ("billing", agent)
    assert came_from(dispute).name == "sales"


def test_handed_back_to_somebody_away_it_goes_to_the_next(client_person, agent, other_agent, seller) -> None:
    dispute = hands_over(ready(client_person, agent), agent)
    day = clock.today()
    enter_absence(agent, starts_on=day, ends_on=day + timedelta(days=7), by=agent)
    hands_over(dispute, seller, to="billing")
    assert dispute.owner == other_agent


def test_with_nobody_there_just_now_it_waits_in_the_department(client_person, agent, seller) -> None:
    day = clock.today()
    enter_absence(seller, starts_on=day, ends_on=day, by=seller)
    dispute = hands_over(ready(client_person, agent), agent)
    assert (dispute.department, dispute.owner) == ("sales", None)
    shown = queries.queue(seen_by=seller, view="unassigned", only=Only(department="sales")).rows
    assert [row.reference for row in shown] == [dispute.reference]
    with pytest.raises(NotAllowed, match="another department"):
        services.take(dispute, by=agent)
    assert services.take(dispute, by=seller).owner == seller


def test_who_is_back_is_given_what_waits_in_their_department(client_person, agent, seller, calendar) -> None:
    day = clock.today()
    enter_absence(seller, starts_on=day, ends_on=day, by=seller)
    dispute = hands_over(ready(client_person, agent), agent)
    assert services.hand_out_waiting() == 0
    calendar.forward(days=1)
    assert services.hand_out_waiting() == 1
    assert dispute.owner == seller


@pytest.mark.parametrize(("to", "said"), [("billing", "has it already"), ("kitchen", "Choose one of the departments")])
def test_a_department_that_has_it_or_does_not_exist_is_refused(client_person, agent, to, said) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        hands_over(ready(client_person, agent), agent, to=to)
    assert refused.value.field == "department"


def test_a_department_in_which_nobody_works_is_refused(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    with pytest.raises(RuleBroken, match="Nobody works in Delivery"):
        hands_over(dispute, agent, to="delivery")
    assert dispute.owner == agent


def test_without_a_reason_it_is_refused(client_person, agent, seller) -> None:
    with pytest.raises(BadInput, match="The reason"):
        hands_over(ready(client_person, agent), agent, why="  ")


def test_while_a_proposal_is_out_it_stays(client_person, agent, seller) -> None:
    dispute = ready(client_person, agent, "60")
    correct(dispute, "60", by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        hands_over(dispute, agent)


def test_a_colleague_who_does_not_own_it_cannot_hand_it_over(client_person, agent, other_agent, seller) -> None:
    with pytest.raises(NotAllowed, match="belongs to a colleague"):
        hands_over(ready(client_person, agent), other_agent)


def test_it_is_assigned_within_its_department_only(client_person, agent, other_agent, seller, manager) -> None:
    dispute = hands_over(ready(client_person, agent), agent)
    with pytest.raises(RuleBroken, match="works in another department: hand it over"):
        services.assign(dispute, to=other_agent, by=manager)
    assert services.assign(dispute, to=manager, by=manager).owner == manager


def test_escalated_from_a_department_without_authority_it_goes_to_a_manager(
    client_person, agent, seller, specialist, manager
) -> None:
    dispute = hands_over(ready(client_person, agent), agent)
    services.escalate(dispute, why="It is difficult.", by=seller)
    assert (dispute.tier, dispute.owner, dispute.department) == (2, manager, "sales")


def test_the_queue_is_narrowed_to_a_department(client_person, agent, seller) -> None:
    theirs = hands_over(ready(client_person, agent), agent)
    ours = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    shown = {
        name: [row.reference for row in queries.queue(seen_by=agent, view="all", only=Only(department=name)).rows]
        for name in ("sales", "billing", "delivery")
    }
    assert shown == {"sales": [theirs.reference], "billing": [ours.reference], "delivery": []}


def test_a_person_who_changes_departments_leaves_their_disputes_behind(client_person, agent, other_agent) -> None:
    from support.accounts.staffing import change_department

    boss = factories.make_person(Role.MANAGER)
    dispute = ready(client_person, agent)
    change_department(agent, "sales", by=boss)
    db.session.expire_all()
    assert dispute.owner == other_agent
    assert dispute.history[-1].facts["why"] == f"{agent.name} has other duties now."
