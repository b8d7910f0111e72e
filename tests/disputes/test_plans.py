"""Payment plans: instalments that come to the amount, are agreed, become due and are paid."""

from datetime import date

import pytest

from support.billing.balance import invoice_balance
from support.billing.plans import days, last_day_of, plan_with, split
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.reasons import Outcome, RemedyKind
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests.disputes.building import eur, offer, ready

FIRST = date(2026, 3, 31)


@pytest.fixture
def dispute(client_person, agent):
    return ready(client_person, agent, "40", "60")


def _plan(dispute, by, amount="100", instalments=3, first_due_on=FIRST):
    given = {"amount": eur(amount), "instalments": instalments, "first_due_on": first_due_on}
    return services.offer_plan(dispute, words="So that you can pay it in parts.", by=by, **given)


@pytest.mark.parametrize(
    ("amount", "count", "parts"),
    [("100", 3, ["33.34", "33.33", "33.33"]), ("100.01", 6, ["16.67"] * 5 + ["16.66"]), ("0.02", 2, ["0.01", "0.01"])],
)
def test_instalments_come_to_the_amount_exactly(amount, count, parts) -> None:
    assert split(eur(amount), count) == [eur(part) for part in parts]


@pytest.mark.parametrize(("amount", "count"), [("100", 1), ("100", 37), ("0.02", 3)])
def test_an_amount_that_cannot_be_split_so_is_refused(amount, count) -> None:
    with pytest.raises(BadInput, match="instalments"):
        split(eur(amount), count)


def test_a_month_without_such_a_day_has_its_last() -> None:
    assert [day.isoformat() for day in days(date(2026, 11, 30), 4)] == [
        "2026-11-30",
        "2026-12-30",
        "2027-01-30",
        "2027-02-28",
    ]


def test_a_plan_says_every_day_and_amount_and_holds_when_it_is_accepted(dispute, agent, client_person) -> None:
    remedy = _plan(dispute, agent)
    assert "€33.34 by 31 March 2026; €33.33 by 30 April 2026; €33.33 by 31 May 2026" in remedy.words
    assert (plan_with(remedy.public_id).agreed_at, last_day_of(dispute.invoice)) == (None, None)
    services.accept_offer(remedy, by=client_person)
    assert dispute.outcome is Outcome.SETTLED
    assert last_day_of(dispute.invoice) == date(2026, 5, 31)
    balance = invoice_balance(dispute.invoice)
    assert (balance.due, balance.on_hold, balance.due_on) == (eur("120"), eur("0"), date(2026, 5, 31))


def test_an_instalment_that_is_paid_lowers_what_is_due(dispute, agent, client_person) -> None:
    remedy = services.accept_offer(_plan(dispute, agent), by=client_person)
    row = services.record_instalment(remedy, position=1, reference="BANK-1", paid_on=date(2026, 3, 16), by=agent)
    assert row.paid_on == date(2026, 3, 16)
    assert invoice_balance(dispute.invoice).due == eur("86.66")
    assert dispute.history[-1].facts["reference"] == "BANK-1"
    for position, reference, error, why in (
        (1, "BANK-2", RuleBroken, "was paid on"),
        (2, "BANK-1", BadInput, "recorded already"),
        (4, "BANK-3", BadInput, "has 3 instalments"),
        (2, " ", BadInput, "reference of the payment"),
    ):
        with pytest.raises(error, match=why):
            services.record_instalment(
                remedy, position=position, reference=reference, paid_on=date(2026, 3, 16), by=agent
            )


def test_each_instalment_is_reminded_of_once_before_it_is_due(dispute, agent, client_person, calendar) -> None:
    remedy = services.accept_offer(_plan(dispute, agent), by=client_person)
    calendar.set("2026-03-25T09:00+00:00")
    assert services.remind_of_instalments() == 0
    calendar.forward(days=1)
    assert [services.remind_of_instalments() for _ in range(2)] == [1, 0]
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="instalment_due")
    assert "Instalment 1 of 3" in letter.text
    services.record_instalment(remedy, position=2, reference="BANK-2", paid_on=date(2026, 3, 26), by=agent)
    calendar.set("2026-04-29T09:00+00:00")
    assert services.remind_of_instalments() == 0


def test_nobody_is_reminded_of_a_plan_that_was_not_agreed(dispute, agent, calendar) -> None:
    _plan(dispute, agent)
    calendar.set("2026-03-30T09:00+00:00")
    assert services.remind_of_instalments() == 0


@pytest.mark.parametrize(
    ("given", "error", "why"),
    [
        ({"amount": "120.01"}, RuleBroken, r"Only 120\.00 EUR is open"),
        ({"instalments": 1}, BadInput, "instalments"),
        ({"first_due_on": date(2026, 3, 15)}, BadInput, "first day"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(dispute, agent, given, error, why) -> None:
    with pytest.raises(error, match=why):
        _plan(dispute, agent, **given)
    assert dispute.remedies == []


def test_a_second_plan_waits_until_the_first_is_paid(dispute, agent, client_person) -> None:
    services.accept_offer(_plan(dispute, agent), by=client_person)
    services.reopen(dispute, why="It is too much a month.", by=agent)
    services.take(dispute, by=agent)
    with pytest.raises(RuleBroken, match="in instalments already"):
        _plan(dispute, agent)


def test_a_plan_is_offered_with_its_instalments_and_by_its_owner(dispute, agent, other_agent) -> None:
    with pytest.raises(BadInput, match="has instalments"):
        offer(dispute, "10", by=agent, kind=RemedyKind.PAYMENT_PLAN)
    with pytest.raises(NotAllowed):
        _plan(dispute, other_agent)


def test_only_what_was_agreed_is_paid_in_instalments_and_staff_record_it(dispute, agent, client_person) -> None:
    remedy = _plan(dispute, agent)
    given = {"position": 1, "reference": "BANK-1", "paid_on": date(2026, 3, 16)}
    with pytest.raises(RuleBroken, match="has been agreed"):
        services.record_instalment(remedy, by=agent, **given)
    with pytest.raises(NotAllowed):
        services.record_instalment(remedy, by=client_person, **given)
