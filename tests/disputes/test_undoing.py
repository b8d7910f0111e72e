"""A posted credit is taken back while nobody has used it, and no later."""

from datetime import date

import pytest

from support.billing.balance import invoice_balance
from support.billing.credit import apply_credit, creditable_of
from support.billing.plans import last_day_of
from support.billing.refunding import refundable
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.states import Status
from support.disputes.verifying import verify
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests import factories
from tests.billing.owing import owed_by
from tests.disputes.building import correct, eur, make_bill, offer, ready

WHY = "The delivery note turned up after all."


@pytest.fixture
def dispute(client_person, agent):
    """Of an invoice of 120.00 EUR, tax included, that is paid: a credit on it is left to the client."""
    found = ready(client_person, agent, "40", "60")
    factories.make_payment(found.invoice)
    return found


def test_a_credit_that_was_taken_back_leaves_nothing_behind_and_opens_the_dispute(dispute, agent, manager) -> None:
    remedy = correct(dispute, "40", by=agent)
    services.void_credit(remedy, why=WHY, by=manager)
    assert (remedy.status, dispute.status, dispute.outcome) == (RemedyStatus.VOID, Status.INVESTIGATING, None)
    assert owed_by(dispute.organisation).credit == eur("0")
    assert creditable_of(dispute.invoice) == eur("100")
    assert (dispute.lines[0].approved_minor, dispute.lines[0].open) == (0, True)
    assert apply_credit(dispute.organisation) == []
    assert verify(dispute) == []
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="credit_voided")
    assert WHY in letter.text


def test_what_was_taken_back_can_be_credited_again(dispute, agent, manager) -> None:
    services.void_credit(correct(dispute, "40", by=agent), why=WHY, by=manager)
    services.take(dispute, by=agent)
    correct(dispute, "40", by=agent)
    assert owed_by(dispute.organisation).credit == eur("48")


def test_a_goodwill_credit_is_taken_back_too(dispute, agent, manager, client_person) -> None:
    remedy = services.accept_offer(offer(dispute, "30", by=agent), by=client_person)
    services.void_credit(remedy, why=WHY, by=manager)
    assert (owed_by(dispute.organisation).credit, creditable_of(dispute.invoice)) == (eur("0"), eur("100"))


def test_a_credit_that_settled_an_invoice_stays(dispute, agent, manager, client_person) -> None:
    make_bill(client_person.organisation, "10")
    remedy = correct(dispute, "40", by=agent)
    apply_credit(client_person.organisation)
    with pytest.raises(RuleBroken, match="it has been used"):
        services.void_credit(remedy, why=WHY, by=manager)
    assert (remedy.status, dispute.status) == (RemedyStatus.POSTED, Status.RESOLVED)


def test_a_credit_that_lowered_its_own_invoice_stays(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent)
    with pytest.raises(RuleBroken, match="it has been used"):
        services.void_credit(correct(dispute, "40", by=agent), why=WHY, by=manager)
    assert invoice_balance(dispute.invoice).credited == eur("48")


def test_a_refund_is_taken_back_until_it_has_been_paid(dispute, agent, manager) -> None:
    remedy = correct(dispute, "40", by=agent, kind=RemedyKind.REFUND)
    services.void_credit(remedy, why=WHY, by=manager)
    assert (remedy.status, owed_by(dispute.organisation).credit) == (RemedyStatus.VOID, eur("0"))
    assert refundable(dispute.invoice) == eur("120")
    services.take(dispute, by=agent)
    again = correct(dispute, "40", by=agent, kind=RemedyKind.REFUND)
    services.record_refund(again, reference="BANK-1", paid_on=clock.today(), by=agent)
    with pytest.raises(RuleBroken, match="It was paid back on"):
        services.void_credit(again, why=WHY, by=manager)


def test_a_payment_plan_ends_until_an_instalment_has_come_in(client_person, agent, manager) -> None:
    dispute = ready(client_person, agent, "40", "60")
    given = {"amount": eur("90"), "instalments": 3, "first_due_on": date(2026, 4, 1)}

    def agreed():
        remedy = services.offer_plan(dispute, words="Pay it in three parts.", by=agent, **given)
        return services.accept_offer(remedy, by=client_person)

    remedy = agreed()
    services.void_credit(remedy, why=WHY, by=manager)
    assert (remedy.status, dispute.status) == (RemedyStatus.VOID, Status.INVESTIGATING)
    assert last_day_of(dispute.invoice) is None
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="remedy_ended")
    assert WHY in letter.text
    services.take(dispute, by=agent)
    again = agreed()
    services.record_instalment(again, position=1, reference="PAY-9", paid_on=clock.today(), by=agent)
    with pytest.raises(RuleBroken, match="has been paid already"):
        services.void_credit(again, why=WHY, by=manager)


def test_a_service_is_taken_back_until_the_client_has_it_and_an_apology_never(
    dispute, agent, manager, client_person
) -> None:
    service = RemedyKind.ADDITIONAL_SERVICE
    remedy = services.accept_offer(offer(dispute, "30", by=agent, kind=service), by=client_person)
    services.void_credit(remedy, why=WHY, by=manager)
    services.take(dispute, by=agent)
    again = services.accept_offer(offer(dispute, "30", by=agent, kind=service), by=client_person)
    services.record_delivery(again, delivered_on=clock.today(), by=agent)
    with pytest.raises(RuleBroken, match="the client has it"):
        services.void_credit(again, why=WHY, by=manager)
    services.reopen(dispute, why="Something else.", by=agent)
    services.take(dispute, by=agent)
    said = services.accept_offer(offer(dispute, "0", by=agent, kind=RemedyKind.APOLOGY), by=client_person)
    with pytest.raises(RuleBroken, match="“Apology” is not taken back"):
        services.void_credit(said, why=WHY, by=manager)


def test_a_credit_is_taken_back_once_by_a_manager_and_with_a_reason(dispute, agent, manager) -> None:
    remedy = correct(dispute, "40", by=agent)
    with pytest.raises(NotAllowed, match="Only a manager"):
        services.void_credit(remedy, why=WHY, by=agent)
    with pytest.raises(BadInput, match="reason"):
        services.void_credit(remedy, why=" ", by=manager)
    services.void_credit(remedy, why=WHY, by=manager)
    with pytest.raises(RuleBroken, match="not possible while"):
        services.void_credit(remedy, why=WHY, by=manager)
