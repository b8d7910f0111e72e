"""The stored clocks: true to the history, warned once, missed once, and what follows from them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from support import policies
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel
from support.disputes.states import Action
from support.extensions import db
from support.sla import services as sla
from support.sla.models import Clock
from support.sla.queries import clocks_of, next_clock
from support.sla.timeline import clocks_from_history, profiles_of
from tests import factories
from tests.disputes.building import correct, make_bill, offer, ready, refuse
from tests.disputes.test_parallel import Together


@pytest.fixture
def dispute(client_person, agent, specialist, manager) -> Dispute:
    return factories.make_dispute(make_bill(client_person.organisation), by=client_person)


def clock(dispute: Dispute, name: str) -> Clock:
    """The latest run of that name."""
    found = [row for row in clocks_of(dispute) if row.name == name]
    return max(found, key=lambda row: row.started_at)


def letters(kind: str) -> list[OutgoingLetter]:
    return list(db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == kind)))


def test_an_opened_dispute_has_its_clocks_and_the_client_an_estimate(dispute) -> None:
    running = {row.name for row in clocks_of(dispute) if row.running}
    assert running == {"first_response", "update", "decision", "hard_limit"}
    assert clock(dispute, "acknowledge").ending == "satisfied"
    assert dispute.respond_by == clock(dispute, "decision").due_at
    assert dispute.respond_by.date().isoformat() == "2026-03-30"


def test_the_queue_is_sorted_by_what_is_due_next(dispute) -> None:
    assert dispute.next_due_at == clock(dispute, "first_response").due_at == next_clock(dispute).due_at


def test_every_clock_says_why_its_date_is_what_it_is(dispute) -> None:
    assert clock(dispute, "decision").steps[1].startswith("10 business days after Monday 16 March 2026")


def test_taking_it_is_the_first_response(dispute, agent) -> None:
    services.take(dispute, by=agent)
    assert clock(dispute, "first_response").ended_by == "taken"


def test_while_the_client_is_asked_the_clock_stands_still(dispute, client_person, agent, calendar) -> None:
    services.take(dispute, by=agent)
    services.ask_client(dispute, question="Which delivery?", by=agent)
    assert clock(dispute, "decision").paused_since is not None
    assert clock(dispute, "hard_limit").paused_since is None
    calendar.forward(days=7)
    services.client_answers(dispute, words="The second.", by=client_person)
    assert clock(dispute, "decision").paused_since is None
    assert (
        clock(dispute, "decision").due_at.date().isoformat() == "2026-04-07"
    )  # four days, Good Friday and Easter Monday


def test_an_offer_is_the_clients_turn_and_a_decision_stops_the_clocks(dispute, client_person, agent) -> None:
    factories.investigated(dispute, by=agent)
    remedy = offer(dispute, "20", by=agent)
    assert clock(dispute, "decision").paused_since is not None
    services.accept_offer(remedy, by=client_person)
    assert clock(dispute, "decision").ending == "satisfied"
    assert clock(dispute, "implement").ending == "satisfied"
    assert {row.name for row in clocks_of(dispute) if row.running} == {"follow_up"}


def test_a_rejected_decision_starts_a_new_one(dispute, client_person, agent, calendar) -> None:
    refuse(factories.investigated(dispute, by=agent), by=agent)
    calendar.forward(days=2)
    services.reject_outcome(dispute, words="I do not agree.", by=client_person)
    decisions = [row for row in clocks_of(dispute) if row.name == "decision"]
    assert sorted(row.ending or "running" for row in decisions) == ["running", "satisfied"]
    assert dispute.respond_by == clock(dispute, "decision").due_at


def test_a_withdrawn_dispute_owes_nothing_more(dispute, client_person) -> None:
    services.withdraw(dispute, by=client_person)
    assert not any(row.running for row in clocks_of(dispute))
    assert dispute.next_due_at is None


# The rules of a law beside the desk's own


def test_a_regulated_dispute_has_the_laws_clocks_and_the_desks(client_person, agent) -> None:
    client_person.organisation.policy_profile = "us_reg_e"
    db.session.commit()
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    assert [profile.id for profile in profiles_of(dispute)] == ["us_reg_e", "default_b2b"]
    rows = {(row.profile, row.name): row.regulatory for row in clocks_of(dispute)}
    assert rows["us_reg_e", "determine"] is True
    assert rows["default_b2b", "decision"] is False
    assert dispute.respond_by == min(row.due_at for row in clocks_of(dispute) if row.name in ("determine", "decision"))


def test_a_laws_clock_does_not_wait_for_the_client(client_person, agent, calendar) -> None:
    client_person.organisation.policy_profile = "us_reg_e"
    db.session.commit()
    dispute = ready(client_person, agent)
    before = clock(dispute, "determine").due_at
    services.ask_client(dispute, question="Which one?", by=agent)
    calendar.forward(days=5)
    services.client_answers(dispute, words="That.", by=client_person)
    assert clock(dispute, "determine").due_at == before
    assert clock(dispute, "determine").paused_since is None


def test_a_fact_that_is_learnt_later_moves_the_clock(client_person, agent) -> None:
    client_person.organisation.policy_profile = "us_reg_e"
    db.session.commit()
    dispute = ready(client_person, agent)
    before = clock(dispute, "determine").due_at
    services.record_fact(dispute, name="provisional_credit_posted", by=agent)
    assert clock(dispute, "determine").due_at > before
    assert clock(dispute, "provisional_notice").running


def test_a_late_notice_is_handled_out_of_courtesy_under_our_own_promise(client_person, agent, calendar) -> None:
    client_person.organisation.policy_profile = "us_reg_e"
    db.session.commit()
    bill = make_bill(client_person.organisation)
    calendar.forward(days=60)
    dispute = factories.make_dispute(bill, by=client_person)
    assert dispute.late
    assert {row.profile for row in clocks_of(dispute)} == {"default_b2b"}


def test_a_channel_that_the_law_does_not_count_starts_no_clock_of_it(client_person, agent) -> None:
    client_person.organisation.policy_profile = "us_reg_z"
    db.session.commit()
    by_phone = factories.make_dispute(make_bill(client_person.organisation), by=client_person, channel=Channel.PHONE)
    on_portal = factories.make_dispute(make_bill(client_person.organisation), by=client_person, channel=Channel.PORTAL)
    assert {row.profile for row in clocks_of(by_phone)} == {"default_b2b"}
    assert {row.profile for row in clocks_of(on_portal)} == {"us_reg_z", "default_b2b"}


def test_an_open_dispute_keeps_the_version_it_was_opened_under(client_person, agent, calendar) -> None:
    client_person.organisation.policy_profile = "au_acma_cch"
    db.session.commit()
    calendar.set("2025-06-27T01:00+00:00")
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    calendar.set("2025-07-02T01:00+00:00")
    services.take(dispute, by=agent)
    assert dispute.profile_version == 1
    assert policies.profile("au_acma_cch", on=calendar.now.date()).version == 2
    assert clock(dispute, "propose").due_at.date().isoformat() == "2025-07-18"


# The sweep


def test_a_near_deadline_warns_once(dispute, calendar) -> None:
    calendar.set("2026-03-17T14:00+00:00")
    assert sla.sweep() == 1
    assert sla.sweep() == 0
    assert clock(dispute, "first_response").warned_at == calendar.now
    assert len(letters("deadline_near")) >= 1


def test_a_missed_deadline_is_found_once_and_lifts_the_dispute(dispute, specialist, calendar) -> None:
    calendar.set("2026-03-18T09:00+00:00")
    sla.sweep()
    assert sla.sweep() == 0
    assert clock(dispute, "first_response").missed_at == calendar.now
    assert (dispute.tier, dispute.owner) == (2, specialist)
    assert dispute.history[-1].facts["why"] == "Nobody has looked at it in time."
    assert len(letters("deadline_missed")) >= 1


def test_three_quarters_of_the_time_for_a_decision_lift_it_to_a_specialist(
    dispute, agent, specialist, calendar
) -> None:
    services.take(dispute, by=agent)
    calendar.set("2026-03-26T12:00+00:00")
    services.share_progress(dispute, words="We are still waiting for the driver.", by=agent)
    sla.sweep()
    assert (dispute.tier, dispute.owner) == (2, specialist)
    assert dispute.history[-1].facts["why"].startswith("Three quarters")
    assert clock(dispute, "decision").climbed_at == calendar.now


def test_the_end_of_the_time_lifts_it_to_a_manager_and_further_ends_change_nothing(
    dispute, agent, manager, calendar
) -> None:
    services.take(dispute, by=agent)
    calendar.set("2026-03-31T09:00+00:00")
    sla.sweep()
    assert (dispute.tier, dispute.owner) == (3, manager)
    calendar.set("2026-04-20T09:00+00:00")
    sla.sweep()
    assert [entry.action for entry in dispute.history].count(Action.ESCALATE.value) <= 2


def test_a_clock_that_waits_for_the_client_warns_and_misses_nothing(dispute, agent, calendar) -> None:
    services.take(dispute, by=agent)
    services.ask_client(dispute, question="Which?", by=agent)
    calendar.set("2026-04-10T09:00+00:00")
    sla.sweep()
    assert clock(dispute, "decision").missed_at is None
    assert dispute.tier == 1


def test_a_deadline_that_moves_is_warned_of_again(dispute, client_person, agent, calendar) -> None:
    services.take(dispute, by=agent)
    calendar.set("2026-03-26T12:00+00:00")
    sla.sweep()
    assert clock(dispute, "decision").warned_at is not None
    services.ask_client(services.take(dispute, by=dispute.owner), question="Which?", by=dispute.owner)
    calendar.set("2026-04-09T10:00+00:00")
    services.client_answers(dispute, words="That.", by=client_person)
    assert clock(dispute, "decision").warned_at is None


def test_one_bad_dispute_does_not_hide_the_others(dispute, client_person, calendar, monkeypatch) -> None:
    other = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    calendar.set("2026-03-18T09:00+00:00")
    bad, act = dispute.id, sla._act

    def act_or_fail(clock_id: int, dispute_id: int, now: datetime) -> int:
        if dispute_id == bad:
            raise RuntimeError("the letter cannot be written")
        return act(clock_id, dispute_id, now)

    monkeypatch.setattr(sla, "_act", act_or_fail)
    assert sla.sweep() >= 1
    assert clock(other, "first_response").missed_at is not None
    assert clock(dispute, "first_response").missed_at is None


def test_two_workers_find_a_missed_deadline_once(app, dispute, calendar) -> None:
    calendar.set("2026-03-18T09:00+00:00")
    row = dispute.id
    Together(app)(sla.sweep, sla.sweep)
    assert len([entry for entry in db.session.get_one(Dispute, row).history if entry.action == "escalate"]) == 1


def test_a_sweep_does_not_make_an_agents_page_look_changed(dispute, agent, calendar) -> None:
    shown = dispute.version
    calendar.set("2026-03-17T14:00+00:00")
    sla.sweep()
    services.take(dispute, by=agent, version=shown)


# The cache


def test_rebuilt_from_the_history_the_clocks_are_the_same(dispute, client_person, agent, calendar) -> None:
    services.take(dispute, by=agent)
    services.ask_client(dispute, question="Which?", by=agent)
    calendar.forward(days=3)
    services.client_answers(dispute, words="That.", by=client_person)
    before = [(row.name, row.started_at, row.due_at, row.ending) for row in clocks_of(dispute)]
    respond_by, next_due = dispute.respond_by, dispute.next_due_at
    db.session.execute(text("delete from clocks"))
    db.session.execute(text("update disputes set respond_by = null, next_due_at = null"))
    db.session.commit()
    for row in sla.all_of_them():
        sla.recompute(row)
    db.session.expire_all()
    assert [(row.name, row.started_at, row.due_at, row.ending) for row in clocks_of(dispute)] == before
    assert (dispute.respond_by, dispute.next_due_at) == (respond_by, next_due)


def test_what_no_history_explains_is_taken_away(dispute) -> None:
    strange = Clock(dispute_id=dispute.id, profile="default_b2b", name="by_hand", label="x", unit="minutes")
    strange.started_at = strange.due_at = strange.warn_at = datetime(2026, 3, 1, tzinfo=UTC)
    db.session.add(strange)
    db.session.commit()
    sla.recompute(dispute.id)
    assert "by_hand" not in {row.name for row in clocks_of(dispute)}


def test_ten_years_of_history_are_reckoned(dispute, agent, manager, calendar) -> None:
    for _ in range(8):
        services.take(dispute, by=dispute.owner)
        factories.investigated(dispute, by=dispute.owner)
        correct(dispute, "0.01", by=dispute.owner)
        calendar.forward(days=400)
        services.reopen(dispute, why="Again.", by=manager)
    decisions = [owned.due for owned in clocks_from_history(dispute) if owned.due.name == "decision"]
    assert len(decisions) == 9
