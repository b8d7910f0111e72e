"""Two people in the same moment, with real transactions: one outcome, and the other is told plainly."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from support.accounts.models import Person
from support.billing.balance import invoice_balance
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.disputes import queries, services
from support.disputes.models import Dispute, HistoryEntry, Remedy
from support.disputes.reasons import Channel, Reason, RemedyKind, RemedyStatus
from support.disputes.states import Action, Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel.errors import JustChanged, RuleBroken, SupportError
from tests import factories
from tests.disputes.building import correct, eur, make_bill, offer, ready

TIMES = 4


class Together:
    """Runs deeds at the same moment, each in a thread and a session of its own; keeps what came of each."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, *deeds: Callable[[], Any]) -> list[Any]:
        db.session.rollback()
        results: list[Any] = [None] * len(deeds)
        barrier = Barrier(len(deeds))

        def run(place: int) -> None:
            with self.app.app_context():
                try:
                    barrier.wait(timeout=10)
                    results[place] = deeds[place]()
                except SupportError as refused:
                    results[place] = refused
                finally:
                    db.session.remove()

        threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in threads)
        db.session.expire_all()
        return results


@pytest.fixture
def together(app: Flask) -> Together:
    return Together(app)


def dispute(dispute_id: int) -> Dispute:
    return db.session.get_one(Dispute, dispute_id)


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def remedy(remedy_id: int) -> Remedy:
    return db.session.get_one(Remedy, remedy_id)


def refusals(results: list[Any]) -> list[str]:
    return [result.say for result in results if isinstance(result, SupportError)]


def credit_notes() -> int:
    wanted = select(func.count()).where(Invoice.kind == DocumentKind.CREDIT_NOTE)
    return db.session.scalar(wanted)


@pytest.mark.parametrize("_", range(TIMES))
def test_two_agents_take_it_and_one_has_it(together, client_person, agent, other_agent, _) -> None:
    row = factories.make_dispute(make_bill(client_person.organisation), by=client_person).id
    agents = [agent.id, other_agent.id]
    results = together(*(lambda who=who: services.take(dispute(row), by=person(who)).owner_id for who in agents))
    [told] = refusals(results)
    assert "has taken DSP-00001 already" in told
    assert dispute(row).owner_id in results
    taken = select(func.count()).where(HistoryEntry.action == Action.TAKE.value)
    assert db.session.scalar(taken) == 1
    assert verify(dispute(row)) == []


def test_a_double_click_takes_it_once(together, client_person, agent) -> None:
    row, who = factories.make_dispute(make_bill(client_person.organisation), by=client_person).id, agent.id
    results = together(*[lambda: services.take(dispute(row), by=person(who)).owner_id] * 3)
    assert results == [who] * 3
    assert [entry.action for entry in dispute(row).history].count("take") == 1


@pytest.mark.parametrize("_", range(TIMES))
def test_resolved_twice_it_is_credited_once(together, client_person, agent, _) -> None:
    found = ready(client_person, agent, "40")
    row, who, line = found.id, agent.id, found.lines[0].line_id

    def resolve() -> RemedyStatus:
        amounts = {line: eur("20")}
        given = {"kind": RemedyKind.CREDIT, "amounts": amounts, "explanation": "It was our mistake."}
        return services.resolve_with_correction(dispute(row), by=person(who), **given).status

    results = together(resolve, resolve)
    assert results.count(RemedyStatus.POSTED) == 1
    assert refusals(results) == ["“Resolve” is not possible while the dispute is “resolved”."]
    assert credit_notes() == 1
    assert invoice_balance(dispute(row).invoice).credited == eur("24")


def test_with_the_version_that_was_shown_the_second_is_told_that_it_just_changed(
    together, client_person, agent
) -> None:
    found = ready(client_person, agent, "40")
    row, who, shown = found.id, agent.id, found.version

    def ask() -> Status:
        return services.ask_client(dispute(row), question="Which?", by=person(who), version=shown).status

    results = together(ask, ask)
    assert sum(isinstance(result, JustChanged) for result in results) == 1
    assert [entry.action for entry in dispute(row).history].count("ask_client") == 1


@pytest.mark.parametrize("_", range(TIMES))
def test_two_managers_approve_and_it_is_posted_once(together, client_person, agent, manager, _) -> None:
    other = factories.make_person(factories.Role.MANAGER, name="Olga Petrova").id
    waiting, first = correct(ready(client_person, agent, "60"), "60", by=agent).id, manager.id
    results = together(
        *(lambda who=who: services.approve(remedy(waiting), by=person(who)).approved_by_id for who in (first, other))
    )
    [told] = refusals(results)
    assert "has decided on this already" in told
    assert remedy(waiting).approved_by_id in results
    assert credit_notes() == 1


def test_approved_and_sent_back_at_once_is_one_of_them(together, client_person, agent, manager) -> None:
    waiting, who = correct(ready(client_person, agent, "60"), "60", by=agent).id, manager.id
    results = together(
        lambda: services.approve(remedy(waiting), by=person(who)).status,
        lambda: services.send_back(remedy(waiting), words="No.", by=person(who)).status,
    )
    assert len(refusals(results)) == 1
    assert remedy(waiting).status in results
    assert credit_notes() == (remedy(waiting).status is RemedyStatus.POSTED)


@pytest.mark.parametrize("_", range(TIMES))
def test_accepted_twice_with_the_same_key_is_given_once_and_both_are_content(together, client_person, agent, _) -> None:
    offered, who = offer(ready(client_person, agent, "90"), "40", by=agent).id, client_person.id

    def accept() -> int | None:
        return services.accept_offer(remedy(offered), by=person(who), key="a").credit_note_id

    first, second = together(accept, accept)
    assert first == second == remedy(offered).credit_note_id
    assert credit_notes() == 1


def test_accepted_twice_with_two_keys_the_second_is_told(together, client_person, agent) -> None:
    offered, who = offer(ready(client_person, agent, "90"), "40", by=agent).id, client_person.id
    results = together(
        *(lambda key=key: services.accept_offer(remedy(offered), by=person(who), key=key).id for key in ("a", "b"))
    )
    assert refusals(results) == ["This offer has been accepted already."]
    assert credit_notes() == 1


def test_accepted_and_declined_at_once_is_one_of_them(together, client_person, agent) -> None:
    offered, who = offer(ready(client_person, agent, "90"), "40", by=agent).id, client_person.id
    results = together(
        lambda: services.accept_offer(remedy(offered), by=person(who)).status,
        lambda: services.decline_offer(remedy(offered), by=person(who)).status,
    )
    assert len(refusals(results)) == 1
    assert credit_notes() == (remedy(offered).status is RemedyStatus.POSTED)


def _open(who: int, bill: int, key: str | None, line: int = 0) -> tuple[str, bool]:
    invoice = db.session.get_one(Invoice, bill)
    found, existing = services.open_dispute(
        by=person(who),
        invoice=invoice,
        lines=[invoice.lines[line]],
        reason=Reason.DUPLICATE,
        statement="You charged this twice.",
        claimed=None,
        channel=Channel.CHAT,
        key=key,
    )
    return found.reference, existing


@pytest.mark.parametrize("_", range(TIMES))
@pytest.mark.parametrize("keys", [("a", "a"), ("a", "b"), (None, None)])
def test_opened_twice_it_is_one_dispute(together, client_person, agent, keys, _) -> None:
    who, bill = client_person.id, make_bill(client_person.organisation).id
    results = together(*(lambda key=key: _open(who, bill, key) for key in keys))
    assert sorted(results) == [("DSP-00001", False), ("DSP-00001", True)]
    assert db.session.scalar(select(func.count(Dispute.id))) == 1


def test_disputes_opened_at_once_have_numbers_of_their_own(together, client_person, agent) -> None:
    who, bills = client_person.id, [make_bill(client_person.organisation).id for _ in range(4)]
    results = together(*(lambda bill=bill: _open(who, bill, None) for bill in bills))
    assert sorted(reference for reference, _ in results) == [f"DSP-0000{number}" for number in range(1, 5)]


def test_the_worker_ends_an_offer_while_a_colleague_does_and_it_ends_once(
    together, client_person, agent, calendar
) -> None:
    offered = offer(ready(client_person, agent), "20", by=agent).id
    calendar.forward(days=20)
    assert together(*[lambda: services.expire_offer(remedy(offered)).status] * 2) == [RemedyStatus.EXPIRED] * 2
    assert [entry.action for entry in remedy(offered).dispute.history].count("expire_offer") == 1


def test_the_agent_resolves_while_the_client_withdraws_and_it_is_one_of_them(together, client_person, agent) -> None:
    found = ready(client_person, agent, "40")
    row, who, client = found.id, agent.id, client_person.id
    results = together(
        lambda: correct(dispute(row), "20", by=person(who)).status,
        lambda: services.withdraw(dispute(row), by=person(client)).status,
    )
    assert len(refusals(results)) == 1
    assert isinstance(next(result for result in results if isinstance(result, SupportError)), RuleBroken)
    assert credit_notes() == (dispute(row).status is Status.RESOLVED)
    assert invoice_balance(dispute(row).invoice).on_hold == eur("0")


def test_two_small_credits_at_once_do_not_slip_past_the_limit_of_the_day(together, client_person, agent) -> None:
    for _ in range(3):
        correct(ready(client_person, agent, "50"), "50", by=agent)
    rows, who = [ready(client_person, agent, "50").id for _ in range(2)], agent.id
    results = together(*(lambda row=row: correct(dispute(row), "50", by=person(who)).status for row in rows))
    assert sorted(results) == [RemedyStatus.AWAITING_APPROVAL, RemedyStatus.POSTED]


def test_escalated_by_the_clock_in_two_workers_it_climbs_once(
    together, client_person, agent, specialist, manager
) -> None:
    row = factories.make_dispute(make_bill(client_person.organisation), by=client_person).id
    together(*[lambda: services.escalate(dispute(row), why="Time has passed.", trigger="share").tier] * 3)
    assert dispute(row).tier == 2


def test_nobody_reads_half_of_a_decision(together, client_person, agent, other_agent) -> None:
    found = ready(client_person, agent, "40")
    row, who, reader = found.id, agent.id, other_agent.id

    def read() -> set[tuple[Status, bool]]:
        seen = set()
        for _ in range(20):
            db.session.rollback()
            shown = queries.dispute_with("DSP-00001", seen_by=person(reader))
            seen.add((shown.status, shown.outcome is not None))
        return seen

    _, seen = together(lambda: correct(dispute(row), "20", by=person(who)).status, read)
    assert seen <= {(Status.INVESTIGATING, False), (Status.RESOLVED, True)}
