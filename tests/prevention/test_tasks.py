"""What comes due is made once, done with an outcome or put off with a reason, and its owner is reminded."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing.agreements import Price, Terms
from support.billing.audit import audit_client
from support.billing.changes import PriceNotice
from support.billing.settlement import Finding
from support.disputes.reasons import Channel, Reason
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken
from support.prevention import announcing, dated, replying, tasks
from support.prevention.dated import make_tasks
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.models import Task, Verification
from tests import factories
from tests.prevention.conftest import letters


def made(kind: TaskKind) -> list[Task]:
    return list(db.session.scalars(select(Task).where(Task.kind == kind).order_by(Task.id)))


@pytest.fixture
def agreement(harbour: Organisation) -> Task:
    """To be gone through in ten days."""
    contract = factories.make_contract(harbour)
    db.session.add(Terms(contract_id=contract.id, review_on=clock.today() + timedelta(days=10)))
    db.session.commit()
    make_tasks()
    return made(TaskKind.AGREEMENT_REVIEW)[0]


@pytest.fixture
def price(harbour: Organisation) -> Price:
    """120 instead of 100, in 40 days; the desk's notice is 30 days."""
    contract = factories.make_contract(harbour)
    first = clock.today() + timedelta(days=40)
    factories.make_price(contract, valid_to=first - timedelta(days=1))
    return factories.make_price(contract, unit_price=Decimal(120), valid_from=first, description="Espresso beans")


def test_an_agreement_becomes_a_task_once(agreement: Task) -> None:
    assert agreement.due_on == clock.today() + timedelta(days=10)
    assert make_tasks() == 0


def test_an_agreement_that_is_far_off_is_no_task_yet(harbour: Organisation) -> None:
    contract = factories.make_contract(harbour)
    db.session.add(Terms(contract_id=contract.id, review_on=clock.today() + timedelta(days=15)))
    db.session.commit()
    assert make_tasks() == 0


def test_gone_through_an_agreement_comes_again(agreement: Task, agent: Person, calendar) -> None:
    tasks.finish(agreement, outcome="The prices stay.", next_on=clock.today() + timedelta(days=20), by=agent)
    assert agreement.status is TaskStatus.DONE
    calendar.forward(days=7)
    assert make_tasks() == 1


def test_a_review_lies_ahead(agreement: Task, agent: Person) -> None:
    with pytest.raises(BadInput, match="ahead of today"):
        tasks.finish(agreement, outcome="Done.", next_on=clock.today(), by=agent)


def test_done_needs_an_outcome_and_happens_once(agreement: Task, agent: Person) -> None:
    with pytest.raises(BadInput, match="What came of it"):
        tasks.finish(agreement, outcome=" ", by=agent)
    tasks.finish(agreement, outcome="The prices stay.", by=agent)
    with pytest.raises(RuleBroken, match="nothing left to do"):
        tasks.finish(agreement, outcome="Again.", by=agent)


def test_a_client_does_no_task_of_ours(agreement: Task, harbour: Organisation) -> None:
    with pytest.raises(NotAllowed, match="Only staff"):
        tasks.finish(agreement, outcome="Done.", by=harbour.people[0])


def test_a_task_is_put_off_with_a_reason_to_a_later_day(agreement: Task, agent: Person) -> None:
    later = clock.today() + timedelta(days=30)
    with pytest.raises(BadInput, match="reason"):
        tasks.put_off(agreement, to=later, words="", by=agent)
    with pytest.raises(BadInput, match="after today"):
        tasks.put_off(agreement, to=clock.today(), words="They are away.", by=agent)
    assert tasks.put_off(agreement, to=later, words="They are away.", by=agent).due_on == later


def test_clients_are_asked_and_talked_to_in_their_time(harbour: Organisation, agent: Person, calendar) -> None:
    factories.make_invoice(harbour, issued_on=date(2025, 9, 20))
    assert make_tasks() == 1
    (talk,) = made(TaskKind.CHECK_IN)
    assert talk.due_on == date(2025, 9, 20) + timedelta(days=180)
    tasks.finish(talk, outcome="They are content with the beans.", by=agent)
    assert make_tasks() == 0
    factories.make_invoice(harbour, issued_on=date(2026, 8, 20))
    calendar.set("2026-09-15T09:00+00:00")
    assert make_tasks() == 3, "with the meeting of the departments about August"
    assert len(made(TaskKind.CHECK_IN)) == 2
    (data,) = made(TaskKind.CLIENT_DATA)
    tasks.finish(data, outcome="Confirmed by Maria.", by=agent)
    groups = set(db.session.scalars(select(Verification.group)))
    assert groups == {"address", "contacts", "tax"}
    assert make_tasks() == 0


def test_a_client_without_bills_is_left_alone(harbour: Organisation) -> None:
    assert make_tasks() == 0


def test_what_a_client_said_becomes_a_dispute(harbour: Organisation, agent: Person) -> None:
    invoice = factories.make_invoice(harbour, issued_on=date(2025, 9, 20))
    make_tasks()
    (talk,) = made(TaskKind.CHECK_IN)
    dispute = tasks.raise_concern(talk, number=invoice.number, words="The beans cost too much.", by=agent)
    assert (dispute.organisation_id, dispute.channel) == (harbour.id, Channel.PHONE)
    with pytest.raises(NotFound):
        other = factories.make_invoice(factories.make_organisation())
        tasks.raise_concern(talk, number=other.number, words="This too.", by=agent)


def test_a_price_is_announced_in_time_and_once(price: Price, harbour: Organisation, calendar) -> None:
    assert make_tasks() == 1
    (task,) = made(TaskKind.PRICE_NOTICE)
    assert task.last_on == price.valid_from - timedelta(days=30)
    assert announcing.announce_due() == 0
    calendar.forward(days=3)
    assert [announcing.announce_due() for _ in range(2)] == [1, 0]
    assert (price.notice_sent_on, task.status) == (clock.today(), TaskStatus.DONE)
    (letter,) = letters("price_notice")
    assert "€100.00" in letter.text
    assert "€120.00" in letter.text
    assert make_tasks() == 0


def test_the_agreement_says_how_long_before(price: Price) -> None:
    assert price.contract is not None
    db.session.add(Terms(contract_id=price.contract.id, price_notice_days=60))
    db.session.commit()
    make_tasks()
    (task,) = made(TaskKind.PRICE_NOTICE)
    assert task.last_on == price.valid_from - timedelta(days=60)
    assert task.due_on == clock.today()


def test_a_price_is_not_ticked_off_and_not_put_off_too_far(price: Price, agent: Person) -> None:
    make_tasks()
    (task,) = made(TaskKind.PRICE_NOTICE)
    with pytest.raises(RuleBroken, match="Send the notices"):
        tasks.finish(task, outcome="I rang them.", by=agent)
    with pytest.raises(RuleBroken, match="last day"):
        tasks.put_off(task, to=price.valid_from, words="Later.", by=agent)


def test_a_price_of_the_list_reaches_those_who_pay_it_and_have_none_of_their_own(harbour: Organisation) -> None:
    first = clock.today() + timedelta(days=31)
    factories.make_price(None, valid_to=first - timedelta(days=1))
    factories.make_price(None, unit_price=Decimal(120), valid_from=first)
    factories.make_invoice(harbour)
    own = factories.make_organisation()
    factories.make_person(Role.CLIENT, organisation=own)
    factories.make_price(factories.make_contract(own))
    factories.make_invoice(own)
    factories.make_person(Role.CLIENT)
    make_tasks()
    assert announcing.announce_due() == 1
    assert db.session.scalars(select(PriceNotice.organisation_id)).all() == [harbour.id]


def test_a_price_that_was_announced_is_no_finding_and_one_that_was_not_is(
    price: Price, harbour: Organisation, calendar
) -> None:
    calendar.forward(days=3)
    make_tasks()
    announcing.announce_due()
    calendar.forward(days=60)
    factories.make_invoice(harbour, [{"unit_price": "120"}], issued_on=clock.today(), period_start=price.valid_from)
    audit_client(harbour)
    assert db.session.scalar(select(func.count()).select_from(Finding).where(Finding.rule == "R6")) == 0
    price.notice_sent_on = None
    db.session.query(PriceNotice).delete()
    db.session.commit()
    audit_client(harbour)
    assert db.session.scalar(select(func.count()).select_from(Finding).where(Finding.rule == "R6")) == 1


def test_a_client_talks_back_about_a_price(price: Price, harbour: Organisation, calendar) -> None:
    factories.make_invoice(harbour)
    calendar.forward(days=3)
    make_tasks()
    announcing.announce_due()
    notice = db.session.scalars(select(PriceNotice)).one()
    maria = harbour.people[0]
    dispute = replying.reply(replying.notice_with(notice.id, seen_by=maria), words="Can we keep the old one?", by=maria)
    assert dispute.reason is Reason.CLARIFICATION_REQUEST
    assert "Can we keep the old one?" in dispute.statement
    with pytest.raises(NotFound):
        replying.notice_with(notice.id, seen_by=factories.make_person(Role.CLIENT))


def test_owners_are_reminded_once_a_week_in_one_letter(
    agreement: Task, agent: Person, manager: Person, calendar
) -> None:
    tasks.assign(agreement, to=agent, by=manager)
    tasks.plan("Check the import of price lists", due_on=clock.today(), owner=agent, by=manager)
    assert tasks.remind() == 1
    calendar.forward(days=7)
    assert tasks.remind() == 1
    calendar.forward(days=3)
    assert tasks.remind() == 1
    assert tasks.remind() == 0
    assert {letter.to_email for letter in letters("tasks_due")} == {agent.email}


def test_what_is_nobodys_reaches_the_managers(agreement: Task, manager: Person, calendar) -> None:
    calendar.forward(days=11)
    tasks.remind()
    assert [letter.to_email for letter in letters("tasks_due")] == [manager.email]


def test_a_measure_has_an_owner_and_a_day_to_come(app: Flask, agent: Person) -> None:
    with pytest.raises(BadInput, match="past"):
        tasks.plan("Check it", due_on=clock.today() - timedelta(days=1), owner=agent, by=agent)
    with pytest.raises(BadInput, match="What is to be done"):
        tasks.plan(" ", due_on=clock.today(), owner=agent, by=agent)
    assert tasks.plan("Check it", due_on=clock.today(), owner=agent, by=agent).kind is TaskKind.PREVENTIVE


def test_the_list_goes_by_the_day_and_on_page_by_page(app: Flask, agent: Person) -> None:
    for days in (5, 1, 3, 1):
        tasks.plan(f"In {days}", due_on=clock.today() + timedelta(days=days), owner=agent, by=agent)
    first = tasks.tasks(tasks.Wanted(), limit=2)
    second = tasks.tasks(tasks.Wanted(), before=first.next, limit=2)
    assert [row.title for row in [*first.rows, *second.rows]] == ["In 1", "In 1", "In 3", "In 5"]
    with pytest.raises(BadInput):
        tasks.tasks(tasks.Wanted(), before="WzEsMl0")


def test_a_quarter_with_bills_is_looked_back_at_once(harbour: Organisation, calendar) -> None:
    factories.make_invoice(harbour, issued_on=date(2026, 3, 31))
    calendar.set("2026-04-02T09:00+00:00")
    dated.make_tasks()
    (task,) = db.session.scalars(select(Task).where(Task.kind == TaskKind.PRACTICE_REVIEW))
    assert task.title.startswith("Look back at January to March 2026") and task.due_on == date(2026, 4, 14)
    assert dated.quarter_of(task) == (date(2026, 1, 1), date(2026, 3, 31))
    dated.make_tasks()
    assert db.session.query(Task).filter_by(kind=TaskKind.PRACTICE_REVIEW).count() == 1


def test_a_quarter_without_bills_is_not(harbour: Organisation, calendar) -> None:
    calendar.set("2026-04-02T09:00+00:00")
    dated.make_tasks()
    assert db.session.query(Task).filter_by(kind=TaskKind.PRACTICE_REVIEW).count() == 0


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), (date(2025, 10, 1), date(2025, 12, 31))),
        (date(2026, 3, 31), (date(2025, 10, 1), date(2025, 12, 31))),
        (date(2026, 5, 31), (date(2026, 1, 1), date(2026, 3, 31))),
        (date(2026, 12, 31), (date(2026, 7, 1), date(2026, 9, 30))),
    ],
)
def test_the_quarter_before_is_the_one_that_ended_last(day: date, quarter: tuple[date, date]) -> None:
    assert dated.quarter_before(day) == quarter


def test_the_departments_meet_once_about_each_month_with_bills(harbour: Organisation, calendar) -> None:
    factories.make_invoice(harbour, issued_on=date(2026, 3, 31))
    calendar.set("2026-04-02T09:00+00:00")
    dated.make_tasks()
    dated.make_tasks()
    (task,) = made(TaskKind.DEPARTMENTS)
    assert dated.month_of(task) == (date(2026, 3, 1), date(2026, 3, 31))
    assert dated.quarter_of(task) is None
    assert task.due_on == date(2026, 4, 10)
