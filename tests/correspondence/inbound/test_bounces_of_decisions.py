"""A decision that came back was never heard: whoever thinks it is closed is told, and it is opened again."""

import pytest
from sqlalchemy import select

from support.accounts.roles import Role
from support.correspondence import outbox
from support.correspondence.inbound.services import take_in
from support.correspondence.models import OutgoingLetter
from support.disputes import afterwards, deciding
from support.disputes.models import Dispute
from support.disputes.reasons import RemedyKind
from support.disputes.states import Status
from support.extensions import db
from support.kernel.money import Money
from tests import factories
from tests.correspondence.conftest import Postman
from tests.correspondence.inbound.test_gate import report


@pytest.fixture
def ended(dispute: Dispute, postman: Postman) -> Dispute:
    """Decided for the client, its letter sent, and followed up."""
    by = factories.make_person(Role.MANAGER)
    factories.investigated(dispute, by=by)
    line = dispute.invoice.lines[0]
    deciding.resolve_with_correction(
        dispute,
        kind=RemedyKind.CREDIT,
        amounts={line.id: Money(line.net_minor, "EUR")},
        explanation="Each delivery was billed twice.",
        by=by,
    )
    outbox.deliver_due()
    return afterwards.start_follow_up(dispute)


def comes_back(status: str = "5.1.1") -> None:
    wanted = select(OutgoingLetter).where(OutgoingLetter.kind == "dispute_resolved_upheld")
    take_in(report(db.session.scalars(wanted).one(), status=status), source="imap")
    db.session.rollback()


def told() -> list[OutgoingLetter]:
    return list(db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.kind == "letter_bounced")))


def test_a_closed_dispute_whose_decision_came_back_is_opened_again(ended: Dispute) -> None:
    afterwards.close(ended, satisfied=None)
    comes_back()
    assert ended.status is not Status.CLOSED
    assert "has not heard of it" in ended.history[-1].facts["why"]
    assert len(told()) == 1


def test_who_has_said_that_it_is_right_now_has_heard_of_it(ended: Dispute) -> None:
    afterwards.close(ended, satisfied=True)
    comes_back()
    assert ended.status is Status.CLOSED
    assert len(told()) == 1, "its owner is told all the same"


def test_a_full_mailbox_opens_nothing_again(ended: Dispute) -> None:
    afterwards.close(ended, satisfied=None)
    comes_back(status="5.2.2")
    assert ended.status is Status.CLOSED


def test_what_is_not_closed_stays_as_it_is(ended: Dispute) -> None:
    comes_back()
    assert ended.status is Status.FOLLOW_UP
    assert len(told()) == 1
