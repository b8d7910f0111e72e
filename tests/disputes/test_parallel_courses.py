"""Two in the same moment, again: opening once more, taking apart, ending, and a form that arrives twice."""

import pyotp
import pytest
from sqlalchemy import func, select

from support.accounts import second_factor
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.disputes import services
from support.disputes.models import DisputedLine
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel import clock, once
from support.kernel.errors import AlreadyDone
from tests import factories
from tests.disputes.building import correct, make_bill, offer, ready, refuse
from tests.disputes.test_parallel import TIMES, _open, dispute, person, refusals, remedy, together

__all__ = ["together"]


@pytest.mark.parametrize("_", range(TIMES))
def test_reopened_while_the_same_charge_is_disputed_anew_it_is_open_once(together, client_person, agent, _) -> None:
    found = ready(client_person, agent, "40")
    refuse(found, by=agent)
    row, bill, who, owner = found.id, found.invoice_id, client_person.id, agent.id
    results = together(
        lambda: services.reopen(dispute(row), why="Once more.", by=person(owner)).reference,
        lambda: _open(who, bill, None)[0],
    )
    told = refusals(results)
    assert told in ([], [f"The same charge is in {results[1]}, which is open: go on there."]), results
    open_ones = select(func.count()).where(DisputedLine.open)
    assert db.session.scalar(open_ones) == 1
    if not told:
        assert results == ["DSP-00001", "DSP-00001"], "the second found the first, and added its words"


def test_unmerged_twice_it_goes_on_once(together, client_person, agent, manager) -> None:
    bill = make_bill(client_person.organisation, "40", "60")
    first, second = (factories.make_dispute(bill, [line], by=client_person) for line in bill.lines)
    services.merge(second, into=first, by=manager)
    row, who = second.id, manager.id
    results = together(*[lambda: services.unmerge(dispute(row), why="Two.", by=person(who)).reference] * 2)
    assert len(refusals(results)) == 1
    assert [entry.action for entry in dispute(row).history].count("unmerge") == 1
    assert verify(dispute(row)) == verify(dispute(first.id)) == []


def test_the_worker_announces_the_end_once_however_many_there_are(together, client_person, agent, calendar) -> None:
    offered = offer(ready(client_person, agent), "20", by=agent).id
    calendar.forward(days=15)
    services.expire_offer(remedy(offered))
    calendar.forward(days=7)
    assert sorted(together(*[services.close_unanswered] * 3)) == [0, 0, 1]
    assert [entry.action for entry in remedy(offered).dispute.history].count("give_notice") == 1


def test_a_form_that_arrives_twice_at_once_acts_once(together, client_person, agent) -> None:
    row, who = ready(client_person, agent).id, agent.id

    def press() -> str:
        once.offer("the same form")
        return services.share_progress(dispute(row), words="We have asked the driver.", by=person(who)).reference

    results = together(press, press, press)
    assert sum(isinstance(result, AlreadyDone) for result in results) == 2
    assert [entry.action for entry in dispute(row).history].count("share_progress") == 1


def test_a_corrected_invoice_asked_for_twice_at_once_is_one(together, client_person, agent) -> None:
    found = ready(client_person, agent)
    correct(found, "10", by=agent)
    row, who = found.id, agent.id
    results = together(*[lambda: services.write_corrected(dispute(row), why="Less.", by=person(who)).number] * 2)
    assert results == ["COR-2026-0001"] * 2
    assert db.session.query(Invoice).filter_by(kind=DocumentKind.CORRECTED_INVOICE).count() == 1
    assert [entry.action for entry in dispute(row).history].count("write_corrected") == 1


def test_one_code_sent_twice_at_once_lets_one_in(together, agent) -> None:
    secret, who = second_factor.begin(agent), agent.id
    (code, *_) = second_factor.confirm(agent, pyotp.TOTP(secret).at(clock.now()))
    assert sorted(together(*[lambda: second_factor.right(person(who), code)] * 3)) == [False, False, True]
