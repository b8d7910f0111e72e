"""Offers that are not simply accepted: something else is asked for, or nothing is said."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from support.billing.balance import invoice_balance
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Remedy
from support.disputes.reasons import RemedyStatus
from support.disputes.states import Action, Status
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from support.kernel.money import Money
from tests import factories
from tests.disputes.building import eur, offer, ready


@pytest.fixture
def remedy(client_person, agent):
    """20.00 EUR offered, of 100.00 EUR billed."""
    return offer(ready(client_person, agent, "40", "60"), "20", by=agent)


def _counter(remedy, by, amount="30", words="We waited a morning for it.", **given) -> Remedy:
    return services.counter_offer(remedy, amount=eur(amount), words=words, by=by, **given)


def test_a_counter_offer_goes_to_the_owner_and_gives_nothing(remedy, client_person, agent) -> None:
    _counter(remedy, client_person)
    dispute = remedy.dispute
    assert (remedy.status, remedy.counter_minor, dispute.status) == (
        RemedyStatus.DECLINED,
        3000,
        Status.INVESTIGATING,
    )
    assert invoice_balance(dispute.invoice).credited == eur("0")
    assert dispute.history[-1].facts["counter"] == "30.00"
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="counter_offer")
    assert letter.to_email == agent.email
    assert "€30.00" in letter.text


def test_its_owner_may_offer_what_was_asked_for(remedy, client_person, agent) -> None:
    _counter(remedy, client_person)
    again = offer(remedy.dispute, "30", by=agent)
    assert services.accept_offer(again, by=client_person).status is RemedyStatus.POSTED


def test_the_same_click_twice_is_one_counter_offer(remedy, client_person) -> None:
    for _ in range(2):
        _counter(remedy, client_person, key="a")
    assert [entry.action for entry in remedy.dispute.history].count(Action.COUNTER_OFFER.value) == 1
    with pytest.raises(RuleBroken, match="no longer open"):
        _counter(remedy, client_person, key="b")


@pytest.mark.parametrize(
    ("amount", "why"), [("20", "more than the"), ("10", "more than the"), ("100.01", r"Only 100\.00 EUR")]
)
def test_a_counter_offer_lies_above_the_offer_and_within_the_bill(remedy, client_person, amount, why) -> None:
    with pytest.raises(BadInput, match=why):
        _counter(remedy, client_person, amount)
    assert remedy.status is RemedyStatus.OFFERED


def test_a_counter_offer_is_in_the_money_of_the_bill_and_says_why(remedy, client_person) -> None:
    with pytest.raises(BadInput, match="more than the"):
        services.counter_offer(remedy, amount=Money(3000, "USD"), words="More.", by=client_person)
    with pytest.raises(BadInput, match="Why you ask"):
        _counter(remedy, client_person, words=" ")


def test_only_the_client_makes_a_counter_offer_and_only_while_it_stands(remedy, agent, client_person, calendar) -> None:
    for nobody in (agent, factories.make_person(factories.Role.CLIENT)):
        with pytest.raises(NotAllowed):
            _counter(remedy, nobody)
    calendar.forward(days=15)
    with pytest.raises(RuleBroken, match="run out"):
        _counter(remedy, client_person)


def test_the_database_keeps_no_counter_offer_beside_an_open_offer(remedy) -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(update(Remedy).values(counter_minor=3000))
    db.session.rollback()


def test_an_offer_without_an_answer_is_reminded_of_once_and_then_ends_with_notice(remedy, calendar) -> None:
    calendar.forward(days=6)
    assert services.remind_of_offers() == 0
    calendar.forward(days=2)
    assert [services.remind_of_offers() for _ in range(2)] == [1, 0]
    calendar.forward(days=7)
    assert services.remind_of_offers() == 0
    services.expire_offer(remedy)
    kinds = [letter.kind for letter in db.session.query(OutgoingLetter).order_by(OutgoingLetter.id)]
    assert kinds[-3:] == ["offer_made", "offer_reminder", "offer_expired"]


def test_an_offer_for_a_few_days_is_not_reminded_of_at_once(client_person, agent, calendar) -> None:
    offer(ready(client_person, agent), "20", by=agent, expires_in_days=4)
    assert services.remind_of_offers() == 0
    calendar.forward(days=3)
    assert services.remind_of_offers() == 1


def test_who_has_answered_is_not_reminded(remedy, client_person, calendar) -> None:
    services.decline_offer(remedy, by=client_person)
    calendar.forward(days=8)
    assert services.remind_of_offers() == 0


def test_what_was_asked_for_becomes_the_new_offer(remedy, client_person, agent) -> None:
    _counter(remedy, client_person)
    again = services.grant_counter(remedy, words="You are right: here it is.", by=agent)
    assert (again.status, again.kind, again.amount) == (RemedyStatus.OFFERED, remedy.kind, eur("30"))
    assert remedy.counter_answered_at is not None
    with pytest.raises(RuleBroken, match=r"not possible while|answered already"):
        services.grant_counter(remedy, words="Once more, as it was.", by=agent)


def test_above_the_limit_what_was_asked_for_waits_for_a_manager(client_person, agent, manager) -> None:
    remedy = offer(ready(client_person, agent, "90", "60"), "20", by=agent)
    _counter(remedy, client_person, "80")
    asked = services.grant_counter(remedy, words="It is fair enough.", by=agent)
    assert (asked.status, remedy.counter_answered_at) == (RemedyStatus.AWAITING_APPROVAL, None)
    services.send_back(asked, words="That is too much.", by=manager)
    services.refuse_counter(remedy, words="We cannot go that far.", by=agent)
    assert remedy.counter_answered_at is not None


def test_a_refused_counter_offer_is_explained_once_and_the_dispute_goes_on(remedy, client_person, agent) -> None:
    _counter(remedy, client_person)
    services.refuse_counter(remedy, words="Nobody else got more.", by=agent)
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="counter_refused")
    assert "Nobody else got more." in letter.text
    assert remedy.dispute.status is Status.INVESTIGATING
    with pytest.raises(RuleBroken, match="answered already"):
        services.refuse_counter(remedy, words="Once more.", by=agent)


def test_only_what_the_client_asked_for_is_refused_by_its_owner_and_with_words(
    remedy, client_person, agent, other_agent
) -> None:
    services.decline_offer(remedy, by=client_person)
    with pytest.raises(RuleBroken, match="not asked for anything"):
        services.refuse_counter(remedy, words="No.", by=agent)
    with pytest.raises(NotAllowed, match="belongs to a colleague"):
        services.refuse_counter(remedy, words="No.", by=other_agent)
    with pytest.raises(BadInput, match="Why not"):
        services.refuse_counter(remedy, words="", by=agent)
