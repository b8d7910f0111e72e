"""A rehearsal shows what would be, with all that follows from it, and leaves nothing behind."""

import pytest
from sqlalchemy import func, select

from support.accounts.models import Organisation, Person
from support.correspondence.models import OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel.errors import BadInput
from support.kernel.transaction import rehearse
from tests import factories


@pytest.fixture
def dispute(organisation: Organisation, client_person: Person, agent: Person) -> Dispute:
    opened = factories.make_dispute(factories.make_invoice(organisation), by=client_person)
    return services.take(opened, by=agent)


def _letters() -> int:
    return db.session.scalar(select(func.count(OutgoingLetter.id))) or 0


def test_what_follows_from_the_verb_is_seen_and_then_undone(dispute: Dispute, agent: Person) -> None:
    before, length = _letters(), dispute.history_length

    seen = rehearse(lambda: services.share_progress(dispute, words="We are looking into it.", by=agent), _letters)

    assert seen == before + 1, "the letter is a reaction to the verb"
    assert (_letters(), dispute.history_length) == (before, length)


def test_what_the_verb_refuses_is_refused(dispute: Dispute, agent: Person) -> None:
    with pytest.raises(BadInput):
        rehearse(lambda: services.share_progress(dispute, words=" ", by=agent), _letters)


def test_the_next_verb_happens_as_ever(dispute: Dispute, agent: Person) -> None:
    rehearse(lambda: services.share_progress(dispute, words="We are looking into it.", by=agent), _letters)
    before = _letters()
    services.share_progress(dispute, words="We are looking into it.", by=agent)
    assert _letters() == before + 1
