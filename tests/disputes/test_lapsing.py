"""Proposals that nobody answers: reminded, announced, and closed; a word from anybody keeps the dispute open."""

import pytest

from support.billing.balance import invoice_balance
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.lapsing import close_unanswered, closes_at
from support.disputes.reasons import Outcome
from support.disputes.states import Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel.errors import NotAllowed, RuleBroken
from support.timetable import expire_offers
from tests.disputes.building import eur, offer, ready


@pytest.fixture
def dispute(client_person, agent):
    """With an offer of 16 March that nobody answers."""
    found = ready(client_person, agent, "40", "60")
    offer(found, "20", by=agent)
    return found


def letters(kind: str) -> list[OutgoingLetter]:
    return db.session.query(OutgoingLetter).filter_by(kind=kind).all()


def worker() -> int:
    """What the timetable does about offers, twice over: the second time finds nothing to do."""
    done = services.remind_of_offers() + expire_offers() + close_unanswered()
    assert services.remind_of_offers() + expire_offers() + close_unanswered() == 0
    return done


def test_an_unanswered_proposal_is_reminded_ends_is_announced_and_closed(dispute, calendar) -> None:
    remedy = dispute.remedies[0]
    calendar.forward(days=8)
    assert (worker(), len(letters("offer_reminder"))) == (1, 1)
    calendar.set("2026-03-31T09:00+00:00")
    assert (worker(), dispute.status) == (1, Status.INVESTIGATING)
    assert f"{closes_at(remedy):%d %B}" == "13 April"
    calendar.set("2026-04-06T10:00+00:00")
    assert worker() == 1
    (notice,) = letters("closing_announced")
    assert "13 April 2026" in notice.text
    calendar.set("2026-04-12T10:00+00:00")
    assert worker() == 0
    calendar.set("2026-04-13T10:30+00:00")
    assert worker() == 1
    assert (dispute.status, dispute.outcome) == (Status.CLOSED, Outcome.LAPSED)
    assert not any(row.open for row in dispute.lines)
    assert invoice_balance(dispute.invoice).on_hold == eur("0")
    assert len(letters("dispute_lapsed")) == 1
    assert verify(dispute) == []


def lapsed(dispute, calendar) -> None:
    expire(dispute, calendar)
    for moment in ("2026-04-07T10:00+00:00", "2026-04-15T10:00+00:00"):
        calendar.set(moment)
        close_unanswered()


def expire(dispute, calendar) -> None:
    calendar.set("2026-03-31T09:00+00:00")
    assert expire_offers() == 1


def test_the_client_has_what_lapsed_opened_again_and_cannot_reject_it(dispute, client_person, calendar) -> None:
    lapsed(dispute, calendar)
    assert dispute.status is Status.CLOSED
    with pytest.raises(NotAllowed):
        services.reject_outcome(dispute, words="No.", by=client_person)
    services.reopen(dispute, why="I was away.", by=client_person)
    assert (dispute.status, dispute.outcome) == (Status.INVESTIGATING, None)
    assert invoice_balance(dispute.invoice).on_hold == eur("48")
    calendar.forward(days=60)
    assert close_unanswered() == 0, "it was opened again since"


@pytest.mark.parametrize("who", ["client_person", "agent"])
@pytest.mark.parametrize("announced", [True, False])
def test_a_word_from_anybody_keeps_it_open(dispute, who, announced, request, calendar) -> None:
    expire(dispute, calendar)
    if announced:
        calendar.set("2026-04-07T10:00+00:00")
        assert close_unanswered() == 1
    by = request.getfixturevalue(who)
    if who == "agent":
        services.share_progress(dispute, words="We have found one more paper.", by=by)
    else:
        services.add_statement(dispute, words="I still want it looked into.", by=by)
    calendar.forward(days=60)
    assert close_unanswered() == 0
    assert dispute.status is Status.INVESTIGATING


def test_a_note_among_colleagues_is_no_word_to_the_client(dispute, agent, calendar) -> None:
    expire(dispute, calendar)
    services.add_note(dispute, words="Nothing from them yet.", by=agent)
    calendar.set("2026-04-07T10:00+00:00")
    assert close_unanswered() == 1


def test_a_worker_that_was_away_gives_notice_all_the_same_and_then_the_week(dispute, calendar) -> None:
    expire(dispute, calendar)
    calendar.set("2026-06-01T10:00+00:00")
    assert close_unanswered() == 1
    assert dispute.status is Status.INVESTIGATING
    assert "8 June 2026" in letters("closing_announced")[0].text
    calendar.set("2026-06-08T09:00+00:00")
    assert close_unanswered() == 0
    calendar.set("2026-06-08T10:00+00:00")
    assert close_unanswered() == 1


def test_silence_ends_nothing_where_the_clients_rules_do_not_say_so(client_person, agent, calendar) -> None:
    client_person.organisation.policy_profile = "us_reg_z"
    found = ready(client_person, agent)
    offer(found, "20", by=agent)
    expire(found, calendar)
    calendar.forward(days=100)
    assert close_unanswered() == 0


def test_a_new_proposal_begins_anew(dispute, agent, calendar) -> None:
    expire(dispute, calendar)
    offer(dispute, "25", by=agent)
    calendar.forward(days=15)
    assert expire_offers() == 1
    assert close_unanswered() == 0
    assert closes_at(dispute.remedies[0]) is None
    assert f"{closes_at(dispute.remedies[1]):%d %B}" == "28 April"


def test_only_what_is_being_investigated_lapses_and_no_agent_makes_it(dispute, agent, manager) -> None:
    with pytest.raises(RuleBroken, match="not possible while"):
        services.lapse(dispute)
    services.expire_offer(dispute.remedies[0], by=manager)
    with pytest.raises(NotAllowed, match="Only a manager"):
        services.lapse(dispute, by=agent)


def test_a_manager_closes_nothing_whose_client_has_no_offer_to_answer(client_person, agent, manager) -> None:
    undecided = ready(client_person, agent, "40")
    with pytest.raises(RuleBroken, match="No offer was left unanswered"):
        services.lapse(undecided, by=manager)
    assert undecided.status is Status.INVESTIGATING


def test_a_manager_keeps_to_the_day_that_the_client_was_told(dispute, manager, calendar) -> None:
    services.expire_offer(dispute.remedies[0], by=manager)
    with pytest.raises(RuleBroken, match="has not been told yet"):
        services.lapse(dispute, by=manager)
    calendar.set("2026-04-06T10:00+00:00")
    assert close_unanswered() == 1
    with pytest.raises(RuleBroken, match="until 2026-04-13"):
        services.lapse(dispute, by=manager)
    calendar.set("2026-04-13T10:30+00:00")
    assert services.lapse(dispute, by=manager).outcome is Outcome.LAPSED


def test_a_manager_does_not_close_what_the_client_has_answered(dispute, client_person, manager) -> None:
    services.decline_offer(dispute.remedies[0], words="It is too little.", by=client_person)
    with pytest.raises(RuleBroken, match="No offer was left unanswered"):
        services.lapse(dispute, by=manager)
