"""Disputes that belong together: linked with one another, or merged into one."""

import pytest

from support.billing.balance import invoice_balance
from support.disputes import services
from support.disputes.joining import linked_with
from support.disputes.reasons import RemedyStatus
from support.disputes.states import Action, Status
from support.disputes.verifying import verify
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests import factories
from tests.disputes.building import correct, eur, make_bill, offer, ready


@pytest.fixture
def bill(client_person):
    return make_bill(client_person.organisation, "40", "60", "80")


@pytest.fixture
def disputes(bill, client_person, agent):
    return [factories.make_dispute(bill, [line], by=client_person) for line in bill.lines]


def test_linked_disputes_find_each_other_and_a_second_time_changes_nothing(disputes, agent) -> None:
    first, second, third = disputes
    services.link(second, first, by=agent)
    services.link(first, second, by=agent)
    services.link(first, third, by=agent)
    assert linked_with(first) == [second, third]
    assert linked_with(second) == [first]
    assert [entry.facts["other"] for entry in second.history if entry.action == Action.LINK] == [first.reference]
    assert not second.history[-1].for_client


def test_a_dispute_is_linked_with_another_of_its_own_client_only(disputes, agent, client_person) -> None:
    stranger = factories.make_person(factories.Role.CLIENT)
    foreign = factories.make_dispute(make_bill(stranger.organisation), by=stranger)
    with pytest.raises(BadInput, match="different clients"):
        services.link(disputes[0], foreign, by=agent)
    with pytest.raises(BadInput, match="that dispute itself"):
        services.link(disputes[0], disputes[0], by=agent)
    with pytest.raises(NotAllowed, match="Only staff"):
        services.link(disputes[0], disputes[1], by=client_person)


def test_a_merged_dispute_gives_its_lines_its_papers_and_its_hold_to_the_other(disputes, bill, manager) -> None:
    first, second, _ = disputes
    services.escalate(second, why="It is large.", by=manager)
    services.take(second, by=manager)
    services.attach_document(second, kind="record", ref="DLV-1", title="The delivery note", by=manager)
    assert services.merge(second, into=first, by=manager) == first
    assert (second.status, second.merged_into, second.outcome) == (Status.MERGED, first, None)
    assert [row.line_id for row in first.lines] == [bill.lines[0].id, bill.lines[1].id]
    assert [row.open for row in (*first.lines, *second.lines)] == [True, True, False]
    assert (first.tier, [paper.title for paper in first.documents]) == (2, ["The delivery note"])
    assert invoice_balance(bill).on_hold == eur("216")
    assert first.history[-1].facts["other"] == second.reference
    assert verify(first) == verify(second) == []


def test_what_is_decided_on_the_one_that_goes_on_ends_all_of_the_hold(disputes, bill, agent, manager) -> None:
    first, second, third = disputes
    services.merge(second, into=first, by=manager)
    services.merge(third, into=first, by=manager)
    factories.investigated(first, by=agent)
    correct(first, "40", by=agent, line=bill.lines[1])
    balance = invoice_balance(bill)
    assert (balance.on_hold, balance.credited) == (eur("0"), eur("48"))


def test_what_is_said_to_a_merged_dispute_reaches_the_last_one_of_the_chain(disputes, client_person, manager) -> None:
    first, second, third = disputes
    services.merge(third, into=second, by=manager)
    services.merge(second, into=first, by=manager)
    length = len(third.history)
    assert services.add_statement(third, words="I found the mail.", by=client_person) == first
    assert first.history[-1].facts["words"] == "I found the mail."
    assert len(third.history) == length


def test_merging_into_a_merged_dispute_means_the_one_it_ended_in(disputes, manager) -> None:
    first, second, third = disputes
    services.merge(second, into=first, by=manager)
    assert services.merge(third, into=second, by=manager) == first
    assert third.merged_into == first


def test_no_merging_goes_round(disputes, manager) -> None:
    first, second, _ = disputes
    services.merge(second, into=first, by=manager)
    with pytest.raises(BadInput, match="that dispute itself"):
        services.merge(first, into=second, by=manager)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.merge(second, into=first, by=manager)


def test_a_deadline_never_moves_by_merging(disputes, manager) -> None:
    with pytest.raises(BadInput, match="is older"):
        services.merge(disputes[0], into=disputes[1], by=manager)


def test_only_open_disputes_of_one_invoice_become_one(disputes, client_person, manager) -> None:
    other = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    with pytest.raises(BadInput, match="different invoices"):
        services.merge(other, into=disputes[0], by=manager)
    services.withdraw(disputes[0], by=client_person)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.merge(disputes[1], into=disputes[0], by=manager)


def test_a_dispute_with_an_offer_out_is_not_merged(client_person, agent, manager) -> None:
    first = ready(client_person, agent, "40", "60")
    second = factories.make_dispute(first.invoice, [first.invoice.lines[1]], by=client_person)
    remedy = offer(first, "10", by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.merge(second, into=first, by=manager)
    assert (second.status, remedy.status) == (Status.ACKNOWLEDGED, RemedyStatus.OFFERED)


def test_its_owner_merges_it_and_no_colleague(disputes, agent, other_agent, client_person) -> None:
    first, second, _ = disputes
    services.take(second, by=agent)
    for nobody in (other_agent, client_person):
        with pytest.raises(NotAllowed):
            services.merge(second, into=first, by=nobody)
    services.merge(second, into=first, by=agent)


def test_a_merged_dispute_is_not_opened_again(disputes, client_person, manager) -> None:
    services.merge(disputes[1], into=disputes[0], by=manager)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.reopen(disputes[1], why="Again.", by=client_person)


def test_a_claim_on_a_merged_line_joins_the_one_that_goes_on(disputes, bill, client_person, manager) -> None:
    services.merge(disputes[1], into=disputes[0], by=manager)
    assert factories.make_dispute(bill, [bill.lines[1]], by=client_person) == disputes[0]
