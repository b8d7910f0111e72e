"""Settlements: offered, approved, accepted, declined, run out."""

import pytest

from support.billing.balance import invoice_balance
from support.disputes import queries, services
from support.disputes.reasons import Outcome, RemedyKind, RemedyStatus
from support.disputes.states import Status
from support.kernel.errors import BadInput, NotAllowed, NotFound, RuleBroken
from support.kernel.money import Money
from tests import factories
from tests.disputes.building import correct, eur, offer, ready, refuse


def test_an_offer_gives_nothing_until_it_is_accepted(client_person, agent) -> None:
    dispute = ready(client_person, agent, "90")
    remedy = offer(dispute, "40", by=agent)
    assert (remedy.status, dispute.status) == (RemedyStatus.OFFERED, Status.OFFERED)
    assert invoice_balance(dispute.invoice).credited == eur("0")
    assert queries.pending_offers(client_person.organisation) == [remedy]


def test_an_accepted_offer_is_given_and_settles_the_dispute(client_person, agent) -> None:
    dispute = ready(client_person, agent, "90")
    remedy = services.accept_offer(offer(dispute, "40", by=agent), by=client_person)
    assert (remedy.status, dispute.status, dispute.outcome) == (RemedyStatus.POSTED, Status.RESOLVED, Outcome.SETTLED)
    assert dispute.explanation == "With our thanks for your patience."
    balance = invoice_balance(dispute.invoice)
    assert (balance.credited, balance.on_hold, balance.due) == (eur("48"), eur("0"), eur("60"))


def test_the_same_click_twice_gives_it_once(client_person, agent) -> None:
    dispute = ready(client_person, agent, "90")
    remedy = offer(dispute, "40", by=agent)
    accepted = [services.accept_offer(remedy, by=client_person, key="a").credit_note_id for _ in range(2)]
    assert accepted[0] == accepted[1]
    assert invoice_balance(dispute.invoice).credited == eur("48")


def test_another_click_later_is_told_that_it_was_accepted(client_person, agent) -> None:
    remedy = offer(ready(client_person, agent), "40", by=agent)
    services.accept_offer(remedy, by=client_person, key="a")
    for key in (None, "b"):
        with pytest.raises(RuleBroken, match="accepted already"):
            services.accept_offer(remedy, by=client_person, key=key)
    with pytest.raises(RuleBroken, match="accepted already"):
        services.decline_offer(remedy, by=client_person)


def test_above_the_limit_a_manager_approves_before_the_client_hears_of_it(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent, "90")
    remedy = offer(dispute, "60", by=agent)
    assert (remedy.status, queries.pending_offers(client_person.organisation)) == (RemedyStatus.AWAITING_APPROVAL, [])
    with pytest.raises(NotFound):
        queries.remedy_with(remedy.public_id, seen_by=client_person)
    with pytest.raises(RuleBroken, match="no longer open"):
        services.accept_offer(remedy, by=client_person)
    services.approve(remedy, by=manager)
    assert (remedy.status, dispute.status) == (RemedyStatus.OFFERED, Status.OFFERED)
    assert queries.remedy_with(remedy.public_id, seen_by=client_person) == remedy


def test_a_declined_offer_leads_back_to_work_with_the_clients_words(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    remedy = offer(dispute, "20", by=agent)
    services.decline_offer(remedy, words="I want 30.", by=client_person, key="a")
    services.decline_offer(remedy, words="I want 30.", by=client_person, key="a")
    assert (remedy.status, remedy.decision_words, dispute.status) == (
        RemedyStatus.DECLINED,
        "I want 30.",
        Status.INVESTIGATING,
    )
    assert services.accept_offer(offer(dispute, "30", by=agent), by=client_person).status is RemedyStatus.POSTED


def test_an_offer_runs_out_and_not_before_its_last_day_is_over(client_person, agent, calendar) -> None:
    dispute = ready(client_person, agent)
    remedy = offer(dispute, "20", by=agent, expires_in_days=3)
    calendar.forward(days=3)
    assert services.expire_offer(remedy).status is RemedyStatus.OFFERED
    calendar.forward(days=1)
    assert queries.offers_run_out() == [remedy]
    assert queries.pending_offers(client_person.organisation) == []
    with pytest.raises(RuleBroken, match="run out"):
        services.accept_offer(remedy, by=client_person)
    assert services.expire_offer(remedy).status is RemedyStatus.EXPIRED
    assert dispute.status is Status.INVESTIGATING
    length = len(dispute.history)
    services.expire_offer(remedy)
    assert len(dispute.history) == length


def test_only_a_manager_ends_an_offer_early(client_person, agent, manager) -> None:
    remedy = offer(ready(client_person, agent), "20", by=agent)
    with pytest.raises(NotAllowed):
        services.expire_offer(remedy, by=agent)
    assert services.expire_offer(remedy, by=manager).status is RemedyStatus.EXPIRED


def test_an_offer_is_for_its_own_client(client_person, agent) -> None:
    remedy = offer(ready(client_person, agent), "20", by=agent)
    stranger = factories.make_person(factories.Role.CLIENT)
    with pytest.raises(NotFound):
        queries.remedy_with(remedy.public_id, seen_by=stranger)
    for verb in (services.accept_offer, services.decline_offer):
        with pytest.raises(NotAllowed):
            verb(remedy, by=stranger)
        with pytest.raises(NotAllowed):
            verb(remedy, by=agent)


def test_goodwill_may_be_given_although_the_bill_was_right(client_person, agent, specialist, manager) -> None:
    dispute = refuse(ready(client_person, agent, "90"), by=agent)
    services.reject_outcome(dispute, words="I was never told.", by=client_person)
    services.take(dispute, by=specialist)
    remedy = services.accept_offer(offer(dispute, "40", by=specialist), by=client_person)
    assert (dispute.outcome, remedy.credit_note.net_minor) == (Outcome.SETTLED, 4000)


@pytest.mark.parametrize(
    ("given", "error", "why"),
    [
        ({"kind": RemedyKind.REFUND}, BadInput, "puts an error right"),
        ({"amount": eur("0")}, BadInput, "how much"),
        ({"amount": eur("-1")}, BadInput, "an amount in EUR"),
        ({"amount": Money(100, "USD")}, BadInput, "an amount in EUR"),
        ({"amount": eur("100.01")}, RuleBroken, r"Only 100\.00 EUR"),
        ({"words": ""}, BadInput, "Explain"),
    ],
)
def test_an_offer_that_does_not_fit_is_refused(client_person, agent, given, error, why) -> None:
    dispute = ready(client_person, agent, "40", "60")
    usual = {"kind": RemedyKind.GOODWILL, "amount": eur("10"), "words": "With our thanks for your patience."}
    with pytest.raises(error, match=why):
        services.offer_settlement(dispute, by=agent, **{**usual, **given})
    assert dispute.status is Status.INVESTIGATING


def test_no_offer_before_somebody_has_looked_into_it(client_person, agent) -> None:
    bill = factories.make_invoice(client_person.organisation)
    dispute = services.take(factories.make_dispute(bill, by=client_person), by=agent)
    with pytest.raises(RuleBroken, match="look into"):
        offer(dispute, "10", by=agent)


def test_an_apology_costs_nothing_and_posts_nothing(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    remedy = services.accept_offer(offer(dispute, "0", by=agent, kind=RemedyKind.APOLOGY), by=client_person)
    assert (remedy.status, remedy.credit_note) == (RemedyStatus.POSTED, None)
    assert dispute.outcome is Outcome.SETTLED


def test_an_offer_and_a_correction_together_pass_the_limit_of_the_dispute(client_person, agent) -> None:
    dispute = ready(client_person, agent, "90")
    correct(dispute, "30", by=agent)
    services.reopen(dispute, why="They want more.", by=agent)
    services.take(dispute, by=agent)
    assert offer(dispute, "30", by=agent).status is RemedyStatus.AWAITING_APPROVAL
