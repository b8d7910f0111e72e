"""One deed for several disputes: rights are asked for each, what hinders one hinders no other, and a minute to undo it."""

import pytest

from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes import in_bulk, services
from support.disputes.in_bulk import Deed, Wish
from support.disputes.models import Dispute
from support.disputes.states import Action, Status
from support.disputes.tagging import tags_of
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken
from support.sla.queries import clocks_of
from support.sla.timeline import clocks_from_history
from tests import factories
from tests.conftest import Calendar

TAKE = Wish(Deed.TAKE)


@pytest.fixture
def five(client_person: Person, agent: Person, other_agent: Person) -> list[Dispute]:
    """Three that the agent can take; one that a colleague has, one that has gone up."""
    made = [
        factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person) for _ in range(5)
    ]
    services.take(made[3], by=other_agent)
    services.escalate(made[4], why="Difficult.", by=agent)
    return [db.session.get_one(Dispute, row.id) for row in made]


@pytest.fixture(autouse=True)
def _somebody_above(specialist: Person) -> None:
    """So that what goes up has somewhere to go."""


def test_what_can_be_done_is_told_from_what_cannot_and_nothing_happens(five: list[Dispute], agent: Person) -> None:
    seen = in_bulk.look(five, TAKE, by=agent)
    assert seen.fits == five[:3]
    assert [(row.id, why) for row, why in seen.hindered] == [
        (five[3].id, "A colleague has taken it already."),
        (five[4].id, "It has gone up to people with more authority."),
    ]
    assert five[0].status is Status.ACKNOWLEDGED


def test_each_that_can_be_is_taken_and_the_others_stay(five: list[Dispute], agent: Person) -> None:
    bulk, seen = in_bulk.run(five, TAKE, by=agent)
    assert [len(seen.fits), len(seen.hindered)] == [3, 2]
    assert [row.dispute_id for row in bulk.steps] == [row.id for row in five[:3]]
    owned = [db.session.get_one(Dispute, row.id) for row in five]
    assert [row.status for row in owned[:4]] == [Status.INVESTIGATING] * 4
    assert [row.owner_id == agent.id for row in owned] == [True, True, True, False, False]


def test_undone_they_stand_as_before_with_their_clocks_but_the_one_somebody_acted_on(
    five: list[Dispute], agent: Person, calendar: Calendar
) -> None:
    before = {row.id: (row.status, row.owner_id, row.taken_at, _dues(row)) for row in five[:3]}
    calendar.forward(minutes=5)
    bulk, _ = in_bulk.run(five, TAKE, by=agent)
    services.add_note(five[1], words="I have begun.", by=agent)
    calendar.forward(seconds=50)
    seen = in_bulk.undo(bulk.public_id, by=agent)
    assert [(row.id, why) for row, why in seen.hindered] == [(five[1].id, "Somebody has acted on it since.")]
    for row in (five[0], five[2]):
        fresh = db.session.get_one(Dispute, row.id)
        assert (fresh.status, fresh.owner_id, fresh.taken_at, _dues(fresh)) == before[row.id]
        assert fresh.history[-1].action == Action.PUT_BACK.value
    assert db.session.get_one(Dispute, five[1].id).status is Status.INVESTIGATING
    with pytest.raises(RuleBroken, match="too late"):
        in_bulk.undo(bulk.public_id, by=agent)


def _dues(dispute: Dispute) -> set[tuple[str, object, object]]:
    stored = {(row.name, row.due_at, row.ended_at) for row in clocks_of(dispute)}
    assert stored == {(one.due.name, one.due.due_at, one.due.ended_at) for one in clocks_from_history(dispute)}
    return stored


def test_after_a_minute_nothing_is_undone(five: list[Dispute], agent: Person, calendar: Calendar) -> None:
    bulk, _ = in_bulk.run(five, TAKE, by=agent)
    calendar.forward(seconds=61)
    with pytest.raises(RuleBroken, match="too late"):
        in_bulk.undo(bulk.public_id, by=agent)


def test_what_was_given_away_comes_back(five: list[Dispute], agent: Person, other_agent: Person) -> None:
    services.take(five[0], by=agent)
    taken_at = db.session.get_one(Dispute, five[0].id).taken_at
    bulk, seen = in_bulk.run(five[:1], Wish(Deed.ASSIGN, to=other_agent), by=agent)
    assert [row.owner_id for row in seen.fits] == [other_agent.id]
    assert in_bulk.undo(bulk.public_id, by=agent).hindered == []
    fresh = db.session.get_one(Dispute, five[0].id)
    assert (fresh.owner_id, fresh.taken_at) == (agent.id, taken_at)


def test_nobody_gives_what_is_not_theirs_or_to_whom_it_cannot_be(five: list[Dispute], agent, other_agent) -> None:
    seller = factories.make_person(Role.AGENT, name="Sam Hill", department="sales")
    services.take(five[0], by=agent)
    seen = in_bulk.look([five[0], five[3]], Wish(Deed.ASSIGN, to=seller), by=agent)
    assert [why for _, why in seen.hindered] == [
        "Sam Hill works in another department: hand it over to that department."
    ] * 2
    seen = in_bulk.look([five[3]], Wish(Deed.ASSIGN, to=agent), by=agent)
    assert [why for _, why in seen.hindered] == ["It belongs to a colleague. Take it, or ask them."]


def test_tags_come_to_all_and_go_again(five: list[Dispute], agent: Person) -> None:
    services.set_tags(five[0], ["old"], by=agent)
    bulk, seen = in_bulk.run(five, Wish(Deed.TAG, tags=["promo", "old"]), by=agent)
    assert len(seen.fits) == 5
    assert [tags_of(row) for row in five] == [["old", "promo"]] * 5
    in_bulk.undo(bulk.public_id, by=agent)
    assert [tags_of(row) for row in five] == [["old"], [], [], [], []]
    seen = in_bulk.look(five[:2], Wish(Deed.UNTAG, tags=["old"]), by=agent)
    assert [why for _, why in seen.hindered] == ["It has none of these tags."]


def test_nobody_undoes_what_a_colleague_did(five: list[Dispute], agent: Person, other_agent: Person) -> None:
    bulk, _ = in_bulk.run(five, TAKE, by=agent)
    with pytest.raises(NotFound):
        in_bulk.undo(bulk.public_id, by=other_agent)


def test_a_closed_account_undoes_nothing(five: list[Dispute], agent: Person) -> None:
    bulk, _ = in_bulk.run(five, TAKE, by=agent)
    db.session.get_one(Person, agent.id).active = False
    db.session.commit()
    with pytest.raises(NotAllowed):
        in_bulk.undo(bulk.public_id, by=agent)


def test_a_client_does_nothing_in_bulk_and_finds_nobody_elses(five: list[Dispute], client_person: Person) -> None:
    seen = in_bulk.look(five, TAKE, by=client_person)
    assert seen.fits == []
    stranger = factories.make_person(Role.CLIENT)
    with pytest.raises(NotFound):
        in_bulk.chosen([row.reference for row in five], seen_by=stranger)


@pytest.mark.parametrize("references", [[], [" "] * 0, [f"DSP-{number:05}" for number in range(101)]])
def test_none_and_too_many_are_refused(references: list[str], agent: Person) -> None:
    with pytest.raises(BadInput):
        in_bulk.chosen(references, seen_by=agent)


def test_where_the_program_died_in_the_middle_of_undoing_the_rest_can_be_put_back(
    five: list[Dispute], agent: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk, _ = in_bulk.run(five[:2], TAKE, by=agent)
    name, undo_one, calls = bulk.public_id, in_bulk._undo_one, list[int]()

    def dies_at_the_second(step, deed, by) -> str:
        calls.append(step.id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return undo_one(step, deed, by)

    monkeypatch.setattr(in_bulk, "_undo_one", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        in_bulk.undo(name, by=agent)
    db.session.rollback()
    seen = in_bulk.undo(name, by=agent)
    assert [row.id for row in seen.fits] == [five[1].id]
    assert [db.session.get_one(Dispute, row.id).status for row in five[:2]] == [Status.ACKNOWLEDGED] * 2
