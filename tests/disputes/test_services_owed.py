"""Additional services: offered with their value, accepted, delivered, told."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Remedy
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.disputes.states import Action
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, RuleBroken
from tests.disputes.building import offer, ready

TODAY = date(2026, 3, 16)


@pytest.fixture
def remedy(client_person, agent):
    return offer(ready(client_person, agent), "40", by=agent, kind=RemedyKind.ADDITIONAL_SERVICE)


def test_a_service_is_owed_when_it_is_accepted_until_it_is_delivered(remedy, agent, client_person) -> None:
    services.accept_offer(remedy, by=client_person)
    assert (remedy.status, remedy.credit_note, remedy.delivered_on) == (RemedyStatus.POSTED, None, None)
    for _ in range(2):
        services.record_delivery(remedy, delivered_on=TODAY, words="The seals are new.", by=agent)
    assert remedy.delivered_on == TODAY
    assert [entry.action for entry in remedy.dispute.history].count(Action.RECORD_DELIVERY.value) == 1
    (letter,) = db.session.query(OutgoingLetter).filter_by(kind="service_delivered")
    assert "The seals are new." in letter.text


def test_a_service_says_what_it_is_worth(client_person, agent) -> None:
    with pytest.raises(BadInput, match="what it is worth"):
        offer(ready(client_person, agent), "0", by=agent, kind=RemedyKind.ADDITIONAL_SERVICE)


def test_a_service_above_the_limit_waits_for_a_manager_as_money_does(client_person, agent) -> None:
    service = offer(ready(client_person, agent), "60", by=agent, kind=RemedyKind.ADDITIONAL_SERVICE)
    assert service.status is RemedyStatus.AWAITING_APPROVAL


def test_only_an_agreed_service_is_delivered_and_not_before_its_day(remedy, agent, client_person) -> None:
    with pytest.raises(RuleBroken, match="has been agreed"):
        services.record_delivery(remedy, delivered_on=TODAY, by=agent)
    services.accept_offer(remedy, by=client_person)
    with pytest.raises(BadInput, match="not before"):
        services.record_delivery(remedy, delivered_on=date(2026, 3, 17), by=agent)


def test_its_owner_or_a_manager_records_a_delivery(remedy, other_agent, manager, client_person) -> None:
    services.accept_offer(remedy, by=client_person)
    for nobody in (other_agent, client_person):
        with pytest.raises(NotAllowed):
            services.record_delivery(remedy, delivered_on=TODAY, by=nobody)
    services.record_delivery(remedy, delivered_on=TODAY, by=manager)


def test_the_database_delivers_nothing_that_is_no_service(client_person, agent) -> None:
    offer(ready(client_person, agent), "40", by=agent)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Remedy).values(delivered_on=TODAY))
    db.session.rollback()
