"""Refunds: never more than was paid, kept for paying out, recorded with their reference."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from support.billing.balance import invoice_balance
from support.billing.credit import apply_credit
from support.billing.refunding import refund_of, refundable
from support.billing.settlement import Refund
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.states import Action
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests import factories
from tests.billing.owing import owed_by
from tests.disputes.building import correct, eur, make_bill, ready

TODAY = date(2026, 3, 16)


@pytest.fixture
def dispute(client_person, agent):
    """Of an invoice of 120.00 EUR, tax included, that is paid."""
    found = ready(client_person, agent, "40", "60")
    factories.make_payment(found.invoice)
    return found


def _refund(dispute, amount, agent):
    return correct(dispute, amount, by=agent, kind=RemedyKind.REFUND)


def test_a_refund_is_owed_until_it_is_recorded_with_its_reference(dispute, agent) -> None:
    remedy = _refund(dispute, "40", agent)
    owed = refund_of(remedy.credit_note)
    assert (owed.amount_minor, owed.reference) == (4800, None)
    services.record_refund(remedy, reference=" BANK-77 ", paid_on=TODAY, by=agent)
    assert (owed.reference, owed.paid_on) == ("BANK-77", TODAY)
    assert dispute.history[-1].facts["reference"] == "BANK-77"


def test_what_is_to_be_paid_back_settles_no_other_invoice(dispute, agent, client_person) -> None:
    other = make_bill(client_person.organisation, "30")
    remedy = _refund(dispute, "40", agent)
    assert owed_by(client_person.organisation).credit == eur("0")
    assert apply_credit(client_person.organisation) == []
    assert invoice_balance(other).due == eur("36")
    assert invoice_balance(remedy.credit_note).credit == eur("0")


def test_the_client_hears_of_a_refund_once_with_its_reference(dispute, agent) -> None:
    remedy = _refund(dispute, "40", agent)
    for _ in range(2):
        services.record_refund(remedy, reference="BANK-77", paid_on=TODAY, by=agent)
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="refund_paid")
    assert "€48.00" in letter.text
    assert "BANK-77" in letter.text
    assert [entry.action for entry in dispute.history].count(Action.RECORD_REFUND.value) == 1


def test_no_more_is_refunded_than_was_paid(client_person, agent) -> None:
    dispute = ready(client_person, agent, "40", "60")
    with pytest.raises(RuleBroken, match=r"only 0\.00 EUR can be paid back, not 48\.00 EUR"):
        _refund(dispute, "40", agent)
    factories.make_payment(dispute.invoice, "30")
    with pytest.raises(RuleBroken, match=r"only 30\.00 EUR can be paid back, not 48\.00 EUR"):
        _refund(dispute, "40", agent)
    assert dispute.remedies == []


def test_what_was_refunded_before_is_not_refunded_again(dispute, agent) -> None:
    _refund(dispute, "30", agent)
    assert refundable(dispute.invoice) == eur("84")


def test_a_refund_that_waited_is_checked_again_when_it_is_approved(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent, "90")
    payment = factories.make_payment(dispute.invoice)
    remedy = _refund(dispute, "90", agent)
    assert remedy.status is RemedyStatus.AWAITING_APPROVAL
    db.session.delete(payment.allocations[0])
    db.session.commit()
    with pytest.raises(RuleBroken, match="can be paid back"):
        services.approve(remedy, by=manager)


def test_what_is_still_open_is_lowered_before_anything_is_paid_back(client_person, agent) -> None:
    dispute = ready(client_person, agent, "40", "60")
    factories.make_payment(dispute.invoice, "100")
    remedy = _refund(dispute, "40", agent)
    assert refund_of(remedy.credit_note).amount_minor == 2800
    assert invoice_balance(dispute.invoice).open == eur("0")


def test_only_a_posted_refund_is_paid_and_only_once(dispute, agent) -> None:
    remedy = _refund(dispute, "20", agent)
    for reference, day, error, why in (
        ("", TODAY, BadInput, "reference of the payment"),
        ("BANK-1", clock.today() + timedelta(days=1), BadInput, "when it has been paid"),
    ):
        with pytest.raises(error, match=why):
            services.record_refund(remedy, reference=reference, paid_on=day, by=agent)
    services.record_refund(remedy, reference="BANK-1", paid_on=TODAY, by=agent)
    with pytest.raises(RuleBroken, match="BANK-1"):
        services.record_refund(remedy, reference="BANK-2", paid_on=TODAY, by=agent)


def test_a_credit_to_the_balance_is_not_paid_back(dispute, agent) -> None:
    with pytest.raises(RuleBroken, match="Only a refund"):
        services.record_refund(correct(dispute, "20", by=agent), reference="BANK-1", paid_on=TODAY, by=agent)


def test_its_owner_or_a_manager_records_a_refund(dispute, agent, other_agent, manager, client_person) -> None:
    remedy = _refund(dispute, "20", agent)
    for nobody in (other_agent, client_person):
        with pytest.raises(NotAllowed):
            services.record_refund(remedy, reference="BANK-1", paid_on=TODAY, by=nobody)
    services.record_refund(remedy, reference="BANK-1", paid_on=TODAY, by=manager)


def test_the_database_keeps_no_refund_paid_without_a_reference(dispute, agent) -> None:
    _refund(dispute, "20", agent)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Refund).values(paid_on=TODAY))
    db.session.rollback()
