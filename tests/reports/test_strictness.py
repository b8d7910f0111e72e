"""Slow answers and no to almost everything: shown in a report, and a task for the managers."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from support.accounts.models import Person
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import RootCause
from support.extensions import db
from support.kernel import clock
from support.prevention.kinds import TaskKind
from support.prevention.models import Task
from support.reactions.handling import watch_handling
from support.reports.shapes import Period
from support.reports.strictness import LEAST, hard_on
from support.sla.models import Clock
from tests import factories

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def refused(client_person: Person, agent: Person) -> Dispute:
    bill = factories.make_invoice(client_person.organisation)
    dispute = factories.investigated(
        factories.make_dispute(bill, by=client_person), by=agent, cause=RootCause.CLIENT_MISUNDERSTANDING
    )
    services.attach_document(dispute, kind="invoice", ref=bill.number, title="The invoice", by=agent)
    services.resolve_not_upheld(dispute, explanation="It is as agreed, line by line.", by=agent)
    return dispute


@pytest.fixture
def five_refused(client_person: Person, agent: Person) -> list[Dispute]:
    return [refused(client_person, agent) for _ in range(LEAST)]


def handling() -> list[Task]:
    return list(db.session.scalars(select(Task).where(Task.kind == TaskKind.HANDLING).order_by(Task.key)))


def test_five_refusals_show_who_for_what_and_to_whom(five_refused, agent, client_person) -> None:
    found = {one.by: one for one in hard_on(MARCH)}
    assert {by: one.name for by, one in found.items()} == {
        "owner": agent.name,
        "reason": five_refused[0].reason.label,
        "client": client_person.organisation.name,
    }
    assert all((one.decided, one.refused, one.before) == (LEAST, Decimal("1.000"), None) for one in found.values())


def test_four_tell_nothing(client_person, agent) -> None:
    for _ in range(LEAST - 1):
        refused(client_person, agent)
    assert hard_on(MARCH) == []


def test_who_answers_nobody_is_slow_although_nothing_is_decided(client_person, agent) -> None:
    for number in range(LEAST):
        bill = factories.make_invoice(client_person.organisation)
        dispute = services.take(factories.make_dispute(bill, by=client_person), by=agent)
        if number < 2:
            db.session.scalars(select(Clock).where(Clock.dispute_id == dispute.id)).first().missed_at = clock.now()
    db.session.commit()
    [slow] = [one for one in hard_on(MARCH) if one.by == "owner"]
    assert (slow.name, slow.decided, slow.late, slow.is_rigid) == (agent.name, 0, Decimal("0.400"), False)


def test_managers_get_a_task_once_a_quarter(five_refused, calendar) -> None:
    assert watch_handling() == 3
    assert watch_handling() == 0
    assert "100% of 5 decisions are refusals" in handling()[0].title
    assert [task.owner for task in handling()] == [None, None, None], (
        "the reminder of what is nobody's goes to managers"
    )
    calendar.set("2026-04-02T09:00+00:00")
    assert watch_handling() == 3, "a new quarter, and it goes on"


def test_nobody_who_credits_what_is_wrong_is_looked_at(client_person, agent) -> None:
    assert watch_handling() == 0
    assert handling() == []
