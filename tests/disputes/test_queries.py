"""Lists and reads: who sees what, in which order, page by page."""

import pytest
from sqlalchemy import select

from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.states import Action
from support.extensions import db
from support.kernel.errors import BadInput, NotFound
from tests import factories
from tests.disputes.building import correct, make_bill, offer, ready, refuse


def opened(client_person, count: int) -> list[Dispute]:
    return [factories.make_dispute(make_bill(client_person.organisation), by=client_person) for _ in range(count)]


def test_a_foreign_dispute_and_an_unknown_one_get_the_same_words(client_person) -> None:
    [dispute] = opened(client_person, 1)
    stranger = factories.make_person(factories.Role.CLIENT)
    said = []
    for reference in (dispute.reference, "DSP-99999"):
        with pytest.raises(NotFound) as refused:
            queries.dispute_with(reference, seen_by=stranger)
        said.append(refused.value.say)
    assert said[0] == said[1]


def test_the_client_and_staff_find_it_also_in_small_letters(client_person, agent) -> None:
    [dispute] = opened(client_person, 1)
    assert queries.dispute_with(" dsp-00001 ", seen_by=client_person) == dispute
    assert queries.dispute_with("DSP-00001", seen_by=agent) == dispute


def test_who_has_left_sees_nothing(client_person, agent) -> None:
    opened(client_person, 1)
    agent.active = False
    db.session.commit()
    assert queries.queue(seen_by=agent, view="all").rows == []
    assert db.session.scalars(queries.visible_to(agent, select(Dispute))).all() == []


@pytest.mark.parametrize("view", list(queries.VIEWS))
def test_a_client_sees_only_their_own_in_every_view(client_person, agent, view) -> None:
    opened(client_person, 2)
    stranger = factories.make_person(factories.Role.CLIENT)
    assert queries.queue(seen_by=stranger, view=view).rows == []
    assert queries.escalated(stranger).rows == []
    assert queries.waiting_for_approval(stranger) == []


def test_each_view_shows_its_own(client_person, agent, other_agent, manager) -> None:
    new = opened(client_person, 1)[0]
    mine, asked = ready(client_person, agent), ready(client_person, other_agent)
    services.ask_client(asked, question="Which one?", by=other_agent)
    done = refuse(ready(client_person, agent), by=agent)

    def rows(view: str) -> set[Dispute]:
        return {queries.dispute(row.id) for row in queries.queue(seen_by=agent, view=view).rows}

    assert rows("unassigned") == {new}
    assert mine in rows("mine")
    assert asked not in rows("mine")
    assert rows("team") == {new, mine, asked}
    assert rows("waiting") == {asked}
    assert rows("all") == {new, mine, asked}
    assert done not in rows("all")


def test_an_unknown_view_is_refused(agent) -> None:
    with pytest.raises(BadInput, match="There is no view"):
        queries.queue(seen_by=agent, view="mood")


def test_what_is_due_first_comes_first_and_pages_miss_none_and_double_none(client_person, agent, calendar) -> None:
    disputes = []
    for _ in range(7):
        disputes += opened(client_person, 1)
        calendar.forward(hours=12)
    seen, before = [], None
    while True:
        page = queries.queue(seen_by=agent, view="all", before=before, limit=3)
        seen += page.rows
        if page.next is None:
            break
        before = page.next
    assert sorted(row.id for row in seen) == [row.id for row in disputes]
    assert [row.next_due_at for row in seen] == sorted(row.next_due_at for row in disputes)


def test_a_torn_cursor_is_refused(agent) -> None:
    for torn in ("nonsense", "WzEsMl0", "WyJ4IiwieSJd"):
        with pytest.raises(BadInput):
            queries.queue(seen_by=agent, view="all", before=torn)


def test_the_queue_takes_few_statements_however_long_it_is(client_person, agent) -> None:
    from sqlalchemy import event

    opened(client_person, 6)
    db.session.expire_all()
    statements: list[str] = []
    note = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for row in queries.queue(seen_by=agent, view="all").rows:
            assert row.client
            assert row.invoice
            assert row.owner
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(statements) <= 8


def test_managers_find_what_waits_for_them_the_oldest_first(client_person, agent, manager, calendar) -> None:
    first = correct(ready(client_person, agent, "60"), "60", by=agent)
    calendar.forward(hours=1)
    second = offer(ready(client_person, agent, "90"), "80", by=agent)
    assert queries.waiting_for_approval(manager) == [first, second]


def test_escalated_disputes_are_found(client_person, agent, specialist, manager) -> None:
    low, high = opened(client_person, 2)
    services.escalate(high, why="Help.", by=agent)
    assert [row.id for row in queries.escalated(manager).rows] == [high.id]
    assert low.tier == 1


def test_what_may_be_done_depends_on_the_person(client_person, agent, other_agent) -> None:
    dispute = ready(client_person, agent)
    assert Action.RESOLVE in queries.actions_for(dispute, agent)
    assert Action.RESOLVE not in queries.actions_for(dispute, other_agent)
    assert Action.WITHDRAW in queries.actions_for(dispute, client_person)
    assert Action.ADD_NOTE not in queries.actions_for(dispute, client_person)
    assert queries.actions_for(dispute, factories.make_person(factories.Role.CLIENT)) == []


def test_the_dossier_has_what_the_line_rests_on_and_what_was_done_before(client_person, agent) -> None:
    contract = factories.make_contract(client_person.organisation)
    factories.make_price(contract)
    before = ready(client_person, agent)
    correct(before, "10", by=agent)
    stranger = factories.make_person(factories.Role.CLIENT)
    elsewhere = refuse(ready(stranger, agent), by=agent)
    bill = make_bill(client_person.organisation)
    factories.make_payment(bill, "20")
    dispute = factories.make_dispute(bill, by=client_person)
    found = queries.dossier(dispute.reference, seen_by=agent)
    assert (found.dispute, found.contract) == (dispute, contract)
    assert found.prices[dispute.lines[0].line_id].sku == "BEANS"
    assert queries.previous(dispute) == [before]
    assert set(queries.precedents(dispute)) == {before, elsewhere}
    assert {paper.kind for paper in found.papers} == {"invoice", "contract", "price", "payment"}
