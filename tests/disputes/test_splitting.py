"""A dispute that turns out to be about two matters: some of its lines go on in a new one."""

import pytest

from support.billing.balance import invoice_balance
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.joining import linked_with
from support.disputes.states import Action, Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.sla.queries import clocks_of
from support.sla.services import recompute
from tests import factories
from tests.disputes.building import attached, correct, eur, make_bill

WHY = "They are two matters."


@pytest.fixture
def bill(client_person):
    return make_bill(client_person.organisation, "40", "60", "80")


@pytest.fixture
def dispute(bill, client_person, agent):
    return services.take(factories.make_dispute(bill, bill.lines, by=client_person), by=agent)


def dues(dispute) -> set[tuple[object, ...]]:
    return {
        (row.profile, row.name, row.due_at, row.started_at, row.paused_since, row.ended_at)
        for row in clocks_of(dispute)
    }


def test_the_lines_go_with_their_hold_their_owner_and_every_clock(dispute, bill, agent, calendar) -> None:
    calendar.forward(days=1)
    services.share_progress(dispute, words="We are looking into it.", by=agent)
    services.verify_line(dispute, bill.lines[1], eur("50"), by=agent)
    attached(dispute, by=agent)
    services.add_note(dispute, words="A word inside.", by=agent)
    before, clocks = invoice_balance(bill).on_hold, dues(dispute)
    calendar.forward(days=1)
    new = services.split(dispute, [bill.lines[1].id], why=WHY, by=agent)
    assert [row.line_id for row in dispute.lines] == [bill.lines[0].id, bill.lines[2].id]
    assert [(row.line_id, row.verified_minor, row.open) for row in new.lines] == [(bill.lines[1].id, 5000, True)]
    assert (dispute.disputed_minor, new.disputed_minor) == (12000, 6000)
    assert invoice_balance(bill).on_hold == before
    assert (new.status, new.owner, new.opened_at, new.taken_at) == (
        Status.INVESTIGATING, agent, dispute.opened_at, dispute.taken_at,
    )  # fmt: skip
    assert dues(dispute) == clocks == dues(new), "no deadline moves by splitting"
    assert new.next_due_at == dispute.next_due_at
    assert [paper.kind for paper in new.documents] == ["invoice"]
    assert linked_with(new) == [dispute]


def test_both_histories_say_it_and_stay_whole(dispute, bill, agent) -> None:
    new = services.split(dispute, [bill.lines[0].id], why=WHY, by=agent)
    assert dispute.history[-1].action == Action.SPLIT
    assert dispute.history[-1].facts == {"other": new.reference, "lines": ["1"], "why": WHY}
    assert new.history[0].facts["from"] == dispute.reference
    assert verify(dispute) == verify(new) == []


def test_what_was_split_off_is_split_again_and_ends_by_itself(dispute, bill, agent) -> None:
    second = services.split(dispute, [bill.lines[0].id, bill.lines[1].id], why=WHY, by=agent)
    third = services.split(second, [bill.lines[1].id], why=WHY, by=agent)
    assert dues(third) == dues(dispute)
    recompute(third.id)
    assert dues(third) == dues(dispute)
    correct(factories.investigated(third, by=agent), "20", by=agent)
    assert third.status is Status.RESOLVED
    assert dispute.status is second.status is Status.INVESTIGATING


def test_the_client_is_told_the_new_reference(dispute, bill, agent) -> None:
    new = services.split(dispute, [bill.lines[0].id], why=WHY, by=agent)
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="dispute_split")
    assert new.reference in letter.text
    assert dispute.reference in letter.text
    assert WHY not in letter.text


def test_one_line_goes_and_one_stays(dispute, bill, agent) -> None:
    with pytest.raises(BadInput, match="at least one"):
        services.split(dispute, [], why=WHY, by=agent)
    with pytest.raises(BadInput, match="At least one line stays"):
        services.split(dispute, [line.id for line in bill.lines], why=WHY, by=agent)
    foreign = make_bill(bill.organisation).lines[0]
    with pytest.raises(BadInput, match="Choose lines of"):
        services.split(dispute, [bill.lines[0].id, foreign.id], why=WHY, by=agent)
    with pytest.raises(BadInput, match="reason is missing"):
        services.split(dispute, [bill.lines[0].id], why=" ", by=agent)


def test_a_line_that_was_credited_stays(dispute, bill, agent, manager) -> None:
    correct(factories.investigated(dispute, by=agent), "40", by=agent)
    services.reopen(dispute, why="The other line too.", by=manager)
    with pytest.raises(RuleBroken, match="has been credited"):
        services.split(dispute, [bill.lines[0].id], why=WHY, by=manager)


def test_only_who_works_on_it_or_a_manager_splits(dispute, bill, other_agent, client_person, manager) -> None:
    for person in (other_agent, client_person):
        with pytest.raises(NotAllowed):
            services.split(dispute, [bill.lines[0].id], why=WHY, by=person)
    assert services.split(dispute, [bill.lines[0].id], why=WHY, by=manager)


def test_what_is_decided_is_not_split(dispute, bill, agent) -> None:
    correct(factories.investigated(dispute, by=agent), "40", by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.split(dispute, [bill.lines[1].id], why=WHY, by=agent)
