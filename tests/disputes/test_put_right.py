"""Upheld without money: wrong data, a day or a payment's place is put right, and nothing is credited."""

import pytest

from support.billing.balance import invoice_balance
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.reasons import Outcome, Reason
from support.disputes.states import Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests.disputes.building import eur, ready

SAID = {
    "corrected": "Your company is Harbour Café Group, 1 Long Quay, on every bill from today.",
    "explanation": "The name was typed as it was spoken on the phone.",
}


@pytest.fixture
def dispute(client_person, agent):
    return ready(client_person, agent, "40", reason=Reason.WRONG_CLIENT_DATA, claimed=None)


def test_wrong_data_is_upheld_with_what_is_put_right_and_no_credit(dispute, agent) -> None:
    services.resolve_without_credit(dispute, **SAID, by=agent)
    assert (dispute.status, dispute.outcome, dispute.remedies) == (Status.RESOLVED, Outcome.UPHELD, [])
    assert dispute.corrected == SAID["corrected"]
    [line] = dispute.lines
    assert (line.approved_minor, line.verified_minor, line.open) == (0, 4000, False)
    balance = invoice_balance(dispute.invoice)
    assert (balance.credited, balance.on_hold, balance.due) == (eur("0"), eur("0"), eur("48"))
    assert verify(dispute) == []


def test_the_letter_takes_responsibility_and_says_what_is_put_right_and_that_nothing_is_credited(
    dispute, agent
) -> None:
    services.resolve_without_credit(dispute, **SAID, by=agent)
    [letter] = db.session.query(OutgoingLetter).filter_by(kind="dispute_resolved_upheld").all()
    text = " ".join(letter.text.split())
    for said in (
        *SAID.values(),
        "we take responsibility",
        "We are sorry",
        "No charge was wrong, so nothing is credited.",
    ):
        assert said in text
    assert "We have credited" not in text
    assert letter.last_error == ""


def test_the_client_may_still_disagree(dispute, agent, client_person) -> None:
    services.resolve_without_credit(dispute, **SAID, by=agent)
    services.reject_outcome(dispute, words="The street is wrong too.", by=client_person)
    assert (dispute.status, dispute.tier) == (Status.INVESTIGATING, 2)


@pytest.mark.parametrize("given", [{"reason": Reason.DUPLICATE}, {"reason": Reason.TERMS, "claimed": eur("10")}])
def test_who_disputes_an_amount_is_not_told_that_nothing_is_credited(client_person, agent, given) -> None:
    about_money = ready(client_person, agent, "40", **given)
    with pytest.raises(RuleBroken, match="disputes an amount"):
        services.resolve_without_credit(about_money, **SAID, by=agent)
    assert about_money.status is Status.INVESTIGATING


@pytest.mark.parametrize("missing", ["corrected", "explanation"])
def test_both_what_was_wrong_and_what_is_put_right_are_said(dispute, agent, missing) -> None:
    with pytest.raises(BadInput) as refused:
        services.resolve_without_credit(dispute, **SAID | {missing: " "}, by=agent)
    assert refused.value.field == missing


def test_nobody_of_the_client_decides_it(dispute, client_person) -> None:
    with pytest.raises(NotAllowed):
        services.resolve_without_credit(dispute, **SAID, by=client_person)
