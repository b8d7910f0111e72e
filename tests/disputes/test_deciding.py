"""Deciding: what a decision needs, what it does to the money, and who has to agree."""

from datetime import date

import pytest

from support.billing.balance import invoice_balance
from support.disputes import services
from support.disputes.reasons import CheckKind, Outcome, RemedyKind, RemedyStatus, RootCause
from support.disputes.states import Status
from support.disputes.verifying import verify
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.kernel.money import Money
from tests import factories
from tests.billing.owing import owed_by
from tests.disputes.building import attached, correct, eur, make_bill, ready, refuse


def test_a_correction_within_the_limit_is_posted_at_once(client_person, agent) -> None:
    dispute = ready(client_person, agent, "40", "60")
    remedy = correct(dispute, "40", by=agent)
    assert (remedy.status, dispute.status) == (RemedyStatus.POSTED, Status.RESOLVED)
    assert (dispute.outcome, dispute.explanation) == (Outcome.UPHELD, "The delivery was billed twice: our mistake.")
    assert remedy.credit_note.payable == eur("48")
    balance = invoice_balance(dispute.invoice)
    assert (balance.credited, balance.on_hold, balance.due) == (eur("48"), eur("0"), eur("72"))


def test_approved_and_verified_stand_on_the_line(client_person, agent) -> None:
    dispute = ready(client_person, agent, "40")
    correct(dispute, "15", by=agent)
    [line] = dispute.lines
    assert (line.approved_minor, line.verified_minor, line.open) == (1500, 2500, False)
    assert dispute.outcome is Outcome.PARTLY_UPHELD


def test_what_the_client_claimed_decides_whether_it_is_upheld_wholly(client_person, agent) -> None:
    dispute = ready(client_person, agent, "40", claimed=eur("25"))
    correct(dispute, "15", by=agent)
    assert dispute.outcome is Outcome.UPHELD


def test_the_rest_of_a_partly_upheld_dispute_gets_time_to_pay(client_person, agent, calendar) -> None:
    dispute = ready(client_person, agent, "40")
    calendar.forward(days=30)
    correct(dispute, "15", by=agent)
    assert invoice_balance(dispute.invoice).due_on == date(2026, 4, 29)


@pytest.mark.parametrize("missing", list(CheckKind))
def test_no_decision_without_all_three_checks(client_person, agent, missing) -> None:
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    services.take(dispute, by=agent)
    for kind in CheckKind:
        if kind is not missing:
            services.record_check(dispute, kind=kind, finding="f", evidence="e", passed=True, by=agent)
    services.record_cause(dispute, root_cause=RootCause.DATA_ENTRY, by=agent)
    with pytest.raises(RuleBroken, match=missing.label.lower()):
        correct(dispute, "10", by=agent)
    with pytest.raises(RuleBroken, match=missing.label.lower()):
        refuse(dispute, by=agent)


def test_no_decision_without_a_root_cause(client_person, agent) -> None:
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    services.take(dispute, by=agent)
    for kind in CheckKind:
        services.record_check(dispute, kind=kind, finding="f", evidence="e", passed=True, by=agent)
    with pytest.raises(RuleBroken, match="root cause"):
        correct(dispute, "10", by=agent)


@pytest.mark.parametrize("words", ["", "  ", "ok"])
def test_no_decision_without_an_explanation(client_person, agent, words) -> None:
    with pytest.raises(BadInput, match="Explain") as refused:
        correct(ready(client_person, agent), "10", by=agent, explanation=words)
    assert refused.value.field == "explanation"


@pytest.mark.parametrize(
    ("amounts", "error", "why"),
    [
        ({}, BadInput, "which line"),
        ({"0": eur("0")}, BadInput, "which line"),
        ({"0": eur("-5")}, BadInput, "as an amount in EUR"),
        ({"0": Money(500, "USD")}, BadInput, "as an amount in EUR"),
        ({"0": eur("40.01")}, RuleBroken, "Only 40.00 EUR"),
        ({"1": eur("5")}, BadInput, "not in DSP-00001"),
    ],
)
def test_amounts_that_do_not_fit_change_nothing(client_person, agent, amounts, error, why) -> None:
    dispute = ready(client_person, agent, "40", "60")
    lines = dispute.invoice.lines
    with pytest.raises(error, match=why):
        services.resolve_with_correction(
            dispute,
            kind=RemedyKind.ADJUST_CHARGE,
            amounts={lines[int(place)].id: amount for place, amount in amounts.items()},
            explanation="It was our mistake.",
            by=agent,
        )
    assert (dispute.status, dispute.remedies) == (Status.INVESTIGATING, [])
    assert invoice_balance(dispute.invoice).credited == eur("0")


def test_a_gift_is_not_a_correction(client_person, agent) -> None:
    with pytest.raises(BadInput, match="offer it instead"):
        correct(ready(client_person, agent), "10", by=agent, kind=RemedyKind.GOODWILL)


def test_the_bill_is_right_with_reasons_and_documents(client_person, agent) -> None:
    dispute = ready(client_person, agent, "40")
    with pytest.raises(RuleBroken, match="attach at least one"):
        services.resolve_not_upheld(dispute, explanation="It was announced in time.", by=agent)
    refuse(dispute, by=agent)
    assert (dispute.outcome, dispute.status) == (Outcome.NOT_UPHELD, Status.RESOLVED)
    assert [(line.approved_minor, line.verified_minor) for line in dispute.lines] == [(0, 4000)]


def test_what_was_held_back_becomes_due_with_time_to_pay(client_person, agent, calendar) -> None:
    dispute = ready(client_person, agent, "40")
    calendar.forward(days=30)
    refuse(dispute, by=agent)
    balance = invoice_balance(dispute.invoice)
    assert (balance.on_hold, balance.due) == (eur("0"), eur("48"))
    assert (balance.due_on - date(2026, 4, 15)).days >= 10
    assert not balance.overdue


def test_a_due_date_that_is_further_away_stays(client_person, agent) -> None:
    dispute = ready(client_person, agent, "40")
    due_on = dispute.invoice.due_on
    refuse(dispute, by=agent)
    assert invoice_balance(dispute.invoice).due_on == max(due_on, date(2026, 3, 30))


# Four eyes


def test_above_the_limit_it_waits_for_a_manager_and_nothing_is_posted(client_person, agent) -> None:
    dispute = ready(client_person, agent, "60")
    remedy = correct(dispute, "50.01", by=agent)
    assert (remedy.status, dispute.status) == (RemedyStatus.AWAITING_APPROVAL, Status.AWAITING_APPROVAL)
    assert invoice_balance(dispute.invoice).credited == eur("0")
    assert invoice_balance(dispute.invoice).on_hold == eur("72")
    assert dispute.history[-1].facts["above"] == "remedy"


def test_a_manager_approves_and_it_is_posted(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent, "60")
    remedy = correct(dispute, "60", by=agent)
    services.approve(remedy, words="Clear case.", by=manager)
    assert (remedy.status, remedy.approved_by, dispute.outcome) == (RemedyStatus.POSTED, manager, Outcome.UPHELD)
    assert invoice_balance(dispute.invoice).credited == eur("72")


def test_a_manager_sends_it_back_with_a_reason(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent, "60")
    remedy = correct(dispute, "60", by=agent)
    with pytest.raises(BadInput, match="The reason"):
        services.send_back(remedy, words=" ", by=manager)
    services.send_back(remedy, words="Only the second delivery.", by=manager)
    assert (remedy.status, dispute.status) == (RemedyStatus.SENT_BACK, Status.INVESTIGATING)
    assert correct(dispute, "20", by=agent).status is RemedyStatus.POSTED


def test_a_second_approval_is_told_who_was_first(client_person, agent, manager) -> None:
    remedy = correct(ready(client_person, agent, "60"), "60", by=agent)
    services.approve(remedy, by=manager)
    other = factories.make_person(factories.Role.MANAGER, name="Olga Petrova")
    with pytest.raises(RuleBroken, match="Grace Adeyemi has decided on this already"):
        services.approve(remedy, by=other)
    with pytest.raises(RuleBroken, match="decided on this already"):
        services.send_back(remedy, words="No.", by=other)


def test_nobody_approves_their_own_proposal(client_person, manager) -> None:
    dispute = ready(client_person, manager, "5000.01")
    remedy = correct(dispute, "5000.01", by=manager)
    assert remedy.status is RemedyStatus.AWAITING_APPROVAL
    with pytest.raises(NotAllowed, match="somebody else"):
        services.approve(remedy, by=manager)


def test_an_approver_needs_the_authority_too(client_person, manager) -> None:
    other = factories.make_person(factories.Role.MANAGER)
    dispute = ready(client_person, manager, "5000.01")
    remedy = correct(dispute, "5000.01", by=manager)
    with pytest.raises(NotAllowed, match="above what you may give"):
        services.approve(remedy, by=other)
    assert remedy.status is RemedyStatus.AWAITING_APPROVAL


def test_nothing_is_posted_when_the_ledger_has_less_left_by_then(client_person, agent, manager) -> None:
    from support.billing.credit import credit_lines

    dispute = ready(client_person, agent, "60")
    remedy = correct(dispute, "60", by=agent)
    credit_lines(dispute.invoice, [(dispute.invoice.lines[0], eur("10"))], reason="Elsewhere", key="elsewhere")
    with pytest.raises(RuleBroken):
        services.approve(remedy, by=manager)
    assert (remedy.status, dispute.status) == (RemedyStatus.AWAITING_APPROVAL, Status.AWAITING_APPROVAL)


def test_what_was_paid_already_becomes_the_clients_credit(client_person, agent) -> None:
    bill = make_bill(client_person.organisation, "40")
    factories.make_payment(bill)
    dispute = factories.investigated(factories.make_dispute(bill, by=client_person), by=agent)
    correct(dispute, "40", by=agent)
    assert owed_by(client_person.organisation).credit == eur("48")


# Splitting does not help


def test_two_parts_of_one_dispute_need_the_authority_of_both(client_person, agent) -> None:
    dispute = ready(client_person, agent, "90")
    correct(dispute, "30", by=agent)
    services.reopen(dispute, why="The second delivery too.", by=agent)
    services.take(dispute, by=agent)
    assert correct(dispute, "30", by=agent).status is RemedyStatus.AWAITING_APPROVAL


def test_corrections_of_one_dispute_add_up(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent, "90")
    correct(dispute, "30", by=agent)
    services.reopen(dispute, why="The second delivery too.", by=agent)
    assert invoice_balance(dispute.invoice).on_hold == eur("72")
    services.take(dispute, by=agent)
    services.approve(correct(dispute, "60", by=agent), by=manager)
    assert (dispute.lines[0].approved_minor, dispute.outcome) == (9000, Outcome.UPHELD)
    assert invoice_balance(dispute.invoice).open == eur("0")


def test_many_small_credits_in_one_day_need_a_manager(client_person, agent) -> None:
    posted = [correct(ready(client_person, agent, "50"), "50", by=agent).status for _ in range(4)]
    assert set(posted) == {RemedyStatus.POSTED}
    assert correct(ready(client_person, agent, "50"), "1", by=agent).status is RemedyStatus.AWAITING_APPROVAL


def test_the_next_day_has_its_own_limit_and_the_week_goes_on(client_person, agent, calendar) -> None:
    for _ in range(4):
        correct(ready(client_person, agent, "50"), "50", by=agent)
    calendar.forward(days=1)
    for _ in range(4):
        assert correct(ready(client_person, agent, "50"), "50", by=agent).status is RemedyStatus.POSTED
    calendar.forward(days=1)
    posted = [correct(ready(client_person, agent, "50"), "50", by=agent).status for _ in range(3)]
    assert posted == [RemedyStatus.POSTED, RemedyStatus.POSTED, RemedyStatus.AWAITING_APPROVAL]


def test_only_the_owner_decides(client_person, agent, other_agent) -> None:
    dispute = ready(client_person, agent)
    with pytest.raises(NotAllowed, match="belongs to a colleague"):
        correct(dispute, "10", by=other_agent)


def test_a_decided_dispute_is_not_decided_again(client_person, agent) -> None:
    dispute = ready(client_person, agent)
    correct(dispute, "10", by=agent)
    with pytest.raises(RuleBroken, match="not possible while"):
        correct(dispute, "10", by=agent)
    assert len(attached_to(dispute)) == 1


def attached_to(dispute) -> list[str]:
    return [remedy.credit_note.number for remedy in dispute.remedies if remedy.credit_note]


def test_documents_may_be_attached_before_any_decision(client_person, agent) -> None:
    dispute = attached(ready(client_person, agent), by=agent)
    assert [document.title for document in dispute.documents] == ["The invoice"]


def test_a_proposal_that_is_taken_back_cannot_be_approved_any_more(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent, "90")
    first = correct(dispute, "60", by=agent)
    services.recall_proposal(first, why="The amount was wrong.", by=agent)
    assert (first.status, dispute.status) == (RemedyStatus.RECALLED, Status.INVESTIGATING)
    second = correct(dispute, "70", by=agent)
    with pytest.raises(RuleBroken, match="taken back before it was approved"):
        services.approve(first, by=manager)
    services.approve(second, by=manager)
    assert services.recall_proposal(first, by=agent).status is RemedyStatus.RECALLED, "a second time changes nothing"
    assert verify(dispute) == []


def test_only_its_proposer_takes_a_proposal_back_and_only_while_it_waits(
    client_person, agent, other_agent, manager
) -> None:
    waiting = correct(ready(client_person, agent, "90"), "60", by=agent)
    for nobody in (other_agent, manager, client_person):
        with pytest.raises(NotAllowed):
            services.recall_proposal(waiting, by=nobody)
    services.approve(waiting, by=manager)
    with pytest.raises(RuleBroken, match="has decided on this already"):
        services.recall_proposal(waiting, by=agent)
