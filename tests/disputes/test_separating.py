"""Links that are taken away, and merged disputes that go on by themselves again."""

import pytest

from support.billing.balance import invoice_balance
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.joining import linked_with
from support.disputes.states import OPEN, Action, Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.sla.queries import clocks_of
from tests import factories
from tests.disputes.building import correct, eur, make_bill, offer

WHY = "They are two matters after all."


@pytest.fixture
def bill(client_person):
    return make_bill(client_person.organisation, "40", "60", "80")


@pytest.fixture
def disputes(bill, client_person, agent):
    return [factories.make_dispute(bill, [line], by=client_person) for line in bill.lines]


def test_a_link_is_taken_away_on_both_sides_and_both_histories_keep_it(disputes, agent) -> None:
    first, second, _ = disputes
    services.link(first, second, by=agent)
    assert services.unlink(second, first, by=agent)
    assert linked_with(first) == linked_with(second) == []
    assert not services.unlink(first, second, by=agent)
    for row in (first, second):
        assert [entry.action for entry in row.history[-2:]] == [Action.LINK, Action.UNLINK]
        assert verify(row) == []


def test_a_client_takes_no_link_away(disputes, agent, client_person) -> None:
    services.link(disputes[0], disputes[1], by=agent)
    with pytest.raises(NotAllowed, match="Only staff"):
        services.unlink(disputes[0], disputes[1], by=client_person)


def test_unmerged_it_has_its_lines_its_hold_its_clocks_and_an_owner_again(disputes, bill, manager) -> None:
    first, second, _ = disputes
    before = invoice_balance(bill).on_hold
    services.merge(second, into=first, by=manager)
    assert services.unmerge(second, why=WHY, by=manager) == second
    assert (second.status, second.merged_into, second.closed_at) == (Status.INVESTIGATING, None, None)
    assert [row.line_id for row in first.lines] == [bill.lines[0].id]
    assert [(row.line_id, row.open) for row in second.lines] == [(bill.lines[1].id, True)]
    assert invoice_balance(bill).on_hold == before
    assert second.owner is not None
    assert any(clock.running for clock in clocks_of(second))
    assert verify(first) == verify(second) == []
    assert first.history[-1].facts["other"] == second.reference
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="dispute_unmerged")
    assert second.reference in letter.text


def test_what_came_meanwhile_stays_where_it_is(disputes, bill, client_person, manager) -> None:
    first, second, third = disputes
    services.merge(second, into=first, by=manager)
    services.take(first, by=manager)
    services.add_statement(second, words="I found the mail.", by=client_person)
    services.attach_document(first, kind="record", ref="DLV-1", title="The delivery note", by=manager)
    services.verify_line(first, bill.lines[1], eur("55"), by=manager)
    services.merge(third, into=first, by=manager)
    services.unmerge(second, why=WHY, by=manager)
    assert [entry.facts.get("words") for entry in first.history if entry.action == "add_statement"] == [
        "I found the mail."
    ]
    assert [paper.ref for paper in first.documents] == ["DLV-1"]
    assert [row.line_id for row in first.lines] == [bill.lines[0].id, bill.lines[2].id]
    assert second.lines[0].verified_minor == 5500, "what was found out about the line goes with it"
    services.add_statement(second, words="And now?", by=client_person)
    assert second.history[-1].facts["words"] == "And now?", "from now on it hears for itself"


def test_one_of_a_chain_leaves_all_that_took_it_in(disputes, bill, manager) -> None:
    first, second, third = disputes
    services.merge(third, into=second, by=manager)
    services.merge(second, into=first, by=manager)
    services.unmerge(third, why=WHY, by=manager)
    assert [row.line_id for row in first.lines] == [bill.lines[0].id, bill.lines[1].id]
    services.unmerge(second, why=WHY, by=manager)
    assert [[row.line_id for row in dispute.lines] for dispute in disputes] == [[line.id] for line in bill.lines]
    assert {dispute.status for dispute in disputes} <= set(OPEN)
    assert invoice_balance(bill).on_hold == eur("216")
    assert all(verify(dispute) == [] for dispute in disputes)


def test_after_it_was_unmerged_it_can_be_merged_again_and_never_round(disputes, manager) -> None:
    first, second, _ = disputes
    services.merge(second, into=first, by=manager)
    services.unmerge(second, why=WHY, by=manager)
    services.merge(second, into=first, by=manager)
    with pytest.raises(BadInput, match="that dispute itself"):
        services.merge(first, into=second, by=manager)


def test_a_decision_was_about_what_was_taken_in_too(disputes, bill, agent, manager) -> None:
    first, second, _ = disputes
    services.merge(second, into=first, by=manager)
    factories.investigated(first, by=agent)
    correct(first, "40", by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.unmerge(second, why=WHY, by=manager)
    assert second.status is Status.MERGED


def test_while_an_offer_is_out_nothing_leaves(disputes, agent, manager) -> None:
    first, second, _ = disputes
    services.merge(second, into=first, by=manager)
    offer(factories.investigated(first, by=agent), "10", by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.unmerge(second, why=WHY, by=manager)


def test_only_a_merged_one_goes_on_by_itself_and_not_by_anybody_nor_without_a_reason(
    disputes, client_person, other_agent, manager
) -> None:
    first, second, _ = disputes
    with pytest.raises(RuleBroken, match="not possible while"):
        services.unmerge(second, why=WHY, by=manager)
    services.merge(second, into=first, by=manager)
    with pytest.raises(NotAllowed):
        services.unmerge(second, why=WHY, by=client_person)
    with pytest.raises(BadInput, match="reason"):
        services.unmerge(second, why=" ", by=manager)
